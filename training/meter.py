"""What a run counts between two ticks: losses, steps, seconds, and seconds spent waiting for data."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from genfaces.checkpoint import BOOKKEEPING
from training.methods.base import Losses

try:
    import psutil
except ImportError:  # then the log goes without memory
    psutil = None


class Meter:
    """Counts from one tick to the next. A run that stops between two keeps what is counted so far in its state."""

    def __init__(self, images_seen: int) -> None:
        """Start counting at `images_seen`."""
        self.start, self.first_image = time.perf_counter(), images_seen
        self.before = self.waited = 0.0  # seconds
        self.steps = 0
        self.sums: Losses = {}

    @classmethod
    def resumed(cls, state: dict[str, Any], device: torch.device) -> Meter:
        """Go on counting from what `state()` gave."""
        meter = cls(state["first_image"])
        meter.before = state["seconds"]
        meter.waited, meter.steps = state["waited"], state["steps"]
        meter.sums = {name: total.to(device) for name, total in state["sums"].items()}
        return meter

    def restart(self) -> None:
        """Leave out the time since the start, or since the last step before a run was stopped."""
        self.start = time.perf_counter() - self.before

    def state(self) -> dict[str, Any]:
        """What is counted so far, as tensors and plain values."""
        return {
            "first_image": self.first_image,
            "seconds": self.seconds(),
            "waited": self.waited,
            "steps": self.steps,
            "sums": self.sums,
        }

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count the time inside as waiting for data."""
        before = time.perf_counter()
        yield
        self.waited += time.perf_counter() - before

    def add(self, losses: Losses) -> None:
        """Add one step's losses, on the device, without waiting for it."""
        self.steps += 1
        known = [name for name in losses if name in self.sums]
        if known:
            torch._foreach_add_([self.sums[name] for name in known], [losses[name] for name in known])
        self.sums |= {name: loss.float().clone() for name, loss in losses.items() if name not in self.sums}

    def seconds(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.start

    def speed(self, images_seen: int) -> dict[str, float]:
        """Images per second, the share of time spent waiting for data, and memory in MB."""
        return {
            "images_per_second": round((images_seen - self.first_image) / self.seconds(), 2),
            "data_wait": round(self.waited / self.seconds(), 5),
        } | memory()


def memory() -> dict[str, float]:
    """MB taken on the card so far, else by this process now; nothing where that cannot be told."""
    if torch.cuda.is_available():
        return {"memory_mb": round(torch.cuda.max_memory_allocated() / 2**20)}
    return {"memory_mb": round(psutil.Process().memory_info().rss / 2**20)} if psutil else {}


def in_words(tick: dict[str, Any], images: int) -> str:
    """A tick's numbers as one plain line; `images`: length of the run."""
    numbers = "  ".join(f"{name} {value:.4g}" for name, value in tick.items() if name not in BOOKKEEPING)
    left = (images - tick["images_seen"]) / max(tick["images_per_second"], 1e-9) / 60
    return (
        f"{tick['images_seen']:>9,} / {images:,} images  {tick['images_per_second']:.0f} img/s  "
        f"{left:.0f} min left  {numbers}"
    )
