"""Which model a command looks at: a checkpoint, one on another shelf, or a run that may still be going on."""

from __future__ import annotations

import argparse
from pathlib import Path

from genfaces import checkpoint as checkpoints
from genfaces.checkpoint import Checkpoint
from training import recipes
from training.data import Dataset, PairedDataset
from training.run_state import average_of, opened_run


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that `open_subject` reads."""
    parser.add_argument("--data", type=Path, help="folder or zip of its data set; not needed where it is drawn")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--checkpoints", type=Path, metavar="DIR", help="take DIR/NAME instead of checkpoints/NAME")
    where.add_argument("--run", type=Path, metavar="DIR", help="take the last tick of the run in DIR, or its hand-over")


def open_subject(name: str, options: argparse.Namespace) -> tuple[Checkpoint, Dataset | PairedDataset]:
    """The model of that name where the options say, and its data set.

    Raises TrainingError, DataError or CheckpointError.
    """
    recipe = recipes.find(name)
    if options.run is None:
        return _checkpoint(name, options.checkpoints), recipe.open_data(options.data)
    with opened_run(recipe, options.run) as (recipe, run, state):
        dataset = recipe.open_data(options.data)
        return average_of(recipe, run, state, dataset), dataset


def _checkpoint(name: str, shelf: Path | None) -> Checkpoint:
    return checkpoints.load(name) if shelf is None else checkpoints.read(shelf / name)
