"""Does a generator repeat its training images? Nearest training neighbours of samples and of test images."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import pairwise_distances_argmin_min

from training.measure.checks import MeasureError, as_rows, same_width


@dataclass(frozen=True)
class Nearest:
    """For each query (N): the Euclidean distance to its nearest reference, and that reference's row."""

    distances: np.ndarray
    indices: np.ndarray


@dataclass(frozen=True)
class NeighbourCheck:
    """Medians of the distance to the nearest training image, of samples and of test images, with all three counts.

    `closer` is the share of (sample, test image) pairs in which the sample is the nearer of the two to its training
    image (ties count half): 0.5 where samples are as new as test images, towards 1 where they repeat the training set.
    """

    sample_median: float
    test_median: float
    closer: float
    samples: int
    test: int
    train: int


def nearest(queries: np.ndarray, references: np.ndarray, block: int = 1024) -> Nearest:
    """Find the nearest of the references (M,...) for each of the queries (N,...), by Euclidean distance.

    Rows are flattened; uint8 images count as values in [0,1]. References, which may be mapped from disk, are read
    `block` rows at a time, so memory holds the queries, one block and their N x `block` distances in float64. Raises
    MeasureError for empty sets, rows of unequal size, or values that are not finite.
    """
    rows = _flat(queries)
    best = np.full(len(rows), np.inf)
    indices = np.zeros(len(rows), dtype=np.int64)
    if len(references) == 0:
        raise MeasureError("The nearest neighbours were asked for among no images at all; give some to compare with.")
    for start in range(0, len(references), block):
        candidates = _flat(references[start : start + block])
        same_width(rows, candidates, "images or features")
        winners, winning = pairwise_distances_argmin_min(rows, candidates)
        better = winning < best
        best[better], indices[better] = winning[better], start + winners[better]
    # Taken anew as a difference: scikit-learn expands the square, which leaves an exact copy a little off zero.
    distances = [np.linalg.norm(row - _flat(references[i : i + 1])[0]) for row, i in zip(rows, indices, strict=True)]
    return Nearest(np.array(distances), indices)


def neighbour_check(samples: np.ndarray, test: np.ndarray, train: np.ndarray) -> NeighbourCheck:
    """Compare how near samples (N,...) and test images (T,...) come to the training images (M,...).

    The arrays are either features or uint8 images, all of one kind; errors are those of `nearest`.
    """
    from_samples, from_test = nearest(samples, train).distances, nearest(test, train).distances
    difference = from_test[None, :] - from_samples[:, None]
    closer = ((difference > 0) + 0.5 * (difference == 0)).mean()
    medians = float(np.median(from_samples)), float(np.median(from_test))
    return NeighbourCheck(*medians, float(closer), len(samples), len(test), len(train))


def _flat(array: np.ndarray) -> np.ndarray:
    """(N,...) to (N,D) in float64, uint8 scaled to [0,1]."""
    rows = as_rows(np.asarray(array).reshape(len(array), -1) if len(array) else np.empty((0, 0)), "images or features")
    return rows / 255 if array.dtype == np.uint8 else rows
