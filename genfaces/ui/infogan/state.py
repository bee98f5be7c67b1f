"""What the tab *InfoGAN* shows, as one value: it goes into the address and comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from genfaces.tasks import infogan as task
from genfaces.tasks.checks import MAX_SEED
from genfaces.tasks.models import Model
from genfaces.ui.kit.address import Query, model_named

ID = "infogan"
FIRST_SEED = 7


@dataclass(frozen=True)
class View:
    """The tab's state.

    category: from 1. continuous: as many codes as the model has. along: the code that the grid goes along, from 1.
    start: the seed of its first column, where columns are seeds and another one than
    `seed` was drawn first. sliders: what those last sent to the browser are called.
    """

    model: Model
    seed: int
    category: int
    continuous: tuple[float, ...]
    along: int = 1
    start: int | None = None
    sliders: str = field(default="", compare=False)

    @property
    def grid_seed(self) -> int:
        """The seed that the grid begins with."""
        return self.seed if self.start is None else self.start

    @property
    def settings(self) -> dict[str, Any]:
        """What makes the picture, in the words of the endpoint."""
        return {"model": self.model.name, "seed": self.seed, "category": self.category} | named(self.continuous)

    @property
    def address(self) -> str:
        """The query that brings this view back."""
        parts: dict[str, Any] = {"tab": ID} | self.settings
        if self.along > 1:
            parts["grid"] = self.along
        if self.start is not None:
            parts["from"] = self.start
        return "?" + urlencode(parts)


def named(continuous: Sequence[float]) -> dict[str, float]:
    """Continuous codes by name: c1, c2, c3."""
    return {f"c{number}": value for number, value in enumerate(continuous, 1)}


def first(model: Model, seed: int = FIRST_SEED) -> View:
    """What a model begins with. Raises TaskError."""
    return View(model, seed, 1, (0.0,) * task.layout(model.name).continuous)


def with_model(view: View, model: Model) -> View:
    """The same noise and codes with another model, as far as it has them. Raises TaskError."""
    layout = task.layout(model.name)
    continuous = (*view.continuous, *(0.0,) * layout.continuous)[: layout.continuous]
    along = min(view.along, max(layout.continuous, 1))
    category = min(view.category, layout.category)
    return replace(view, model=model, category=category, continuous=continuous, along=along, start=None)


def find(name: str) -> Model:
    """The model of this name, as `model_named` gives it."""
    return model_named(name, task.models())


def read(query: Query) -> View:
    """The view that an address names; what it does not say or says wrongly is as usual.

    Raises IndexError where no model is installed, and TaskError where its checkpoint is damaged.
    """
    model = query.model(task.models())
    layout = task.layout(model.name)
    seed = query.whole("seed", 0, MAX_SEED, FIRST_SEED)
    codes = named((0.0,) * layout.continuous)
    return View(
        model=model,
        seed=seed,
        category=query.whole("category", 1, layout.category, 1),
        continuous=tuple(query.number(name, -task.REACH, task.REACH, 0.0) for name in codes),
        along=query.whole("grid", 1, max(layout.continuous, 1), 1),
        start=None if layout.continuous or "from" not in query else query.whole("from", 0, MAX_SEED, seed),
    )
