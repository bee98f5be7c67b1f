"""`python -m training.measure NAME [--data PATH]`: measure a checkpoint anew, print the numbers and store them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from genfaces import checkpoint as checkpoints
from genfaces.checkpoint import CheckpointError
from training import recipes
from training.card import write_card
from training.data import DataError
from training.errors import TrainingError
from training.measure.evaluate import Metrics, describe, evaluate


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.measure", description=__doc__)
    parser.add_argument("name", help="a checkpoint in checkpoints/")
    parser.add_argument("--data", type=Path, help="folder or zip of its data set; not needed for drawn avatars")
    parser.add_argument("--second-opinion", action="store_true", help="distances by dlib's face embeddings as well")
    options = parser.parse_args(arguments)
    try:
        print(describe(measure(options.name, options.data, options.second_opinion)))
    except (TrainingError, DataError, CheckpointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def measure(name: str, data: Path | None, second_opinion: bool = False) -> Metrics:
    """Measure the checkpoint and store the numbers in its config.json and on its card."""
    recipe = recipes.find(name)
    checkpoint = checkpoints.load(name)
    metrics = evaluate(checkpoint, recipe.open_data(data), second_opinion)
    checkpoints.update_config(checkpoint.folder, {"metrics": metrics})
    write_card(checkpoint.folder)
    return metrics


if __name__ == "__main__":
    sys.exit(main())
