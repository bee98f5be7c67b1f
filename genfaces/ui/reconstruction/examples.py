"""Pictures to start with: drawn avatars, and faces that a model made up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from genfaces.images import enlarge
from genfaces.tasks import provenance, samples
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
    """All examples, the drawn ones first: they show at once what a model does with what it never saw."""
    return (*_drawn(), *_made_up())


def _made_up() -> list[Example]:
    try:
        faces = samples.sample(samples.models()[0].name, SEED, MADE_UP, CALM)
    except (IndexError, TaskError):
        return []
    # Four times as large by whole pixels: reduced again for the model, it is exactly the picture that was made.
    return [Example(enlarge(Image.fromarray(face), 4), f"Made-up face {index + 1}") for index, face in enumerate(faces)]


def _drawn() -> list[Example]:
    drawn = []
    for index, path in enumerate(sorted(FOLDER.glob("avatar-*.png"))):
        if provenance.is_pointer(path):
            continue
        with Image.open(path) as image:
            drawn.append(Example(image.convert("RGB"), f"Drawn avatar {index + 1}"))
    return drawn
