"""Example maps of our own, drawn in the palette: what models are shown with, since no map of a data set may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from genfaces.palette import PALETTES, Palette

SIZE = 256  # pixels a side: 256 m of country in "maps", some 1,900 km of "earth"
Points = Sequence[tuple[float, float]]


class Sheet:
    """A map being drawn: class numbers, without blended edges. Coordinates are pixels from the upper left."""

    def __init__(self, palette: Palette, background: str) -> None:
        """A sheet filled with one class."""
        self.palette = palette
        self._image = Image.new("L", (SIZE, SIZE), self._number(background))
        self._pen = ImageDraw.Draw(self._image)

    def line(self, name: str, points: Points, width: int) -> None:
        """A line with round bends through `points`, smoothed."""
        smooth, number = _smooth(points), self._number(name)
        self._pen.line(smooth, fill=number, width=width)
        if width > 2:  # wide lines come out with gaps at their bends; a disc at every point closes them
            for x, y in smooth:
                self._pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=number)

    def blob(self, name: str, x: float, y: float, radius: float, seed: int, rough: float = 0.35) -> None:
        """A patch about (x, y) with an uneven edge: harmonics of falling size, drawn from `seed`."""
        rng = np.random.default_rng(seed)
        angle = np.linspace(0, 2 * np.pi, 120, endpoint=False)
        edge = sum(rng.normal() / order * np.cos(order * angle + rng.uniform(0, 2 * np.pi)) for order in range(2, 14))
        reach = radius * np.clip(1 + rough * edge, 0.25, None)
        self._pen.polygon(
            [(x + r * np.cos(a), y + r * np.sin(a)) for r, a in zip(reach, angle, strict=True)], self._number(name)
        )

    def houses(self, start: tuple[float, float], end: tuple[float, float], count: int, side: float, seed: int) -> None:
        """`count` houses along a street, `side` pixels to its left (negative: right), turned with it."""
        rng = np.random.default_rng(seed)
        along = np.subtract(end, start)
        unit = along / np.hypot(*along)
        normal = np.array([unit[1], -unit[0]])
        for place in (np.arange(count) + 0.5) / count:
            centre = np.add(start, along * place) + normal * side
            length, width = rng.uniform(5, 8), rng.uniform(4, 6)
            corners = [
                tuple(centre + u * length * unit + v * width * normal) for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))
            ]
            self._pen.polygon(corners, self._number("building"))

    def pixels(self) -> np.ndarray:
        """The map in its colours, uint8 (256, 256, 3)."""
        return self.palette.paint(np.asarray(self._image))

    def _number(self, name: str) -> int:
        return self.palette.names.index(name)


def names(data: str) -> tuple[str, ...]:
    """The example maps of a data set ("maps" or "earth"), eight of each."""
    return tuple(_EXAMPLES[data])


@cache
def draw(data: str, name: str) -> np.ndarray:
    """One example map, uint8 (256, 256, 3). Raises KeyError for a name that `names` doesn't give."""
    background, paint = _EXAMPLES[data][name]
    sheet = Sheet(PALETTES[data], background)
    paint(sheet)
    return sheet.pixels()


def all_of(data: str, size: int = SIZE) -> np.ndarray:
    """Every example of a data set, uint8 (N, size, size, 3), cut from the middle: the scale stays."""
    edge = (SIZE - size) // 2
    return np.stack([draw(data, name) for name in names(data)])[:, edge : edge + size, edge : edge + size]


def _smooth(points: Points) -> list[tuple[float, float]]:
    """Corners cut three times (Chaikin, 1974); the ends stay."""
    line = np.asarray(points, dtype=float)
    for _ in range(3):
        inner = np.stack([0.75 * line[:-1] + 0.25 * line[1:], 0.25 * line[:-1] + 0.75 * line[1:]], 1).reshape(-1, 2)
        line = np.concatenate([line[:1], inner, line[-1:]])
    return [tuple(point) for point in line]


def _village(s: Sheet) -> None:
    s.blob("wood", 40, 60, 34, 1)
    s.blob("wood", 214, 200, 44, 2)
    s.blob("wood", 200, 50, 16, 3)
    s.line("road", [(0, 150), (90, 140), (150, 110), (256, 90)], 8)
    s.line("road", [(120, 126), (110, 190), (130, 256)], 6)
    s.houses((10, 149), (90, 140), 4, 17, 4)
    s.houses((130, 122), (240, 92), 5, 16, 5)
    s.houses((130, 122), (240, 92), 5, -17, 6)
    s.houses((114, 150), (112, 245), 4, 17, 7)


def _lake(s: Sheet) -> None:
    s.blob("wood", 60, 200, 80, 11)
    s.blob("wood", 210, 220, 30, 12)
    s.blob("water", 130, 110, 62, 13, 0.25)
    s.line("road", [(0, 20), (90, 26), (170, 30), (220, 70), (226, 150), (256, 180)], 5)
    s.houses((186, 40), (222, 84), 2, 16, 14)


def _river(s: Sheet) -> None:
    s.blob("wood", 60, 60, 46, 21)
    s.blob("wood", 190, 170, 40, 22)
    s.line("wood", [(0, 190), (80, 160), (150, 120), (256, 40)], 44)
    s.line("water", [(0, 190), (80, 165), (120, 130), (180, 110), (256, 40)], 24)
    s.line("road", [(70, 0), (110, 90), (150, 170), (170, 256)], 7)
    s.houses((150, 170), (166, 236), 3, 17, 23)


