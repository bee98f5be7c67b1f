"""`python -m training.bench`: how fast the loop is, beside a plain float32 loop in the same process."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psutil
import torch

from genfaces.benchmarks import Row, Seconds, add_markdown, gigabytes, machine, now, report
from training.__main__ import positive
from training.batches import Batches
from training.data import DataError, Dataset, Split, open_dataset
from training.devices import Hardware, has_fast_bfloat16
from training.errors import TrainingError
from training.loop import Loop
from training.methods.gan import GANSettings
from training.plain_loop import PlainLoop
from training.recipe import Recipe

SIZE = 64


class MeasuredLoop(Loop):
    """The loop with a stop watch on its ticks, silent."""

    tick_seconds = Seconds(0.0, 0.0)

    def _tick(self, *arguments: Any) -> None:
        before = now()
        with contextlib.redirect_stderr(io.StringIO()):
            super()._tick(*arguments)
        self.tick_seconds = now() - before


@dataclass
class Measured:
    """A round's seconds an image of both loops, one entry a round; of the loop also seconds a tick and data waits."""

    plain: list[Seconds] = field(default_factory=list)
    loop: list[Seconds] = field(default_factory=list)
    ticks: list[Seconds] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m training.bench",
        description="Measure the training loop against a plain float32 loop: same networks (DCGAN as reported), same "
        "data, same process, in turns.",
    )
    parser.add_argument(
        "--data",
        nargs="+",
        metavar=("NAME", "PATH"),
        help="a data set, with the folder or zip it is read from (default: random pixels, which need nothing)",
    )
    parser.add_argument("--width", type=positive, default=64, help="of the DCGAN (default: 64)")
    parser.add_argument("--batch-size", type=positive, default=64)
    parser.add_argument("--rounds", type=positive, default=5, help="rounds of both loops that count (default: 5)")
    parser.add_argument("--steps", type=positive, default=8, help="steps a round (default: 8)")
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda", "mps"])
    parser.add_argument("--precision", default="auto", choices=["auto", "bfloat16", "float32"], help="of the loop")
    add_markdown(parser)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = parse(arguments)
    about = machine()
    try:
        dataset = open_data(options.data, options.batch_size)
        hardware = Hardware(options.device, options.precision)
        recipe = describe_recipe(dataset, options.width, options.batch_size)
        with tempfile.TemporaryDirectory(prefix="genfaces-bench-") as folder:
            measured = measure(recipe, dataset, hardware, Path(folder), options.rounds, options.steps)
    except (TrainingError, DataError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    about |= {
        "bfloat16": "in hardware" if has_fast_bfloat16(hardware.device) else "not in hardware",
        "loop": f"{hardware.describe()}; {recipe.title}, batches of {recipe.batch_size}, with averaging and flips; its "
        f"images/s include its share of a tick at every {recipe.tick:,} images",
        "baseline": "float32, contiguous, in the style of the PyTorch DCGAN tutorial, without decoding files; as it "
        "runs in the same process, it profits from the loop's memory settings too",
        "data": f"{dataset.title}, {len(dataset.train):,} images",
        "rounds": f"{options.rounds} of {options.steps} steps of each loop in turns after a warm-up; medians; ratios "
        "are of neighbouring rounds",
    }
    print(report(results(measured, recipe, hardware), about, options.markdown))
    return 0


def open_data(names: list[str] | None, batch_size: int) -> Dataset:
    """The data set named (NAME [PATH]), or random pixels. Raises DataError."""
    if names:
        if len(names) > 2:
            raise DataError("--data takes the name of a data set and, if it is read from disk, one path")
        dataset = open_dataset(names[0], Path(names[1]) if len(names) > 1 else None, SIZE)
        if len(dataset.train) < batch_size:
            raise DataError(f"{dataset.title} has fewer images than a batch; give --batch-size at most its number")
        return dataset
    shape = (max(1024, batch_size), SIZE, SIZE, 3)
    images = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    ids = [str(index) for index in range(len(images))]
    split = Split(images, np.zeros((len(images), 0), np.float32), ids)
    return Dataset("random", "Random pixels", "Free of rights.", (), split, split, [])


def describe_recipe(dataset: Dataset, width: int, batch_size: int) -> Recipe:
    """The recipe of a DCGAN as reported, with what the loop does for every recipe."""
    return Recipe(
        name="bench",
        title=f"DCGAN as reported, width {width}",
        data=dataset.name,
        family="dcgan",
        arguments={"width": width},
        method=GANSettings(discriminator_arguments={"width": width}),
        images=sys.maxsize,
        expected="",
        batch_size=batch_size,
    )


def measure(recipe: Recipe, dataset: Dataset, hardware: Hardware, folder: Path, rounds: int, steps: int) -> Measured:
    """Both loops in turns; the first round of each is the warm-up and does not count."""
    torch.manual_seed(recipe.seed)
    plain = PlainLoop(dataset.train.images, recipe.arguments["width"], recipe.batch_size, hardware.device)
    loop = MeasuredLoop(recipe.method.create(recipe, dataset), Batches.of(recipe, dataset, hardware), hardware, folder)
    measured, count = Measured(), steps * recipe.batch_size
    for round_ in range(rounds + 1):
        start = now()
        plain.train(steps)
        middle = now()
        loop.train(loop.images_seen + count)
        end = now()
        if round_:
            measured.plain.append((middle - start).per(count))
            measured.loop.append((end - middle - loop.tick_seconds).per(count))
            measured.ticks.append(loop.tick_seconds)
            measured.waits.append(loop.stats[-1]["data_wait"])
    return measured


def results(measured: Measured, recipe: Recipe, hardware: Hardware) -> list[Row]:
    """The table's rows."""
    rows = [("training", "by the clock", "by processor time", "target"), ("plain loop, images/s",), ("loop, images/s",)]
    rows += [("ratio",), ("ratio, all rounds",), ("a tick, seconds",)]
    for clock in ("wall", "processor"):
        plain = [getattr(seconds, clock) for seconds in measured.plain]
        ticks = [getattr(seconds, clock) for seconds in measured.ticks]
        tick = median(ticks)
        loop = [getattr(seconds, clock) + tick / recipe.tick for seconds in measured.loop]
        ratios = [slow / fast for slow, fast in zip(plain, loop, strict=True)]
        cells = (
            f"{1 / median(plain):.1f}",
            f"{1 / median(loop):.1f}",
            f"{median(ratios):.2f}",
            f"{min(ratios):.2f} to {max(ratios):.2f}",
            f"{tick:.2f}",
        )
        rows[1:] = [(*row, cell) for row, cell in zip(rows[1:], cells, strict=True)]
    targets = ("the baseline", "", ">= 1.8" if hardware.bfloat16 else ">= 1.0", "", "")
    rows[1:] = [(*row, target) for row, target in zip(rows[1:], targets, strict=True)]
    rows.append(("waiting for data", f"{median(measured.waits):.2%}", "", "< 5%"))
    rows.append(("peak memory, both loops", gigabytes(peak_memory(hardware.device)), "", ""))
    return rows


def peak_memory(device: torch.device) -> int:
    """The most bytes that were held at once, on CUDA there and otherwise by this process."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated()
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset
    import resource  # not on Windows

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    sys.exit(main())
