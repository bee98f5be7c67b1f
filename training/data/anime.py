"""Anime faces with hair and eye colours (`extra_data`, 64x64 pixels, collected for a course at NTU, 2018).

Reads, from a folder or a zip and under any outer folder, `images/<id>.jpg` and `tags.csv` with rows like
`17,aqua hair aqua eyes`. Without tags there are no labels, which is enough for methods that use none; pictures that are
not square are cut to their centre.

The split: the 1,000 ids whose decimal text has the smallest sha256 are test (of a small set, a tenth), without those
whose very pixels occur outside of them too: such an image is trained on, with its copies. Before that was mended, 50 of
the 1,000 test images of the course's set had a copy among the training images; models of then have seen no image that
is test now. The public set holds each image twice, the second time mirrored; remove the mirrored ones first, or they
tie the two parts together.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import partial

from training.data.dataset import DataError, Plan, Row
from training.data.folders import square
from training.data.record import PEOPLE, DataNotes, Record
from training.data.source import Source

TITLE = "Anime faces"
TERMS = "The anime faces come without a stated licence; they are used for research only and not passed on."
HAIR_COLOURS = (
    "aqua", "gray", "green", "orange", "red", "white", "black", "blonde", "blue", "brown", "pink", "purple",
)  # fmt: skip
EYE_COLOURS = ("aqua", "black", "blue", "brown", "green", "orange", "pink", "purple", "red", "yellow")
LABEL_NAMES = (*(f"hair:{colour}" for colour in HAIR_COLOURS), *(f"eyes:{colour}" for colour in EYE_COLOURS))
TAG_FILE = "tags.csv"
IMAGE_FOLDER = "images"
LARGEST_TEST_PART = 1_000

_TAGS = re.compile(r"(\d+),(\w+) hair (\w+) eyes")


def plan(source: Source, size: int) -> Plan:
    """What `source` holds, to be resized to `size` x `size` pixels; images are not decoded yet.

    Raises DataError when the images are missing.
    """
    images = source.images_in(IMAGE_FOLDER)
    tag_file = source.find_any([TAG_FILE])
    if tag_file is None:
        rows = [Row(name, (), file) for name, file in sorted(images.items())]
        return _planned(source, size, rows, (), [f"{source.path} has no {TAG_FILE}, so nothing is labelled"])

    tags, skipped = _read_tags(source.read_lines(tag_file), tag_file)
    rows = []
    for name, (number, labels) in tags.items():
        file = images.pop(name, None)
        if file is None:
            skipped.append(f"{tag_file}, row {number}: there is no image {IMAGE_FOLDER}/{name}.jpg")
        else:
            rows.append(Row(name, labels, file))
    skipped += [f"{file} has no row in {tag_file}" for file in images.values()]
    return _planned(source, size, rows, LABEL_NAMES, skipped)


def _planned(source: Source, size: int, rows: list[Row], label_names: tuple[str, ...], skipped: list[str]) -> Plan:
    """The rows in their two parts."""
    count = min(LARGEST_TEST_PART, max(1, len(rows) // 10))
    chosen = {row.id for row in sorted(rows, key=lambda row: hashlib.sha256(row.id.encode()).digest())[:count]}
    pixels = _hashes(rows, source)
    trained_on = {pixels[row.id] for row in rows if row.id not in chosen}
    test = {name for name in chosen if pixels[name] not in trained_on}
    return Plan(
        TITLE,
        TERMS,
        label_names,
        [row for row in rows if row.id not in test],
        [row for row in rows if row.id in test],
        skipped,
        partial(source.decode, prepare=partial(square, size=size)),
    )


def _hashes(rows: Sequence[Row], source: Source) -> dict[str, bytes]:
    """The sha256 of each image's pixels in the file, by its id; an image that is broken has no copy."""
    images = source.decode(rows, prepare=lambda image: image)
    return {
        row.id: row.id.encode() if isinstance(image, DataError) else hashlib.sha256(image).digest()
        for row, image in zip(rows, images, strict=True)
    }


def _read_tags(lines: list[str], file: str) -> tuple[dict[str, tuple[int, list[int]]], list[str]]:
    """Row number and the 22 values (0 or 1, in the order of LABEL_NAMES) by id; and a sentence for each bad row."""
    tags: dict[str, tuple[int, list[int]]] = {}
    skipped = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        match = _TAGS.fullmatch(line.strip())
        if match is None:
            skipped.append(f"{file}, row {number} is '{line.strip()[:40]}', not like '17,aqua hair aqua eyes'")
            continue
        name, hair, eyes = match.groups()
        if hair not in HAIR_COLOURS:
            skipped.append(f"{file}, row {number} has an unknown hair colour '{hair}'")
        elif eyes not in EYE_COLOURS:
            skipped.append(f"{file}, row {number} has an unknown eye colour '{eyes}'")
        elif name in tags:
            skipped.append(f"{file}, row {number} names id {name} a second time")
        else:
            tags[name] = number, [int(label in (f"hair:{hair}", f"eyes:{eyes}")) for label in LABEL_NAMES]
    return tags, skipped


RECORD = Record(
    name="anime",
    title=TITLE,
    plain="Anime",
    terms=TERMS,
    split="the 1,000 ids of the smallest sha256, of a small set a tenth, without those whose pixels are trained on too",
    read=plan,
    judge="judge-anime",
    notes=DataNotes(
        limits=(
            "The drawings follow the fashion of their makers: mostly young women, few hair and eye colours, one style. "
            "The model knows nothing else.",
            "The tags for hair and eyes come with the data set and are often wrong, the more so the rarer the colour.",
            PEOPLE,
        ),
        tags=("anime",),
        license_name="research-only",
    ),
)
