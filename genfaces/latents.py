"""Latents drawn from a seed: the same numbers in training's fixed noise and on the page, on every machine."""

from __future__ import annotations

import numpy as np


def draw(seed: int, count: int, size: int) -> np.ndarray:
    """Standard normal latents, float32 (count, size), from numpy's `default_rng(seed)`.

    Row i does not depend on `count`: the first rows of a longer draw are the shorter draw.
    """
    return np.random.default_rng(seed).standard_normal((count, size), dtype=np.float32)


def draw_mixture(
    seed: int,
    count: int,
    weights: np.ndarray,
    means: np.ndarray,
    scales: np.ndarray,
    basis: np.ndarray | None = None,
    temperature: float = 1.0,
) -> np.ndarray:
    """Latents, float32 (count, D), from a mixture of K Gaussians whose covariance is diagonal in a rotated basis.

    weights (K); means and scales (the standard deviations), each (K, D), are coordinates in `basis` (D, D), whose
    columns say where each coordinate points: latents = coordinates @ basis.T. Without it coordinates are latents.
    temperature multiplies the deviation from the component's mean. The noise is that of `draw` with the same seed, the
    component comes from a stream of its own, and row i does not depend on `count`.
    """
    noise = draw(seed, count, means.shape[1])
    cumulative = np.cumsum(weights, dtype=np.float64)
    positions = np.random.default_rng([seed, 1]).random(count) * cumulative[-1]
    component = np.searchsorted(cumulative, positions, side="right")
    coordinates = (means[component] + temperature * scales[component] * noise).astype(np.float32)
    if basis is None:
        return coordinates
    # Row by row: the last digits of one large product depend on the number of rows.
    return np.stack([basis.astype(np.float32, copy=False) @ row for row in coordinates])
