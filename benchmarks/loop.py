"""`python -m benchmarks.loop`: how fast the training loop is, beside a plain float32 loop and beside the hardware."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import torch

from benchmarks.cases import DCGAN, FAMILIES, find, operations, random_data
from benchmarks.measured import matrix_peak, measure, measured_loop
from benchmarks.plain_loop import PlainLoop
from benchmarks.report import Row, Seconds, add_markdown, machine, now, report, table
from training.devices import Hardware, has_fast_bfloat16
from training.errors import TrainingError
from training.recipe import Recipe
from training.train import positive

CARD_BATCHES, PROCESSOR_BATCHES = (64, 256, 1024), (16,)
EMPTY = ("", "", "", "")
BATCH = 64  # at which a processor is compared with the plain loop, as ever


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.loop",
        description="Measure the training loop on random pixels: DCGAN of width 64 against a plain float32 loop (same "
        "network, same data, same process, in turns), then one recipe of each family against the device's own speed.",
    )
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda", "mps"])
    parser.add_argument("--precision", default="auto", choices=["auto", "bfloat16", "float32"], help="of the loop")
    parser.add_argument("--recipes", nargs="*", metavar="NAME", help="instead of one of each family")
    parser.add_argument("--batches", nargs="+", type=positive, help="batch sizes (default: on a card 64 256 1024)")
    parser.add_argument("--width", type=positive, default=64, help="of the DCGAN (default: 64)")
    parser.add_argument("--rounds", type=positive, default=3, help="of both loops in turns that count (default: 3)")
    parser.add_argument("--steps", type=positive, help="a round (default: on a card 40, else 4)")
    parser.add_argument("--seconds", type=float, default=1.5, help="of measuring each recipe and batch (default: 1.5)")
    parser.add_argument("--minutes", type=float, default=2.7, help="after which no measurement begins (default: 2.7)")
    add_markdown(parser)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = parse(arguments)
    deadline = time.monotonic() + 60 * options.minutes
    about = machine()
    try:
        hardware = Hardware(options.device, options.precision)
        recipes = [find(name) for name in (FAMILIES if options.recipes is None else options.recipes)]
        about |= describe(hardware, options)
        print(report(against_plain(hardware, options), about, options.markdown), flush=True)
        print("\n" + table(families(recipes, hardware, options, deadline), options.markdown))
    except TrainingError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def describe(hardware: Hardware, options: argparse.Namespace) -> dict[str, str]:
    """What is measured, and how, by name."""
    return {
        "loop": f"{hardware.describe()}; bfloat16 {'' if has_fast_bfloat16(hardware.device) else 'not '}in hardware; "
        "with averaging and flips, without ticks",
        "plain loop": f"DCGAN as reported, width {options.width}, float32, contiguous, in the style of the PyTorch "
        "example, without decoding files; in the same process it profits from the loop's settings too",
        "rounds": f"{options.rounds} of {steps_of(hardware, options)} steps of each loop in turns after a warm-up; "
        "medians; ratios are of neighbouring rounds",
        "of the peak": "operations of the recipe's products and convolutions against one large product's in this run; "
        "what pays late in a training is not in it",
        "host": "time to hand one step to the device; on a processor the step itself",
    }


def on_card(hardware: Hardware) -> bool:
    """Whether the device works while the host goes on."""
    return hardware.device.type == "cuda"


def steps_of(hardware: Hardware, options: argparse.Namespace) -> int:
    """Steps a round of the comparison."""
    return options.steps or (40 if on_card(hardware) else 4)


def against_plain(hardware: Hardware, options: argparse.Namespace) -> list[Row]:
    """The table of DCGAN in both loops, a row each batch size. Raises TrainingError."""
    rows: list[Row] = [
        ("DCGAN, batch", "ratio", "by processor time", "all rounds", "loop, images/s", "plain, images/s", "data wait")
    ]
    sizes = options.batches or (CARD_BATCHES if on_card(hardware) else (BATCH,))
    rows += [_compared(size, hardware, options) for size in sizes]
    return rows


def families(recipes: Sequence[Recipe], hardware: Hardware, options: argparse.Namespace, deadline: float) -> list[Row]:
    """The table of recipes, a row each batch size; those that no time is left for say so."""
    peak, product = matrix_peak(hardware.device)
    heading = f"of the peak, {peak / 10**12:.3g} TFLOP/s ({product})"
    rows: list[Row] = [("recipe", "family", "batch", "images/s", heading, "data wait", "host, ms a step", "steps")]
    sizes = options.batches or (CARD_BATCHES if on_card(hardware) else PROCESSOR_BATCHES)
    for recipe in recipes:
        rows += _measured(recipe, sizes, peak, hardware, options.seconds, deadline)
    return rows


def _measured(
    recipe: Recipe, sizes: Sequence[int], peak: float, hardware: Hardware, seconds: float, deadline: float
) -> list[Row]:
    """The rows of one recipe; peak: operations a second."""
    rows: list[Row] = []
    name = (recipe.name, recipe.family)
    try:
        cost = operations(recipe, hardware) if time.monotonic() < deadline else 0.0
        for size in sizes:
            in_time = time.monotonic() < deadline
            cells = _cells(recipe, size, cost / peak, hardware, seconds) if in_time else ("no time left", *EMPTY)
            rows.append((*name, f"{size:,}", *cells))
    except TrainingError as error:  # one recipe's missing package must not keep the others from being measured
        print(f"error: {recipe.name}: {error}", file=sys.stderr)
        rows.append((*name, "", "not measured", *EMPTY))
    return rows


def _cells(recipe: Recipe, size: int, cost: float, hardware: Hardware, seconds: float) -> Row:
    """What a recipe reaches at one batch size; cost: seconds an image at the peak. Raises TrainingError."""
    try:
        with tempfile.TemporaryDirectory(prefix="genfaces-bench-") as folder:
            speed = measure(recipe, size, hardware, Path(folder), seconds)
    except torch.OutOfMemoryError:
        return ("out of memory", *EMPTY)
    return (
        f"{speed.images_per_second:,.0f}",
        f"{speed.images_per_second * cost:.1%}",
        f"{speed.wait:.2%}",
        f"{1000 * speed.host:.1f}",
        f"{speed.steps}",
    )


def _compared(size: int, hardware: Hardware, options: argparse.Namespace) -> Row:
    """Both loops in turns; the first round of each is the warm-up and does not count."""
    steps = steps_of(hardware, options)
    arguments = {"width": options.width}
    method = replace(DCGAN.method, discriminator_arguments=arguments)
    recipe = replace(find(DCGAN.name), arguments=arguments, method=method, batch_size=size)
    plain = PlainLoop(random_data(recipe).train.images, options.width, size, hardware.device)
    slow, fast, waits = [], [], []
    with (
        tempfile.TemporaryDirectory(prefix="genfaces-bench-") as folder,
        measured_loop(recipe, hardware, Path(folder)) as loop,
    ):
        for number in range(options.rounds + 1):
            seconds, quick = _time(plain, steps, hardware).per(steps * size), loop.timed(steps)
            if number:
                slow.append(seconds)
                fast.append(quick.seconds.per(quick.images))
                waits.append(quick.wait)
    ratios = {
        clock: [getattr(a, clock) / getattr(b, clock) for a, b in zip(slow, fast, strict=True)]
        for clock in ("wall", "processor")
    }
    return (
        f"{size:,}",
        f"{median(ratios['wall']):.2f}",
        f"{median(ratios['processor']):.2f}",
        f"{min(ratios['wall']):.2f} to {max(ratios['wall']):.2f}",
        f"{1 / median(seconds.wall for seconds in fast):,.1f}",
        f"{1 / median(seconds.wall for seconds in slow):,.1f}",
        f"{median(waits):.2%}",
    )


def _time(plain: PlainLoop, steps: int, hardware: Hardware) -> Seconds:
    start = now()
    plain.train(steps)
    if on_card(hardware):
        torch.cuda.synchronize(hardware.device)
    return now() - start


if __name__ == "__main__":
    sys.exit(main())
