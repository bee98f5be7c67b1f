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
    component = components(seed, count, weights)
    return of_mixture(draw(seed, count, means.shape[1]), means[component], scales[component], basis, temperature)


def components(seed: int, count: int, weights: np.ndarray) -> np.ndarray:
    """Which component of a mixture with weights (K) each latent of `draw_mixture` belongs to, int (count)."""
    cumulative = np.cumsum(weights, dtype=np.float64)
    positions = np.random.default_rng([seed, 1]).random(count) * cumulative[-1]
    return np.searchsorted(cumulative, positions, side="right")


def of_mixture(
    noise: np.ndarray, means: np.ndarray, scales: np.ndarray, basis: np.ndarray | None, temperature: float
) -> np.ndarray:
    """Latents, float32 (N, D), of noise (N, D) around a mean and with a scale for each row, each (N, D)."""
    coordinates = (means + temperature * scales * noise).astype(np.float32)
    if basis is None:
        return coordinates
    # Row by row: the last digits of one large product depend on the number of rows.
    return np.stack([basis.astype(np.float32, copy=False) @ row for row in coordinates])


def spherical(start: np.ndarray, end: np.ndarray, fractions: np.ndarray) -> np.ndarray:
    """Points on the arc from `start` to `end`, each (D), at `fractions` (N) of its angle, float32 (N, D).

    In many dimensions all standard normal noise lies close to a sphere; a straight line would leave it, and a
    generator has never seen the inside (Shoemake, 1985, for rotations; White, 2016, "Sampling generative networks").
    The ends are met exactly. Where the two point the same way or opposite ways there is no one arc: a straight line.
    """
    start, end = start.astype(np.float64), end.astype(np.float64)
    norms = np.linalg.norm(start) * np.linalg.norm(end)
    cosine = np.clip(start @ end / norms, -1.0, 1.0) if norms else 1.0
    angle, fractions = np.arccos(cosine), np.asarray(fractions, np.float64)[:, None]
    if np.sin(angle) < 1e-6:
        return straight(start, end, fractions[:, 0])
    weights = np.sin((1 - fractions) * angle) / np.sin(angle), np.sin(fractions * angle) / np.sin(angle)
    return (weights[0] * start + weights[1] * end).astype(np.float32)


def straight(start: np.ndarray, end: np.ndarray, fractions: np.ndarray) -> np.ndarray:
    """Points on the line from `start` to `end`, each (D), at `fractions` (N) of its length, float32 (N, D)."""
    fractions = np.asarray(fractions, np.float64)[:, None]
    return ((1 - fractions) * start + fractions * end).astype(np.float32)
