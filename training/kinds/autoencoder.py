"""A plain autoencoder: images to a code and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from torch import nn

from genfaces import drawing
from genfaces.checkpoint import Checkpoint
from training import report
from training.card_texts import APPROXIMATE, LOAD
from training.data import Dataset, record_of
from training.kinds.base import CardWords, Metrics, System
from training.measure.evaluate import ruler
from training.measure.reconstruction import reconstructions, squared_errors
from training.measure.ruler import KEY

PAIRS = 10
CARD = CardWords(
    "image-to-image",
    "A plain autoencoder: it turns an image into {latent_size} numbers and back. It has no prior to draw new images "
    "from.",
    APPROXIMATE,
    "import torch\n\nfrom genfaces import checkpoint\nfrom genfaces.images import to_uint8\n\n"
    + LOAD
    + 'code = torch.zeros(1, model.config["latent_size"])  # or model.network.encode(images)\n'
    "image = to_uint8(model.network.decode(code), model.pixel_range)  # uint8, one image",
)


class Autoencoder(System):
    """Measure and draw what comes back of held-out images."""

    card = CARD

    def rebuilt(self, checkpoint: Checkpoint, dataset: Dataset) -> dict[str, np.ndarray]:
        """The test images from their codes, and from principal components of equal size."""
        return reconstructions(checkpoint, dataset)

    def measure(
        self, checkpoint: Checkpoint, dataset: Dataset, second_opinion: bool, recogniser: nn.Module | None
    ) -> Metrics:
        """Reconstructions by the ruler and by their squared error."""
        found = self.rebuilt(checkpoint, dataset)
        errors = squared_errors(found, np.asarray(dataset.test.images))
        return {KEY: ruler({}, found, dataset), "reconstruction": errors}

    def figures(self, checkpoint: Checkpoint, dataset: Dataset, folder: Path) -> None:
        """Held-out images, where they may be shown, above their reconstructions."""
        originals = np.asarray(dataset.test.images[:PAIRS])
        shown = originals if record_of(dataset.name).showable else None
        report.pairs(shown, drawing.reconstruct(checkpoint, originals), folder / "pairs.webp")


SYSTEM = Autoencoder()
