"""The colours of a map and what they stand for: shared by the page's brushes, the data sets and the measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Colour = tuple[int, int, int]
HARDLY = 0.1


@dataclass(frozen=True)
class Palette:
    """The classes of one kind of map, each with its colour (RGB, 0 to 255)."""

    colours: dict[str, Colour]

    @property
    def names(self) -> tuple[str, ...]:
        """The classes in their order; a class's number is its place here."""
        return tuple(self.colours)

    @property
    def array(self) -> np.ndarray:
        """The colours as uint8 (classes, 3)."""
        return np.array(list(self.colours.values()), dtype=np.uint8)

    def classes(self, images: np.ndarray) -> np.ndarray:
        """The class of the nearest colour (Euclidean in RGB) of each pixel: uint8 (..., 3) to uint8 (...)."""
        # A plane a class, the best kept as we go: an array of all distances would be large for a whole map.
        pixels = np.moveaxis(images, -1, 0).astype(np.int32)
        best = np.full(images.shape[:-1], np.iinfo(np.int32).max, dtype=np.int32)
        nearest = np.zeros(images.shape[:-1], dtype=np.uint8)
        for number, colour in enumerate(self.colours.values()):
            distance = sum((plane - value) ** 2 for plane, value in zip(pixels, colour, strict=True))
            closer = distance < best
            best[closer], nearest[closer] = distance[closer], number
        return nearest

    def paint(self, classes: np.ndarray) -> np.ndarray:
        """Class numbers (...) to their colours, uint8 (..., 3)."""
        return self.array[classes]


def hardly_right(shares: Mapping[str, float]) -> list[str]:
    """The classes that hardly ever stand where they are: their intersection over union, by name, is below HARDLY."""
    return [name for name, share in shares.items() if share < HARDLY]


LANDCOVER = Palette(
    {
        "ground": (240, 237, 229),
        "wood": (197, 226, 183),
        "water": (163, 204, 255),
        "road": (255, 255, 255),
        "building": (217, 208, 201),
    }
)
EARTH = Palette(
    {
        "sea": (163, 204, 255),
        "land": (240, 237, 229),
        "lake": (104, 160, 232),
        "river": (58, 110, 196),
        "border": (176, 120, 150),
    }
)
# By the name of the data set.
PALETTES = {"maps": LANDCOVER, "earth": EARTH}