def _forest(s: Sheet) -> None:
    s.blob("ground", 150, 110, 36, 31)
    s.blob("ground", 40, 220, 30, 32)
    s.line("road", [(0, 90), (70, 100), (120, 130), (200, 120), (256, 160)], 5)
    s.line("ground", [(120, 130), (110, 200), (140, 256)], 4)
    s.houses((136, 110), (166, 108), 2, 8, 33)


def _junction(s: Sheet) -> None:
    s.blob("wood", 50, 50, 50, 41, 0.2)
    s.blob("wood", 200, 210, 54, 42, 0.2)
    s.blob("water", 210, 50, 26, 43)
    s.line("road", [(0, 128), (256, 128)], 14)
    s.line("road", [(128, 0), (128, 256)], 10)
    s.line("road", [(40, 256), (60, 180), (128, 128)], 6)
    s.houses((142, 160), (142, 240), 3, -14, 44)


def _streets(s: Sheet) -> None:
    s.blob("wood", 236, 128, 40, 51)
    for row in (50, 120, 190):
        s.line("road", [(0, row), (200, row - 10)], 6)
        s.houses((6, row), (190, row - 9), 8, 15, row)
        s.houses((6, row), (190, row - 9), 8, -16, row + 1)
    s.line("road", [(200, 0), (200, 256)], 8)


def _park(s: Sheet) -> None:
    s.blob("ground", 90, 90, 50, 61)
    s.blob("ground", 190, 180, 34, 62)
    s.blob("water", 140, 140, 34, 63, 0.3)
    s.line("road", [(0, 60), (80, 90), (110, 180), (180, 200), (256, 190)], 4)
    s.line("road", [(80, 90), (180, 70), (200, 160), (180, 200)], 4)


def _shore(s: Sheet) -> None:
    s.blob("water", 70, 40, 110, 71, 0.12)
    s.blob("wood", 220, 60, 36, 72)
    s.blob("wood", 60, 230, 40, 73)
    s.line("road", [(0, 190), (90, 178), (160, 140), (200, 0)], 7)
    s.line("road", [(150, 146), (200, 200), (256, 220)], 6)
    s.line("ground", [(120, 120), (96, 96)], 5)
    s.houses((160, 150), (240, 212), 4, -16, 74)
    s.houses((160, 150), (240, 212), 4, 17, 75)


def _island(s: Sheet) -> None:
    s.blob("land", 128, 128, 66, 101, 0.5)
    s.blob("land", 220, 60, 12, 102)
    s.blob("lake", 130, 120, 7, 103)


def _bay(s: Sheet) -> None:
    s.blob("sea", 200, 150, 74, 111, 0.5)
    s.line("sea", [(200, 150), (256, 180)], 70)
    s.line("river", [(20, 60), (90, 100), (140, 120)], 1)
    s.line("border", [(0, 190), (60, 170), (120, 200), (150, 256)], 1)


def _strait(s: Sheet) -> None:
    s.blob("land", 50, 70, 96, 121, 0.4)
    s.blob("land", 220, 200, 90, 122, 0.4)
    s.blob("land", 140, 120, 8, 123)


def _lakes(s: Sheet) -> None:
    for number, (x, y, radius) in enumerate(
        [(60, 70, 26), (130, 110, 34), (200, 90, 14), (180, 180, 20), (60, 190, 10)]
    ):
        s.blob("lake", x, y, radius, 130 + number, 0.5)
    s.line("river", [(150, 130), (170, 160), (176, 170)], 1)
    s.line("border", [(0, 130), (128, 110), (256, 140)], 1)


def _archipelago(s: Sheet) -> None:
    rng = np.random.default_rng(141)
    for number in range(26):
        x, y = rng.uniform(10, 246, 2)
        s.blob("land", x, y, rng.uniform(3, 22), 142 + number, 0.5)


def _delta(s: Sheet) -> None:
    s.line("sea", [(0, 40), (128, 60), (256, 30)], 110)
    s.blob("land", 128, 130, 40, 171, 0.3)
    for end in (96, 124, 152):
        s.line("river", [(128, 256), (140, 190), (120, 150), (end, 98)], 1)


def _isthmus(s: Sheet) -> None:
    s.blob("land", 60, 50, 70, 181, 0.4)
    s.blob("land", 210, 220, 64, 182, 0.4)
    s.line("land", [(70, 80), (120, 140), (150, 150), (210, 200)], 22)
    s.line("border", [(128, 128), (140, 160)], 1)


def _peninsula(s: Sheet) -> None:
    s.line("land", [(0, 20), (256, 10)], 90)
    s.line("land", [(90, 40), (130, 120), (150, 210)], 50)
    s.blob("land", 150, 210, 30, 191, 0.5)
    s.line("border", [(60, 60), (110, 30), (200, 40)], 1)


_EXAMPLES: dict[str, dict[str, tuple[str, Callable[[Sheet], None]]]] = {
    "maps": {
        "village": ("ground", _village),
        "lake": ("ground", _lake),
        "river": ("ground", _river),
        "forest": ("wood", _forest),
        "junction": ("ground", _junction),
        "streets": ("ground", _streets),
        "park": ("wood", _park),
        "shore": ("ground", _shore),
    },
    "earth": {
        "island": ("sea", _island),
        "bay": ("land", _bay),
        "strait": ("sea", _strait),
        "lakes": ("land", _lakes),
        "archipelago": ("sea", _archipelago),
        "delta": ("land", _delta),
        "isthmus": ("sea", _isthmus),
        "peninsula": ("sea", _peninsula),
    },
}
