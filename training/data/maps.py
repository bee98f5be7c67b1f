"""Aerial photographs and maps, in any of three public layouts, from a folder or a zip and under any outer folder.

- One aligned mosaic: `aerial.jpg` and `map.png` in one folder (any picture format). It is taken to be at 0.5 m a pixel
  and reduced by 2 with area averaging, to 1 m, at which a road is a few pixels wide and a crop shows its surroundings.
  The left 80 % of its columns are for training.
- Berkeley (pix2pix): `train/` and `val/` of pictures with the aerial photograph on the left and its map on the right.
- CycleGAN: `trainA/`, `trainB/`, `testA/`, `testB/`; A are aerial photographs, B maps, and `7_A.jpg` belongs to
  `7_B.jpg`. Where one side has more pictures, or other names, the part is unpaired: enough for a CycleGAN to train on,
  but not for pix2pix, nor to measure.

Where there is a mosaic it is what is trained on. What is measured on are the pairs held out in one of the other two
layouts; a mosaic alone gives its right-hand end, cut into squares.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import PurePosixPath

import numpy as np
from PIL import Image, UnidentifiedImageError

from genfaces.palette import LANDCOVER
from training.data.dataset import DataError
from training.data.pairs import PairedPart, PairedPlan, split_mosaic
from training.data.record import DataNotes, Record
from training.data.source import Source

TITLE = "Aerial photographs and maps"
TERMS = "The pictures are used under the terms of whoever published them, for research only, and are not passed on."
# The public mosaic is one orthophoto of LandCover.ai (Boguszewski et al., 2021), in a folder or zip of this name; any
# other is somebody's own.
PUBLIC = "landcover"
LANDCOVER_TITLE = "LandCover.ai orthophoto and map"
LANDCOVER_TERMS = (
    "The orthophoto and its map come from LandCover.ai (Boguszewski et al., 2021; imagery of GUGiK), CC BY-NC-SA 4.0: "
    "credit it, non-commercial."
)
REDUCTION = 2
TRAINING_SHARE = 0.8
HELD_OUT = ("val", "test")
SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp")
LAYOUTS = (
    "aerial.jpg and map.png, folders train and val of pictures with the aerial photograph left and its map right, or "
    "folders trainA, trainB, testA and testB"
)


@dataclass(frozen=True)
class Mosaic:
    """Two files that show the same place."""

    aerial: str
    map: str


def plan(source: Source, size: int) -> PairedPlan:
    """What `source` holds, to be cut into squares of `size` pixels. Raises DataError for a layout it doesn't know."""
    pictures = [PurePosixPath(name) for name in source.names if PurePosixPath(name).suffix.lower() in SUFFIXES]
    mosaic = _mosaic(pictures)
    held_out = next((part for name in HELD_OUT if (part := _pairs(source, pictures, name))), None)
    if mosaic:
        train, right_end = _cut(source, mosaic, size)
        public = PUBLIC in f"{source.path.stem}/{PurePosixPath(mosaic.map).parent}".lower()
        credit = (LANDCOVER_TITLE, LANDCOVER_TERMS) if public else (TITLE, TERMS)
        return PairedPlan(*credit, train, _large_enough(source, held_out or right_end, size))
    train = _pairs(source, pictures, "train")
    if not train or not held_out:
        missing = "pictures to train on" if not train else "held-out pictures"
        raise DataError(f"{source.path} holds no {missing}; it should hold {LAYOUTS}")
    return PairedPlan(TITLE, TERMS, _large_enough(source, train, size), _large_enough(source, held_out, size))


def _mosaic(pictures: list[PurePosixPath]) -> Mosaic | None:
    by_folder: dict[PurePosixPath, dict[str, PurePosixPath]] = {}
    for path in pictures:
        by_folder.setdefault(path.parent, {})[path.stem.lower()] = path
    for files in by_folder.values():
        if {"aerial", "map"} <= files.keys():
            return Mosaic(str(files["aerial"]), str(files["map"]))
    return None


def _cut(source: Source, mosaic: Mosaic, size: int) -> tuple[PairedPart, PairedPart]:
    """The left end of a mosaic as one large pair, and the squares of its right end."""
    aerial, map_ = _open(source, mosaic.aerial), _open(source, mosaic.map)
    if aerial.size != map_.size:
        raise DataError(
            f"{mosaic.map} in {source.path} has {_text(map_)} pixels and {mosaic.aerial} has {_text(aerial)}; "
            "a photograph and its map must be of one size"
        )
    aerial, map_ = (np.asarray(image.reduce(REDUCTION)) for image in (aerial, map_))
    end = int(TRAINING_SHARE * aerial.shape[1])
    try:
        return split_mosaic(aerial, map_, end, size, LANDCOVER)
    except ValueError as error:
        raise DataError(f"{mosaic.aerial} in {source.path}, reduced by {REDUCTION}: {error}") from error


