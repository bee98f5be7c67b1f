"""Data sets as uint8 arrays with labels, decoded once into a cache and mapped from disk after that."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from genfaces.palette import PALETTES
from training.data import anime, anime_damaged, avatars, celeba, earth, maps, packed
from training.data.cache import default_folder, entry_folder, load, store
from training.data.dataset import DataError, Dataset, Plan, Split
from training.data.pairs import PairedDataset, PairedPlan, load_pairs, store_pairs
from training.data.source import Source, fingerprint

__all__ = ["NAMES", "DataError", "Dataset", "PairedDataset", "Split", "open_dataset"]

# Each makes a Plan (a PairedPlan where PALETTES has its name): from a folder or zip that the user has, or by drawing.
_READ = {"celeba": celeba.plan, "anime": anime.plan, "anime-damaged": anime_damaged.plan, "maps": maps.plan}
_DRAWN = {"avatars": avatars, "earth": earth}
NAMES = (*_READ, *_DRAWN)

log = logging.getLogger(__name__)


def open_dataset(name: str, path: Path | None, size: int, cache: Path | None = None) -> Dataset | PairedDataset:
    """The data set called `name` at `size` x `size` pixels, decoded into the cache if this is the first time.

    Of maps and aerial photographs `size` is the side of the squares that crops are cut from.

    path: the folder or zip file of a set that is read, or a packed file of any set; None for one that is drawn. cache:
    the folder for decoded sets, by default $GENFACES_CACHE or ~/.cache/genfaces. Raises DataError, one sentence, when
    the data cannot be used.
    """
    if name not in NAMES:
        raise DataError(f"there is no data set '{name}'; there are {', '.join(NAMES)}")
    if size < 1:
        raise DataError(f"images cannot be {size} pixels wide; give a size of 1 or more")
    cache = cache or default_folder()
    dataset = _open_drawn(name, size, cache) if path is None and name in _DRAWN else _open_read(name, path, size, cache)
    left_out = f"; left out {len(dataset.skipped)}, the first: {dataset.skipped[0]}" if dataset.skipped else ""
    log.info("%s: %d training and %d test images%s", dataset.title, len(dataset.train), len(dataset.test), left_out)
    return dataset


def _open_drawn(name: str, size: int, cache: Path) -> Dataset | PairedDataset:
    drawn = _DRAWN[name]
    return _open(name, size, cache, f"drawing{drawn.DRAWING_VERSION}", lambda: drawn.plan(size))


def _open_read(name: str, path: Path | None, size: int, cache: Path) -> Dataset | PairedDataset:
    if path is None:
        raise DataError(
            f"the data set '{name}' is read from disk; say where its folder or zip file is with --data PATH"
        )
    if name in _DRAWN and not packed.is_packed(path):
        raise DataError(f"the data set '{name}' is drawn here and not read from {path}; leave out --data")
    with ExitStack() as stack:
        # Opened only when the cache has no entry: listing a large folder takes its time.
        return _open(
            name, size, cache, fingerprint(path), lambda: _plan(name, stack.enter_context(closing(Source(path))), size)
        )


def _plan(name: str, source: Source, size: int) -> Plan | PairedPlan:
    return packed.plan(source, name, size) if packed.is_packed(source.path) else _READ[name](source, size)


def _open(
    name: str, size: int, cache: Path, print_of_files: str, plan: Callable[[], Plan | PairedPlan]
) -> Dataset | PairedDataset:
    entry = entry_folder(cache, name, size, print_of_files)
    if name in PALETTES:
        return load_pairs(entry) or store_pairs(entry, name, size, PALETTES[name], plan())
    return load(entry) or store(entry, name, size, plan())
