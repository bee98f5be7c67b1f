"""What every data set gives: uint8 images with labels, in a training and a test part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np


class DataError(ValueError):
    """Data that cannot be used; the message is one sentence that says what is wrong, where, and how to mend it."""


@dataclass(frozen=True)
class Split:
    """One part of a data set.

    images: uint8 (N, H, W, 3), RGB, read-only and mapped from disk; index it with a slice or an integer array.
    labels: float32 (N, L), each 0 or 1. ids: N names, unique within the data set.
    """

    images: np.ndarray
    labels: np.ndarray
    ids: list[str]

    def __len__(self) -> int:
        return len(self.ids)

    def having(self, column: int) -> Split:
        """The images whose label in `column` is 1, without labels, copied from disk."""
        rows = np.flatnonzero(self.labels[:, column])
        return Split(self.images[rows], self.labels[rows][:, :0], [self.ids[row] for row in rows])


@dataclass(frozen=True)
class Dataset:
    """A data set in its fixed training and test parts; the test part is never trained on.

    terms: one sentence on licence and use. label_names: the L columns of `labels`.
    skipped: one sentence for each image or row that was left out because it is broken.
    """

    name: str
    title: str
    terms: str
    label_names: tuple[str, ...]
    train: Split
    test: Split
    skipped: list[str]

    def select(self, label_names: Sequence[str]) -> Dataset:
        """The same images with only the named label columns, in the order given.

        Raises DataError when a name is unknown or given twice.
        """
        for name in label_names:
            if name not in self.label_names:
                raise DataError(f"{self.title} has no label '{name}'; its labels are {', '.join(self.label_names)}")
        if len(set(label_names)) < len(label_names):
            raise DataError(f"a label is asked for twice in {', '.join(label_names)}; name each label once")
        columns = [self.label_names.index(name) for name in label_names]
        return replace(
            self,
            label_names=tuple(label_names),
            train=replace(self.train, labels=self.train.labels[:, columns]),
            test=replace(self.test, labels=self.test.labels[:, columns]),
        )

    def only(self, label_name: str) -> Dataset:
        """Only the images that have the label, without label columns: all would be the same.

        Raises DataError when the name is unknown or a part is left without an image.
        """
        column = self.select([label_name])
        parts = {name: getattr(column, name).having(0) for name in ("train", "test")}
        if not all(parts.values()):
            raise DataError(f"{self.title} has too few images of {label_name}: some are needed in either part")
        return replace(column.select([]), **parts)


@dataclass(frozen=True)
class Row:
    """One image that a data set promises: its id, its labels (L values, each 0 or 1) and the file it is read from."""

    id: str
    labels: Sequence[float]
    file: str


@dataclass(frozen=True)
class Plan:
    """A data set before its images are decoded.

    decode turns rows into images, in order: uint8 (size, size, 3), or a DataError for an image that is broken.
    """

    title: str
    terms: str
    label_names: tuple[str, ...]
    train: Sequence[Row]
    test: Sequence[Row]
    skipped: list[str]
    decode: Callable[[Sequence[Row]], Iterable[np.ndarray | DataError]]
