"""How pictures come to the tab *Tags* and leave it."""

from __future__ import annotations

from genfaces.tasks import samples
from genfaces.tasks import tags as task
from genfaces.tasks.tags import MAX_FACES, Tags
from genfaces.ui.kit.faces import Door, Recipe, Travel, Words
from genfaces.ui.tags.state import FIRST_COUNT, MORPH, View, find


def named(recipe: Recipe) -> Words:
    """A face of a pair of tags."""
    model, tags, seed, index = recipe["model"], Tags(recipe["hair"], recipe["eyes"]), recipe["seed"], recipe["index"]
    name = f"{model}-{tags.hair}-{tags.eyes}-seed-{seed}-{index + 1}"
    return Words(str(tags).capitalize(), f"Face {index + 1} of seed {seed}, {model}", name)


def faces(recipe: Recipe) -> str:
    """The faces of a pair of tags."""
    count = recipe["count"] if "count" in recipe else max(recipe["index"] + 1, FIRST_COUNT)
    return View(find(recipe["model"]), Tags(recipe["hair"], recipe["eyes"]), recipe["seed"], count).address


def palette(recipe: Recipe) -> str:
    """A seed in all pairs."""
    return View(find(recipe["model"]), seed=recipe["seed"]).address


def morph(recipe: Recipe) -> str:
    """From one pair to another."""
    a, b = (Tags(**recipe[name]) for name in ("a", "b"))
    return View(find(recipe["model"]), b, recipe["seed"], show=MORPH, start=a).address


def leads(recipe: Recipe) -> str | None:
    """A face with its tags, or a sample with those that its seed drew."""
    if recipe["task"] == "tags":
        return faces(recipe)
    if recipe["task"] != "sample" or recipe["model"] not in [model.name for model in task.models()]:
        return None
    drawn = samples.labels(recipe["model"], recipe["seed"], recipe["index"])
    pair = dict(name.split(":", 1) for name, has in drawn.items() if has)
    return faces({**recipe, **pair}) if recipe["index"] < MAX_FACES else None


TRAVEL = Travel(
    named={"tags": named},
    shown={"tags": faces, "tags palette": palette, "tags morph": morph},
    doors=(Door("Other colours", leads),),
)