def _pairs(source: Source, pictures: list[PurePosixPath], part: str) -> PairedPart | None:
    """The pairs of one part in the layout of Berkeley or of CycleGAN; None when it has no such folders."""
    both = _in_folder(pictures, part)
    if both:
        return _side_by_side(source, both)
    sides = [_in_folder(pictures, f"{part}{side}") for side in "AB"]
    return _two_folders(source, part, *sides) if any(sides) else None


def _side_by_side(source: Source, files: Mapping[str, str]) -> PairedPart:
    first = next(iter(files.values()))
    width, height = _open(source, first).size
    if width != 2 * height:
        raise DataError(
            f"{first} in {source.path} has {width}x{height} pixels; a square photograph with its square map on the "
            "right would be twice as wide as it is high"
        )

    def pairs() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for file in files.values():
            pixels = _decode(source, file, (width, height), first)
            yield pixels[:, :height], pixels[:, height:]

    return PairedPart(list(files), height, height, pairs)


def _two_folders(source: Source, part: str, aerials: Mapping[str, str], maps: Mapping[str, str]) -> PairedPart:
    aerials, maps = ({_place(name): file for name, file in files.items()} for files in (aerials, maps))
    for side, files in (("A", aerials), ("B", maps)):
        if not files:
            raise DataError(f"{source.path} has no pictures in {part}{side}; photographs are in A, maps in B")
    paired = aerials.keys() == maps.keys()
    if paired:
        rows = [(file, maps[name]) for name, file in aerials.items()]
    else:  # the shorter side begins anew
        count = max(len(aerials), len(maps))
        rows = list(islice(zip(cycle(aerials.values()), cycle(maps.values()), strict=False), count))
    first = rows[0][0]
    size = _open(source, first).size
    decode = partial(_decode, source, size=size, first=first)
    ids = list(aerials) if paired else [str(number) for number in range(len(rows))]
    return PairedPart(ids, size[1], size[0], lambda: ((decode(a), decode(b)) for a, b in rows), paired)


def _in_folder(pictures: list[PurePosixPath], folder: str) -> dict[str, str]:
    """The pictures directly in folders called `folder`, by name without ending, in the order of names."""
    return {path.stem: str(path) for path in sorted(pictures) if path.parent.name == folder}


def _place(stem: str) -> str:
    return stem.removesuffix("_A").removesuffix("_B")


def _large_enough(source: Source, part: PairedPart, size: int) -> PairedPart:
    if min(part.height, part.width) < size:
        raise DataError(
            f"the pictures in {source.path} have {part.width}x{part.height} pixels and cannot be cut into squares of "
            f"{size}"
        )
    return part


def _decode(source: Source, file: str, size: tuple[int, int], first: str) -> np.ndarray:
    """A picture, uint8 (H, W, 3), that must be as large as the first."""
    image = _open(source, file)
    if image.size != size:
        raise DataError(f"{file} in {source.path} has {_text(image)} pixels, not {size[0]}x{size[1]} as {first}")
    return np.asarray(image)


def _open(source: Source, file: str) -> Image.Image:
    contents = source.read(file)
    try:
        with Image.open(io.BytesIO(contents)) as image:
            return image.convert("RGB")
    except Image.DecompressionBombError as error:
        raise DataError(f"{file} in {source.path} is larger than can be opened safely ({error}); cut it") from error
    except (OSError, SyntaxError, ValueError) as error:
        reason = "it is no image" if isinstance(error, UnidentifiedImageError) else str(error)
        raise DataError(f"{file} in {source.path} cannot be decoded ({reason}); fetch it again") from error


def _text(image: Image.Image) -> str:
    return f"{image.width}x{image.height}"


_TAGS = ("aerial-images", "maps")
RECORD = Record(
    name="maps",
    title=TITLE,
    plain="Aerial maps",
    terms=TERMS,
    split="the part that is named so, or the right end of a mosaic, beyond four fifths of its width",
    read=plan,
    palette=LANDCOVER,
    judge="pix2pix-maps",
    notes=DataNotes(
        limits=("It knows only the landscapes and seasons of its training images; others come out wrong.",),
        tags=_TAGS,
        license_name="terms-of-the-data",
    ),
    # The one mosaic that the public can have.
    notes_by_title={
        LANDCOVER_TITLE: DataNotes(
            limits=("All images come from one place in Poland and one season; other landscapes come out wrong.",),
            tags=_TAGS,
            license_name="cc-by-nc-sa-4.0",
            license_link="https://creativecommons.org/licenses/by-nc-sa/4.0/",
        )
    },
)
