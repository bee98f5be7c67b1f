"""How much a variational autoencoder tells through each latent dimension."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.measure.checks import MeasureError, as_rows


@dataclass(frozen=True)
class LatentUse:
    """KL in nats, averaged over the images: of each dimension and summed; how many dimensions are active; counts."""

    kl: float
    kl_per_dimension: tuple[float, ...]
    active: int
    dimensions: int
    threshold: float
    images: int


def kl_per_dimension(mean: np.ndarray, logvar: np.ndarray) -> np.ndarray:
    """KL(N(mean, exp(logvar)) || N(0, 1)) in nats, averaged over images: (N,D), (N,D) to (D) (Kingma & Welling, 2014).

    Raises MeasureError for unequal shapes or values that are not finite.
    """
    mean, logvar = as_rows(mean, "posterior means"), as_rows(logvar, "posterior log-variances")
    if mean.shape != logvar.shape:
        raise MeasureError(f"Means and log-variances must have the same shape, got {mean.shape} and {logvar.shape}.")
    return 0.5 * (np.square(mean) + np.exp(logvar) - 1 - logvar).mean(axis=0)


def active_dimensions(mean: np.ndarray, threshold: float = 0.01) -> np.ndarray:
    """Which dimensions carry information on the image, (N,D) to boolean (D) (Burda et al., 2016).

    A dimension is active when its posterior mean varies from image to image with a variance above `threshold`. Raises
    MeasureError for fewer than two images or values that are not finite.
    """
    mean = as_rows(mean, "posterior means")
    if len(mean) < 2:
        raise MeasureError("Counting the active latent dimensions needs at least 2 images, got 1; use more.")
    return mean.var(axis=0) > threshold


def latent_use(mean: np.ndarray, logvar: np.ndarray, threshold: float = 0.01) -> LatentUse:
    """Both measures of posterior means and log-variances (N,D); errors are those of the two functions."""
    divergence, active = kl_per_dimension(mean, logvar), active_dimensions(mean, threshold)
    images, dimensions = np.shape(mean)
    per_dimension = tuple(divergence.tolist())
    return LatentUse(float(divergence.sum()), per_dimension, int(active.sum()), dimensions, threshold, images)
