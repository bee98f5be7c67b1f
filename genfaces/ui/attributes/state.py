"""What the tab *Attributes* shows, as one value: it goes into the address and comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import numpy as np

from genfaces.tasks import attributes as task
from genfaces.tasks.checks import MAX_COUNT, MAX_SEED
from genfaces.tasks.models import Model
from genfaces.ui.kit.address import Query, model_named

ID = "attributes"
FIRST_SEED = 7
FAVOURITE = "Smiling"  # what is switched to begin with

Wishes = Mapping[str, float]
Face = tuple[str, tuple[int, int], tuple[tuple[str, float], ...]]  # model, seed and number of its noise, wishes


@dataclass(frozen=True)
class View:
    """The tab's state.

    wishes: a strength for every attribute of the model, as `task.toggle` takes them. start, start_seed: those of
    the picture before. pair: the attribute of the strip of pairs. index: which noise of the seeds it is, beyond the
    first only for a face from elsewhere. sliders: what those last sent to the browser are called. faces: those that
    were painted for it, uint8 (H,W,3), so that none is painted twice.
    """

    model: Model
    seed: int
    wishes: Wishes
    start: Wishes
    start_seed: int
    pair: str
    index: int = 0
    sliders: str = field(default="", compare=False)
    faces: Mapping[Face, np.ndarray] = field(default_factory=dict, compare=False, repr=False)

    @property
    def before(self) -> Face:
        """The picture before."""
        return self.face(self.start_seed, self.start)

    @property
    def after(self) -> Face:
        """The picture with the wishes."""
        return self.face(self.seed, self.wishes)

    def face(self, seed: int, wishes: Wishes) -> Face:
        """The model's face of a seed and wishes."""
        return self.model.name, (seed, self.index), tuple(sorted(wishes.items()))

    @property
    def settings(self) -> dict[str, Any]:
        """What makes the picture."""
        index = {"index": self.index} if self.index else {}
        return {"model": self.model.name, "seed": self.seed} | index | {"attributes": dict(self.wishes)}

    @property
    def changed(self) -> list[str]:
        """Attributes that are otherwise than at the start."""
        return [name for name, strength in self.wishes.items() if strength != self.start[name]]

    @property
    def address(self) -> str:
        """The query that brings this view back."""
        parts: dict[str, Any] = {"tab": ID, "model": self.model.name, "seed": self.seed, "on": _written(self.wishes)}
        if self.start != self.wishes:
            parts["from"] = _written(self.start)
        if self.start_seed != self.seed:
            parts["from_seed"] = self.start_seed
        if self.index:
            parts["index"] = self.index + 1
        if self.pair != favourite(self.wishes):
            parts["pair"] = self.pair
        return "?" + urlencode(parts, safe=",:")


def first(model: Model, seed: int = FIRST_SEED) -> View:
    """What a model begins with: its most frequent person, and one thing switched. Raises TaskError."""
    person = task.presets(model.name, 1)[0]
    pair = favourite(person)
    return View(model, seed, {**person, pair: -person[pair]}, person, seed, pair)


def with_model(view: View, model: Model) -> View:
    """The same noise and wishes with another model, as far as it knows them. Raises TaskError."""
    fresh = first(model, view.seed)

    def kept(wishes: Wishes, otherwise: Wishes) -> Wishes:
        return {name: wishes.get(name, strength) for name, strength in otherwise.items()}

    wishes, start = kept(view.wishes, fresh.wishes), kept(view.start, fresh.start)
    pair = view.pair if view.pair in wishes else fresh.pair
    return replace(view, model=model, wishes=wishes, start=start, pair=pair)


def find(name: str) -> Model:
    """The model of this name, as `model_named` gives it."""
    return model_named(name, task.models())


def read(query: Query) -> View:
    """The view that an address names; what it does not say or says wrongly is as usual.

    Raises IndexError where no model is installed, and TaskError where its checkpoint is damaged.
    """
    model = query.model(task.models())
    usual = first(model, query.whole("seed", 0, MAX_SEED, FIRST_SEED))
    known = list(usual.wishes)
    wishes = query.read("on", lambda text: _wishes(text, known), usual.wishes)
    # An address that tells wishes and no start had the two equal.
    start = query.read("from", lambda text: _wishes(text, known), wishes if "on" in query else usual.start)
    start_seed = query.whole("from_seed", 0, MAX_SEED, usual.seed)
    pair, index = query.one_of("pair", known, usual.pair), query.whole("index", 1, MAX_COUNT, 1) - 1
    return View(model, usual.seed, wishes, start, start_seed, pair, index)


def favourite(wishes: Wishes) -> str:
    """The attribute of the pairs to begin with."""
    return FAVOURITE if FAVOURITE in wishes else next(iter(wishes))


def _written(wishes: Wishes) -> str:
    """Attributes that are on, by name; those neither on nor off with their strength: "Smiling,Young:0.5"."""
    return ",".join(
        name if strength == 1 else f"{name}:{strength:g}" for name, strength in wishes.items() if strength != -1
    )


def _wishes(text: str, known: Sequence[str]) -> Wishes:
    """What is written as `_written` does. Raises ValueError."""
    told = dict(part.partition(":")[::2] for part in text.split(",") if part)
    if not told.keys() <= set(known):
        raise ValueError(text)
    return {name: _strength(told[name]) if name in told else -1.0 for name in known}


def _strength(text: str) -> float:
    strength = float(text or 1)
    if not -task.REACH <= strength <= task.REACH:
        raise ValueError(text)
    return strength
