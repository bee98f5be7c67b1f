"""`python -m training data pack NAME [--data PATH] --out FILE`: a data set as one compact file that --data reads."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from training.data import NAMES, DataError, open_dataset, record_of
from training.data.packed import QUALITY, Packed, pack

SIZE, SQUARE = 64, 128  # what recipes use: of images, and of the squares that crops of maps are cut from


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    options = parse(arguments)
    size = options.size or (SQUARE if record_of(options.name).palette else SIZE)
    try:
        dataset = open_dataset(options.name, options.data, size)
        print(describe(options.out, pack(dataset, options.out, options.quality), dataset.terms))
    except DataError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m training data", description=__doc__)
    command = parser.add_subparsers(required=True).add_parser("pack", help="write a data set into one compact file")
    command.add_argument("name", help=f"data set: {', '.join(NAMES)}")
    command.add_argument("--data", type=Path, help="folder or zip of the data set; not needed for those drawn here")
    command.add_argument("--out", type=Path, required=True, help="file to write")
    command.add_argument(
        "--size",
        type=int,
        help=f"pixels a side of images (default: {SIZE}); pictures of maps keep theirs, and from one large picture "
        f"squares of this size are held out (default: {SQUARE})",
    )
    command.add_argument(
        "--quality", type=_quality, default=QUALITY, help=f"of the WebP, 1 to 100 (default: {QUALITY})"
    )
    return parser.parse_args(arguments)


def describe(path: Path, packed: Packed, terms: str) -> str:
    """What was written and what it cost, in one sentence, and the terms it is under."""
    return (
        f"{path}: {packed.pictures:,} pictures, {packed.size / 10**6:.1f} MB, {packed.picture_bytes:,.0f} bytes each, "
        f"PSNR {packed.psnr:.1f} dB. {terms}"
    )


def _quality(text: str) -> int:
    if not 1 <= int(text) <= 100:
        raise ValueError
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
