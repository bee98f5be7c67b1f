"""A recipe in words, for the card: what a run followed, kept with its checkpoint since recipes change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from training.recipe import Recipe

OF_THE_RECIPE = ("batch_size", "average_half_life", "restart_at", "flip", "shift", "pixel_range", "seed")


def describe_training(recipe: Recipe) -> dict[str, Any]:
    """The images that the recipe plans, and its settings as texts by name, the method's own ones first."""
    method = recipe.method
    rows = {"method": type(method).__name__.removesuffix("Settings")}
    rows |= {field.name: told(getattr(method, field.name)) for field in fields(method)}
    rows |= {name: told(getattr(recipe, name)) for name in OF_THE_RECIPE}
    return {"images": recipe.images, "settings": {name.replace("_", " "): text for name, text in rows.items()}}


def told(value: Any) -> str:
    """A setting in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {told(item)}" for key, item in value.items()) or "none"
    if is_dataclass(value):
        settings = told({field.name: getattr(value, field.name) for field in fields(value)})
        return type(value).__name__ + ("" if settings == "none" else f": {settings}")
    return f"{value:,}" if isinstance(value, int) else str(value)
