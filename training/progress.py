"""One line on a terminal that says how far something is; where nobody looks, nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

SECONDS = 0.2  # between two paintings
CLEAR = "\r\x1b[K"

Item = TypeVar("Item")


class Progress:
    """`done` of `total`, painted over now and then. As a context it wipes its line when it is left."""

    def __init__(self, what: str, total: int, done: int = 0, visible: bool = True) -> None:
        """`what` stands before the numbers. visible: whether this process may write, if there is a terminal."""
        self.what, self.total, self.done = what, total, done
        self.visible = visible and sys.stderr.isatty()
        self._first, self._start, self._painted = done, time.monotonic(), 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._write("")

    def update(self, count: int) -> None:
        """So much more is done."""
        self.done += count
        now = time.monotonic()
        if self.visible and now - self._painted >= SECONDS:
            self._painted = now
            speed = (self.done - self._first) / max(now - self._start, 1e-9)
            self._write(f"{self.what}: {self.done:,} of {self.total:,}, {speed:,.0f} a second")

    def say(self, line: str) -> None:
        """A line that stays, written wherever it goes."""
        self._write("")
        print(line, file=sys.stderr, flush=True)

    def over(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, each counted once it was used."""
        with self:
            for item in items:
                yield item
                self.update(1)

    def _write(self, text: str) -> None:
        if self.visible:
            sys.stderr.write(CLEAR + text)
            sys.stderr.flush()
