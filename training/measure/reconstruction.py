"""What comes back of an image: from an autoencoder's code, and from principal components of equal size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from genfaces.checkpoint import Checkpoint
from genfaces.images import to_tensor
from training.data import Dataset
from training.measure.features import BATCH

NETWORK, LINEAR = "reconstruction", "principal_components"


def reconstructions(checkpoint: Checkpoint, dataset: Dataset) -> dict[str, np.ndarray]:
    """The test images by the network and, the linear yardstick, by principal components: (N, H, W, 3), in [0, 1]."""
    test = np.asarray(dataset.test.images)
    return {
        NETWORK: reconstruct(checkpoint, test),
        LINEAR: by_principal_components(np.asarray(dataset.train.images), test, checkpoint.network.latent_size),
    }


@torch.inference_mode()
def reconstruct(checkpoint: Checkpoint, images: np.ndarray) -> np.ndarray:
    """Reconstructions of uint8 images (N, H, W, 3) from the posterior's mean: float32 (N, H, W, 3) in [0, 1]."""
    network, (low, high) = checkpoint.network, checkpoint.pixel_range
    parts = []
    for start in range(0, len(images), BATCH):
        code = network.encode(to_tensor(images[start : start + BATCH], (low, high)))
        output = network.decode(code if isinstance(code, Tensor) else code[0])
        parts.append((output.clamp(low, high) - low) / (high - low))
    return torch.cat(parts).permute(0, 2, 3, 1).numpy()


def by_principal_components(train: np.ndarray, images: np.ndarray, components: int) -> np.ndarray:
    """uint8 images (N, H, W, 3) from that many principal components of the training images, as floats about [0, 1].

    What as many numbers an image buy without any network.
    """
    known, given = (to_tensor(part, (0.0, 1.0)).flatten(1) for part in (train, images))
    centre = known.mean(0)
    known -= centre  # in place: of all faces it is a gigabyte
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)  # it begins at random, and numbers are to come out the same again
        _, _, basis = torch.svd_lowrank(known, min(components + 20, len(known)), niter=3)
    basis = basis[:, :components]
    found = centre + ((given - centre) @ basis) @ basis.T
    return found.reshape(len(images), 3, *images.shape[1:3]).permute(0, 2, 3, 1).numpy()


def squared_errors(found: Mapping[str, np.ndarray], images: np.ndarray) -> dict[str, Any]:
    """Mean squared errors of `reconstructions` of uint8 images (N, H, W, 3), pixels in [0, 1]."""
    given = images.astype(np.float32) / 255
    errors = np.square(found[NETWORK] - given).mean((1, 2, 3))
    return {
        "test_mse": float(errors.mean()),
        "test_mse_std": float(errors.std()),
        "test_mse_5_percent": float(np.quantile(errors, 0.05)),
        "test_mse_95_percent": float(np.quantile(errors, 0.95)),
        "principal_components_mse": float(np.square(found[LINEAR] - given).mean()),
        "images": len(errors),
    }


def as_bytes(images: np.ndarray) -> np.ndarray:
    """Pixels about [0, 1] as uint8: clamped, then rounded."""
    return (images.clip(0, 1) * 255).round().astype(np.uint8)
