"""Pictures to start with: faces that another model made up, and drawn avatars."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from genfaces.tasks import provenance, reconstruction, samples
from genfaces.tasks.errors import TaskError
from genfaces.ui.kit.markup import UI
from genfaces.ui.samples.state import CALM

FOLDER = UI / "assets" / "examples"
SEED, MADE_UP = 11, 5


@dataclass(frozen=True)
class Example:
    """An RGB picture of 256 x 256 pixels and what it shows."""

    image: Image.Image
    words: str


@lru_cache(maxsize=1)
def examples() -> tuple[Example, ...]:
    """All examples: faces such as a model knows, then drawings, which show what it does with what it never saw."""
    return (*_made_up(), *_drawn())


def _made_up() -> list[Example]:
    """By another model of the data that the tab's first one learned."""
    try:
        first = reconstruction.models()[0]
        painter = next(model for model in samples.models() if model.data == first.data and model.name != first.name)
        faces = samples.sample(painter.name, SEED, MADE_UP, CALM)
    except (IndexError, StopIteration, TaskError):
        return []
    return [Example(whole_pixels(face), f"Made-up face {index + 1}") for index, face in enumerate(faces)]


def whole_pixels(face: np.ndarray) -> Image.Image:
    """A picture, uint8 (H,W,3), four times as large: reduced again for a model, it is exactly what was painted."""
    height, width, _ = face.shape
    return Image.fromarray(face).resize((4 * width, 4 * height), Image.Resampling.NEAREST)


def _drawn() -> list[Example]:
    drawn = []
    for index, path in enumerate(sorted(FOLDER.glob("avatar-*.png"))):
        if provenance.is_pointer(path):
            continue
        with Image.open(path) as image:
            drawn.append(Example(image.convert("RGB"), f"Drawn avatar {index + 1}"))
    return drawn
