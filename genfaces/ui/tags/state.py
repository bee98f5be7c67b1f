"""What the tab *Tags* shows, as one value: it goes into the address and the history, and comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from genfaces.tasks import tags as task
from genfaces.tasks.checks import MAX_SEED
from genfaces.tasks.models import Model
from genfaces.tasks.tags import MAX_FACES, Tags
from genfaces.ui.kit.address import Query, model_named

ID = "tags"
PALETTE, MORPH = SHOWS = ("palette", "morph")
FIRST, FIRST_START = Tags("aqua", "red"), Tags("blonde", "blue")
FIRST_SEED, FIRST_COUNT = 7, 6


@dataclass(frozen=True)
class View:
    """The tab's controls.

    model, tags, seed and count: as `task.draw` takes them. show: one of SHOWS. start: where the morph begins; it
    ends at the tags.
    """

    model: Model
    tags: Tags = FIRST
    seed: int = FIRST_SEED
    count: int = FIRST_COUNT
    show: str = PALETTE
    start: Tags = FIRST_START

    @property
    def address(self) -> str:
        """The query that brings this view back."""
        parts: dict[str, Any] = {"tab": ID, **vars(self.tags), "seed": self.seed, "count": self.count}
        parts["model"] = self.model.name
        if self.show != PALETTE:
            parts["show"] = self.show
        if self.start != FIRST_START:
            parts["from"] = f"{self.start.hair},{self.start.eyes}"
        return "?" + urlencode(parts, safe=",")


def find(name: str) -> Model:
    """The model of this name, as `model_named` gives it."""
    return model_named(name, task.models())


def read(query: Query) -> View:
    """The view that an address names (`?tab=tags&hair=aqua&eyes=red&seed=7`); what it says wrongly is as usual.

    Raises IndexError where no model is installed.
    """
    model = query.model(task.models())
    known = task.colours(model.name)

    def pair(text: str) -> Tags:
        hair, _, eyes = text.partition(",")
        return Tags(known.hair[known.hair.index(hair)], known.eyes[known.eyes.index(eyes)])

    return View(
        model=model,
        tags=Tags(query.one_of("hair", known.hair, FIRST.hair), query.one_of("eyes", known.eyes, FIRST.eyes)),
        seed=query.whole("seed", 0, MAX_SEED, FIRST_SEED),
        count=query.whole("count", 1, MAX_FACES, FIRST_COUNT),
        show=query.one_of("show", SHOWS),
        start=query.read("from", pair, FIRST_START),
    )
