"""What the tab *Random samples* shows, as one value: it goes into the address and the history, and comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from genfaces.tasks import samples as task
from genfaces.tasks.checks import MAX_COUNT, MAX_SEED
from genfaces.tasks.models import Model
from genfaces.tasks.walking import End
from genfaces.ui.kit.address import Query, model_named

ID = "samples"
SHEET, WALK, COMPARE, WALL = SHOWS = ("sheet", "walk", "compare", "wall")
FIRST_SEED, FIRST_COUNT = 7, 24
CALM = 0.7  # the temperature to begin with: a little less varied than the data, and cleaner
HOTTEST = 1.5  # the sliders' end; what is drawn hotter is hardly a face


@dataclass(frozen=True)
class View:
    """The tab's controls.

    model, seed, count, temperature and source: as `task.sample` takes them. show: one of SHOWS. a, b: the ends of
    the walk that the visitor chose; they name noise, which the present model paints. rivals: models to compare.
    """

    model: Model
    seed: int = FIRST_SEED
    count: int = FIRST_COUNT
    temperature: float = CALM
    source: str = "mixture"
    show: str = SHEET
    a: End | None = None
    b: End | None = None
    rivals: tuple[str, ...] = ()

    @property
    def settings(self) -> dict[str, Any]:
        """Arguments of `task.sample`."""
        return settings_of(self.model, self.seed, self.count, self.temperature, self.source)

    @property
    def ends(self) -> tuple[End, End]:
        """Where the walk begins and ends: as chosen, else at the first two samples."""
        return self.a or End(self.seed), self.b or End(self.seed, 1)

    @property
    def address(self) -> str:
        """The query that brings this view back; what is as usual is left out of it, but for what makes the sheet."""
        parts: dict[str, Any] = {"tab": ID} | self.settings | {"source": self.source}
        if not has_mixture(self.model) and self.source == task.SOURCES[0]:
            del parts["source"]  # a generator has none; what was chosen for others is kept
        if self.show != SHEET:
            parts["show"] = self.show
        parts |= {name: _written(end) for name, end in (("a", self.a), ("b", self.b)) if end}
        if self.show == COMPARE and self.rivals != beside(self.model):
            parts["with"] = ",".join(self.rivals)
        return "?" + urlencode(parts, safe=",")


def settings_of(
    model: Model, seed: int, count: int, temperature: float = CALM, source: str = "mixture"
) -> dict[str, Any]:
    """Arguments of `task.sample`, with the source that the model really has."""
    source = source if has_mixture(model) else "prior"
    return {"model": model.name, "seed": seed, "count": count, "temperature": temperature, "source": source}


def has_mixture(model: Model) -> bool:
    """Whether there is a choice between a mixture and the prior; a generator is always drawn from its prior."""
    return model.kind.mixture


def find(name: str) -> Model:
    """The model of this name, as `model_named` gives it."""
    return model_named(name, task.models())


def beside(model: Model) -> tuple[str, ...]:
    """What a model is first compared with: all models of its data set, itself included; all others if it is alone."""
    offered = task.models()
    family = tuple(other.name for other in offered if other.data == model.data)
    return family if len(family) > 1 else tuple(other.name for other in offered)


def read(query: Query) -> View:
    """The view that an address names (`?model=vae-faces&seed=7`); what it does not say or says wrongly is as usual.

    Raises IndexError where no model is installed.
    """
    offered = task.models()
    model = query.model(offered)
    known = [item.name for item in offered]
    return View(
        model=model,
        seed=query.whole("seed", 0, MAX_SEED, FIRST_SEED),
        count=query.whole("count", 1, MAX_COUNT, FIRST_COUNT),
        temperature=query.number("temperature", 0, HOTTEST, CALM),
        source=query.one_of("source", task.SOURCES),
        show=query.one_of("show", SHOWS),
        a=query.read("a", _end, None),
        b=query.read("b", _end, None),
        rivals=query.read(
            "with", lambda text: tuple(known[known.index(name)] for name in text.split(",") if name), beside(model)
        ),
    )


def _end(text: str) -> End:
    """Seed and number of a sample, which people count from 1: "7-3". Raises ValueError."""
    seed, _, number = text.partition("-")
    end = End(int(seed), int(number) - 1)
    if not (0 <= end.seed <= MAX_SEED and 0 <= end.index < MAX_COUNT):
        raise ValueError(text)
    return end


def _written(end: End) -> str:
    return f"{end.seed}-{end.index + 1}"
