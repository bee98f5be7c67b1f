"""What the large view shows: one picture of a grid, drawn again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Subject:
    """A picture, uint8 (H,W,3), its heading, a line of detail, its recipe, and a file's name without ending."""

    image: np.ndarray
    title: str
    detail: str
    recipe: dict[str, Any]
    name: str
