"""The tab *Translation* for programs: `/translate`."""

from __future__ import annotations

from typing import Any

import gradio as gr

from genfaces.tasks import translation
from genfaces.tasks.errors import TaskError
from genfaces.tasks.translation import DIRECTIONS
from genfaces.ui.kit.events import MODEL, polite
from genfaces.ui.kit.gradio_seams import Upload
from genfaces.ui.translation.state import read


def build(model: str) -> None:
    """Offers it; `model` is the one that is taken when none is named."""
    inputs = [
        Upload(label="image", visible=False),
        gr.Textbox(DIRECTIONS[0], label="direction", visible=False),
        gr.Textbox(model, label="model", visible=False),
    ]
    outputs = [gr.Image(label=name, format="png", visible=False) for name in ("translation", "back again", "identity")]
    facts = gr.JSON(label="facts", visible=False)
    gr.on([], translate, inputs, [*outputs, facts], api_name="translate", **MODEL)


@polite
def translate(image: str | None, direction: str, model: str) -> tuple[Any, ...]:
    """Translate a map into an aerial photograph, or an aerial photograph into a map.

    Args:
        image: a picture file; with more than 1024 pixels a side it is scaled down.
        direction: "map_to_aerial" or "aerial_to_map".
        model: a model's name, as the page lists them.

    Returns:
        The translation; that translated back again; the input through the translator of the way back (identity), all of
        the input's size; and facts: the mean absolute distances of the last two from the input, values in [0, 1].
    """
    translation.open_model(model, direction)
    if image is None:
        raise TaskError("There is no image to translate; send a picture file as `image`.")
    given = read(None, image, model, direction)
    made = translation.translate(model, given.pixels, direction)
    found = translation.compare(model, given.pixels, made, direction)
    height, width, _ = given.pixels.shape
    facts = {
        "model": model,
        "direction": direction,
        "width": width,
        "height": height,
        "message": given.said,
        "back_again_error": found.back_error,
        "identity_error": found.identity_error,
    }
    return made, found.back, found.identity, facts
