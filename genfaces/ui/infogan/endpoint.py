"""The tab *InfoGAN* for programs: `/codes`."""

from __future__ import annotations

from typing import Any

import gradio as gr

from genfaces.tasks import infogan as tasks
from genfaces.ui.infogan.state import FIRST_SEED
from genfaces.ui.kit.events import MODEL, polite


def build(model: str) -> None:
    """Offer it, with a model to begin with; nothing of this is seen on the page."""
    inputs = [
        gr.Textbox(model, label="model", visible=False),
        gr.Number(FIRST_SEED, label="seed", precision=0, visible=False),
        gr.Number(1, label="category", precision=0, visible=False),
        *(gr.Number(0, label=f"c{number}", visible=False) for number in (1, 2, 3)),
    ]
    outputs = [gr.Image(label="image", format="png", visible=False), gr.JSON(label="settings", visible=False)]
    gr.on([], codes, inputs, outputs, api_name="codes", **MODEL)


@polite
def codes(
    model: str, seed: int, category: int, c1: float = 0.0, c2: float = 0.0, c3: float = 0.0
) -> tuple[Any, dict[str, Any]]:
    """Draw the picture of an InfoGAN's codes; the same seed is the same noise, so that only the codes change it.

    Args:
        model: a model's name, as the page lists them.
        seed: a whole number from 0 on.
        category: which category, from 1 on.
        c1: the first continuous code, from -1.5 to 1.5; training knew -1 to 1.
        c2: the second one; 0 for a model that has none.
        c3: the third one; 0 for a model that has none.

    Returns:
        The picture and the settings that make it again.
    """
    image = tasks.draw(model, seed, category, (c1, c2, c3))
    return image, {"model": model, "seed": seed, "category": category, "c1": c1, "c2": c2, "c3": c3}
