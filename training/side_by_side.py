"""Several recipes at once, each in a process of its own: one failing does not keep the others from their end."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

from training.data import DataError
from training.recipe import Recipe
from training.run_folder import RunFolder

LOG = "log.txt"
SECONDS = 1.0  # between two looks at what the runs have written
UP, CLEAR = "\x1b[A", "\x1b[K"

log = logging.getLogger(__name__)


@dataclass
class Child:
    """The process that trains one recipe.

    log: where it writes, from byte `begin` on; what is before is of earlier calls. said: the last line that was shown.
    """

    name: str
    log: Path
    begin: int = 0
    process: subprocess.Popen[bytes] | None = None
    error: str = ""
    said: str = ""

    def line(self) -> str:
        """What it says last, without its name."""
        if self.error:
            return f"error: {self.error}"
        lines = self.log.read_bytes()[self.begin :].decode(errors="replace").split("\n")[:-1]
        last = next((line.strip() for line in reversed(lines) if line.strip()), "starts")
        return last.removeprefix(f"{self.name}: ")

    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.process is not None and self.process.poll() is None

    def failed(self) -> bool:
        """Whether it ended otherwise than well; to be stopped is no failure."""
        stopped = (0, 128 + signal.SIGINT, 128 + signal.SIGTERM)
        return bool(self.error) or (self.process is not None and self.process.poll() not in stopped)


def train_side_by_side(recipes: Sequence[tuple[Recipe, Path | None]], runs: Path, options: Sequence[str]) -> int:
    """Train all `recipes`, each with its data, in `runs`; returns how many failed, or 128 and a signal.

    options: of the command, passed on to each. Data sets are decoded first, one after the other, so that no two
    processes do it at once. Ctrl-C and SIGTERM are passed on, and waited for.
    """
    children = []
    for recipe, data in recipes:
        child = Child(recipe.name, RunFolder(runs / recipe.name).path / LOG)
        children.append(child)
        try:
            recipe.open_data(data)
        except DataError as error:
            child.error = str(error)
            continue
        arguments = [recipe.name, "--runs", str(runs), *options, *(["--data", str(data)] if data else [])]
        with child.log.open("ab") as file:
            child.begin = file.tell()
            child.process = _started(arguments, file)
    received = _watched(children)
    failed = [child for child in children if child.failed()]
    for child in failed:
        print(f"error: {child.name}: {child.line().removeprefix('error: ')} (more in {child.log})", file=sys.stderr)
    return 128 + received if received else len(failed)


def command() -> list[str]:
    """What trains one recipe."""
    return [sys.executable, "-m", "training"]


def _started(arguments: Sequence[str], file: IO[bytes]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that a terminal's Ctrl-C reaches it through us, and once."""
    return subprocess.Popen(
        [*command(), *arguments], stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True
    )


def _watched(children: Sequence[Child]) -> int:
    """Show what the children say until all have ended; returns the signal that came meanwhile, or 0."""
    received = 0

    def pass_on(number: int, _: FrameType | None) -> None:
        nonlocal received
        received = number
        for child in children:
            if child.running():
                child.process.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        _show(children, first=True)
        while any(child.running() for child in children):
            time.sleep(SECONDS)
            _show(children)
        _show(children)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return received


def _show(children: Sequence[Child], first: bool = False) -> None:
    """One line a child: painted over on a terminal, elsewhere written when it changes."""
    on_terminal = sys.stderr.isatty()
    if on_terminal and not first:
        sys.stderr.write(UP * len(children))
    for child in children:
        line = child.line()
        if on_terminal or line != child.said:
            sys.stderr.write(f"{child.name}: {line}{CLEAR if on_terminal else ''}\n")
        child.said = line
    sys.stderr.flush()
