"""How pictures come to the tab *Explorer* and leave it."""

from __future__ import annotations

from genfaces.tasks import latent_maps
from genfaces.tasks.recipes import MAKERS
from genfaces.ui.kit.faces import Door, Recipe, Travel, Words, address, packed

ID = "explorer"


def decoded(recipe: Recipe) -> Words:
    """A point of a map, or what a place may look like."""
    model = recipe["model"]
    if "index" in recipe:
        return Words(f"Face {recipe['index']:,}", f"A point of the map of {model}", f"{model}-face-{recipe['index']}")
    return Words("An empty place", f"An estimate on the map of {model}", f"{model}-place")


def mean(recipe: Recipe) -> Words:
    """The mean of some points."""
    return Words(f"The mean of {len(recipe['indices']):,} faces", recipe["model"], f"{recipe['model']}-mean")


def you(recipe: Recipe) -> Words:
    """What a model makes of the visitor."""
    return Words("You, as the model sees you", recipe["model"], f"{recipe['model']}-you")


def point(recipe: Recipe) -> str:
    """The map with a point or a place chosen."""
    where = (
        {"point": recipe["index"]} if "index" in recipe else {"map": recipe["map"], "place": _pair(recipe["position"])}
    )
    return address(ID, model=recipe["model"], **where)


def walk(recipe: Recipe) -> str:
    """A walk from point to point."""
    return address(ID, model=recipe["model"], walk=_pair(recipe["ends"]))


def group(recipe: Recipe) -> str:
    """The map; the points themselves go along."""
    return address(ID, model=recipe["model"])


def _pair(numbers: tuple[float, float]) -> str:
    first, second = numbers
    return f"{first:.5g},{second:.5g}" if isinstance(first, float) else f"{first},{second}"


def leads(recipe: Recipe) -> str | None:
    """A point is on the map; any other picture of a face finds its place there."""
    if recipe["task"] == "decode":
        return point(recipe)
    known = recipe["task"] in MAKERS or recipe["task"] == "cross"
    models = latent_maps.available()[0]
    return address(ID, model=models[0].name, face=packed(recipe)) if known and models else None


TRAVEL = Travel(
    named={"decode": decoded, "mean": mean, "place": you},
    shown={"decode": point, "walk": walk, "mean": group},
    doors=(Door("On the map", leads, keep="model map colour"),),
    carried=("mean",),
)
