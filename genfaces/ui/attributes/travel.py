"""How pictures come to the tab *Attributes* and leave it."""

from __future__ import annotations

from genfaces.tasks import attributes as task
from genfaces.tasks import samples
from genfaces.ui.attributes.people import described
from genfaces.ui.attributes.state import View, Wishes, favourite, find
from genfaces.ui.kit.faces import Door, Recipe, Travel, Words


def named(recipe: Recipe) -> Words:
    """A face with wishes."""
    model, seed = recipe["model"], recipe["seed"]
    return Words(described(recipe["attributes"]), f"Seed {seed}, {model}", f"{model}-seed-{seed}")


def shown(recipe: Recipe) -> str:
    """The wishes, at their noise."""
    return _view(recipe, recipe["attributes"])


def leads(recipe: Recipe) -> str | None:
    """A face with its wishes, or a sample with the labels that its seed drew."""
    if recipe["task"] == "toggle":
        return shown(recipe)
    if recipe["task"] != "sample" or recipe["model"] not in [model.name for model in task.models()]:
        return None
    drawn = samples.labels(recipe["model"], recipe["seed"], recipe["index"])
    return _view(recipe, {name: 1.0 if has else -1.0 for name, has in drawn.items()})


def _view(recipe: Recipe, wishes: Wishes) -> str:
    seed, pair = recipe["seed"], recipe.get("attribute") or favourite(wishes)
    return View(find(recipe["model"]), seed, wishes, wishes, seed, pair, index=recipe.get("index", 0)).address


TRAVEL = Travel(
    named={"toggle": named},
    shown={"toggle": shown, "pairs": shown},
    doors=(Door("Change this face", leads),),
)
