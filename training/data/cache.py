"""Decoded data sets on disk: made once, then mapped, so that opening one costs next to nothing.

An entry is a folder with `images.npy` (training images first, then test), `labels.npy` and `index.json`. It is written
under a temporary name and renamed when whole, so a run that was killed leaves no half entry to be found.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np

from training.data.dataset import DataError, Dataset, Plan, Row, Split
from training.progress import Progress

# Counts changes to an entry's layout and to how images are cropped or split, so that old entries are passed over.
FORMAT = 3

Contents = TypeVar("Contents")

log = logging.getLogger(__name__)


def default_folder() -> Path:
    """Where decoded data sets are kept: $GENFACES_CACHE, or .cache/genfaces in the user's home."""
    return Path(os.environ.get("GENFACES_CACHE") or Path.home() / ".cache" / "genfaces")


def entry_folder(folder: Path, name: str, size: int, fingerprint: str) -> Path:
    """The folder of one decoded data set, which need not exist yet."""
    return folder / f"{name}-{size}-{fingerprint}-v{FORMAT}"


def load(folder: Path) -> Dataset | None:
    """The data set that an entry holds, its images mapped from disk; None when there is none or it is damaged."""
    return read_entry(folder, _read)


def store(folder: Path, name: str, size: int, plan: Plan) -> Dataset:
    """Decode what `plan` promises into the entry `folder`, leaving out images that are broken; returns it loaded.

    Raises DataError when a part is left without images, or when the cache cannot be written.
    """
    return write_entry(folder, lambda path: _write(path, name, size, plan), _read)


def read_entry(folder: Path, read: Callable[[Path], Contents]) -> Contents | None:
    """What `read` makes of an entry; None when there is none, or when it raises OSError, ValueError or KeyError."""
    if not folder.is_dir():
        return None
    try:
        return read(folder)
    except (OSError, ValueError, KeyError) as error:
        log.warning("the cached data set %s is damaged (%s) and will be made again", folder, error)
        return None


def write_entry(folder: Path, write: Callable[[Path], None], read: Callable[[Path], Contents]) -> Contents:
    """Let `write` fill the entry under a temporary name, move it into place, and `read` it. Raises DataError."""
    temporary: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        write(temporary)
        _move_into_place(temporary, folder, read)
    except OSError as error:
        raise DataError(
            f"the decoded images cannot be written to {folder.parent} ({error.strerror or error}); "
            "make room there, or set GENFACES_CACHE to another folder"
        ) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
    contents = read_entry(folder, read)
    if contents is None:
        raise DataError(f"the decoded images in {folder} cannot be read back; remove that folder and try again")
    return contents


def _read(folder: Path) -> Dataset:
    index = json.loads((folder / "index.json").read_text())
    images = np.asarray(np.load(folder / "images.npy", mmap_mode="r"))
    labels = np.load(folder / "labels.npy")
    if not len(images) == len(labels) == len(index["ids"]):
        raise ValueError("images, labels and ids differ in number")
    split = index["train"]
    return Dataset(
        name=index["name"],
        title=index["title"],
        terms=index["terms"],
        label_names=tuple(index["label_names"]),
        train=Split(images[:split], labels[:split], index["ids"][:split]),
        test=Split(images[split:], labels[split:], index["ids"][split:]),
        skipped=index["skipped"],
    )


def _write(folder: Path, name: str, size: int, plan: Plan) -> None:
    skipped = list(plan.skipped)
    with open(folder / "images.npy", "wb") as file:
        # The header comes first but the count is known last; numpy pads headers so that the count can be put in later.
        header = {"descr": "|u1", "fortran_order": False, "shape": (0, size, size, 3)}
        np.lib.format.write_array_header_1_0(file, header)
        train = _append(file, plan.train, plan, skipped)
        test = _append(file, plan.test, plan, skipped)
        file.seek(0)
        np.lib.format.write_array_header_1_0(file, header | {"shape": (len(train) + len(test), size, size, 3)})
    if not train or not test:
        reason = f"; the first of {len(skipped)} problems: {skipped[0]}" if skipped else ""
        raise DataError(
            f"{plan.title} has {len(train)} usable training and {len(test)} test images, at least one of each is "
            f"needed{reason}"
        )
    np.save(folder / "labels.npy", np.array([row.labels for row in train + test], dtype=np.float32))
    index = {
        "name": name,
        "title": plan.title,
        "terms": plan.terms,
        "label_names": plan.label_names,
        "train": len(train),
        "ids": [row.id for row in train + test],
        "skipped": skipped,
    }
    (folder / "index.json").write_text(json.dumps(index))


def _append(file: BinaryIO, rows: Sequence[Row], plan: Plan, skipped: list[str]) -> list[Row]:
    """Write the images of `rows` to `file`; returns the rows that came out whole and adds the others to `skipped`."""
    kept = []
    images = Progress(plan.title, len(rows)).over(plan.decode(rows))
    for row, image in zip(rows, images, strict=True):
        if isinstance(image, DataError):
            skipped.append(str(image))
        else:
            file.write(image.tobytes())
            kept.append(row)
    return kept


def _move_into_place(temporary: Path, folder: Path, read: Callable[[Path], object]) -> None:
    temporary.chmod(0o755)  # mkdtemp makes folders that others cannot read, but a cache may be shared
    try:
        temporary.rename(folder)
    except OSError:
        if read_entry(folder, read) is not None:  # another process was faster
            return
        shutil.rmtree(folder, ignore_errors=True)
        temporary.rename(folder)
