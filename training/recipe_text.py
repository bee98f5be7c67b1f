"""A recipe in words, for the card: what a run followed, kept with its checkpoint since recipes change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from training.recipe import Recipe

# From `images_seen` on a run followed `settings`.
Stage = dict[str, Any]
OF_THE_RECIPE = (
    "images", "batch_size", "average_half_life", "restart_at", "head_start", "flip", "shift", "pixel_range", "seed",
)  # fmt: skip
AUGMENTATIONS = ("flip", "shift")


def settings_of(recipe: Recipe) -> dict[str, str]:
    """What a recipe sets, as texts by name, the method's own settings first."""
    method = recipe.method
    rows = {"method": type(method).__name__.removesuffix("Settings")}
    rows |= {field.name: told(getattr(method, field.name)) for field in fields(method)}
    if hasattr(method, "crop"):  # crops of a landscape come in all eight turns, which mirroring and shifts are part of
        rows |= {name: told(getattr(recipe, name)) for name in OF_THE_RECIPE if name not in AUGMENTATIONS}
        rows["turns"] = "8"
    else:
        rows |= {name: told(getattr(recipe, name)) for name in OF_THE_RECIPE}
    return {name.replace("_", " "): text for name, text in rows.items()}


def add_stage(stages: Sequence[Stage], recipe: Recipe, images_seen: int) -> list[Stage]:
    """The stages of a run that goes on at `images_seen` by `recipe`: one more when it is not as it was before."""
    stage = {"images_seen": images_seen, "settings": settings_of(recipe)}
    if stages and stages[-1]["settings"] == stage["settings"]:
        return list(stages)
    return [earlier for earlier in stages if earlier["images_seen"] < images_seen] + [stage]


def describe_training(recipe: Recipe, stages: Sequence[Stage] = ()) -> dict[str, Any]:
    """What goes into config.json: the images that the recipe plans, its settings, and where a run changed them.

    stages: of the run, from `add_stage`. A setting that changed on the way names what it was until when.
    """
    stages = stages or add_stage((), recipe, 0)
    texts = {name: _over_stages(name, stages) for name in stages[-1]["settings"]}
    changed = {"changed_at": [stage["images_seen"] for stage in stages[1:]]} if stages[1:] else {}
    return {"images": recipe.images, "settings": texts} | changed


def _over_stages(name: str, stages: Sequence[Stage]) -> str:
    parts = [stages[0]["settings"].get(name, "none")]
    for stage in stages[1:]:
        text = stage["settings"].get(name, "none")
        if text != parts[-1]:
            parts += [f"until {stage['images_seen']:,} images, then", text]
    return " ".join(parts)


def told(value: Any) -> str:
    """A setting in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {told(item)}" for key, item in value.items()) or "none"
    if is_dataclass(value):
        settings = told({field.name: getattr(value, field.name) for field in fields(value)})
        return type(value).__name__ + ("" if settings == "none" else f": {settings}")
    return f"{value:,}" if isinstance(value, int) else str(value) or "none"
