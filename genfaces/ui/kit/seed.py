"""The seed's row, the same on every tab: the number, a lock, and the button that draws."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from genfaces.ui.kit.events import LIGHT, PRIVATE
from genfaces.ui.kit.markup import block

FRIENDLY = 99_999  # random seeds stay short enough to be read aloud; any seed up to the task's limit may be typed
FOLLOWING = f"(locked, seed) => locked ? seed ?? 0 : Math.floor(Math.random() * {FRIENDLY + 1})"


@dataclass(frozen=True)
class SeedRow:
    """seed: the number shown. lock: keep it when drawing. draw: the tab's main button."""

    seed: gr.Number
    lock: gr.Checkbox
    draw: gr.Button


def build(first: int, maximum: int, new: str, again: str, lock: str = "Lock the seed", locked: bool = False) -> SeedRow:
    """The row; `new` and `again` are the button's words without and with the lock, which begins as `locked`."""
    words = {False: new, True: again}
    draw = gr.Button(words[locked], variant="primary", elem_classes="main-action")
    with gr.Row(elem_classes="seed-row"):
        seed = gr.Number(first, label="Seed", precision=0, minimum=0, maximum=maximum, min_width=100)
        locking = gr.Checkbox(locked, label=lock, min_width=100)
    locking.change(lambda locks: words[locks], locking, draw, **LIGHT)
    return SeedRow(seed, locking, draw)


def on_draw(row: SeedRow, handler: Callable[..., Any], inputs: list[Any], outputs: list[Any]) -> None:
    """Attach the main button: `handler` answers for the next seed, which is among its `inputs`.

    The browser takes that seed, so that whatever the visitor moves before the answer comes is meant for it too.
    """
    taken = row.draw.click(None, [row.lock, row.seed], row.seed, js=FOLLOWING, **LIGHT)
    taken.then(handler, inputs, outputs, **PRIVATE)


def following(seed: int | None, locked: bool) -> int:
    """The seed to draw next: this one when it is locked, else a random one."""
    return int(seed or 0) if locked else random.randrange(FRIENDLY + 1)


def build_locked(first: int, maximum: int, what: str) -> SeedRow:
    """The row where `what` changes the picture at a noise that begins locked, with a line that says what that means."""
    row = build(first, maximum, "New random noise", "New random noise", "Lock the noise", locked=True)
    said = block(lock_words(True, what))
    row.lock.change(lambda locks: lock_words(locks, what), row.lock, said, **LIGHT)
    return row


def lock_words(locked: bool, what: str) -> str:
    """What a lock on the noise means, where a change of one of `what` would else draw new noise."""
    words = (
        f"The noise is <b>locked</b>: only {what} change the picture."
        if locked
        else f"The noise is <b>not locked</b>: changing {what} one by one also draws new noise, so you see "
        "somebody else each time."
    )
    return f'<p class="caption" role="status">{words}</p>'
