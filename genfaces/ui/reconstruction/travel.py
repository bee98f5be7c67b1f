"""How pictures come to the tab *Reconstruction* and leave it."""

from __future__ import annotations

from genfaces.tasks import reconstruction
from genfaces.tasks.recipes import MAKERS
from genfaces.ui.kit.faces import Door, Recipe, Travel, Words, address, packed

ID = "reconstruction"


def named(recipe: Recipe) -> Words:
    """A reconstruction."""
    changed = bool(recipe.get("axes") or recipe.get("attributes"))
    words = "A reconstruction, changed" if changed else "A reconstruction"
    return Words(words, recipe["model"], f"{recipe['model']}-{'edited' if changed else 'reconstruction'}")


def shown(recipe: Recipe) -> str:
    """The sliders; the latent goes along."""
    return address(ID, model=recipe["model"])


def leads(recipe: Recipe) -> str | None:
    """Any picture of a face can be rebuilt."""
    known = recipe["task"] in MAKERS or recipe["task"] == "cross"
    return address(ID, face=packed(recipe)) if known and reconstruction.models() else None


TRAVEL = Travel(
    named={"reconstruction": named},
    shown={"reconstruction": shown},
    doors=(Door("Rebuild it", leads, keep="model on"),),
    carried=("reconstruction",),
)
