"""How files come back to the tab *Translation*."""

from __future__ import annotations

from genfaces.ui.kit.faces import Recipe, Travel, address
from genfaces.ui.translation.state import ID


def shown(recipe: Recipe) -> str:
    """Model, direction and example; a painting goes along."""
    return address(ID, model=recipe["model"], direction=recipe["direction"], example=recipe.get("example"))


TRAVEL = Travel(shown={"translate": shown}, carried=("translate",))
