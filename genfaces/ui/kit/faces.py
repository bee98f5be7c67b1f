"""One face travels: what tabs say of the pictures they draw, and of those that they can take; see `Travel`.

A picture is its recipe, the JSON of its download. The large view (viewer.py) names it, saves it and offers every door
that it fits through; a file that was dropped (drop.py) leads to the view that it came from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlencode

from genfaces.tasks.errors import TaskError

Recipe = Mapping[str, Any]
SIGNATURE = ("weights_sha256", "versions", "enlarged", "milliseconds")  # what a download adds to a recipe
OPEN = "Open in …"
FOREIGN = "This file does not say which view of this page it came from; a JSON or a PNG saved here does."


@dataclass(frozen=True)
class Words:
    """What a picture is called: its heading, a line of detail, and a file's name without ending."""

    title: str
    detail: str
    name: str


@dataclass(frozen=True)
class Door:
    """A way into a tab. leads: the address for a picture, or None where it does not fit. keep: parts of the address
    that stay as they are in the tab. stays: the large view stays open."""

    words: str
    leads: Callable[[Recipe], str | None]
    keep: str = ""
    stays: bool = False


@dataclass(frozen=True)
class Travel:
    """What a tab says. named: the words for a picture, by its recipe's task. shown: the address of the view that a
    file was saved from, by task. carried: tasks whose recipe is more than an address holds, and goes along with it."""

    named: Mapping[str, Callable[[Recipe], Words]] = field(default_factory=dict)
    shown: Mapping[str, Callable[[Recipe], str]] = field(default_factory=dict)
    doors: tuple[Door, ...] = ()
    carried: tuple[str, ...] = ()


def address(tab: str, **parts: Any) -> str:
    """The address of a view of a tab; parts that are None are left out."""
    return "?" + urlencode(
        {"tab": tab} | {name: value for name, value in parts.items() if value is not None}, safe=",:"
    )


def packed(recipe: Recipe) -> str:
    """A recipe as a part of an address; `unpacked` reads it."""
    kept = {name: value for name, value in recipe.items() if name not in SIGNATURE}
    return json.dumps(kept, separators=(",", ":"))


def unpacked(text: str) -> dict[str, Any]:
    """The recipe that `packed` wrote. Raises ValueError."""
    recipe = json.loads(text)
    if not isinstance(recipe, dict) or not isinstance(recipe.get("task"), str):
        raise ValueError(text)
    return recipe


def large(recipe: Recipe) -> str:
    """A button that opens the large view of a picture, where it can be opened elsewhere."""
    return f'<button type="button" class="quiet" data-recipe="{escape(packed(recipe))}">{OPEN}</button>'


def words_of(travels: Sequence[Travel], recipe: Recipe) -> Words:
    """What a picture is called. Raises TaskError for one of an unknown kind, or that lacks something."""
    return _told(travels, "named", recipe)


def view_of(travels: Sequence[Travel], recipe: Recipe) -> tuple[str, bool]:
    """The address of the view that a file came from, and whether its recipe is to go along. Raises TaskError."""
    carried = any(recipe.get("task") in travel.carried for travel in travels)
    return _told(travels, "shown", recipe), carried


def doors(travels: Sequence[Travel], recipe: Recipe) -> str:
    """The ways on from a picture, as links."""
    links = [(door, to) for travel in travels for door in travel.doors if (to := _fitting(door, recipe))]
    return "".join(
        f'<button type="button" class="quiet" data-visit="{escape(to)}" data-keep="{door.keep}"'
        f"{' data-stays' if door.stays else ''}>{escape(door.words)}</button>"
        for door, to in links
    )


def _fitting(door: Door, recipe: Recipe) -> str | None:
    try:
        return door.leads(recipe)
    except (TaskError, LookupError, TypeError, ValueError):
        return None


def _told(travels: Sequence[Travel], what: str, recipe: Recipe) -> Any:
    for travel in travels:
        tell = getattr(travel, what).get(recipe.get("task"))
        with suppress(LookupError, TypeError, ValueError, AttributeError):
            if tell:
                return tell(recipe)
    raise TaskError(FOREIGN)
