"""Faces from two words: a hair colour and an eye colour, with the noise left as it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genfaces import checkpoint, latents
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.drawing import paint
from genfaces.labels import encode, groups
from genfaces.tasks import tag_words
from genfaces.tasks.checks import MAX_SEED, check_integer
from genfaces.tasks.errors import TaskError
from genfaces.tasks.ingredients import Ingredients
from genfaces.tasks.models import Model, available, load

TAB = "tags"
# The order in which the tab offers them; others that are installed follow by name.
MODELS = ("tags-anime", "cdcgan-anime")
MAX_FACES = 16
MAX_FRAMES = 64


@dataclass(frozen=True)
class Tags:
    """What is asked for, in the data set's own words."""

    hair: str
    eyes: str

    def __str__(self) -> str:
        return f"{self.hair} hair, {self.eyes} eyes"


@dataclass(frozen=True)
class Colours:
    """The colours that can be asked for, in the order of the network's columns."""

    hair: tuple[str, ...]
    eyes: tuple[str, ...]


def models() -> list[Model]:
    """Models that are told a hair and an eye colour, the preferred one first."""
    return available(TAB, MODELS)


def colours(model: str) -> Colours:
    """What can be asked of a model; its weights are not read. Raises TaskError."""
    try:
        names = checkpoint.read_config(model)["label_names"]
    except (CheckpointError, KeyError) as error:
        raise TaskError(f"The model '{model}' is unavailable: {error}") from error
    return _colours(names)


def parse(text: str, model: str) -> dict[str, str]:
    """The tags that a text names, "hair" or "eyes" or both, see `tag_words.parse`. Raises TaskError."""
    opened = load(model, TAB, MODELS)
    return tag_words.parse(text, vars(_colours(opened.config["label_names"])))


def understand(text: str, model: str) -> tuple[dict[str, str], list[str]]:
    """As `parse`, of what is known in a text, and the words left out; see `tag_words.understand`. Raises TaskError."""
    opened = load(model, TAB, MODELS)
    return tag_words.understand(text, vars(_colours(opened.config["label_names"])))


def draw(model: str, tags: Tags, seed: int, count: int) -> np.ndarray:
    """Draw `count` (1 to 16) faces with these tags, uint8 (count,H,W,3): a pure function of its arguments.

    Face i does not depend on `count`, and its noise not on the tags. Raises TaskError.
    """
    check_integer("The count", count, 1, MAX_FACES)
    opened = _open(model, seed)
    noise = latents.draw(int(seed), int(count), opened.network.latent_size)
    return paint(opened, noise, np.repeat(_row(opened, tags)[None], int(count), axis=0))


def ingredients(model: str, tags: Tags, seed: int, index: int) -> Ingredients:
    """What face `index` (0 to 15) of `draw` is painted from. Raises TaskError."""
    check_integer("The index of a face", index, 0, MAX_FACES - 1)
    opened = _open(model, seed)
    return Ingredients(opened, latents.draw(int(seed), index + 1, opened.network.latent_size)[-1], _row(opened, tags))


def palette(model: str, seed: int) -> np.ndarray:
    """The seed's first noise with every pair of tags, uint8 (hair,eyes,H,W,3). Raises TaskError."""
    opened = _open(model, seed)
    known = _colours(opened.config["label_names"])
    rows = np.stack([_row(opened, Tags(hair, eyes)) for hair in known.hair for eyes in known.eyes])
    noise = np.repeat(latents.draw(int(seed), 1, opened.network.latent_size), len(rows), axis=0)
    images = paint(opened, noise, rows)
    return images.reshape(len(known.hair), len(known.eyes), *images.shape[1:])


def morph(model: str, a: Tags, b: Tags, seed: int, frames: int) -> np.ndarray:
    """`frames` (2 to 64) images, uint8 (frames,H,W,3), from tags `a` to tags `b` with the seed's first noise.

    The answers go straight from one pair to the other, and so do the embeddings that they choose. Raises TaskError.
    """
    check_integer("The number of frames", frames, 2, MAX_FRAMES)
    opened = _open(model, seed)
    answers = latents.straight(_row(opened, a), _row(opened, b), np.linspace(0, 1, int(frames)))
    noise = latents.draw(int(seed), 1, opened.network.latent_size)
    return paint(opened, np.repeat(noise, len(answers), axis=0), answers)


def examples_seen(model: str) -> np.ndarray | None:
    """How many training images have each pair of tags, int (hair,eyes); None where that was not kept.

    Raises TaskError.
    """
    opened = load(model, TAB, MODELS)
    if not {"label_rows", "label_counts"} <= opened.arrays.keys():
        return None
    rows, counts = opened.arrays["label_rows"].astype(int), opened.arrays["label_counts"].astype(int)
    columns = groups(opened.config["label_names"])
    return np.einsum("n,nh,ne->he", counts, rows[:, columns["hair"]], rows[:, columns["eyes"]])


def _open(model: str, seed: int) -> Checkpoint:
    check_integer("The seed", seed, 0, MAX_SEED)
    return load(model, TAB, MODELS)


def _colours(names: list[str]) -> Colours:
    columns = groups(names)
    return Colours(*(tuple(names[column].split(":", 1)[1] for column in columns[part]) for part in ("hair", "eyes")))


def _row(opened: Checkpoint, tags: Tags) -> np.ndarray:
    """What the network is told, float32 (L). Raises TaskError for a colour it does not know."""
    names = opened.config["label_names"]
    for question, colour in vars(tags).items():
        if f"{question}:{colour}" not in names:
            known = ", ".join(getattr(_colours(names), question))
            raise TaskError(f"There is no {question.removesuffix('s')} colour '{colour}'; choose one of: {known}.")
    row = np.array([[float(name in (f"hair:{tags.hair}", f"eyes:{tags.eyes}")) for name in names]])
    return encode(row, names)[0]
