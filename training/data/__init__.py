"""Data sets as uint8 arrays with labels, decoded once into a cache and mapped from disk after that."""

from __future__ import annotations

import logging
from pathlib import Path

from training.data import anime, celeba
from training.data.cache import default_folder, entry_folder, load, store
from training.data.dataset import DataError, Dataset, Split
from training.data.source import Source, fingerprint

__all__ = ["NAMES", "DataError", "Dataset", "Split", "open_dataset"]

# Sets that are read from a folder or a zip that the user has.
_FROM_PATH = {"celeba": celeba.plan, "anime": anime.plan}
NAMES = (*_FROM_PATH,)

log = logging.getLogger(__name__)


def open_dataset(name: str, path: Path | None, size: int, cache: Path | None = None) -> Dataset:
    """The data set called `name` at `size` x `size` pixels, decoded into the cache if this is the first time.

    path: the folder or zip file of a set that is not drawn here. cache: the folder for decoded sets, by default
    $GENFACES_CACHE or ~/.cache/genfaces. Raises DataError, one sentence, when the data cannot be used.
    """
    if name not in NAMES:
        raise DataError(f"there is no data set '{name}'; there are {', '.join(NAMES)}")
    if path is None:
        raise DataError(
            f"the data set '{name}' is read from disk; say where its folder or zip file is with --data PATH"
        )
    entry = entry_folder(cache or default_folder(), name, size, fingerprint(path))
    dataset = load(entry)
    if dataset is None:
        with Source(path) as source:
            store(entry, name, size, _FROM_PATH[name](source, size))
        dataset = load(entry)
    log.info("%s: %d training and %d test images", name, len(dataset.train), len(dataset.test))
    return dataset
