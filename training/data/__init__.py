"""Data sets as uint8 arrays with labels, decoded once into a cache and mapped from disk after that."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

from training.data import anime, avatars, celeba
from training.data.cache import default_folder, entry_folder, load, store
from training.data.dataset import DataError, Dataset, Split
from training.data.source import Source, fingerprint

__all__ = ["NAMES", "DataError", "Dataset", "Split", "open_dataset"]

# Each makes a Plan: from a folder or a zip that the user has, or by drawing.
_READ = {"celeba": celeba.plan, "anime": anime.plan}
_DRAWN = {"avatars": avatars}
NAMES = (*_READ, *_DRAWN)

log = logging.getLogger(__name__)


def open_dataset(name: str, path: Path | None, size: int, cache: Path | None = None) -> Dataset:
    """The data set called `name` at `size` x `size` pixels, decoded into the cache if this is the first time.

    path: the folder or zip file of a set that is read; None for one that is drawn. cache: the folder for decoded sets,
    by default $GENFACES_CACHE or ~/.cache/genfaces. Raises DataError, one sentence, when the data cannot be used.
    """
    if name not in NAMES:
        raise DataError(f"there is no data set '{name}'; there are {', '.join(NAMES)}")
    if size < 1:
        raise DataError(f"images cannot be {size} pixels wide; give a size of 1 or more")
    cache = cache or default_folder()
    dataset = (_open_drawn if name in _DRAWN else _open_read)(name, path, size, cache)
    left_out = f"; left out {len(dataset.skipped)}, the first: {dataset.skipped[0]}" if dataset.skipped else ""
    log.info("%s: %d training and %d test images%s", dataset.title, len(dataset.train), len(dataset.test), left_out)
    return dataset


def _open_drawn(name: str, path: Path | None, size: int, cache: Path) -> Dataset:
    if path is not None:
        raise DataError(f"the data set '{name}' is drawn here and not read from {path}; leave out --data")
    drawn = _DRAWN[name]
    entry = entry_folder(cache, name, size, f"drawing{drawn.DRAWING_VERSION}")
    return load(entry) or store(entry, name, size, drawn.plan(size))


def _open_read(name: str, path: Path | None, size: int, cache: Path) -> Dataset:
    if path is None:
        raise DataError(
            f"the data set '{name}' is read from disk; say where its folder or zip file is with --data PATH"
        )
    entry = entry_folder(cache, name, size, fingerprint(path))
    dataset = load(entry)
    if dataset is None:
        with closing(Source(path)) as source:
            dataset = store(entry, name, size, _READ[name](source, size))
    return dataset
