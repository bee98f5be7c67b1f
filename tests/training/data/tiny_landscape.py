"""Tiny landscapes in the three layouts of maps and aerial photographs, of synthetic pictures.

Every map pixel names a class and its photograph shows that class's own colour, so that pairs can be recognised.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from genfaces.palette import LANDCOVER

# What each class looks like from above, far apart in colour.
SEEN = np.array([(150, 140, 110), (40, 80, 30), (20, 60, 110), (120, 120, 120), (190, 90, 70)], dtype=np.uint8)


def classes(height: int, width: int, seed: int = 0, tile: int = 8) -> np.ndarray:
    """Class numbers in square tiles, (height, width)."""
    rng = np.random.default_rng(seed)
    tiles = rng.integers(0, 5, (-(-height // tile), -(-width // tile)))
    return tiles.repeat(tile, 0).repeat(tile, 1)[:height, :width]


def pair(height: int, width: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A photograph and its map, uint8 (height, width, 3)."""
    drawn = classes(height, width, seed)
    return SEEN[drawn], LANDCOVER.paint(drawn)


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def mosaic_files(height: int = 96, width: int = 400, seed: int = 0) -> dict[str, bytes]:
    """At 0.5 m a pixel: reduced by 2 it is half as large."""
    aerial, map_ = pair(height, width, seed)
    return {"landcover/aerial.png": png(aerial), "landcover/map.png": png(map_)}


def berkeley_files(train: int = 6, val: int = 3, size: int = 32) -> dict[str, bytes]:
    files = {}
    for part, count, first in (("train", train, 0), ("val", val, 100)):
        for number in range(count):
            files[f"maps/{part}/{number:02d}.png"] = png(np.concatenate(pair(size, size, first + number), axis=1))
    return files


def cyclegan_files(train: int = 6, test: int = 3, size: int = 32) -> dict[str, bytes]:
    files = {}
    for part, count, first in (("train", train, 0), ("test", test, 100)):
        for number in range(count):
            for side, pixels in zip("AB", pair(size, size, first + number), strict=True):
                files[f"maps/{part}{side}/{number}_{side}.png"] = png(pixels)
    return files
