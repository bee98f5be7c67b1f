"""The tab *Attributes* for programs: `/toggle`."""

from __future__ import annotations

from typing import Any

import gradio as gr

from genfaces.tasks import attributes as task
from genfaces.tasks.errors import TaskError
from genfaces.ui.attributes.state import FIRST_SEED
from genfaces.ui.kit.events import MODEL, polite


def build(model: str) -> None:
    """Offer it, with a model to begin with; nothing of this is seen on the page."""
    inputs = [
        gr.Textbox(model, label="model", visible=False),
        gr.Number(FIRST_SEED, label="seed", precision=0, visible=False),
        gr.JSON({}, label="attributes", visible=False),
    ]
    outputs = [gr.Image(label="image", format="png", visible=False), gr.JSON(label="settings", visible=False)]
    gr.on([], toggle, inputs, outputs, api_name="toggle", **MODEL)


@polite
def toggle(model: str, seed: int, attributes: dict[str, float]) -> tuple[Any, dict[str, Any]]:
    """Draw a face with attributes; the same seed is the same noise, so that only what is asked for should change.

    Args:
        model: a model's name, as the page lists them.
        seed: a whole number from 0 on.
        attributes: name to strength from -1.5 to 1.5, such as {"Smiling": 1, "Eyeglasses": -1}; 1 is yes and -1 is no,
            as in training, and what is not named is 0, left open: halfway between, where training never was.

    Returns:
        The picture and the settings that make it again, with what a judge sees in it: from -1 (surely
        not) to 1 (surely), above 0 for yes; null where no judge is installed.
    """
    image = task.toggle(model, seed, attributes)
    names = task.attributes(model)
    try:
        seen = task.seen(image[None], names)[0]
    except TaskError:
        seen = None
    complete = {name: float(attributes.get(name, 0.0)) for name in names}
    return image, {"model": model, "seed": seed, "attributes": complete, "seen": seen}
