"""The ruler, `fd_imagenet`: how far pictures are from the training images in the features of an ImageNet network.

One for every data set. The reference is the training part, so that numbers read like the usual FID; the floor is the
test part, what pictures as good as fresh data would get. A Fréchet distance falls with the number of pictures, so where
a set is larger than the test part, its first ones are measured at the floor's count as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from training.measure.coverage import coverage
from training.measure.distances import frechet_distance, kernel_distance
from training.measure.imagenet import imagenet_view
from training.measure.views import View

KEY = "fd_imagenet"
FLOOR, EQUAL = "floor", "as_many_as_floor"
REFERENCES = 8000
SUBSET = 500
Scores = dict[str, Any]


def measure_by_ruler(
    pictures: Mapping[str, np.ndarray], train: np.ndarray, test: np.ndarray, view: View | None = None
) -> Scores:
    """Scores of each set of pictures and of the "floor", by name; all images uint8 (N,H,W,3).

    train: up to 8,000 of them, spread evenly, are the reference. view: EfficientNet-Lite0's unless given. Raises
    MeasureError where its packages are missing.
    """
    view = view or imagenet_view()
    references = view.real(spread_evenly(train, REFERENCES))
    scores: Scores = {FLOOR: compare(view.real(test), references)}
    for name, images in pictures.items():
        features = view.features(images)
        scores[name] = compare(features, references)
        if len(images) > len(test):
            scores[name][EQUAL] = compare(features[: len(test)], references)
    return scores


def compare(samples: np.ndarray, references: np.ndarray) -> Scores:
    """Fréchet and kernel distance, precision and recall of features (N,D) against references (M,D).

    The last two at equal counts: of as many references, spread evenly.
    """
    subset = min(SUBSET, len(samples), len(references))
    count = min(len(samples), len(references))
    return {
        # Fewer pictures than features are compared too, with as few of the floor beside them.
        "frechet": asdict(frechet_distance(samples, references, minimum_count=2)),
        "kernel": asdict(kernel_distance(samples, references, subset_size=subset)),
        "coverage": asdict(coverage(samples[:count], spread_evenly(references, count))),
    }


def spread_evenly(rows: np.ndarray, count: int) -> np.ndarray:
    """`count` rows spread evenly over an array, all of them where there are no more."""
    return np.asarray(rows[np.linspace(0, len(rows) - 1, min(count, len(rows))).astype(int)])
