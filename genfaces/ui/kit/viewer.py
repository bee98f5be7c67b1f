"""The large view of one sample: a dialog shared by everything on the page that shows samples."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import gradio as gr

from genfaces.ui.kit.download import Download
from genfaces.ui.kit.events import EVERY, polite
from genfaces.ui.kit.markup import block, picture
from genfaces.ui.kit.subject import Subject

# Where a walk can be made of them, samples can be chosen as its ends (viewer.js, walk.js).
ENDS = """<div class="viewer-bar ends" role="group" aria-label="Use this picture for a walk">
    <button type="button" class="quiet" data-end="a">Set as A</button>
    <button type="button" class="quiet" data-end="b">Set as B</button>
    <button type="button" class="quiet" data-end="walk">Walk from A to B</button>
  </div>"""


Subjects = Mapping[str, Callable[[Mapping[str, Any], int], Subject]]


def build(grids: Sequence[gr.HTML], subjects: Subjects) -> None:
    """The dialog, which opens when a picture in one of the grids is clicked.

    subjects: who draws a picture again, by the task that its grid's settings name.
    """
    viewer = block("", "kit/viewer.js", elem_id="viewer")

    @polite
    def enlarged(event: gr.SelectData) -> str:
        return enlarge(subjects, dict(event.value), int(event.index))

    for source in (viewer, *grids):
        source.select(enlarged, None, viewer, **EVERY)


def enlarge(subjects: Subjects, settings: dict[str, Any], index: int) -> str:
    """The dialog's contents for picture `index` of a grid's `settings`, drawn again; samples name no task.

    Raises TaskError.
    """
    return _contents(subjects[settings.get("task", "sample")](settings, index), settings, index)


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
    {Download(subject.recipe, subject.name).links(subject.image)}
    <button type="button" class="quiet" data-close>Close</button>
  </div>
</div></div>"""
