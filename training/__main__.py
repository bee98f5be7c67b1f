"""`python -m training NAME [--data PATH]`: train one recipe, or take up where its run stopped."""

from __future__ import annotations

import argparse
import logging
import sys
from dataclasses import replace
from pathlib import Path

import torch

from genfaces import checkpoint as checkpoints
from genfaces.checkpoint import CheckpointError
from training import recipes
from training.batches import Batches
from training.crops import CropBatches
from training.data import DataError, Dataset, PairedDataset
from training.devices import Hardware
from training.errors import TrainingError
from training.headline import headline
from training.loop import Loop
from training.methods.base import Method
from training.recipes import Recipe


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description="Train a recipe. Running the same command again resumes from the last tick.",
    )
    parser.add_argument("name", nargs="?", help="recipe (see --list)")
    parser.add_argument("--list", action="store_true", help="show every recipe and stop")
    parser.add_argument("--data", type=Path, help="folder or zip of the data set; not needed for drawn avatars")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="where runs are kept (default: runs)")
    parser.add_argument("--images", type=positive, help="train for this many images instead of the recipe's")
    parser.add_argument("--tick", type=positive, help="images between two ticks instead of the recipe's")
    parser.add_argument("--batch-size", type=positive, help="images a step, all processes together")
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda", "mps"])
    parser.add_argument("--precision", default="auto", choices=["auto", "bfloat16", "float32"])
    parser.add_argument("--dry-run", action="store_true", help="print networks, data and plan, and train nothing")
    return parser.parse_args(arguments)


def positive(text: str) -> int:
    """A whole number above zero. Raises ValueError."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    options = parse(arguments)
    if options.list or not options.name:
        print(table())
        return 0
    try:
        train(options)
    except (TrainingError, DataError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the same command resumes from the last tick.", file=sys.stderr)
        return 130
    return 0


def train(options: argparse.Namespace) -> None:
    """One run, from the recipe to its last tick. Raises TrainingError or DataError."""
    recipe = adapted(recipes.find(options.name), options)
    dataset = recipe.open_data(options.data)
    hardware = Hardware(options.device, options.precision)
    torch.manual_seed(recipe.seed)  # the initial weights; the loop seeds every step itself
    method = recipe.method.create(recipe, dataset)
    if options.dry_run:
        print(plan(recipe, dataset, hardware, method))
        return
    batches = (CropBatches if isinstance(dataset, PairedDataset) else Batches).of(recipe, dataset, hardware)
    if hardware.accelerator.is_main_process:
        print(plan(recipe, dataset, hardware, method), file=sys.stderr)
    Loop(method, batches, hardware, options.runs / recipe.name).train(recipe.images)


def adapted(recipe: Recipe, options: argparse.Namespace) -> Recipe:
    """The recipe with what the command line overrides."""
    changes = {"images": options.images, "tick": options.tick, "batch_size": options.batch_size}
    return replace(recipe, **{name: value for name, value in changes.items() if value is not None})


def table() -> str:
    """All recipes, a line each, with what the shipped checkpoint measured."""
    rows = [("recipe", "data", "pixels", "images", "expected", "what", "measured")]
    rows += [
        (r.name, r.data, str(r.image_size), f"{r.images:,}", r.expected, r.title, measured(r.name)) for r in recipes.ALL
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def measured(name: str) -> str:
    """The quality to expect: the numbers of the checkpoint of that name, if there is one."""
    try:
        return headline(checkpoints.read_config(name)["metrics"]) or "not measured"
    except CheckpointError:
        return "no checkpoint yet"


def plan(recipe: Recipe, dataset: Dataset | PairedDataset, hardware: Hardware, method: Method) -> str:
    """What a run is about to do: networks with parameter counts, data counts, length and hardware."""
    # Crops come from anywhere, so there is nothing to pass over.
    passes = "" if isinstance(dataset, PairedDataset) else f" ({recipe.images / max(len(dataset.train), 1):.1f} passes)"
    lines = [
        f"{recipe.name}: {recipe.title}",
        f"  data      {dataset.title}: {len(dataset.train):,} training, {len(dataset.test):,} test "
        f"images of {recipe.image_size} pixels, {len(dataset.label_names)} labels, {len(dataset.skipped)} skipped",
        f"  plan      {recipe.images:,} images in batches of {recipe.batch_size}{passes}, a tick every {recipe.tick:,}",
        f"  hardware  {hardware.describe(method.channels_last)}",
    ]
    for name, network in method.networks.items():
        count = sum(parameter.numel() for parameter in network.parameters())
        lines.append(f"  network   {name}: {type(network).__name__}, {count:,} parameters")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
