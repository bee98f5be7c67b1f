"""The first thing a visitor sees: faces that nobody has, and a button that draws more."""

from __future__ import annotations

import io
import math
from html import escape
from typing import Any

import gradio as gr

from genfaces.tasks import samples
from genfaces.tasks.errors import TaskError
from genfaces.tasks.models import Model
from genfaces.tasks.walking import End, walk
from genfaces.ui.kit.events import EVERY, PRIVATE, polite
from genfaces.ui.kit.gradio_seams import told
from genfaces.ui.kit.markup import as_image, block, data_uri, note, picture, picture_buttons
from genfaces.ui.kit.seed import following
from genfaces.ui.kit.words import listed
from genfaces.ui.samples.state import CALM, settings_of

ROWS, COLUMNS = 3, 5  # rows are shared by the data sets; three can be
FIRST_SEED = 11
FRAMES = 24  # of the way from one face to another

WORDS = """<div class="hero-words">
<h1>None of these people exist.</h1>
<p class="lead">A gallery of small neural networks that learned to draw faces, open for you to play with.
Each was trained by the code behind this page, measured, and is honest about what it can’t do.</p>
</div>"""
ONWARD = """<p class="below"><button class="quiet" type="button" data-open="attributes">Change a face</button>
<button class="quiet" type="button" data-open="explorer">See them on a map</button></p>"""


def build() -> None:
    """The front page's faces, which can be clicked, and which change by themselves (hero.js)."""
    with gr.Row(elem_classes="hero"):
        with gr.Column(elem_classes="hero-side", min_width=300):
            block(WORDS)
            again = gr.Button("Draw new faces", variant="primary", elem_classes="main-action", elem_id="hero-draw")
            block(ONWARD)
        # The first faces are drawn while the page is built, so that they are there with its first byte.
        with gr.Column(elem_classes="hero-pictures", min_width=300):
            mosaic = block(draw(FIRST_SEED), "kit/pictures.js", elem_id="mosaic")
    again.click(draw_again, None, mosaic, **PRIVATE)
    film = block("", "hero.js", elem_classes="visits")
    film.input(morph, None, film, **EVERY)


@polite
def draw_again() -> str:
    """The mosaic for a random seed."""
    return draw(following())


@polite
def morph(event: gr.EventData) -> str:
    """The way from a face of the mosaic to another one, and that one itself. Raises gr.Error."""
    asked = told(event)
    how, index, seed = asked["settings"], int(asked["index"]), following()
    ends = End(int(how["seed"]), index), End(seed, index)
    frames = walk(str(how["model"]), *ends, FRAMES, float(how["temperature"]), str(how["source"]))
    buffer = io.BytesIO()
    as_image(frames.reshape(-1, *frames.shape[2:])).save(buffer, "WEBP", quality=88)
    marks = f'data-seed="{seed}" data-frames="{FRAMES}" data-film="{data_uri(buffer.getvalue(), "image/webp")}"'
    return f"<i {marks}>{picture(frames[-1], _alt(str(how['model']), seed, index))}</i>"


def draw(seed: int) -> str:
    """The mosaic for a seed: rows by the first working model of each data set; a sentence where none works."""
    sentence = "No model is installed yet: train one with “python -m training vae-avatars”."
    families: dict[str, list[Model]] = {}
    for model in samples.models():
        families.setdefault(model.data, []).append(model)
    mosaic, painters = "", []
    shown = list(families.values())[:ROWS]
    for place, family in enumerate(shown):
        count = COLUMNS * math.ceil((ROWS - place) / len(shown))
        for model in family:
            try:
                mosaic += _rows(settings_of(model, seed, count))
            except TaskError as error:
                sentence = str(error)
                continue
            painters.append(model.name)
            break
    if not painters:
        return note(sentence)
    caption = f"Drawn by {listed(painters)} from seed {seed}, variety {CALM}. Click a face to see it large."
    return f'{mosaic}<p class="caption">{escape(caption)}</p>'


def _rows(settings: dict[str, Any]) -> str:
    images = samples.sample(**settings)
    name, seed = settings["model"], settings["seed"]
    alts = [_alt(name, seed, index) for index in range(len(images))]
    return picture_buttons(images, alts, {"task": "sample"} | settings)


def _alt(model: str, seed: int, index: int) -> str:
    return f"Face {index + 1}, drawn by the model {model} from seed {seed}"
