"""A picture from its recipe: the JSON of a download is all that is needed to paint it again, or to cross it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from genfaces import latents
from genfaces.tasks import attributes, explorer, infogan, reconstruction, samples, tags
from genfaces.tasks.errors import TaskError
from genfaces.tasks.ingredients import Ingredients
from genfaces.tasks.tags import Tags

Recipe = Mapping[str, Any]
CROSSINGS = ("halfway", "halves")
DEEPEST = 5  # crossings of crossings
UNREADABLE = "This recipe does not say all that is needed to paint the picture again."


def paint(recipe: Recipe) -> np.ndarray:
    """The picture of a recipe, uint8 (H,W,3): a pure function, as all tasks are. Raises TaskError."""
    return ingredients(recipe).paint()


def ingredients(recipe: Recipe, depth: int = 0) -> Ingredients:
    """What the picture of a recipe is painted from. Raises TaskError."""
    try:
        if recipe["task"] == "cross" and depth < DEEPEST:
            a, b = (ingredients(recipe[end], depth + 1) for end in ("a", "b"))
            return _crossed(a, b, recipe["how"])
        return MAKERS[recipe["task"]](recipe)
    except TaskError:
        raise
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise TaskError(UNREADABLE) from error


def _crossed(a: Ingredients, b: Ingredients, how: str) -> Ingredients:
    """Halfway along the arc between two latents (see `latents.spherical`), or every other number from each; labels and
    codes go halfway, or stay those of `a`."""
    if a.checkpoint.name != b.checkpoint.name:
        raise TaskError("Only two pictures by the same model can be crossed: each model has a language of its own.")
    if how not in CROSSINGS:
        raise TaskError(f"There is no crossing '{how}'; choose one of: {', '.join(CROSSINGS)}.")
    padded = a.padded and b.padded
    if how == "halves":
        from_a = np.arange(len(a.latent)) % 2 == 0
        return Ingredients(a.checkpoint, np.where(from_a, a.latent, b.latent), a.given, padded)
    latent = latents.spherical(a.latent, b.latent, np.array([0.5]))[0]
    given = None if a.given is None else latents.straight(a.given, b.given, np.array([0.5]))[0]
    return Ingredients(a.checkpoint, latent, given, padded)


def _sample(recipe: Recipe) -> Ingredients:
    how = (recipe[name] for name in ("model", "seed", "index", "temperature", "source"))
    return samples.ingredients(*how)


def _tags(recipe: Recipe) -> Ingredients:
    return tags.ingredients(recipe["model"], Tags(recipe["hair"], recipe["eyes"]), recipe["seed"], recipe["index"])


def _toggle(recipe: Recipe) -> Ingredients:
    return attributes.ingredients(recipe["model"], recipe["seed"], recipe["attributes"], recipe.get("index", 0))


def _codes(recipe: Recipe) -> Ingredients:
    continuous = [recipe[name] for name in sorted(recipe) if name[0] == "c" and name[1:].isdecimal()]
    return infogan.ingredients(recipe["model"], recipe["seed"], recipe["category"], continuous)


def _decode(recipe: Recipe) -> Ingredients:
    if "index" in recipe:
        return explorer.ingredients(recipe["model"], [recipe["index"]])
    return explorer.estimated(recipe["model"], recipe["map"], recipe["position"])


def _mean(recipe: Recipe) -> Ingredients:
    return explorer.ingredients(recipe["model"], recipe["indices"])


def _reconstruction(recipe: Recipe) -> Ingredients:
    axes = {int(index): float(amount) for index, amount in recipe.get("axes", {}).items()}
    amounts = [axes.get(index, 0.0) for index in range(max(axes, default=-1) + 1)]
    return reconstruction.ingredients(recipe["latent"], recipe["model"], amounts, recipe.get("attributes", {}))


MAKERS: dict[str, Callable[[Recipe], Ingredients]] = {
    "sample": _sample,
    "tags": _tags,
    "toggle": _toggle,
    "codes": _codes,
    "decode": _decode,
    "place": _reconstruction,
    "mean": _mean,
    "reconstruction": _reconstruction,
}
