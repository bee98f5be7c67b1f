"""How pictures come to the tab *Samples* and leave it."""

from __future__ import annotations

from genfaces.tasks.walking import End
from genfaces.ui.kit.faces import Door, Recipe, Travel, Words, address
from genfaces.ui.samples.state import COMPARE, FIRST_COUNT, ID, WALK, View, find, has_mixture

HOW = {"halfway": "halfway between the two", "halves": "every other number of each"}


def named(recipe: Recipe) -> Words:
    """A sample."""
    model, name, seed, index = find(recipe["model"]), recipe["model"], recipe["seed"], recipe["index"]
    origin = f", from the {recipe['source']}" if has_mixture(model) else ""
    detail = f"{name}, variety {recipe['temperature']:g}{origin}"
    return Words(f"Sample {index + 1} of seed {seed}", detail, f"{name}-seed-{seed}-{index + 1}")


def crossed(recipe: Recipe) -> Words:
    """A picture crossed of two."""
    model = recipe["a"]["model"]
    return Words("A cross of two favourites", f"{model}, {HOW[recipe['how']]}", f"{model}-cross-{recipe['how']}")


def sheet(recipe: Recipe) -> str:
    """The sheet that a sample is in."""
    count = recipe["count"] if "count" in recipe else max(recipe["index"] + 1, FIRST_COUNT)
    return _view(recipe, seed=recipe["seed"], count=count).address


def walk(recipe: Recipe) -> str:
    """A walk between two samples."""
    ends = {name: End(recipe[name]["seed"], recipe[name]["index"]) for name in ("a", "b")}
    return _view(recipe, seed=recipe["a"]["seed"], show=WALK, **ends).address


def comparison(recipe: Recipe) -> str:
    """One seed through several models."""
    first, *_ = recipe["model"]
    rivals = tuple(recipe["model"])
    return _view(
        {**recipe, "model": first}, seed=recipe["seed"], count=recipe["count"], show=COMPARE, rivals=rivals
    ).address


def _view(recipe: Recipe, **more: object) -> View:
    return View(find(recipe["model"]), temperature=recipe["temperature"], source=recipe["source"], **more)


def _as_end(letter: str) -> Door:
    def leads(recipe: Recipe) -> str | None:
        if recipe["task"] != "sample":
            return None
        model = find(recipe["model"])
        end = f"{recipe['seed']}-{recipe['index'] + 1}"
        # A generator has no source, which says nothing about what the visitor wants of others.
        source = recipe["source"] if has_mixture(model) else None
        parts = {"model": model.name, "temperature": recipe["temperature"], "source": source, letter: end}
        return address(ID, **parts)

    # A walk has one model: a picture that another one drew, or at another temperature, takes the tab there.
    other = {"a": "b", "b": "a"}[letter]
    return Door(f"Set as {letter.upper()}", leads, keep=f"seed count source show with {other}", stays=True)


def _walks(recipe: Recipe) -> str | None:
    return address(ID, show=WALK) if recipe["task"] == "sample" else None


def _its_sheet(recipe: Recipe) -> str | None:
    return sheet(recipe) if recipe["task"] == "sample" else None


TRAVEL = Travel(
    named={"sample": named, "cross": crossed},
    shown={"sample": sheet, "walk": walk, "compare": comparison},
    doors=(
        _as_end("a"),
        _as_end("b"),
        Door("Walk from A to B", _walks, keep="model seed count temperature source a b with"),
        Door("Its sheet", _its_sheet, keep="a b"),
    ),
)
