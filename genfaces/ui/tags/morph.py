"""From one pair of tags to another with the noise left as it is, in the tab *Tags*."""

from __future__ import annotations

from html import escape

import numpy as np

from genfaces.tasks import tags as task
from genfaces.tasks.tags import Tags
from genfaces.ui.kit import walk
from genfaces.ui.kit.download import BUTTONS
from genfaces.ui.kit.markup import figure
from genfaces.ui.tags.state import View

STRAIGHT = """The noise stays; only what is asked for goes straight from A’s colours to B’s. In between the model is
asked for mixtures that nobody ever tagged, so those colours are its own invention."""
SAME = "A and B are the same pair now: choose other colours, and they become B."


def stage(view: View) -> str:
    """A, the frame under the slider, B; the strip, the downloads, and the choice of A. Raises TaskError."""
    frames = _frames(view)
    same = f"<b>{SAME}</b> " if view.start == view.tags else ""
    return (
        f'<div class="walk" style="{walk.reel(frames)}">{_end("A", view.start, frames[0])}{walk.screen()}'
        f"{_end('B', view.tags, frames[-1])}{walk.strip()}{walk.slider()}</div>"
        f'<div class="below">{walk.bar()}{BUTTONS}</div>'
        '<div class="below"><button type="button" class="quiet" data-start="here">Make this pair A</button>'
        '<button type="button" class="quiet" data-start="swap">Swap A and B</button></div>'
        f'<p class="caption">{same}B is the pair you choose. {STRAIGHT}</p>'
    )


def file(view: View, form: str) -> str:
    """The strip ("png", "json") or the morph as an animated file ("webp", "gif"). Raises TaskError."""
    recipe = {"task": "tags morph", "model": view.model.name, "seed": view.seed, "frames": walk.FRAMES}
    recipe |= {"a": vars(view.start), "b": vars(view.tags)}
    return walk.file(lambda: _frames(view), recipe, _name(view), form)


def _frames(view: View) -> np.ndarray:
    return task.morph(view.model.name, view.start, view.tags, view.seed, walk.FRAMES)


def _name(view: View) -> str:
    ends = (f"{tags.hair}-{tags.eyes}" for tags in (view.start, view.tags))
    return f"{view.model.name}-{'-to-'.join(ends)}-seed-{view.seed}"


def _end(letter: str, tags: Tags, image: np.ndarray) -> str:
    caption = f"<b>{letter}</b> {escape(str(tags))}"
    return f'<div class="end end-{letter.lower()}">{figure(image, f"{letter}, {tags}", caption)}</div>'
