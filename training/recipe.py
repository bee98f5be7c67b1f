"""What a recipe says; the recipes themselves are in `recipes` and its neighbours `recipes_*`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from training.data import Dataset, PairedDataset, open_dataset
from training.methods.base import Method


class Settings(Protocol):
    """A method's own settings; knows how to make the method."""

    def create(self, recipe: Recipe, dataset: Dataset) -> Method:
        """The method for one run of `recipe` on `dataset`."""


@dataclass(frozen=True)
class Recipe:
    """How one checkpoint is made.

    data: the data set's name; labels: the columns of it that are used, all when empty. family and arguments: the
    network that ships. images: length of the training, counted in images seen. tick: images between two lines of the
    log. average_half_life: of the averaged weights, in images. restart_at: images after which learning rates that fall
    start anew (Loshchilov and Hutter, 2017, "SGDR"), so that what was trained to an end can be trained longer. flip,
    shift: random mirroring, and pixels of shift.
    expected: time and quality that a user may expect, as measured.
    """

    name: str
    title: str
    data: str
    family: str
    method: Settings
    images: int
    expected: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    image_size: int = 64
    pixel_range: tuple[float, float] = (-1.0, 1.0)
    batch_size: int = 64
    tick: int = 10_000
    average_half_life: int = 10_000
    restart_at: tuple[int, ...] = ()
    flip: bool = True
    shift: int = 0
    seed: int = 0

    def open_data(self, path: Path | None) -> Dataset | PairedDataset:
        """The data set at this recipe's size, with the labels it uses. Raises DataError."""
        dataset = open_dataset(self.data, path, self.image_size)
        return dataset.select(self.labels) if self.labels else dataset
