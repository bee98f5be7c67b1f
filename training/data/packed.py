"""One compact file of a whole data set at one size, to carry to another machine: `--data` reads it as the set itself.

It is a zip: `packed.json` says what the set is (name, title, terms, labels, ids, parts, what was skipped, and how much
packing lost), and each picture is a WebP beside it, `train/0.webp`. Of maps each picture has two files,
`train/0-aerial.webp` and `train/0-map.webp`.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from training.data.dataset import DataError, Dataset, Plan, Row, Split
from training.data.pairs import PARTS, SIDES, PairedDataset, PairedPart, PairedPlan, PairedSplit
from training.data.source import Source

INDEX = "packed.json"
FORMAT = 1  # counts changes to the layout, so that a file of another one is refused and not misread
# At this faces take a kilobyte each and come back at a PSNR of 35 dB.
QUALITY = 80


@dataclass(frozen=True)
class Packed:
    """What a written file came to.

    pictures: how many. size: bytes of the file. picture_bytes: of a picture on average, with its share of the file's
    tables. psnr: in dB, of the mean squared error over all pictures; infinite when nothing was lost.
    """

    pictures: int
    size: int
    picture_bytes: float
    psnr: float


class _Writer:
    """Puts pictures into the zip and keeps count of what they lose."""

    def __init__(self, archive: zipfile.ZipFile, quality: int) -> None:
        self.archive, self.quality = archive, quality
        self.errors: list[float] = []

    def add(self, name: str, pixels: np.ndarray) -> None:
        """One picture, uint8 (H, W, 3)."""
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "WEBP", quality=self.quality, method=6)
        self.archive.writestr(name, file.getvalue())
        with Image.open(file) as image:
            lost = np.asarray(image.convert("RGB"), dtype=np.float32) - pixels
        self.errors.append(float(np.square(lost).mean()))

    @property
    def psnr(self) -> float:
        """Of the mean squared error over all pictures, in dB."""
        error = float(np.mean(self.errors))
        return 10 * math.log10(255**2 / error) if error else math.inf


def pack(dataset: Dataset | PairedDataset, path: Path, quality: int = QUALITY) -> Packed:
    """Write the data set to `path` as WebP of that quality (1 to 100), whole or not at all.

    Raises DataError when the file cannot be written, or when another file than a packed set is in its place.
    """
    if path.exists() and not is_packed(path):
        raise DataError(f"{path} exists and is no packed data set; give --out another name")
    temporary = path.with_name(path.name + ".partial")
    try:
        # Stored, since WebP is as small as it gets.
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
            writer = _Writer(archive, quality)
            for part in PARTS:
                _add_part(writer, part, getattr(dataset, part))
            index = _describe(dataset) | {"quality": quality, "psnr": round(writer.psnr, 2)}
            archive.writestr(INDEX, json.dumps(index), zipfile.ZIP_DEFLATED)
        temporary.replace(path)
    except OSError as error:
        raise DataError(f"{path} cannot be written ({error.strerror or error}); give --out another place") from error
    finally:
        temporary.unlink(missing_ok=True)
    count, size = len(writer.errors), path.stat().st_size
    return Packed(count, size, size / count, writer.psnr)


def is_packed(path: Path) -> bool:
    """Whether there is a file at `path` and it is a packed set."""
    try:
        with zipfile.ZipFile(path) as archive:
            return INDEX in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def plan(source: Source, name: str, size: int) -> Plan | PairedPlan:
    """The packed set in `source`, which must be the one called `name` at `size` pixels.

    Of maps `size` is the side of the squares that crops are cut from, at most that of the pictures. Raises DataError.
    """
    try:
        index = json.loads(source.read(INDEX))
        if index["format"] != FORMAT:
            raise DataError(f"{source.path} was packed by another version of genfaces; pack the data set again")
        if index["name"] != name:
            raise DataError(f"{source.path} holds the data set '{index['name']}', not '{name}'; give another file")
        return (_paired_plan if "height" in index["train"] else _plan)(source, index, size)
    except DataError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(source, error) from error


def _plan(source: Source, index: dict, size: int) -> Plan:
    if index["size"] != size:
        raise DataError(
            f"{source.path} is packed at {index['size']} pixels; pack the data set again with --size {size}"
        )
    return Plan(
        index["title"],
        index["terms"],
        tuple(index["label_names"]),
        *(_rows(index[part], part) for part in PARTS),
        list(index["skipped"]),
        partial(source.decode, prepare=partial(_expect, size=(size, size))),
    )


def _rows(part: dict, name: str) -> list[Row]:
    labels = [[int(label) for label in row] for row in part["labels"]]
    return [
        Row(id_, row, f"{name}/{number}.webp")
        for number, (id_, row) in enumerate(zip(part["ids"], labels, strict=True))
    ]


def _paired_plan(source: Source, index: dict, size: int) -> PairedPlan:
    parts = [_paired_part(source, index[part], part) for part in PARTS]
    smallest = min(min(part.height, part.width) for part in parts)
    if smallest < size:
        raise DataError(f"the pictures in {source.path} have {smallest} pixels a side and hold no squares of {size}")
    return PairedPlan(index["title"], index["terms"], *parts)


def _paired_part(source: Source, part: dict, name: str) -> PairedPart:
    height, width = part["height"], part["width"]

    def pairs() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        files = [Row("", (), f"{name}/{n}-{side}.webp") for n in range(len(part["ids"])) for side in SIDES]
        images = source.decode(files, partial(_expect, size=(width, height)))
        for aerial, map_ in zip(images, images, strict=True):
            for image in (aerial, map_):
                if isinstance(image, DataError):
                    raise _damaged(source, image)
            yield aerial, map_

    return PairedPart(list(part["ids"]), height, width, pairs, part.get("paired", True))


def _add_part(writer: _Writer, name: str, split: Split | PairedSplit) -> None:
    if isinstance(split, PairedSplit):
        for side in SIDES:
            for number, image in enumerate(getattr(split, side)):
                writer.add(f"{name}/{number}-{side}.webp", image)
    else:
        for number, image in enumerate(split.images):
            writer.add(f"{name}/{number}.webp", image)


def _describe(dataset: Dataset | PairedDataset) -> dict:
    common = {"format": FORMAT, "name": dataset.name, "title": dataset.title, "terms": dataset.terms}
    if isinstance(dataset, PairedDataset):
        return common | {part: _describe_pairs(getattr(dataset, part)) for part in PARTS}
    common |= {
        "size": dataset.train.images.shape[1],
        "label_names": list(dataset.label_names),
        "skipped": list(dataset.skipped),
    }
    return common | {part: _describe_split(getattr(dataset, part)) for part in PARTS}


def _describe_split(split: Split) -> dict:
    """Ids, and the labels of each as a text of zeros and ones."""
    return {"ids": split.ids, "labels": ["".join("01"[int(label)] for label in row) for row in split.labels]}


def _describe_pairs(split: PairedSplit) -> dict:
    _, height, width, _ = split.aerial.shape
    return {"ids": split.ids, "height": height, "width": width, "paired": split.paired}


def _expect(image: Image.Image, size: Sequence[int]) -> Image.Image:
    if image.size != tuple(size):
        raise DataError(f"it has {image.width}x{image.height} pixels and not {size[0]}x{size[1]}")
    return image


def _damaged(source: Source, error: Exception) -> DataError:
    return DataError(f"the packed data set {source.path} is damaged ({error}); pack it again")
