"""What a map of latents keeps of their space: trustworthiness, and how pure neighbourhoods are in each label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

NEIGHBOURS = 12


def nearest(points: np.ndarray, count: int = NEIGHBOURS) -> np.ndarray:
    """The `count` nearest other points of each of `points` (N, D), nearest first: int (N, count), Euclidean."""
    index = NearestNeighbors(n_neighbors=count, algorithm="brute" if points.shape[1] > 3 else "kd_tree").fit(points)
    return index.kneighbors(return_distance=False)


def purity(neighbours: np.ndarray, labels: np.ndarray, names: Sequence[str]) -> dict[str, dict[str, float]]:
    """How far neighbours (N, K) share each label (N, L), by the label's name.

    "same": the mean share of a point's neighbours with the same value. "among": the same over the points that have the
    label, which a rare label needs: nearly everything around a point lacks it anyway. "chance_same" and "chance_among":
    what a map without any order would give.
    """
    found = {}
    for name, column in zip(names, labels.astype(bool).T, strict=True):
        same = (column[neighbours] == column[:, None]).mean(axis=1)
        share = float(column.mean())
        found[name] = {
            "same": float(same.mean()),
            "among": float(same[column].mean()) if column.any() else 0.0,
            "chance_same": share**2 + (1 - share) ** 2,
            "chance_among": share,
        }
    return found


def trust(latents: np.ndarray, coordinates: np.ndarray) -> float:
    """Trustworthiness (Venna & Kaski, 2001) of a map's 12 nearest neighbours: 1 when all of them are near in truth.

    Needs memory for a few N x N matrices: two gigabytes for 10,000 points.
    """
    return float(trustworthiness(latents, coordinates, n_neighbors=NEIGHBOURS))
