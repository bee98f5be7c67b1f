"""Draw images from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real

import numpy as np

from genfaces import labels, latents
from genfaces.checkpoint import Checkpoint
from genfaces.networks.vae import VariationalAutoencoder
from genfaces.tasks.errors import TaskError
from genfaces.tasks.models import Model, available, load
from genfaces.tasks.painting import MAX_COUNT, MAX_SEED, check_integer, paint

KINDS = ("vae", "gan", "tags", "attributes")
SOURCES = ("mixture", "prior")
MAX_TEMPERATURE = 2.0
# The order in which the tab offers them; others that are installed follow by name.
MODELS = ("gan-anime", "gan-faces", "vae-faces", "vae-avatars", "tags-anime", "acgan-faces")
# How far one seed's picture may be from itself on another machine of one architecture: processors add in different
# orders, and other instructions were seen to change 3 colours in 100,000, each by one step. The noise never changes.
TOLERANCE = 1  # steps of 255
RARELY = 1e-4  # share of the values that differ at all


def models() -> list[Model]:
    """Models that draw images from a seed alone, the preferred one first; see `asked` for those that take labels."""
    return available(KINDS, MODELS)


def sample(model: str, seed: int, count: int, temperature: float = 1.0, source: str = "mixture") -> np.ndarray:
    """Draw `count` (1 to 64) images, uint8 (count,64,64,3): a pure function of its arguments.

    The same on every machine of one architecture, within TOLERANCE. Image i does not depend on `count`. source:
    "mixture" draws latents from the mixture fitted to a VAE's encoded training images, "prior" from N(0, 1), on which a
    GAN is always drawn, with labels of training rows if it takes any (`asked`). temperature (0 to 2) multiplies the
    deviation from the component's mean, or from zero; for a GAN that is the truncation of the noise. Raises TaskError.
    """
    check_integer("The count", count, 1, MAX_COUNT)
    checkpoint = open_model(model, seed, temperature, source)
    drawn = _latents(checkpoint, int(seed), int(count), float(temperature), source)
    return paint(checkpoint, drawn, asked(checkpoint, int(seed), int(count)))


def ladder(model: str, seed: int, temperatures: Sequence[float], source: str = "mixture") -> np.ndarray:
    """The first image of a seed at several temperatures (0 to 2), uint8 (N,64,64,3): one noise, scaled differently.

    Raises TaskError.
    """
    check_integer("The number of temperatures", len(temperatures), 1, MAX_COUNT)
    for temperature in temperatures:
        checkpoint = open_model(model, seed, temperature, source)
    rows = [_latents(checkpoint, int(seed), 1, float(temperature), source) for temperature in temperatures]
    given = asked(checkpoint, int(seed), 1)
    return paint(checkpoint, np.concatenate(rows), None if given is None else given.repeat(len(rows), axis=0))


def open_model(model: str, seed: int, temperature: float, source: str) -> Checkpoint:
    """The checkpoint, once what is asked of it has been found possible. Raises TaskError."""
    check_integer("The seed", seed, 0, MAX_SEED)
    if not isinstance(temperature, Real) or not 0 <= temperature <= MAX_TEMPERATURE:
        raise TaskError(f"The temperature must be a number from 0 to {MAX_TEMPERATURE:g}, not {temperature}.")
    if source not in SOURCES:
        raise TaskError(f"There is no source '{source}'; choose one of: {', '.join(SOURCES)}.")
    return load(model, KINDS, MODELS)


def takes_labels(model: str) -> bool:
    """Whether a model's pictures are drawn from labels as well as from noise. Raises TaskError."""
    return bool(getattr(load(model, KINDS, MODELS).network, "label_size", 0))


def asked(checkpoint: Checkpoint, seed: int, count: int) -> np.ndarray | None:
    """What a generator that takes labels is asked for, encoded, float32 (count, L); None for one that takes none.

    Rows of training labels, which the seed draws as often as they occur there; row i does not depend on `count`.
    Raises TaskError when the checkpoint lacks them.
    """
    if not getattr(checkpoint.network, "label_size", 0):
        return None
    try:
        rows, counts = (checkpoint.arrays[name] for name in ("label_rows", "label_counts"))
    except KeyError as error:
        raise TaskError(f"'{checkpoint.name}' lacks its table of training labels; publish it again.") from error
    return labels.encode(labels.draw(seed, count, rows, counts), checkpoint.config["label_names"])


def mixture_of(checkpoint: Checkpoint, source: str) -> tuple[np.ndarray | None, ...] | None:
    """Weights, means, scales and basis of the mixture that `source` draws from; None where that is N(0, 1).

    Raises TaskError when no mixture was fitted.
    """
    if source != "mixture" or not isinstance(checkpoint.network, VariationalAutoencoder):
        return None
    arrays = checkpoint.arrays
    try:
        weights, means, scales = (arrays[f"mixture_{name}"] for name in ("weights", "means", "scales"))
    except KeyError as error:
        raise TaskError(f"No mixture was fitted for '{checkpoint.name}'; choose the source 'prior'.") from error
    return weights, means, scales, arrays.get("mixture_basis")


def _latents(checkpoint: Checkpoint, seed: int, count: int, temperature: float, source: str) -> np.ndarray:
    fitted = mixture_of(checkpoint, source)
    if fitted:
        return latents.draw_mixture(seed, count, *fitted, temperature=temperature)
    return latents.draw(seed, count, checkpoint.network.latent_size) * np.float32(temperature)
