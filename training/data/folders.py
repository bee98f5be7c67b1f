"""Pictures in folders, a folder a class (the layout of torchvision's `ImageFolder`), of any size.

The class of a picture is the folder that it lies in, whatever folders are around that. The split: of each class the
tenth whose `class/file name` has the smallest sha256 is test.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import PurePosixPath

from PIL import Image, ImageOps

from training.data.dataset import DataError, Plan, Row
from training.data.source import IMAGE_ENDINGS, Source

TEST_SHARE = 10


def plan(source: Source, size: int, title: str, terms: str, classes: Sequence[str], group: str) -> Plan:
    """What `source` holds of `classes`, cut to centre squares and shrunk to `size` pixels; nothing is decoded yet.

    Labels are one-hot, named `group:class`. Pictures in other folders are left out, with a sentence a folder. Raises
    DataError when there is no picture of any class.
    """
    by_folder: dict[str, list[PurePosixPath]] = defaultdict(list)
    for path in map(PurePosixPath, source.names):
        if path.suffix.lower() in IMAGE_ENDINGS:
            by_folder[path.parent.name].append(path)
    if not set(by_folder) & set(classes):
        found = ", ".join(sorted(name or "no folder" for name in by_folder)[:5]) or "no pictures at all"
        raise DataError(
            f"{source.path} has no folder of pictures called {', '.join(classes[:3])} or another of the "
            f"{len(classes)} classes of {title} (found: {found}); give the folder or zip file that holds these"
        )
    train: list[Row] = []
    test: list[Row] = []
    for number, name in enumerate(classes):
        labels = [int(number == column) for column in range(len(classes))]
        rows = [Row(str(path), labels, str(path)) for path in by_folder.pop(name, [])]
        rows.sort(key=lambda row: hashlib.sha256("/".join(PurePosixPath(row.id).parts[-2:]).encode()).digest())
        count = len(rows) // TEST_SHARE
        test += rows[:count]
        train += rows[count:]
    skipped = [f"{len(paths)} pictures in {paths[0].parent} are of no class" for paths in by_folder.values()]
    return Plan(
        title,
        terms,
        tuple(f"{group}:{name}" for name in classes),
        sorted(train, key=lambda row: row.id),
        sorted(test, key=lambda row: row.id),
        skipped,
        partial(source.decode, prepare=partial(square, size=size)),
    )


def square(image: Image.Image, size: int) -> Image.Image:
    """The centre square of a picture at `size` x `size`, by Lanczos; one that is so already stays as it is."""
    if image.size == (size, size):
        return image
    return ImageOps.fit(image, (size, size), Image.Resampling.LANCZOS)
