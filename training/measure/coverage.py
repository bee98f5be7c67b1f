"""Precision and recall of samples: how many look real, and how much of what is real they cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import pairwise_distances_chunked

from training.measure.checks import MeasureError, as_rows, same_width

NEIGHBOURS = 3


@dataclass(frozen=True)
class Coverage:
    """`precision` and `recall`, 0 to 1, and of how many vectors each set was."""

    precision: float
    recall: float
    samples: int
    references: int


def coverage(samples: np.ndarray, references: np.ndarray, neighbours: int = NEIGHBOURS) -> Coverage:
    """Improved precision and recall (Kynkäänniemi et al., 2019) of features (N,D) and (M,D).

    A set's manifold is the union of balls around its vectors, each as wide as the way to its `neighbours`-th nearest
    other vector. Precision is the share of samples in the manifold of the references, recall the share of references
    in that of the samples. Both depend on the counts, so give equally many. Raises MeasureError for a set without that
    many neighbours, unequal D, or values that are not finite.
    """
    samples, references = as_rows(samples, "features"), as_rows(references, "features")
    same_width(samples, references, "features")
    if min(len(samples), len(references)) <= neighbours:
        raise MeasureError(
            f"Precision and recall by {neighbours} neighbours need {neighbours + 1} images in each set or more, got "
            f"{len(samples)} and {len(references)}; use more."
        )
    precision = _share_within(samples, references, _radii(references, neighbours))
    recall = _share_within(references, samples, _radii(samples, neighbours))
    return Coverage(precision, recall, len(samples), len(references))


def _radii(rows: np.ndarray, neighbours: int) -> np.ndarray:
    """The distance (N) from each of `rows` (N,D) to its `neighbours`-th nearest other one."""
    # Place 0 is a row itself. Not `NearestNeighbors`: it rounds otherwise than what the radii are compared with.
    blocks = pairwise_distances_chunked(
        rows, rows, reduce_func=lambda block, _: np.partition(block, neighbours, axis=1)[:, neighbours]
    )
    return np.concatenate(list(blocks))


def _share_within(queries: np.ndarray, centres: np.ndarray, radii: np.ndarray) -> float:
    """Share of `queries` (N,D) that lie in a ball around one of `centres` (M,D) with radii (M)."""
    blocks = pairwise_distances_chunked(queries, centres, reduce_func=lambda block, _: (block <= radii).any(axis=1))
    return float(np.concatenate(list(blocks)).mean())
