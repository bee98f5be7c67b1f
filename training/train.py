"""`python -m training train NAME [NAME ...] [--data PATH]`: train recipes, or take up where their runs stopped."""

from __future__ import annotations

import argparse
import logging
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from genfaces import checkpoint as checkpoints
from genfaces.checkpoint import CheckpointError
from training import recipes
from training.batches import Batches
from training.budget import Budget
from training.crops import CropBatches
from training.data import NAMES, DataError, Dataset, PairedDataset, record_of
from training.devices import Hardware
from training.errors import TrainingError
from training.headline import headline
from training.interrupts import Stopped
from training.loop import Loop
from training.methods.base import Method
from training.methods.head_start import begin_as_decoder
from training.recipe import Recipe
from training.recipe_text import told
from training.run_folder import RunFolder
from training.side_by_side import train_side_by_side


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m training train",
        description="Train a recipe, or several side by side. Running the same command again resumes where it stopped.",
    )
    parser.add_argument("names", nargs="*", metavar="name", help="recipe (see --list)")
    parser.add_argument("--list", action="store_true", help="show every recipe and stop")
    parser.add_argument(
        "--data",
        nargs="+",
        default=[],
        metavar="PATH",
        help="folder or zip of the data set; NAME=PATH for each where recipes read several; not needed for drawn ones",
    )
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="where runs are kept (default: runs)")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--images", type=positive, help="train for this many images instead of the recipe's")
    length.add_argument(
        "--minutes",
        type=minutes,
        help="train for what fits into this time, loading and saving included; the recipe's times move along. A run "
        "that was stopped has the rest of its minutes, one that had them all needs more",
    )
    parser.add_argument("--tick", type=positive, help="images between two ticks instead of the recipe's")
    parser.add_argument("--batch-size", type=positive, help="images a step, all processes together")
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda", "mps"])
    parser.add_argument("--precision", default="auto", choices=["auto", "bfloat16", "float32"])
    parser.add_argument("--dry-run", action="store_true", help="print networks, data and plan, and train nothing")
    parser.add_argument("--started", type=float, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def minutes(text: str) -> float:
    """A time above zero. Raises ValueError."""
    number = float(text)
    if not 0 < number < math.inf:
        raise ValueError
    return number


def positive(text: str) -> int:
    """A whole number above zero. Raises ValueError."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def main(arguments: list[str] | None = None, started: float | None = None) -> int:
    """Runs the command; returns the exit status.

    That is 0 when all went well, 1 for an error, of several recipes the number of those that failed, and 128 and the
    signal for a run that was stopped. started: seconds since 1970 from which --minutes count.
    """
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    options = parse(arguments)
    options.started = options.started or started or time.time()
    if options.list or not options.names:
        print(table())
        return 0
    try:
        chosen = [recipes.find(name) for name in dict.fromkeys(options.names)]
        paths = data_paths(options.data)
        if len(chosen) == 1:
            train(chosen[0], paths.get(chosen[0].data, paths.get("")), options)
            return 0
        # A path without a name is for whatever is not drawn here.
        bare = {recipe.data: paths.get("") for recipe in chosen if record_of(recipe.data).draw is None}
        pairs = [(recipe, paths.get(recipe.data, bare.get(recipe.data))) for recipe in chosen]
        return train_side_by_side(pairs, options.runs, passed_on(options))
    except (TrainingError, DataError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except Stopped as stop:
        print(f"\n{stop}", file=sys.stderr)
        return stop.status
    except KeyboardInterrupt:
        print("\nStopped; the same command resumes from the last tick.", file=sys.stderr)
        return 130


def train(recipe: Recipe, data: Path | None, options: argparse.Namespace) -> None:
    """One run, from the recipe to its last tick. Raises TrainingError, DataError or Stopped."""
    hardware = Hardware(options.device, options.precision)
    changes = recipe.on_card if hardware.device.type == "cuda" else {}
    recipe = adapted(recipe.changed(changes), options)
    dataset = recipe.open_data(data)
    torch.manual_seed(recipe.seed)  # the initial weights; the loop seeds every step itself
    method = recipe.method.create(recipe, dataset)
    if options.dry_run:
        print(plan(recipe, dataset, hardware, method))
        return
    folder = options.runs / recipe.name
    if recipe.head_start and not RunFolder(folder).state_path.exists():
        begin_as_decoder(method.networks[method.shipped], recipe.head_start, dataset)
    batches = (CropBatches if isinstance(dataset, PairedDataset) else Batches).of(recipe, dataset, hardware)
    if hardware.accelerator.is_main_process:
        print(plan(recipe, dataset, hardware, method), file=sys.stderr)
    budget = Budget(options.minutes, options.started, hardware) if options.minutes else None
    Loop(method, batches, hardware, folder, changes).train(recipe.images, budget)


def adapted(recipe: Recipe, options: argparse.Namespace) -> Recipe:
    """The recipe with what the command line overrides."""
    changes = {"images": options.images, "tick": options.tick, "batch_size": options.batch_size}
    return replace(recipe, **{name: value for name, value in changes.items() if value is not None})


def data_paths(given: Sequence[str]) -> dict[str, Path]:
    """Paths by the name of their data set, and under "" the one that has none. Raises DataError."""
    named = {name: text for name, sign, text in (item.partition("=") for item in given) if sign and name in NAMES}
    others = [item for item in given if item.partition("=")[0] not in named]
    if len(others) > 1:
        raise DataError(f"--data takes one path, or NAME=PATH for each data set: which of {', '.join(NAMES)}?")
    return {name: Path(text) for name, text in [*named.items(), *(("", text) for text in others)]}


def passed_on(options: argparse.Namespace) -> list[str]:
    """The options that recipes trained side by side have in common."""
    names = ("images", "minutes", "tick", "batch_size", "device", "precision", "started")
    values = {name: getattr(options, name) for name in names}
    given = [[f"--{name.replace('_', '-')}", str(value)] for name, value in values.items() if value is not None]
    return [part for pair in given for part in pair] + ["--dry-run"] * options.dry_run


def table() -> str:
    """All recipes, a line each, with what the shipped checkpoint measured."""
    rows = [("recipe", "data", "pixels", "images", "expected", "what", "on a card", "measured")]
    rows += [
        (
            *(r.name, r.data, str(r.image_size), f"{r.images:,}", r.expected, r.title),
            told(r.on_card).replace("_", " ") if r.on_card else "",
            measured(r.name),
        )
        for r in recipes.ALL
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
        f"  held out  {record_of(dataset.name).split or 'as the data set says'}",
        f"  plan      {recipe.images:,} images in batches of {recipe.batch_size}{passes}, a tick every {recipe.tick:,}",
        f"  hardware  {hardware.describe(method.channels_last)}",
    ]
    for name, network in method.networks.items():
        count = sum(parameter.numel() for parameter in network.parameters())
        lines.append(f"  network   {name}: {type(network).__name__}, {count:,} parameters")
    return "\n".join(lines)
