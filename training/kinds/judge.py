"""A classifier that measures what others make."""

from __future__ import annotations

import numpy as np
from torch import nn

from genfaces.checkpoint import Checkpoint
from training.card_texts import LOAD
from training.data import Dataset
from training.fits import Arrays
from training.kinds.base import CardWords, Metrics, System
from training.measure.classification import prevalence_thresholds
from training.measure.evaluate import classification

CARD = CardWords(
    "image-classification",
    "A classifier of {label_count} labels. It is a judge: it measures the samples of generators and is never used in "
    "training one.",
    "It judges the images of its own data set, small and aligned, and is a measuring device for such images only; do "
    "not use it to decide anything about a person.",
    "import torch\n\nfrom genfaces import checkpoint\n\n" + LOAD + 'size = model.config["image_size"]\n'
    "logits = model.network(torch.zeros(1, 3, size, size))  # one column a label; images lie in model.pixel_range",
)


class Judge(System):
    """Fit thresholds; measure accuracies. Its weights are kept finer than others', for its numbers are compared."""

    bits = 16
    names = "label_names"
    card = CARD

    def fit(self, network: nn.Module, dataset: Dataset, pixel_range: tuple[float, float], seed: int) -> Arrays:
        """Thresholds at the training prevalence."""
        return {"thresholds": prevalence_thresholds(dataset.train.labels).astype(np.float32)}

    def by_ruler(self, checkpoint: Checkpoint, dataset: Dataset) -> Metrics:
        """Nothing: it makes no pictures."""
        return {}

    def measure(
        self, checkpoint: Checkpoint, dataset: Dataset, second_opinion: bool, recogniser: nn.Module | None
    ) -> Metrics:
        """Accuracies on the test split."""
        return {"classification": classification(checkpoint, dataset)}


SYSTEM = Judge()
