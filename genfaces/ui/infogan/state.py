"""What the tab *InfoGAN* shows, as one value: it goes into the address and comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from genfaces.tasks import infogan as task
from genfaces.tasks.checks import MAX_SEED
from genfaces.tasks.models import Model
from genfaces.ui.kit.address import model_named, model_of, whole

ID = "infogan"
FIRST_SEED = 7


@dataclass(frozen=True)
class View:
    """The tab's state.

    category: from 1. continuous: as many codes as the model has. along: the code that the grid goes along, from 1.
    grid: whether the grid is drawn. start: the seed of its first column, where columns are seeds and another one than
    `seed` was drawn first. sliders: what those last sent to the browser are called.
    """

    model: Model
    seed: int
    category: int
    continuous: tuple[float, ...]
    along: int = 1
    grid: bool = False
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
        if self.grid:
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


def read(query: Mapping[str, str]) -> View:
    """The view that an address names; what it does not say or says wrongly is as usual.

    Raises IndexError where no model is installed, and TaskError where its checkpoint is damaged.
    """
    offered = task.models()
    model = model_of(query, offered)
    layout = task.layout(model.name)
    seed = whole(query.get("seed"), 0, MAX_SEED, FIRST_SEED)
    return View(
        model=model,
        seed=seed,
        category=whole(query.get("category"), 1, layout.category, 1),
        continuous=tuple(_code(query.get(name)) for name in named((0.0,) * layout.continuous)),
        along=whole(query.get("grid"), 1, max(layout.continuous, 1), 1),
        grid="grid" in query,
        start=whole(query["from"], 0, MAX_SEED, seed) if "from" in query and not layout.continuous else None,
    )


def _code(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if -task.REACH <= value <= task.REACH else 0.0
