"""A run's folder: resume state, statistics and sample pictures, each written so that a kill leaves a whole file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import torch

from training.errors import TrainingError

STATE_KEYS = {"recipe", "images_seen", "step_number", "batch_size", "seconds", "networks", "average", "optimizers"}


def write_atomically(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write through a temporary neighbour and rename it, so that `path` is either the old file or the new one.

    Raises TrainingError, one sentence, when the disk is full or the folder may not be written.
    """
    temporary = path.with_name(path.name + ".partial")
    try:
        with temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except (OSError, RuntimeError) as error:
        temporary.unlink(missing_ok=True)
        # When the disk is full torch.save closes its archive, fails at that too, and hides the first error behind it.
        cause = error if isinstance(error, OSError) else error.__context__
        if not isinstance(cause, OSError):
            raise
        raise TrainingError(
            f"Could not write {path}: {cause.strerror or cause}; free some space or choose another --runs folder, "
            "then run the same command to resume from the last tick."
        ) from error


class RunFolder:
    """`runs/NAME/`: `state.pt` (to resume), `stats.jsonl` (one line a tick), `samples/IMAGES_SEEN.png`, `handover/`."""

    def __init__(self, path: Path) -> None:
        """Creates the folder when there is none."""
        self.path = path
        self.samples = path / "samples"
        self.handover = path / "handover"
        try:
            self.samples.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TrainingError(f"Could not create {path}: {error.strerror}; choose another --runs folder.") from error

    @property
    def state_path(self) -> Path:
        """Where the resume state lies."""
        return self.path / "state.pt"

    @property
    def stats_path(self) -> Path:
        """Where the tick statistics lie."""
        return self.path / "stats.jsonl"

    def save_state(self, state: dict[str, Any]) -> None:
        """Replace the resume state."""
        write_atomically(self.state_path, lambda file: torch.save(state, file))

    def load_state(self) -> dict[str, Any] | None:
        """The resume state on the processor, or None for a new run. Raises TrainingError for a damaged file."""
        if not self.state_path.exists():
            return None
        try:
            state = torch.load(self.state_path, map_location="cpu", weights_only=True)
        except Exception as error:
            raise TrainingError(
                f"{self.state_path} cannot be read ({type(error).__name__}); remove the folder to start again."
            ) from error
        if not isinstance(state, dict) or not state.keys() >= STATE_KEYS:
            raise TrainingError(f"{self.state_path} is not the state of a run; remove the folder to start again.")
        return state

    def read_stats(self) -> list[dict[str, Any]]:
        """All ticks so far, oldest first."""
        if not self.stats_path.exists():
            return []
        try:
            return [json.loads(line) for line in self.stats_path.read_text().splitlines()]
        except ValueError as error:
            raise TrainingError(
                f"{self.stats_path} holds a line that is no JSON ({error}); mend that line, or remove the folder to "
                "start again."
            ) from error

    def write_stats(self, ticks: list[dict[str, Any]]) -> None:
        """Replace the statistics; a few hundred short lines, so rewriting is cheaper than repairing a torn one."""
        text = "".join(json.dumps(tick) + "\n" for tick in ticks)
        write_atomically(self.stats_path, lambda file: file.write(text.encode()))
