"""The large view of one sample: a dialog shared by everything on the page that shows samples."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import gradio as gr

from genfaces.tasks import samples
from genfaces.ui.kit.download import links
from genfaces.ui.kit.events import EVERY, polite
from genfaces.ui.kit.markup import block, picture
from genfaces.ui.kit.subject import Subject
from genfaces.ui.samples.pictures import symbol_of
from genfaces.ui.samples.state import find, has_mixture
from genfaces.ui.tags.faces import subject as tagged

# Where a walk can be made of them, samples can be chosen as its ends (viewer.js, walk.js).
ENDS = """<div class="viewer-bar ends" role="group" aria-label="Use this picture for a walk">
    <button type="button" class="quiet" data-end="a">Set as A</button>
    <button type="button" class="quiet" data-end="b">Set as B</button>
    <button type="button" class="quiet" data-end="walk">Walk from A to B</button>
  </div>"""


def build() -> gr.HTML:
    """The dialog; `attach` connects grids of samples to it."""
    viewer = block("", "kit/viewer.js", elem_id="viewer")
    viewer.select(enlarge, None, viewer, **EVERY)
    return viewer


def attach(viewer: gr.HTML, grids: Sequence[gr.HTML]) -> None:
    """Open the dialog when a picture in one of the grids is clicked."""
    for grid in grids:
        grid.select(enlarge, None, viewer, **EVERY)


@polite
def enlarge(event: gr.SelectData) -> str:
    """The dialog's contents for picture `event.index` of the settings `event.value`, drawn again from its seed."""
    settings, index = dict(event.value), int(event.index)
    return _contents(SUBJECTS[settings.get("task", "sample")](settings, index), settings, index)


def _sample(settings: Mapping[str, Any], index: int) -> Subject:
    how = {name: settings[name] for name in ("model", "seed", "temperature", "source")}
    model = find(how["model"])
    origin = f", from the {how['source']}" if has_mixture(model) else ""
    return Subject(
        image=samples.sample(**how, count=index + 1)[index],
        title=f"Sample {index + 1} of seed {how['seed']}",
        detail=f"{how['model']}, {symbol_of(model)} {how['temperature']:g}{origin}",
        recipe={"task": "sample", **how, "index": index},
        name=f"{how['model']}-seed-{how['seed']}-{index + 1}",
    )


# Who draws a picture again, by the task that its grid's settings name; a grid that names none holds samples.
SUBJECTS: Mapping[str, Callable[[Mapping[str, Any], int], Subject]] = {"sample": _sample, "tags": tagged}


def _contents(subject: Subject, settings: dict[str, Any], index: int) -> str:
    count = settings["count"]

    def arrow(step: int, sign: str, label: str) -> str:
        disabled = "" if 0 <= index + step < count else " disabled"
        return f'<button type="button" class="quiet" data-step="{step}" aria-label="{label}"{disabled}>{sign}</button>'

    # The time makes every answer a change, so that the same picture opens a second time.
    return f"""<div class="viewer-source" hidden data-opened="{time.monotonic_ns()}">
<div class="viewer-body" data-settings="{escape(json.dumps(settings))}" data-index="{index}" data-count="{count}">
  {picture(subject.image, f"{subject.title}, enlarged")}
  <div class="viewer-bar arrows">
    {arrow(-1, "←", "Previous picture")}
    <div><h2>{escape(subject.title)}</h2><p>{escape(subject.detail)}</p></div>
    {arrow(1, "→", "Next picture")}
  </div>
  {ENDS if settings.get("ends") else ""}
  <div class="viewer-bar">
    {links(subject.image, subject.recipe, subject.name)}
    <button type="button" class="quiet" data-close>Close</button>
  </div>
</div></div>"""
