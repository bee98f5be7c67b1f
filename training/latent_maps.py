"""Maps of a VAE's latents: how they are told apart, t-SNE at three perplexities, principal components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import openTSNE

PERPLEXITIES = (10, 30, 100)
SHRUNK = 16  # pictures are compared at this size in pixels: what is seen at a glance


@dataclass(frozen=True)
class Map:
    """A map of N points, its entry in explorer.json, and float32 coordinates (N, 2 or 3) within -1..1.

    In its own units a point is at `centre + reach * coordinates`.
    """

    entry: dict
    coordinates: np.ndarray


def picture_metric(latents: np.ndarray, pictures: np.ndarray) -> np.ndarray:
    """A symmetric matrix (D, D): |(a - b) @ metric| is the distance of latents a and b, 1 for two usual ones.

    latents (N, D); pictures uint8 (N, H, W, 3), their reconstructions. A VAE gives every latent about the same spread,
    whether it moves the whole background or a hair, and plain distances count both alike. The pull-back of the distance
    between pictures (Arvanitidis et al., 2018, "Latent space oddity"), here with one Jacobian for the whole space,
    counts only how many pixels move, and backgrounds drown faces. This is half-way between the two, each direction
    counted by the square root of what it does to the picture: neighbours agree in more labels than by either.
    """
    block = pictures.shape[1] // SHRUNK
    small = pictures.reshape(len(pictures), SHRUNK, block, SHRUNK, block, 3).mean((2, 4), dtype=np.float32)
    small = small.reshape(len(pictures), -1) / 255
    centred = latents - latents.mean(0)
    gram = centred.T @ centred + np.eye(latents.shape[1])
    jacobian = np.linalg.solve(gram, centred.T @ (small - small.mean(0)))
    values, vectors = np.linalg.eigh(jacobian @ jacobian.T / small.shape[1])
    metric = (vectors * values.clip(min=0) ** 0.25) @ vectors.T
    # Two independent draws are apart by twice the variance.
    return metric / np.sqrt(2 * np.square(centred @ metric).sum(1).mean())


def tsne(points: np.ndarray, perplexity: int, seed: int = 0) -> Map:
    """t-SNE (van der Maaten & Hinton, 2008) of points (N, D), by openTSNE (Poličar et al., 2024) on one thread."""
    embedding = openTSNE.TSNE(
        perplexity=perplexity, neighbors="exact", negative_gradient_method="fft", n_jobs=1, random_state=seed
    ).fit(points)
    entry = {"name": f"tsne-{perplexity}", "kind": "tsne", "perplexity": perplexity}
    return _framed(entry, np.asarray(embedding))


def principal_components(points: np.ndarray, count: int) -> tuple[Map, np.ndarray]:
    """The first `count` principal components as a map, and the projection: (D, count), of points without their mean."""
    centred = points - points.mean(0)
    values, vectors = np.linalg.eigh(np.cov(centred, rowvar=False))
    order = np.argsort(values)[::-1][:count]
    # The sign of a component is arbitrary; this makes it the same on every machine.
    projection = vectors[:, order] * np.sign(vectors[np.abs(vectors[:, order]).argmax(0), order])
    explained = [float(share) for share in values[order] / values.sum()]
    entry = {"name": f"pca-{count}d", "kind": "pca", "explained": explained}
    return _framed(entry, centred @ projection), projection


def _framed(entry: dict, positions: np.ndarray) -> Map:
    low, high = positions.min(0), positions.max(0)
    centre, reach = (low + high) / 2, float((high - low).max() / 2)
    entry = entry | {"centre": [float(value) for value in centre], "reach": reach}
    return Map(entry, ((positions - centre) / reach).astype(np.float32))
