"""A generator that begins as the decoder of a trained VAE, and so draws whole pictures before it has learnt anything.

A GAN spends most of its images on finding out what a whole face is, and a VAE learns that from every single image. What
the VAE leaves out, fine texture and clear edges, is what a discriminator teaches well. The decoder is taken over as it
is; an affine map before it takes noise to the latents that the encoder uses, with the labels' part told apart.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from genfaces import checkpoint, labels
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.networks.decoder import DecoderGenerator
from genfaces.networks.infogan import CodedGenerator
from genfaces.networks.vae import VAE
from training import fits
from training.data import Dataset
from training.errors import TrainingError

# Images that are encoded to see what latents are used: many times as many as a covariance has rows.
IMAGES = 10_000
# How far a code moves the noise at first, in its deviations: enough to be seen, far too little to break a face.
CODE_STRENGTH = 0.3


@torch.no_grad()
def begin_as_decoder(generator: nn.Module, name: str, dataset: Dataset) -> None:
    """Give `generator` the decoder of the VAE `name` and the map from noise to its latents.

    A generator with codes gets random directions for them, one without gets what goes with the labels it takes.
    Raises TrainingError when the checkpoint is missing or its decoder is another network than the generator's.
    """
    coded = isinstance(generator, CodedGenerator)
    drawing = generator.generator if coded else generator
    start = _read(name)
    network = start.network
    # A linear path beside the decoder would be lost.
    is_plain = isinstance(network, VAE) and not network.linear_size and isinstance(drawing, DecoderGenerator)
    if not is_plain or _shapes(drawing.decoder) != _shapes(network.decoder):
        raise TrainingError(f"The head start '{name}' has another decoder than the generator; mend the recipe.")
    drawing.decoder.load_state_dict(network.decoder.state_dict())
    rows = np.linspace(0, len(dataset.train) - 1, min(IMAGES, len(dataset.train))).astype(int)
    posterior = fits.encode(network, np.asarray(dataset.train.images[rows]), start.pixel_range)
    given = np.zeros((len(rows), 0), dtype=np.float32)
    if drawing.label_size and not coded:
        given = labels.encode(np.asarray(dataset.train.labels[rows]), dataset.label_names)
    weight, bias = affine_map(posterior["mean"], posterior["logvar"], given)
    if coded:
        weight = np.hstack([weight, weight @ _directions(drawing.latent_size, generator.codes.size)])
    drawing.to_latent.weight.copy_(torch.from_numpy(weight))
    drawing.to_latent.bias.copy_(torch.from_numpy(bias))


def affine_map(mean: np.ndarray, logvar: np.ndarray, given: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weight (D, D + L) and bias (D), float32, that take noise and labels to latents as the encoder uses them.

    mean, logvar: posteriors (N, D). given: labels (N, L) as networks take them. Each label moves latents as ridge
    regression on all of them says. Noise has the covariance of what labels do not tell, with the posteriors' own width.
    """
    directions = fits.attribute_directions(mean, given) if given.shape[1] else np.zeros((0, mean.shape[1]))
    bias = mean.mean(0) - given.mean(0) @ directions
    covariance = np.cov(mean - given @ directions, rowvar=False) + np.diag(np.exp(logvar).mean(0))
    weight = np.hstack([np.linalg.cholesky(covariance), directions.T])
    return weight.astype(np.float32), bias.astype(np.float32)


def _directions(latent_size: int, count: int) -> np.ndarray:
    """Random directions in the noise, float32 (latent_size, count)."""
    normal = np.random.default_rng(0).standard_normal((latent_size, count), dtype=np.float32)
    return np.float32(CODE_STRENGTH) * normal


def _read(name: str) -> Checkpoint:
    """What the recipe begins as. Raises TrainingError."""
    try:
        return checkpoint.load(name)
    except CheckpointError as error:
        raise TrainingError(f"This recipe begins as the decoder of '{name}', which is missing. {error}") from error


def _shapes(network: nn.Module) -> dict[str, torch.Size]:
    return {name: tensor.shape for name, tensor in network.state_dict().items()}
