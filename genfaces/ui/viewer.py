"""The large view of one sample: a dialog shared by everything on the page that shows samples."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from html import escape
from typing import Any

import gradio as gr

from genfaces.tasks import sampling
from genfaces.ui.download import links
from genfaces.ui.events import PRIVATE, polite
from genfaces.ui.markup import block, picture

# Where a walk can be made of them, samples can be chosen as its ends (viewer.js, walk.js).
ENDS = """<div class="viewer-bar ends" role="group" aria-label="Use this picture for a walk">
    <button type="button" class="quiet" data-end="a">Set as A</button>
    <button type="button" class="quiet" data-end="b">Set as B</button>
    <button type="button" class="quiet" data-end="walk">Walk from A to B</button>
  </div>"""


def build() -> gr.HTML:
    """The dialog; `attach` connects grids of samples to it."""
    viewer = block("", "viewer.js", elem_id="viewer")
    viewer.select(enlarge, None, viewer, **PRIVATE)
    return viewer


def attach(viewer: gr.HTML, grids: Sequence[gr.HTML]) -> None:
    """Open the dialog when a picture in one of the grids is clicked."""
    for grid in grids:
        grid.select(enlarge, None, viewer, **PRIVATE)


@polite
def enlarge(event: gr.SelectData) -> str:
    """The dialog's contents for sample `event.index` of the settings `event.value`, drawn again from its seed."""
    settings, index = dict(event.value), int(event.index)
    count, ends = settings.pop("count"), settings.pop("ends", False)
    image = sampling.sample(**settings, count=index + 1)[index]
    recipe = {"task": "sample", **settings, "index": index}
    title = f"Sample {index + 1} of seed {settings['seed']}"
    return _contents(title, index, settings | {"count": count, "ends": ends}, image, recipe)


def _contents(title: str, index: int, settings: dict[str, Any], image: Any, recipe: dict[str, Any]) -> str:
    count = settings["count"]

    def arrow(step: int, sign: str, label: str) -> str:
        disabled = "" if 0 <= index + step < count else " disabled"
        return f'<button type="button" class="quiet" data-step="{step}" aria-label="{label}"{disabled}>{sign}</button>'

    detail = f"{settings['model']}, temperature {settings['temperature']:g}, from the {settings['source']}"
    # The time makes every answer a change, so that the same picture opens a second time.
    return f"""<div class="viewer-source" hidden data-opened="{time.monotonic_ns()}">
<div class="viewer-body" data-settings="{escape(json.dumps(settings))}" data-index="{index}" data-count="{count}">
  {picture(image, f"{title}, enlarged")}
  <div class="viewer-bar arrows">
    {arrow(-1, "←", "Previous sample")}
    <div><h2>{escape(title)}</h2><p>{escape(detail)}</p></div>
    {arrow(1, "→", "Next sample")}
  </div>
  {ENDS if settings["ends"] else ""}
  <div class="viewer-bar">
    {links(image, recipe, f"{settings['model']}-seed-{settings['seed']}-{index + 1}")}
    <button type="button" class="quiet" data-close>Close</button>
  </div>
</div></div>"""
