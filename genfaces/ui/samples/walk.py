"""The view *Walk* of the tab *Random samples*: from A to B, under a slider, and as a film to keep."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

import numpy as np

from genfaces.tasks import samples as task
from genfaces.tasks.walking import End, walk
from genfaces.ui.kit.download import BUTTONS
from genfaces.ui.kit.markup import figure
from genfaces.ui.kit.walk import FRAMES, bar, reel, screen, slider, strip
from genfaces.ui.kit.walk import file as walk_file
from genfaces.ui.samples.pictures import below, place_of_rest, spoken, tiles
from genfaces.ui.samples.state import View, has_mixture

ARC = """The noise of A turns into the noise of B along an arc (<i>spherical interpolation</i>): a straight line would
pass through noise that is calmer than any the model learned from."""
MIXTURE = """Each end is noise around a centre of the mixture. The noise turns along an arc, while its centre moves
straight from A’s to B’s, so that every stop is as likely around its centre as the ends are around theirs."""


def stage(view: View) -> str:
    """A, the frame under the slider, B; the strip; the downloads; and the place of what to choose ends from.

    Raises TaskError.
    """
    frames = _frames(view)
    about = MIXTURE if has_mixture(view.model) and view.source == "mixture" else ARC
    free = replace(view, a=None, b=None).address
    release = (
        f'<button type="button" class="quiet" data-visit="{escape(free)}">Let A and B go</button>'
        if view.a or view.b
        else ""
    )
    return (
        f'<div class="walk" style="{reel(frames)}">{_end("A", view.ends[0], frames[0])}{screen()}'
        f"{_end('B', view.ends[1], frames[-1])}{strip()}{slider()}</div>{below(view, bar() + BUTTONS)}"
        f'<p class="caption">{about}</p><h3>Choose A and B</h3><div class="small">{place_of_rest(view)}</div>'
        f'<div class="below"><p class="caption">Click a picture, then “Set as A” or “Set as B”. Ends from other seeds'
        f" stay when you draw new ones.</p>{release}</div>"
    )


def candidates(view: View) -> str:
    """The seed's samples, to choose ends from. Raises TaskError."""
    return tiles(view, task.sample(**view.settings))


def file(view: View, form: str) -> str:
    """The strip ("png", "json") or the walk as an animated file ("webp", "gif"). Raises TaskError."""
    return walk_file(lambda: _frames(view), recipe_of(view.settings, *view.ends, FRAMES), name_of(view), form)


def name_of(view: View) -> str:
    """A file's name without its ending."""
    a, b = view.ends
    return f"{view.model.name}-walk-{a.seed}-{a.index + 1}-to-{b.seed}-{b.index + 1}"


def recipe_of(settings: dict[str, Any], a: End, b: End, frames: int) -> dict[str, Any]:
    """What makes a walk again; settings: arguments of `task.sample`."""
    shared = {name: settings[name] for name in ("model", "temperature", "source")}
    return {"task": "walk", **shared, "a": vars(a), "b": vars(b), "frames": frames}


def _frames(view: View) -> np.ndarray:
    return walk(view.model.name, *view.ends, FRAMES, view.temperature, view.settings["source"])


def _end(letter: str, end: End, image: np.ndarray) -> str:
    words = spoken(end.seed, end.index)
    shown = figure(image, f"{letter}, {words}", f"<b>{letter}</b> {words}", exact=False)
    return f'<div class="end end-{letter.lower()}">{shown}</div>'
