"""One training loop with a stop watch on it, and how fast the device multiplies matrices."""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from benchmarks.cases import CYCLE, batches, random_data
from benchmarks.report import Seconds, now
from training.devices import Hardware, has_fast_bfloat16
from training.loop import Loop
from training.recipe import Recipe

# Few enough that a card's queue takes all their kernels at once: what they take the host is then its own time.
QUEUED_STEPS = 3
MOST_STEPS = 512
SIDE_ON_CARD, SIDE_ON_PROCESSOR = 8192, 1024


class MeasuredLoop(Loop):
    """A loop, silent, that notes when its last step was handed to the device and when it was done."""

    issued = computed = Seconds(0.0, 0.0)

    def _collect(self, *arguments: Any) -> dict[str, float]:
        self.issued = now()
        losses = super()._collect(*arguments)  # waits for the device
        self.computed = now()
        return losses

    def timed(self, steps: int) -> Round:
        """That many steps, and a tick, which is left out of the times."""
        with contextlib.redirect_stderr(io.StringIO()):
            start = now()
            self.train(self.images_seen + steps * self.batches.batch_size)
        return Round(
            steps,
            steps * self.batches.batch_size,
            self.computed - start,
            self.issued - start,
            self.stats[-1]["data_wait"],
        )


@dataclass(frozen=True)
class Round:
    """Steps and images of a round, how long they took, how long the host took to hand them to the device, and the share
    of the time that was spent waiting for data."""

    steps: int
    images: int
    seconds: Seconds
    host: Seconds
    wait: float


@dataclass(frozen=True)
class Speed:
    """images_per_second by the clock; wait: share of time; host: seconds a step; steps that were measured."""

    images_per_second: float
    wait: float
    host: float
    steps: int


@contextlib.contextmanager
def measured_loop(recipe: Recipe, hardware: Hardware, folder: Path) -> Iterator[MeasuredLoop]:
    """A fresh run of the recipe on random pixels; afterwards the card's memory is free again. Raises TrainingError."""
    dataset = random_data(recipe)
    torch.manual_seed(recipe.seed)
    method = recipe.method.create(recipe, dataset)
    try:
        yield MeasuredLoop(method, batches(recipe, dataset, hardware), hardware, folder)
    finally:
        hardware.accelerator.free_memory()


def measure(recipe: Recipe, batch_size: int, hardware: Hardware, folder: Path, seconds: float) -> Speed:
    """How fast the loop trains the recipe in batches of that size, measured for about `seconds`.

    Raises TrainingError, or torch.OutOfMemoryError.
    """
    on_card = hardware.device.type == "cuda"
    with measured_loop(replace(recipe, batch_size=batch_size), hardware, folder) as loop:
        # On a card a whole cycle warms up, in which every kind of step is met, tuned and perhaps compiled.
        first = loop.timed(CYCLE if on_card else 1)
        queued = loop.timed(QUEUED_STEPS) if on_card else first
        steps = min(MOST_STEPS, max(1, int(seconds / (queued.seconds.wall / queued.steps))))
        # Whole cycles, as far as they fit into the time.
        measured = loop.timed(steps // CYCLE * CYCLE or steps)
    host = queued if on_card else measured
    return Speed(measured.images / measured.seconds.wall, measured.wait, host.host.wall / host.steps, measured.steps)


def matrix_peak(device: torch.device) -> tuple[float, str]:
    """Operations a second of the best of ten products of two random matrices, and in words which product that was."""
    on_card = device.type == "cuda"
    side = SIDE_ON_CARD if on_card else SIDE_ON_PROCESSOR
    dtype = torch.bfloat16 if has_fast_bfloat16(device) else torch.float32
    one, other = (torch.randn(side, side, device=device).to(dtype) for _ in range(2))
    times = []
    for _ in range(13):
        start = time.perf_counter()
        one @ other
        if on_card:
            torch.cuda.synchronize(device)
        times.append(time.perf_counter() - start)
    return 2 * side**3 / min(times[3:]), f"{side:,} cubed in {str(dtype).removeprefix('torch.')}"
