"""Pictures of the tab *Random samples*: the sheet of a seed, and the ladder of one noise at several temperatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

from genfaces.images import grid
from genfaces.tasks import samples as task
from genfaces.ui.kit.address import signpost
from genfaces.ui.kit.download import BUTTONS, Download
from genfaces.ui.kit.markup import picture, picture_buttons
from genfaces.ui.samples.state import HOTTEST, SHEET, WALK, View

# What one answer brings, so that a move of a slider sends little; the others come when they are seen (rest.js).
FIRST = slice(24)
OTHERS = slice(FIRST.stop, None)
# A ladder has four fixed steps, and the present temperature among them.
COLUMNS = 8  # of the sheet when it is saved
STEPS, SPARE = (0.0, 0.5, 1.0, HOTTEST), 0.7
# What is told below the pictures of a model that takes labels, by its kind.
LABELS = {"tags": "hair and eye colours", "attributes": "attributes"}
DRAWN = "labels"


def sheet(view: View) -> str:
    """The view's pictures with their downloads. Raises TaskError."""
    images = task.sample(**view.settings, part=FIRST)
    others = place_of_rest(view) if view.count > len(images) else ""
    return f"{tiles(view, images)}{others}{below(view, BUTTONS, _chosen(view) + _labels(view))}"


def rest(view: View) -> str:
    """The pictures that the sheet leaves out. Raises TaskError."""
    return tiles(view, task.sample(**view.settings, part=OTHERS), FIRST.stop) if view.count > FIRST.stop else ""


def place_of_rest(view: View) -> str:
    """Where the rest of a stage comes once it is seen."""
    return f'<div data-rest="{view.show}"></div>'


def file(view: View, form: str) -> str:
    """The sheet as a file. Raises TaskError."""
    download = Download({"task": "sample", **view.settings}, f"{view.model.name}-seed-{view.seed}-sheet", scale=2)
    return download.file(form, lambda: grid(task.sample(**view.settings), COLUMNS))


def tiles(view: View, images: Any, first: int = 0, exact: bool | None = None) -> str:
    """The pictures, uint8 (N,H,W,3), of the view's seed, to be clicked; those that a walk joins are marked.

    first, exact: as `picture_buttons` takes them.
    """
    numbers = range(first + 1, first + 1 + len(images))
    alts = [f"Sample {number} of seed {view.seed}, model {view.model.name}" for number in numbers]
    return picture_buttons(images, alts, {"task": "sample"} | view.settings, marks(view), first, exact)


def marks(view: View) -> Mapping[int, str]:
    """Which of the seed's samples are ends of the walk: index to "A", "B" or "A B"."""
    ends = view.ends if view.show == WALK else (view.a, view.b)
    found: dict[int, str] = {}
    for letter, end in zip("AB", ends, strict=True):
        if end and end.seed == view.seed:
            found[end.index] = f"{found.get(end.index, '')} {letter}".strip()
    return found


def below(view: View, downloads: str, more: str = "") -> str:
    """The line under whatever is shown."""
    label = f"seed {view.seed}" if view.show == SHEET else f"{view.show}, seed {view.seed}"
    return signpost(view.address, label, view.model.title, downloads) + more


def _chosen(view: View) -> str:
    """Which ends were set, and what can be done with them."""
    ends = ((letter, end) for letter, end in (("A", view.a), ("B", view.b)) if end)
    words = " and ".join(f"<b>{letter}</b>: {spoken(end.seed, end.index)}" for letter, end in ends)
    if not words:
        return '<p class="caption">Click a picture to see it large, save it, or make it the end of a walk.</p>'
    walk = replace(view, show=WALK).address
    return (
        f'<p class="caption chosen" role="status">{words}.'
        f' <button type="button" class="quiet" data-visit="{escape(walk)}">Walk from A to B</button></p>'
    )


def _labels(view: View) -> str:
    """For a model that takes labels: where they come from, and where they can be chosen if they can."""
    if not task.takes_labels(view.model.name):
        return ""
    kind = view.model.kind
    address = f"?tab={kind.tabs[0]}&model={view.model.name}&seed={view.seed}"
    choose = f' <a href="{escape(address)}">Choose them yourself</a>.' if kind.chosen else ""
    told = LABELS.get(kind.name, DRAWN)
    return f'<p class="caption">This model is told {told} too: the seed draws those of a training image.{choose}</p>'


def spoken(seed: int, index: int) -> str:
    """How a sample is called."""
    return f"sample {index + 1} of seed {seed}"


def ladder(view: View) -> str:
    """The first sample at five temperatures, the present one among them; a click takes one. Raises TaskError."""
    now = view.temperature
    steps = sorted({*STEPS, now} if now not in STEPS else {*STEPS, SPARE})
    images = task.ladder(view.model.name, view.seed, steps, view.settings["source"])
    rungs = "".join(
        f'<button type="button" class="rung" data-temperature="{step:g}" title="Take variety {step:g}"'
        f"{' aria-current=true' if step == now else ''}>"
        f"{picture(image, f'The first sample at variety {step:g}', exact=False)}<span>{step:g}</span></button>"
        for step, image in zip(steps, images, strict=True)
    )
    return f'<div class="ladder" role="group" aria-label="One noise at five degrees of variety">{rungs}</div>'
