"""`python -m training.measure NAME [--data PATH]`: measure a checkpoint anew, print the numbers and store them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from genfaces import checkpoint as checkpoints
from genfaces.checkpoint import CheckpointError
from training import recipes
from training.data import DataError, open_dataset
from training.errors import TrainingError
from training.measure.evaluate import Metrics, evaluate


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
    """Measure the checkpoint and store the numbers in its config.json."""
    recipe = recipes.find(name)
    dataset = open_dataset(recipe.data, data, recipe.image_size)
    if recipe.labels:
        dataset = dataset.select(recipe.labels)
    checkpoint = checkpoints.load(name)
    metrics = evaluate(checkpoint, dataset, second_opinion)
    checkpoints.update_config(checkpoint.folder, {"metrics": metrics})
    return metrics


def describe(metrics: Metrics, indent: int = 0) -> str:
    """Nested numbers as indented lines; long lists are left to config.json."""
    lines = []
    for name, value in metrics.items():
        if isinstance(value, dict):
            lines += [f"{' ' * indent}{name}", describe(value, indent + 2)]
        elif isinstance(value, float):
            lines.append(f"{' ' * indent}{name:<32}{value:.5g}")
        elif not isinstance(value, (list, tuple)):
            lines.append(f"{' ' * indent}{name:<32}{json.dumps(value)}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
