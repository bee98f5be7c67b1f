"""Draw images from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real

import numpy as np

from genfaces import checkpoint, drawing, kinds
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.drawing import SOURCES
from genfaces.tasks.checks import MAX_COUNT, MAX_SEED, check_integer
from genfaces.tasks.errors import TaskError
from genfaces.tasks.ingredients import Ingredients
from genfaces.tasks.models import Model, available, load

TAB = "samples"
MAX_TEMPERATURE = 2.0
# The order in which the tab offers them, of each data set first the one with most whole faces; others follow by name.
MODELS = ("tags-anime", "vae-faces", "vae-avatars", "gan-anime", "gan-faces", "acgan-faces")
# How far one seed's picture may be from itself on another machine of one architecture: processors add in different
# orders, and other instructions were seen to change 3 colours in 100,000, each by one step. The noise never changes.
TOLERANCE = 1  # steps of 255
RARELY = 1e-4  # share of the values that differ at all


def models() -> list[Model]:
    """Models that draw images from a seed alone, the preferred one first; some with labels that it draws too."""
    return available(TAB, MODELS)


def distance(model: str, source: str) -> float | None:
    """How far a model's pictures are from real ones, in multiples of the distance of other real ones; None if unknown.

    Fréchet distance (Heusel et al., 2017) in features of a network that learned from ImageNet, at equal counts.
    """
    try:
        measured = checkpoint.read_config(model)["metrics"]["fd_imagenet"]
        drawn = measured[source]["as_many_as_floor"]["frechet"]["value"]
        return drawn / measured["floor"]["frechet"]["value"]
    except (CheckpointError, KeyError, TypeError, ZeroDivisionError):
        return None


def sample(
    model: str, seed: int, count: int, temperature: float = 1.0, source: str = "mixture", part: slice = drawing.ALL
) -> np.ndarray:
    """Draw `count` (1 to 64) images, uint8 (count,H,W,3), or a `part` of them: a pure function of its arguments.

    The same on every machine of one architecture, within TOLERANCE. Image i does not depend on `count`. source:
    "mixture" draws latents from the mixture fitted to a VAE's encoded training images, "prior" from N(0, 1), on which a
    GAN is always drawn, with labels of training rows if it takes any. temperature (0 to 2) multiplies the deviation
    from the component's mean, or from zero; for a GAN that is the truncation of the noise. Raises TaskError.
    """
    check_integer("The count", count, 1, MAX_COUNT)
    checkpoint = open_model(model, seed, temperature, source)
    return drawing.draw(checkpoint, int(seed), int(count), float(temperature), source, part)


def ingredients(model: str, seed: int, index: int, temperature: float = 1.0, source: str = "mixture") -> Ingredients:
    """What image `index` (0 to 63) of `sample` is painted from. Raises TaskError."""
    check_integer("The index of a sample", index, 0, MAX_COUNT - 1)
    checkpoint = open_model(model, seed, temperature, source)
    latents = drawing.latents_of(checkpoint, int(seed), index + 1, float(temperature), source)
    given = drawing.given_of(checkpoint, int(seed), index + 1)
    return Ingredients(checkpoint, latents[-1], None if given is None else given[-1])


def labels(model: str, seed: int, index: int) -> dict[str, bool]:
    """The labels that image `index` of a seed is drawn with, by name; none for a model that takes none.

    Raises TaskError.
    """
    checkpoint = open_model(model, seed, 1.0, "prior")
    if not takes_labels(model):
        return {}
    row = drawing.training_labels(checkpoint, int(seed), index + 1)[-1]
    return dict(zip(checkpoint.config["label_names"], map(bool, row), strict=True))


def ladder(model: str, seed: int, temperatures: Sequence[float], source: str = "mixture") -> np.ndarray:
    """The first image of a seed at several temperatures (0 to 2), uint8 (N,H,W,3): one noise, scaled differently.

    Raises TaskError.
    """
    check_integer("The number of temperatures", len(temperatures), 1, MAX_COUNT)
    for temperature in temperatures:
        checkpoint = open_model(model, seed, temperature, source)
    rows = [drawing.latents_of(checkpoint, int(seed), 1, float(temperature), source) for temperature in temperatures]
    given = drawing.given_of(checkpoint, int(seed), 1)
    return drawing.paint(checkpoint, np.concatenate(rows), None if given is None else given.repeat(len(rows), axis=0))


def open_model(model: str, seed: int, temperature: float, source: str) -> Checkpoint:
    """The checkpoint, once what is asked of it has been found possible. Raises TaskError."""
    check_integer("The seed", seed, 0, MAX_SEED)
    if not isinstance(temperature, Real) or not 0 <= temperature <= MAX_TEMPERATURE:
        raise TaskError(f"The temperature must be a number from 0 to {MAX_TEMPERATURE:g}, not {temperature}.")
    if source not in SOURCES:
        raise TaskError(f"There is no source '{source}'; choose one of: {', '.join(SOURCES)}.")
    checkpoint = load(model, TAB, MODELS)
    try:
        drawing.mixture_of(checkpoint, source)
        drawing.given_of(checkpoint, 0, 1)
    except CheckpointError as error:
        raise TaskError(str(error)) from error
    return checkpoint


def takes_labels(model: str) -> bool:
    """Whether a model's pictures are drawn from labels as well as from noise. Raises TaskError."""
    return kinds.of(load(model, TAB, MODELS).config).labels
