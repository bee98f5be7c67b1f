"""How far two sets of feature vectors are apart: the Fréchet distance and the kernel distance (KID).

Both depend on the judge that made the features and, the Fréchet distance above all, on how many there are, so compare
only numbers with the same judge and counts, and read them beside the distance between training and test images.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.measure.checks import MeasureError, as_rows, same_width


@dataclass(frozen=True)
class FrechetDistance:
    """The squared Fréchet distance `value` (0 or more, lower is closer) and how many vectors of each set it is from."""

    value: float
    samples: int
    references: int


@dataclass(frozen=True)
class KernelDistance:
    """`mean` and `std` of the kernel distance over the subsets; the mean of equal distributions is 0, either side."""

    mean: float
    std: float
    subsets: int
    subset_size: int
    samples: int
    references: int


def frechet_distance(samples: np.ndarray, references: np.ndarray, minimum_count: int | None = None) -> FrechetDistance:
    """Squared Fréchet distance between normal distributions fitted to features (N,D) and (M,D) (Heusel et al., 2017).

    |m1 - m2|^2 + tr(S1 + S2 - 2 (S1^1/2 S2 S1^1/2)^1/2), in float64. Each set needs `minimum_count` vectors, D + 1
    unless given: with fewer the covariance is singular and the distance mostly tells the count. Raises MeasureError
    for fewer vectors (or fewer than 2), unequal D, or values that are not finite.
    """
    samples, references = as_rows(samples, "features"), as_rows(references, "features")
    same_width(samples, references, "features")
    needed = max(2, samples.shape[1] + 1 if minimum_count is None else minimum_count)
    _check_counts(samples, references, needed, f"A Fréchet distance of {samples.shape[1]} features")

    shift = samples.mean(axis=0) - references.mean(axis=0)
    first, second = _covariance_factor(samples), _covariance_factor(references)
    # With S = R^T R the trace of the root is the sum of the singular values of R1 R2^T. No matrix root is taken, so
    # nothing goes complex or loses half its digits where a covariance is nearly singular.
    overlap = np.linalg.svd(first @ second.T, compute_uv=False).sum()
    value = shift @ shift + np.square(first).sum() + np.square(second).sum() - 2 * overlap
    return FrechetDistance(max(0.0, float(value)), len(samples), len(references))


def kernel_distance(
    samples: np.ndarray, references: np.ndarray, subset_size: int = 500, subsets: int = 100, seed: int = 0
) -> KernelDistance:
    """Kernel Inception distance (Binkowski et al., 2018), on whatever features (N,D) and (M,D) are given.

    The unbiased estimate of the squared maximum mean discrepancy with the kernel (x.y / D + 1)^3, over `subsets`
    pairs of random subsets without repetition. Raises MeasureError when a set holds fewer than `subset_size` vectors,
    for subsets of fewer than 2, unequal D, or values that are not finite.
    """
    samples, references = as_rows(samples, "features"), as_rows(references, "features")
    same_width(samples, references, "features")
    if subset_size < 2 or subsets < 1:
        raise MeasureError(
            f"A kernel distance needs subsets of at least 2, and one subset; got {subset_size=}, {subsets=}."
        )
    _check_counts(samples, references, subset_size, f"A kernel distance with subsets of {subset_size}")

    generator = np.random.default_rng(seed)
    estimates = [
        _squared_discrepancy(
            generator.choice(samples, subset_size, replace=False),
            generator.choice(references, subset_size, replace=False),
        )
        for _ in range(subsets)
    ]
    mean, std = float(np.mean(estimates)), float(np.std(estimates))
    return KernelDistance(mean, std, subsets, subset_size, len(samples), len(references))


def _covariance_factor(features: np.ndarray) -> np.ndarray:
    """Upper triangular R with R^T R the unbiased covariance of features (N,D)."""
    centred = features - features.mean(axis=0)
    return np.linalg.qr(centred, mode="r") / np.sqrt(len(features) - 1)


def _squared_discrepancy(first: np.ndarray, second: np.ndarray) -> float:
    """Unbiased: a vector is not compared with itself, so the value may fall below 0."""
    count = len(first)
    within = _kernel(first, first), _kernel(second, second)
    own = sum(kernel.sum() - np.trace(kernel) for kernel in within) / (count * (count - 1))
    return float(own - 2 * _kernel(first, second).mean())


def _kernel(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return (first @ second.T / first.shape[1] + 1) ** 3


def _check_counts(samples: np.ndarray, references: np.ndarray, needed: int, what: str) -> None:
    if min(len(samples), len(references)) < needed:
        raise MeasureError(
            f"{what} needs at least {needed} images in each set, got {len(samples)} and {len(references)}; use more."
        )
