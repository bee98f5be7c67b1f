"""The one place where a network is asked for pictures: the page and the published numbers show the same model."""

from __future__ import annotations

import numpy as np
import torch

from genfaces import kinds, labels, latents
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.images import to_tensor, to_uint8

SOURCES = ("mixture", "prior")
ALL = slice(None)
# Images are decoded this many at a time, whatever the count: sums of floats depend on the size of a batch in their
# last digits, and one seed should give one picture.
BATCH = 8
Mixture = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]


def draw(
    checkpoint: Checkpoint,
    seed: int,
    count: int,
    temperature: float = 1.0,
    source: str = SOURCES[0],
    part: slice = ALL,
) -> np.ndarray:
    """`count` images of a seed, uint8 (count,H,W,3), or a `part` of them; image i does not depend on `count`.

    temperature and source: as in `latents_of`. Labels are as frequent as in training, codes are random. Raises
    CheckpointError.
    """
    given = given_of(checkpoint, seed, count)
    drawn = latents_of(checkpoint, seed, count, temperature, source)
    return paint(checkpoint, drawn[part], None if given is None else given[part])


@torch.inference_mode()
def paint(
    checkpoint: Checkpoint, drawn: np.ndarray, given: np.ndarray | None = None, padded: bool = True
) -> np.ndarray:
    """Images, uint8 (N,H,W,3), of latents (N,D) and, for a network that takes them, encoded labels or codes (N,L).

    padded: fill the last batch, so that a latent gives the same picture whatever stands beside it. Without it a single
    picture takes an eighth of the time.
    """
    decode = checkpoint.network.decode if kinds.of(checkpoint.config).decodes else checkpoint.network
    filling = -len(drawn) % BATCH if padded else 0
    inputs = [
        torch.from_numpy(np.pad(rows.astype(np.float32), ((0, filling), (0, 0)))).split(BATCH)
        for rows in (drawn, given)
        if rows is not None
    ]
    batches = [to_uint8(decode(*batch), checkpoint.pixel_range) for batch in zip(*inputs, strict=True)]
    return np.concatenate(batches)[: len(drawn)]


def paint_labels(checkpoint: Checkpoint, noise: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Images uint8 (N,H,W,3) of noise (N,D) that are to show labels of 0 and 1 (N,L)."""
    return paint(checkpoint, noise, labels.encode(rows, checkpoint.config["label_names"]))


@torch.inference_mode()
def encode(checkpoint: Checkpoint, images: np.ndarray) -> np.ndarray:
    """Latents float32 (N,D) of uint8 images (N,H,W,3): the posterior's mean, or the code; no noise."""
    parts = [
        checkpoint.network.encode(to_tensor(images[start : start + BATCH], checkpoint.pixel_range))
        for start in range(0, len(images), BATCH)
    ]
    return torch.cat([part if isinstance(part, torch.Tensor) else part[0] for part in parts]).numpy()


def reconstruct(checkpoint: Checkpoint, images: np.ndarray) -> np.ndarray:
    """What an autoencoder makes of uint8 images (N,H,W,3), in their shape."""
    return paint(checkpoint, encode(checkpoint, images), padded=False)


def latents_of(
    checkpoint: Checkpoint, seed: int, count: int, temperature: float = 1.0, source: str = SOURCES[0]
) -> np.ndarray:
    """Latents of a seed, float32 (count,D).

    source: "mixture" draws from the mixture that was fitted to a VAE's encoded training images, "prior" from N(0, 1),
    from which a generator is always drawn. temperature multiplies the deviation from the component's mean, or from
    zero; for a generator that is the truncation of the noise. Raises CheckpointError when no mixture was fitted.
    """
    fitted = mixture_of(checkpoint, source)
    if fitted:
        return latents.draw_mixture(seed, count, *fitted, temperature=temperature)
    return latents.draw(seed, count, checkpoint.network.latent_size) * np.float32(temperature)


def mixture_of(checkpoint: Checkpoint, source: str) -> Mixture | None:
    """Weights, means, scales and basis of the mixture that `source` draws from; None where that is N(0, 1).

    Raises CheckpointError when no mixture was fitted.
    """
    if source != "mixture" or not kinds.of(checkpoint.config).mixture:
        return None
    arrays = checkpoint.arrays
    try:
        weights, means, scales = (arrays[f"mixture_{name}"] for name in ("weights", "means", "scales"))
    except KeyError as error:
        raise CheckpointError(f"No mixture was fitted for '{checkpoint.name}'; choose the source 'prior'.") from error
    return weights, means, scales, arrays.get("mixture_basis")


def given_of(checkpoint: Checkpoint, seed: int, count: int) -> np.ndarray | None:
    """What a seed gives a network beside its latents, float32 (count,L): encoded labels or codes; None if nothing.

    Row i does not depend on `count`. Raises CheckpointError.
    """
    kind = kinds.of(checkpoint.config)
    if kind.codes:
        return checkpoint.network.codes.draw(seed, count)
    if not kind.labels:
        return None
    return labels.encode(training_labels(checkpoint, seed, count), checkpoint.config["label_names"])


def training_labels(checkpoint: Checkpoint, seed: int, count: int) -> np.ndarray:
    """Labels of 0 and 1 (count,L) that a seed draws from the checkpoint's table, as often as they occur in training.

    Raises CheckpointError when the checkpoint lacks its table.
    """
    try:
        rows, counts = (checkpoint.arrays[name] for name in ("label_rows", "label_counts"))
    except KeyError as error:
        raise CheckpointError(f"'{checkpoint.name}' lacks its table of training labels; publish it again.") from error
    return labels.draw(seed, count, rows, counts)
