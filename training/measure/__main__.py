"""`python -m training measure NAME [--data PATH]`: measure models, print the numbers and store them.

Of a checkpoint they go into its config.json and onto its card. Those of a run are printed and stored nowhere.
"""

from __future__ import annotations

import argparse
import logging
import sys

from genfaces import checkpoint as checkpoints
from genfaces.checkpoint import CheckpointError
from training import kinds
from training.card import write_card
from training.data import DataError
from training.errors import TrainingError
from training.kinds.base import Metrics
from training.measure.evaluate import describe
from training.subject import add_options, open_subject


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    parser = argparse.ArgumentParser(prog="python -m training measure", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="+", metavar="NAME", help="names of checkpoints, which are their recipes'")
    add_options(parser)
    parser.add_argument("--ruler-only", action="store_true", help="fd_imagenet alone; other stored numbers stay")
    parser.add_argument("--second-opinion", action="store_true", help="distances by dlib's face embeddings as well")
    options = parser.parse_args(arguments)
    try:
        for name in options.names:
            print(f"{name}\n{describe(measure(name, options), indent=2)}", flush=True)
    except (TrainingError, DataError, CheckpointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def measure(name: str, options: argparse.Namespace) -> Metrics:
    """The numbers of the model of that name; a checkpoint's are stored with it."""
    checkpoint, dataset = open_subject(name, options)
    ruler_only = options.ruler_only
    if ruler_only:
        metrics = kinds.of(checkpoint.config).by_ruler(checkpoint, dataset)
    else:
        metrics = kinds.measure(checkpoint, dataset, options.second_opinion)
    if options.run is None:
        others = checkpoint.config["metrics"] if ruler_only else {}
        checkpoints.update_config(checkpoint.folder, {"metrics": metrics | others | metrics})
        write_card(checkpoint.folder)
    return metrics


if __name__ == "__main__":
    sys.exit(main())
