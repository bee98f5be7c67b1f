"""How well a judge classifies: yes-no attributes with thresholds at the training prevalence, and groups of classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.measure.checks import MeasureError, as_rows

RAREST_SHARE = 0.05


@dataclass(frozen=True)
class AttributeAccuracy:
    """Accuracies in [0,1] by attribute name, on `images` images.

    `balanced` leaves out attributes of which only one value occurs; `mean_balanced` is the mean over those `counted`.
    """

    accuracy: dict[str, float]
    balanced: dict[str, float]
    mean_balanced: float
    counted: tuple[str, ...]
    images: int


@dataclass(frozen=True)
class GroupAccuracy:
    """Accuracy in [0,1] of one choice among `names`; `confusion[true][predicted]` counts images."""

    names: tuple[str, ...]
    accuracy: float
    confusion: tuple[tuple[int, ...], ...]
    images: int


def prevalence_thresholds(labels: np.ndarray) -> np.ndarray:
    """Logits (L) at which a judge's probability equals the share of ones in the 0/1 training labels (N,L).

    Where the probabilities are right, saying yes above the prevalence gives the best balanced accuracy: both kinds of
    mistake cost as much as their kind is rare. Infinite for an attribute that no or every image has. Raises
    MeasureError for labels other than 0 and 1.
    """
    labels = as_rows(labels, "labels")
    if not np.isin(labels, (0, 1)).all():
        raise MeasureError("Labels must be 0 or 1; turn CelebA's -1 into 0 first.")
    share = labels.mean(axis=0)
    with np.errstate(divide="ignore"):
        return np.log(share) - np.log1p(-share)


def balanced_accuracy(scores: np.ndarray, labels: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """Mean of the shares of ones and of zeros in labels (N,L) that scores (N,L) above the thresholds (L) get right.

    Returns (L) in [0,1], NaN where only one value occurs; raises MeasureError for unequal shapes, labels other
    than 0 and 1, or values that are not finite.
    """
    scores, labels = _scores_and_labels(scores, labels)
    predicted = scores > thresholds
    ones, zeros = labels.sum(axis=0), (~labels).sum(axis=0)
    with np.errstate(invalid="ignore"):
        return ((predicted & labels).sum(axis=0) / ones + (~predicted & ~labels).sum(axis=0) / zeros) / 2


def attribute_accuracy(
    scores: np.ndarray, labels: np.ndarray, thresholds: np.ndarray, names: Sequence[str]
) -> AttributeAccuracy:
    """Accuracies of scores (N,L) above the thresholds (L) against 0/1 labels (N,L), for the L attributes by name.

    The mean is over the attributes of which each value makes up at least 5 % of these labels. Raises MeasureError when
    there is none, when L differs from the number of names, and as `balanced_accuracy` does.
    """
    scores, labels = _scores_and_labels(scores, labels, names)
    accuracy = ((scores > thresholds) == labels).mean(axis=0)
    balanced = balanced_accuracy(scores, labels, thresholds)
    share = labels.mean(axis=0)
    common = np.minimum(share, 1 - share) >= RAREST_SHARE
    if not common.any():
        raise MeasureError(
            f"None of the attributes has {RAREST_SHARE:.0%} of each value in {len(labels)} images; use more."
        )
    return AttributeAccuracy(
        accuracy=dict(zip(names, accuracy.tolist(), strict=True)),
        balanced={name: float(value) for name, value in zip(names, balanced, strict=True) if np.isfinite(value)},
        mean_balanced=float(balanced[common].mean()),
        counted=tuple(name for name, counts in zip(names, common, strict=True) if counts),
        images=len(labels),
    )


def group_accuracy(scores: np.ndarray, labels: np.ndarray, names: Sequence[str]) -> GroupAccuracy:
    """Accuracy of the largest of K scores (N,K) against one-hot labels (N,K), the classes being `names`.

    Raises MeasureError when a row of labels is not one-hot, and as `attribute_accuracy` does.
    """
    scores, labels = _scores_and_labels(scores, labels, names)
    chosen = labels.sum(axis=1)
    if (chosen != 1).any():
        raise MeasureError(
            f"{int((chosen != 1).sum())} of {len(labels)} images have no class or several in {list(names)}."
        )
    confusion = np.zeros((len(names), len(names)), dtype=np.int64)
    np.add.at(confusion, (labels.argmax(axis=1), scores.argmax(axis=1)), 1)
    accuracy = float(np.trace(confusion) / len(labels))
    return GroupAccuracy(tuple(names), accuracy, tuple(map(tuple, confusion.tolist())), len(labels))


def _scores_and_labels(
    scores: np.ndarray, labels: np.ndarray, names: Sequence[str] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Scores in float64 and labels as booleans, both (N,L), checked."""
    scores, labels = as_rows(scores, "scores"), as_rows(labels, "labels")
    if scores.shape != labels.shape:
        raise MeasureError(f"Scores and labels must have the same shape, got {scores.shape} and {labels.shape}.")
    if not np.isin(labels, (0, 1)).all():
        raise MeasureError("Labels must be 0 or 1; turn CelebA's -1 into 0 first.")
    if names is not None and len(names) != scores.shape[1]:
        raise MeasureError(f"There are {len(names)} names for {scores.shape[1]} columns of scores; give one a column.")
    return scores, labels.astype(bool)
