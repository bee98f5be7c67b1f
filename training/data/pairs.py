"""Aerial photographs beside their maps: arrays of aligned pairs, and the places from which crops are cut."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from genfaces.palette import Palette
from training.data.cache import read_entry, write_entry

# A square of which one class covers more than this is left out: open water teaches little and would be most of it.
LARGEST_SHARE = 0.82
STEPS = 4  # squares from which crops are cut begin every quarter of their size
PARTS, SIDES = ("train", "test"), ("aerial", "map")


@dataclass(frozen=True)
class PairedSplit:
    """One part of a paired data set.

    aerial, map: uint8 (N, H, W, 3), RGB, aligned with each other, read-only and mapped from disk; N is 1 for a mosaic.
    places: int32 (P, 3), image, top and left of each square from which crops may be cut. size: that square's side in
    pixels. ids: N names. paired: whether the two sides show the same places.
    """

    aerial: np.ndarray
    map: np.ndarray
    places: np.ndarray
    size: int
    ids: list[str]
    paired: bool = True

    def __len__(self) -> int:
        """How many squares fit beside each other."""
        count, height, width, _ = self.aerial.shape
        return count * (height // self.size) * (width // self.size)

    def squares(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Up to `count` squares spread over the part, aerial and map: uint8 (count, size, size, 3) each."""
        rows = np.linspace(0, len(self.places) - 1, min(count, len(self.places))).astype(int)
        cuts = [np.s_[n, top : top + self.size, left : left + self.size] for n, top, left in self.places[rows]]
        aerial, map_ = (np.stack([side[cut] for cut in cuts]) for side in (self.aerial, self.map))
        return aerial, map_


@dataclass(frozen=True)
class PairedDataset:
    """A data set of pairs in its fixed training and test parts; the test part is never trained on.

    terms: one sentence on licence and use. label_names and skipped are empty: there are no labels, and a picture that
    is broken is an error.
    """

    name: str
    title: str
    terms: str
    train: PairedSplit
    test: PairedSplit
    label_names: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True)
class PairedPart:
    """One part before it is decoded: `pairs` gives an aerial photograph and a map, each uint8 (height, width, 3), for
    each of `ids`, or raises DataError. Unless it is `paired`, they show different places."""

    ids: list[str]
    height: int
    width: int
    pairs: Callable[[], Iterator[tuple[np.ndarray, np.ndarray]]]
    paired: bool = True


@dataclass(frozen=True)
class PairedPlan:
    """A paired data set before it is decoded."""

    title: str
    terms: str
    train: PairedPart
    test: PairedPart


def load_pairs(folder: Path) -> PairedDataset | None:
    """The paired data set that an entry holds, mapped from disk; None when there is none or it is damaged."""
    return read_entry(folder, _read)


def store_pairs(folder: Path, name: str, size: int, palette: Palette, plan: PairedPlan) -> PairedDataset:
    """Decode what `plan` promises into the entry `folder`; returns it loaded. Raises DataError.

    size: side of the squares that crops are cut from.
    """
    return write_entry(folder, lambda path: _write(path, name, size, palette, plan), _read)


def split_mosaic(
    aerial: np.ndarray, map_: np.ndarray, end: int, size: int, palette: Palette
) -> tuple[PairedPart, PairedPart]:
    """A mosaic (H, W, 3) and its map: the columns before `end` as one large pair, and squares beyond them as test.

    The squares lie side by side from the first multiple of `size` on; those that one class fills are left out. Raises
    ValueError when one of the two parts holds no square.
    """
    height, width, _ = aerial.shape
    start = -(-end // size) * size
    if min(height, end, width - start) < size:
        raise ValueError(f"a mosaic of {width}x{height} pixels is too small for squares of {size}")
    train = PairedPart(["mosaic"], height, end, lambda: iter([(aerial[:, :end], map_[:, :end])]))
    corners = mixed_places(palette.classes(map_[None, :, start:]), size, len(palette.names), step=size)[:, 1:]
    squares = {
        f"{top:05d}_{left:05d}": np.s_[top : top + size, left : left + size]
        for top, left in np.add(corners, (0, start))
    }
    return train, PairedPart(
        list(squares), size, size, lambda: ((aerial[square], map_[square]) for square in squares.values())
    )


def mixed_places(classes: Iterable[np.ndarray], size: int, count: int, step: int) -> np.ndarray:
    """int32 (P, 3): image, top and left of the squares of class numbers, (H, W) an image, that no class fills.

    A square every `step` pixels. In an image where there is none of which at most LARGEST_SHARE is one class (all
    water, say) every square counts. count: how many classes there are.
    """
    found = []
    for number, image in enumerate(classes):
        tops, lefts = (np.arange(0, length - size + 1, step) for length in image.shape)
        largest = np.max([_share(image == kind, tops, lefts, size) for kind in range(count)], axis=0)
        mixed = largest <= LARGEST_SHARE
        rows, columns = np.nonzero(mixed if mixed.any() else ~mixed)
        found.append(np.stack([np.full(len(rows), number), tops[rows], lefts[columns]], axis=1))
    return np.concatenate(found).astype(np.int32)


def _share(mask: np.ndarray, tops: np.ndarray, lefts: np.ndarray, size: int) -> np.ndarray:
    """The share of each square that `mask` (H, W) covers, (tops, lefts), by its sums from the corner."""
    sums = np.pad(mask.cumsum(0, dtype=np.int64).cumsum(1), ((1, 0), (1, 0)))
    bottoms, rights = tops[:, None] + size, lefts[None] + size
    tops, lefts = tops[:, None], lefts[None]
    return (sums[bottoms, rights] - sums[tops, rights] - sums[bottoms, lefts] + sums[tops, lefts]) / size**2


def _write(folder: Path, name: str, size: int, palette: Palette, plan: PairedPlan) -> None:
    for part_name in PARTS:
        part: PairedPart = getattr(plan, part_name)
        shape = (len(part.ids), part.height, part.width, 3)
        arrays = {
            side: np.lib.format.open_memmap(folder / f"{part_name}_{side}.npy", "w+", np.uint8, shape) for side in SIDES
        }
        for number, pair in enumerate(part.pairs()):
            for array, image in zip(arrays.values(), pair, strict=True):
                array[number] = image
        # An image at a time: of a thousand large ones together the distances to colours would fill the memory.
        classes = (palette.classes(image) for image in arrays["map"])
        places = mixed_places(classes, size, len(palette.names), max(size // STEPS, 1))
        np.save(folder / f"{part_name}_places.npy", places)
    index = {"name": name, "title": plan.title, "terms": plan.terms, "size": size}
    index |= {part: getattr(plan, part).ids for part in PARTS}
    index["unpaired"] = [part for part in PARTS if not getattr(plan, part).paired]
    (folder / "index.json").write_text(json.dumps(index))


def _read(folder: Path) -> PairedDataset:
    """Raises OSError, ValueError or KeyError for an entry that is damaged."""
    index = json.loads((folder / "index.json").read_text())
    parts = {}
    for part in PARTS:
        aerial, map_ = (np.asarray(np.load(folder / f"{part}_{side}.npy", mmap_mode="r")) for side in SIDES)
        if not aerial.shape == map_.shape == (len(index[part]), *aerial.shape[1:]):
            raise ValueError("photographs, maps and ids differ in number")
        places, paired = np.load(folder / f"{part}_places.npy"), part not in index.get("unpaired", ())
        parts[part] = PairedSplit(aerial, map_, places, index["size"], index[part], paired)
    return PairedDataset(index["name"], index["title"], index["terms"], **parts)
