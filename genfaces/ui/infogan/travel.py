"""How pictures come to the tab *InfoGAN* and leave it."""

from __future__ import annotations

from genfaces.ui.infogan.state import View, find
from genfaces.ui.kit.faces import Door, Recipe, Travel, Words


def named(recipe: Recipe) -> Words:
    """A picture of codes."""
    model, seed, category = recipe["model"], recipe["seed"], recipe["category"]
    codes = ", ".join(f"{name} {value:+g}" for name, value in sorted(_codes(recipe).items()) if value)
    detail = f"Seed {seed}, {model}{', ' if codes else ''}{codes}"
    return Words(f"Category {category}", detail, f"{model}-seed-{seed}-category-{category}")


def shown(recipe: Recipe) -> str:
    """The codes, at their noise."""
    continuous = tuple(value for _, value in sorted(_codes(recipe).items()))
    return View(find(recipe["model"]), recipe["seed"], recipe["category"], continuous, recipe.get("along") or 1).address


def _codes(recipe: Recipe) -> dict[str, float]:
    return {name: value for name, value in recipe.items() if name[0] == "c" and name[1:].isdecimal()}


def leads(recipe: Recipe) -> str | None:
    """A picture with its codes."""
    return shown(recipe) if recipe["task"] == "codes" else None


TRAVEL = Travel(named={"codes": named}, shown={"codes": shown, "traverse": shown}, doors=(Door("Its sliders", leads),))
