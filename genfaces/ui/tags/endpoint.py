"""The tab *Tags* for programs: `/tags`."""

from __future__ import annotations

from typing import Any

import gradio as gr

from genfaces.tasks import tags as task
from genfaces.tasks.tags import Tags
from genfaces.ui.kit.events import MODEL, polite
from genfaces.ui.tags.state import View


def build(first: View) -> None:
    """Offer it, with the view to begin with as its defaults; nothing of this is seen on the page."""

    def words(value: str, label: str) -> gr.Textbox:
        return gr.Textbox(value, label=label, visible=False)

    def whole(value: int, label: str) -> gr.Number:
        return gr.Number(value, label=label, precision=0, visible=False)

    inputs = [
        words("", "text"),
        words(first.tags.hair, "hair"),
        words(first.tags.eyes, "eyes"),
        whole(first.seed, "seed"),
        whole(first.count, "count"),
        words(first.model.name, "model"),
    ]
    outputs = [gr.Gallery(label="images", format="png", visible=False), gr.JSON(label="settings", visible=False)]
    gr.on([], tags, inputs, outputs, api_name="tags", **MODEL)


@polite
def tags(text: str, hair: str, eyes: str, seed: int, count: int, model: str) -> tuple[list[Any], dict[str, Any]]:
    """Draw anime faces with a hair and an eye colour; the same arguments always give the same pictures.

    Args:
        text: both colours in words, such as "aqua hair, red eyes"; what it leaves out is taken from `hair` and `eyes`.
        hair: a hair colour, as the tab Tags lists them.
        eyes: an eye colour, likewise.
        seed: a whole number from 0 on: everything about the faces but their colours.
        count: how many pictures, 1 to 16.
        model: a model's name, as the page lists them.

    Returns:
        The pictures and the settings that make them again.
    """
    asked = {"hair": hair, "eyes": eyes} | (task.parse(text, model) if (text or "").strip() else {})
    images = task.draw(model, Tags(**asked), seed, count)
    return list(images), {"model": model, **asked, "seed": seed, "count": count}
