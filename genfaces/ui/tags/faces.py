"""The faces of one pair of tags, in the tab *Tags*: a few noises, and one of them in the large view."""

from __future__ import annotations

from html import escape
from typing import Any

from genfaces.images import grid
from genfaces.tasks import tags as task
from genfaces.ui.kit.address import signpost
from genfaces.ui.kit.download import BUTTONS, Download
from genfaces.ui.kit.markup import picture_buttons
from genfaces.ui.tags.state import View

COLUMNS = 8


def settings_of(view: View) -> dict[str, Any]:
    """What makes the faces again; arguments of the endpoint /tags."""
    return {"model": view.model.name, **vars(view.tags), "seed": view.seed, "count": view.count}


def faces(view: View) -> str:
    """The view's faces under their tags, with downloads. Raises TaskError."""
    images = task.draw(view.model.name, view.tags, view.seed, view.count)
    settings = {"task": "tags", **settings_of(view)}
    alts = [f"Face {index + 1} of seed {view.seed} with {view.tags}" for index in range(len(images))]
    label = f"{view.tags.hair}, {view.tags.eyes}"
    dots = "".join(f'<i data-colour="{escape(colour)}"></i>' for colour in vars(view.tags).values())
    return (
        f"<h3>{dots}{escape(str(view.tags).capitalize())}</h3>{picture_buttons(images, alts, settings)}{_seen(view)}"
        + signpost(view.address, label, f"{view.model.title}, seed {view.seed}", BUTTONS)
    )


def file(view: View, form: str) -> str:
    """The faces as a file. Raises TaskError."""
    name = f"{view.model.name}-{view.tags.hair}-{view.tags.eyes}-seed-{view.seed}"
    faces = view.model.name, view.tags, view.seed, view.count
    return Download({"task": "tags", **settings_of(view)}, name, 2).file(form, lambda: grid(task.draw(*faces), COLUMNS))


def _seen(view: View) -> str:
    """How many examples of the pair the model learned from, where that is known."""
    counts = task.examples_seen(view.model.name)
    if counts is None:
        return ""
    known = task.colours(view.model.name)
    count = int(counts[known.hair.index(view.tags.hair), known.eyes.index(view.tags.eyes)])
    if count == 0:
        return (
            '<p class="caption never"><b>Never seen in training:</b> no image the model learned from has this pair. '
            "What you see is put together from the hair of others and the eyes of others.</p>"
        )
    return f'<p class="caption">{count:,} of the {int(counts.sum()):,} images it learned from carry these two tags.</p>'
