"""The first thing a visitor sees: faces that nobody has, and a button that draws more."""

from __future__ import annotations

from html import escape

import gradio as gr

from genfaces.tasks import sampling
from genfaces.ui.events import PRIVATE, sentence_of
from genfaces.ui.markup import block, note, picture_buttons
from genfaces.ui.samples import settings_of
from genfaces.ui.seed import following

COUNT = 15
FIRST_SEED = 7

WORDS = """<div class="hero-words">
<p class="brand">genfaces</p>
<h1>None of these people exist.</h1>
<p class="lead">A gallery of small neural networks that learned to draw faces, open for you to play with.
Each was trained by the code behind this page, measured, and is honest about what it can’t do.</p>
</div>"""


def build() -> gr.HTML:
    """The page's head; returns the mosaic, whose pictures can be clicked."""
    with gr.Row(elem_classes="hero"):
        with gr.Column(elem_classes="hero-side", min_width=300):
            block(WORDS)
            again = gr.Button("Draw new faces", variant="primary", elem_classes="main-action", elem_id="hero-draw")
        # The first faces are drawn while the page is built, so that they are there with its first byte.
        with gr.Column(elem_classes="hero-pictures", min_width=300):
            mosaic = block(draw(FIRST_SEED), "pictures.js", elem_id="mosaic")
    again.click(lambda: draw(following(None, locked=False)), None, mosaic, **PRIVATE)
    return mosaic


def draw(seed: int) -> str:
    """The mosaic for a seed, drawn by the preferred model; a sentence when none works."""
    offered = sampling.models()
    if not offered:
        return note("No model is installed yet: train one with “python -m training vae-avatars”.")
    model = offered[0]
    settings = settings_of(model, seed, COUNT)
    try:
        images = sampling.sample(**settings)
    except Exception as error:
        return note(sentence_of(error))
    alts = [f"Face {index + 1}, drawn by the model {model.name} from seed {seed}" for index in range(COUNT)]
    caption = f"Drawn by {model.title}, from seed {seed}. Click one to see it large."
    return f'{picture_buttons(images, alts, settings)}<p class="caption">{escape(caption)}</p>'
