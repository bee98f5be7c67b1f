"""The seed's row, the same on every tab: the number, and the button that draws; a lock where it changes something."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from genfaces.tasks.checks import MAX_SEED
from genfaces.ui.kit.events import LIGHT, PRIVATE
from genfaces.ui.kit.markup import block

FRIENDLY = 99_999  # random seeds stay short enough to be read aloud; any seed up to the task's limit may be typed
FOLLOWING = f"() => Math.floor(Math.random() * {FRIENDLY + 1})"


@dataclass(frozen=True)
class SeedRow:
    """seed: the number shown. draw: the tab's main button."""

    seed: gr.Number
    draw: gr.Button


@dataclass(frozen=True)
class LockedRow(SeedRow):
    """lock: keep the noise when something else changes."""

    lock: gr.Checkbox


def build(first: int, new: str) -> SeedRow:
    """The row; `new` are the button's words."""
    draw = _button(new)
    with gr.Row(elem_classes="seed-row"):
        seed = _number(first)
    _put_right()
    return SeedRow(seed, draw)


def build_locked(first: int, what: str) -> LockedRow:
    """The row where `what` changes the picture at a noise that begins locked, with a line that says what that means."""
    draw = _button("New random noise")
    with gr.Row(elem_classes="seed-row"):
        seed = _number(first)
        lock = gr.Checkbox(True, label="Lock the noise", min_width=100)
    _put_right()
    said = block(lock_words(True, what))
    lock.change(lambda locks: lock_words(locks, what), lock, said, **LIGHT)
    return LockedRow(seed, draw, lock)


def _button(words: str) -> gr.Button:
    return gr.Button(words, variant="primary", elem_classes="main-action")


def _number(first: int) -> gr.Number:
    # Without the task's limits: Gradio would refuse what is out of them with an error, where `legal` puts it right.
    return gr.Number(first, label="Seed", precision=0, min_width=100)


def _put_right() -> None:
    """Where the browser says what it made of a seed that is none (seed.js)."""
    words = f'<p class="caption" role="status" data-largest="{MAX_SEED}" data-friendly="{FRIENDLY}"></p>'
    block(words, "kit/seed.js")


def on_draw(row: SeedRow, handler: Callable[..., Any], inputs: list[Any], outputs: list[Any]) -> None:
    """Attach the main button: `handler` answers for the next seed, which is among its `inputs`.

    The browser takes that seed, so that whatever the visitor moves before the answer comes is meant for it too.
    """
    taken = row.draw.click(None, None, row.seed, js=FOLLOWING, **LIGHT)
    taken.then(handler, inputs, outputs, **PRIVATE)


def legal(seed: float | None) -> int:
    """The seed that is meant by what is typed: a whole number, the nearest from 0 to the task's limit."""
    return min(max(round(seed or 0), 0), MAX_SEED)


def following() -> int:
    """The seed to draw next, a random one."""
    return random.randrange(FRIENDLY + 1)


def lock_words(locked: bool, what: str) -> str:
    """What a lock on the noise means, where a change of one of `what` would else draw new noise."""
    words = (
        f"The noise is <b>locked</b>: only {what} change the picture."
        if locked
        else f"The noise is <b>not locked</b>: changing {what} one by one also draws new noise, so you see "
        "somebody else each time."
    )
    return f'<p class="caption" role="status">{words}</p>'
