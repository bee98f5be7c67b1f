"""`python -m training sheet NAME [--data PATH]`: 64 samples on one sheet, large enough to count the whole ones."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from genfaces import drawing
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.images import enlarge
from training import report
from training.data import DataError
from training.errors import TrainingError
from training.measure.evaluate import sources_of
from training.subject import add_options, open_subject

SEED, COUNT, FACTOR = 777, 64, 2
FILE = "sheet.webp"


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training sheet", description=__doc__)
    parser.add_argument("name", help="a checkpoint's name, which is its recipe's")
    add_options(parser)
    parser.add_argument("--out", type=Path, help="file to write (default: figures/sheet.webp beside the model)")
    options = parser.parse_args(arguments)
    try:
        checkpoint, _ = open_subject(options.name, options)
        print(draw_sheet(checkpoint, checkpoint.folder / "figures", options.out))
    except (TrainingError, DataError, CheckpointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def draw_sheet(checkpoint: Checkpoint, folder: Path, path: Path | None = None) -> Path:
    """Write `sheet.webp` into `folder`, or the picture at `path`: 64 samples of seed 777, 8 a row, none chosen.

    At full temperature, enlarged smoothly: nearest neighbours would hide behind their squares what is broken. Raises
    TrainingError for a model that draws nothing.
    """
    if not sources_of(checkpoint):
        raise TrainingError(f"{checkpoint.name} draws no samples; choose a model that does.")
    path = path or folder / FILE
    drawn = drawing.draw(checkpoint, SEED, COUNT)
    report.sheet(np.stack([np.asarray(enlarge(Image.fromarray(image), FACTOR)) for image in drawn]), path)
    return path


if __name__ == "__main__":
    sys.exit(main())
