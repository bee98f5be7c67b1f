"""What a recipe says; the recipes themselves are in `recipes` and its neighbours `recipes_*`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, ClassVar, Protocol

from training.data import DataError, Dataset, PairedDataset, open_dataset
from training.methods.base import Method


class Settings(Protocol):
    """A method's own settings; knows how to make the method.

    clocks: the names of those that are counted in images seen. learns_labels: whether there have to be labels.
    """

    clocks: ClassVar[tuple[str, ...]] = ()
    learns_labels: ClassVar[bool] = False

    def create(self, recipe: Recipe, dataset: Dataset) -> Method:
        """The method for one run of `recipe` on `dataset`."""


@dataclass(frozen=True)
class Recipe:
    """How one checkpoint is made.

    data: the data set's name; only: the label that its images are to have, any when empty; labels: the columns of it
    that are used, all when empty. family and arguments: the
    network that ships. images: length of the training, counted in images seen. tick: images between two lines of the
    log. average_half_life: of the averaged weights, in images. restart_at: images after which learning rates that fall
    start anew (Loshchilov and Hutter, 2017, "SGDR"), so that what was trained to an end can be trained longer.
    head_start: the VAE whose decoder the generator begins as. flip, shift: random mirroring, and pixels of shift.
    on_card: what is otherwise on a graphics card, fields of the recipe or of its method by name, where mappings are
    merged and another length moves all that is placed in time. expected: time and quality that a user may expect, as
    measured.
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
    only: str = ""
    image_size: int = 64
    pixel_range: tuple[float, float] = (-1.0, 1.0)
    batch_size: int = 64
    tick: int = 10_000
    average_half_life: int = 10_000
    restart_at: tuple[int, ...] = ()
    head_start: str = ""
    flip: bool = True
    shift: int = 0
    seed: int = 0
    on_card: Mapping[str, Any] = field(default_factory=dict)

    def open_data(self, path: Path | None) -> Dataset | PairedDataset:
        """The data set at this recipe's size, with the labels it uses. Raises DataError, also where it has none."""
        dataset = open_dataset(self.data, path, self.image_size)
        dataset = dataset.only(self.only) if self.only else dataset
        if getattr(self.method, "learns_labels", False) and not dataset.label_names:
            found = dataset.skipped[0] if dataset.skipped else "it comes without"
            raise DataError(f"Recipe '{self.name}' learns from labels, of which {dataset.title} has none here: {found}")
        if getattr(self.method, "paired", False) and not dataset.train.paired:
            raise DataError(
                f"Recipe '{self.name}' learns from pairs, and the photographs of {dataset.title} are not named as its "
                "maps are: 7_A.jpg belongs to 7_B.jpg; a CycleGAN needs no pairs"
            )
        return dataset.select(self.labels) if self.labels else dataset

    def changed(self, changes: Mapping[str, Any]) -> Recipe:
        """The recipe with `changes` as `on_card` has them. Raises KeyError for a name that is no field."""
        own = {name: _merged(self, name, value) for name, value in changes.items() if _has(self, name)}
        others = {name: _merged(self.method, name, value) for name, value in changes.items() if name not in own}
        images = own.pop("images", self.images)
        return replace(self, **own, method=replace(self.method, **others)).lasting(images)

    def lasting(self, images: int) -> Recipe:
        """The recipe at another length: all that it places in time moves along."""
        share = images / self.images
        clocks = {name: round(share * getattr(self.method, name)) for name in getattr(self.method, "clocks", ())}
        restarts = tuple(round(share * restart) for restart in self.restart_at)
        return replace(self, images=images, restart_at=restarts, method=replace(self.method, **clocks))


def _has(owner: Any, name: str) -> bool:
    return name != "method" and any(field.name == name for field in fields(owner))


def _merged(owner: Any, name: str, value: Any) -> Any:
    if not _has(owner, name):
        raise KeyError(f"there is no setting '{name}'")
    return {**getattr(owner, name), **value} if isinstance(value, Mapping) else value
