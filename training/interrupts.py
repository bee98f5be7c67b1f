"""Ctrl-C and SIGTERM while a run goes on: noticed between two steps, where a state can be saved."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(KeyboardInterrupt):
    """A run was asked to stop, and its state is saved. `status`: the command's exit status, 128 and the signal."""

    def __init__(self, number: int, images_seen: int) -> None:
        """`number` of the signal; where the clock stood."""
        super().__init__(f"Stopped at {images_seen:,} images; the same command goes on from there.")
        self.status = 128 + number


class Request:
    """Whether a signal has come, and which: 0 for none."""

    signal = 0


@contextmanager
def listening() -> Iterator[Request]:
    """Inside, the first signal is only noted. A second one acts as it would have outside: it stops at once.

    Signals reach the main thread alone; in another one nothing is changed.
    """
    request = Request()
    if threading.current_thread() is not threading.main_thread():
        yield request
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def note(number: int, _: FrameType | None) -> None:
        request.signal = number
        restore()

    for number in SIGNALS:
        signal.signal(number, note)
    try:
        yield request
    finally:
        restore()
