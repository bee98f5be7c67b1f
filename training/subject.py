"""Which model a command looks at: a checkpoint, one on another shelf, or a run that may still be going on."""

from __future__ import annotations

import argparse
from pathlib import Path

from genfaces import checkpoint as checkpoints
from genfaces.checkpoint import Checkpoint
from training import recipes
from training.data import Dataset, PairedDataset
from training.errors import TrainingError
from training.run_folder import RunFolder
from training.run_state import average_of


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that `name_subject` and `open_subject` read."""
    parser.add_argument("name", help="a checkpoint's name, which is its recipe's")
    parser.add_argument("--data", type=Path, help="folder or zip of its data set; not needed where it is drawn")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--checkpoints", type=Path, metavar="DIR", help="take DIR/NAME instead of checkpoints/NAME")
    where.add_argument("--run", type=Path, metavar="DIR", help="take the last tick of the run in DIR")


def open_subject(options: argparse.Namespace) -> tuple[Checkpoint, Dataset | PairedDataset]:
    """The model that the options name, and its data set. Raises TrainingError, DataError or CheckpointError."""
    recipe = recipes.find(options.name)
    dataset = recipe.open_data(options.data)
    if options.run is None:
        return _checkpoint(options), dataset
    if not options.run.is_dir():
        raise TrainingError(f"There is no run in {options.run}; give the folder that holds its state.pt.")
    return average_of(recipe, RunFolder(options.run), dataset)[0], dataset


def _checkpoint(options: argparse.Namespace) -> Checkpoint:
    if options.checkpoints is None:
        return checkpoints.load(options.name)
    return checkpoints.read(options.checkpoints / options.name)
