"""A generator that draws from noise, or from noise and labels that its seed draws."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from torch import nn

from genfaces import drawing, kinds
from genfaces.checkpoint import Checkpoint
from training import report
from training.card_texts import DRAW, MADE_UP
from training.data import Dataset
from training.fits import Arrays, label_table
from training.kinds.base import CardWords, Metrics, System
from training.measure.evaluate import SEED, draw_samples, generation, ruler
from training.measure.ruler import KEY
from training.sheet import draw_sheet

SHEET = 32
LABELLED = CardWords(
    "unconditional-image-generation",
    "The generator of a conditional generative adversarial network: it draws images from {latent_size} random numbers "
    "and {label_count} labels that are to show in them.",
    f"{MADE_UP} A label that is asked for does not always show, and moving one can move others that go with it in the "
    "data.",
    DRAW.replace("checkpoint, latents", "checkpoint, labels, latents")
    + 'rows, counts = model.arrays["label_rows"], model.arrays["label_counts"]  # of the training images, 0 or 1\n'
    "rows = labels.draw(0, 16, rows, counts)\n"
    'asked = torch.from_numpy(labels.encode(rows, model.config["label_names"]))  # 1 yes, -1 no; of colours one is 1\n'
    "images = to_uint8(model.network(noise, asked), model.pixel_range)  # uint8, 16 images",
)
CARD = CardWords(
    "unconditional-image-generation",
    "The generator of a generative adversarial network: it draws images from {latent_size} random numbers.",
    MADE_UP,
    DRAW + "images = to_uint8(model.network(noise), model.pixel_range)  # uint8, 16 images",
)


class GAN(System):
    """Fit a table of labels where it takes any; measure and draw samples."""

    card = CARD

    def words(self, config: Mapping[str, Any]) -> CardWords:
        """Those of a conditional one where it takes labels."""
        return LABELLED if kinds.of(config).labels else self.card

    def fit(self, network: nn.Module, dataset: Dataset, pixel_range: tuple[float, float], seed: int) -> Arrays:
        """Which labels occur in training, so that what goes together is asked for together."""
        return label_table(dataset.train.labels) if getattr(network, "label_size", 0) else {}

    def samples(self, checkpoint: Checkpoint, dataset: Dataset) -> dict[str, np.ndarray]:
        """2,000 samples."""
        return draw_samples(checkpoint)

    def measure(
        self, checkpoint: Checkpoint, dataset: Dataset, second_opinion: bool, recogniser: nn.Module | None
    ) -> Metrics:
        """Samples by the ruler and by judges, and whether they repeat the training set."""
        samples = self.samples(checkpoint, dataset)
        return {KEY: ruler(samples, {}, dataset)} | generation(samples, dataset, second_opinion)

    def figures(self, checkpoint: Checkpoint, dataset: Dataset, folder: Path) -> None:
        """A small sheet beside the name, and a large one to count whole pictures on."""
        report.samples(drawing.draw(checkpoint, SEED, SHEET), folder / "samples.webp")
        draw_sheet(checkpoint, folder)


SYSTEM = GAN()
