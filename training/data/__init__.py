"""Data sets as uint8 arrays with labels, decoded once into a cache and mapped from disk after that."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack, closing
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from training.data import packed
from training.data.cache import default_folder, entry_folder, load, store
from training.data.dataset import DataError, Dataset, Plan, Split
from training.data.pairs import PairedDataset, PairedPlan, load_pairs, store_pairs
from training.data.record import UNKNOWN, Record
from training.data.source import Source, fingerprint

__all__ = ["NAMES", "RECORDS", "DataError", "Dataset", "PairedDataset", "Record", "Split", "open_dataset", "record_of"]

log = logging.getLogger(__name__)


def _records() -> dict[str, Record]:
    """The record of every file of this folder that has one: a new data set is a new file."""
    modules = [import_module(f"{__name__}.{file.name}") for file in iter_modules(__path__) if file.name != "__main__"]
    found = [module.RECORD for module in modules if hasattr(module, "RECORD")]
    return {record.name: record for record in found}


RECORDS = _records()
NAMES = tuple(RECORDS)


def record_of(name: str) -> Record:
    """What is known of a data set; of one that is not known, what holds for any."""
    return RECORDS.get(name, UNKNOWN)


def open_dataset(name: str, path: Path | None, size: int, cache: Path | None = None) -> Dataset | PairedDataset:
    """The data set called `name` at `size` x `size` pixels, decoded into the cache if this is the first time.

    Of maps and aerial photographs `size` is the side of the squares that crops are cut from.

    path: the folder or zip file of a set that is read, or a packed file of any set; None for one that is drawn. cache:
    the folder for decoded sets, by default $GENFACES_CACHE or ~/.cache/genfaces. Raises DataError, one sentence, when
    the data cannot be used.
    """
    if name not in RECORDS:
        raise DataError(f"there is no data set '{name}'; there are {', '.join(NAMES)}")
    if size < 1:
        raise DataError(f"images cannot be {size} pixels wide; give a size of 1 or more")
    path = path.expanduser() if path else None  # of NAME=~/set.zip a shell leaves the ~
    cache = cache or default_folder()
    record = RECORDS[name]
    drawn = path is None and record.draw is not None
    dataset = _open_drawn(record, size, cache) if drawn else _open_read(record, path, size, cache)
    left_out = f"; left out {len(dataset.skipped)}, the first: {dataset.skipped[0]}" if dataset.skipped else ""
    log.info("%s: %d training and %d test images%s", dataset.title, len(dataset.train), len(dataset.test), left_out)
    return dataset


def _open_drawn(record: Record, size: int, cache: Path) -> Dataset | PairedDataset:
    return _open(record, size, cache, f"drawing{record.drawing_version}", lambda: record.draw(size))


def _open_read(record: Record, path: Path | None, size: int, cache: Path) -> Dataset | PairedDataset:
    if path is None:
        raise DataError(
            f"the data set '{record.name}' is read from disk; say where its folder or zip file is with --data PATH"
        )
    if record.read is None and not packed.is_packed(path):
        raise DataError(f"the data set '{record.name}' is drawn here and not read from {path}; leave out --data")
    with ExitStack() as stack:
        # Opened only when the cache has no entry: listing a large folder takes its time.
        return _open(
            record,
            size,
            cache,
            fingerprint(path),
            lambda: _plan(record, stack.enter_context(closing(Source(path))), size),
        )


def _plan(record: Record, source: Source, size: int) -> Plan | PairedPlan:
    return packed.plan(source, record.name, size) if packed.is_packed(source.path) else record.read(source, size)


def _open(
    record: Record, size: int, cache: Path, print_of_files: str, plan: Callable[[], Plan | PairedPlan]
) -> Dataset | PairedDataset:
    entry = entry_folder(cache, record.name, size, print_of_files)
    if record.palette:
        return load_pairs(entry) or store_pairs(entry, record.name, size, record.palette, plan())
    return load(entry) or store(entry, record.name, size, plan())
