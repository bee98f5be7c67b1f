"""A variational autoencoder: images to latents and back, and new images from a mixture or from the prior."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from torch import nn

from genfaces.checkpoint import Checkpoint
from genfaces.explorer_store import FOLDER
from training import fits
from training.card_texts import APPROXIMATE, DRAW, MADE_UP
from training.data import Dataset
from training.fits import Arrays
from training.kinds import autoencoder, gan
from training.kinds.base import CardWords, Metrics, System
from training.measure.evaluate import draw_samples, generation, latent, ruler
from training.measure.reconstruction import reconstructions, squared_errors
from training.measure.ruler import KEY

CARD = CardWords(
    "unconditional-image-generation",
    "A variational autoencoder: it turns an image into {latent_size} numbers and back, and draws new images from "
    "random numbers.",
    f"{APPROXIMATE} {MADE_UP}",
    DRAW + "images = to_uint8(model.network.decode(noise), model.pixel_range)  # uint8, 16 images",
)


class VAE(System):
    """Both an autoencoder and something to draw from."""

    names = "attribute_names"
    card = CARD

    def samples(self, checkpoint: Checkpoint, dataset: Dataset) -> dict[str, np.ndarray]:
        """2,000 samples of the mixture, and as many of the prior."""
        return draw_samples(checkpoint)

    def rebuilt(self, checkpoint: Checkpoint, dataset: Dataset) -> dict[str, np.ndarray]:
        """The test images from their posterior's mean, and from principal components of equal size."""
        return reconstructions(checkpoint, dataset)

    def fit(self, network: nn.Module, dataset: Dataset, pixel_range: tuple[float, float], seed: int) -> Arrays:
        """A mixture to draw from, and directions to move along."""
        return fits.for_vae(network, dataset, pixel_range, seed)

    def measure(
        self, checkpoint: Checkpoint, dataset: Dataset, second_opinion: bool, recogniser: nn.Module | None
    ) -> Metrics:
        """Reconstructions, use of the latents, and samples."""
        samples, found = self.samples(checkpoint, dataset), self.rebuilt(checkpoint, dataset)
        return {
            KEY: ruler(samples, found, dataset),
            "reconstruction": squared_errors(found, np.asarray(dataset.test.images)),
            "latent": latent(checkpoint, dataset),
        } | generation(samples, dataset, second_opinion)

    def figures(self, checkpoint: Checkpoint, dataset: Dataset, folder: Path) -> None:
        """Reconstructions and samples."""
        autoencoder.SYSTEM.figures(checkpoint, dataset, folder)
        gan.SYSTEM.figures(checkpoint, dataset, folder)

    def renew(self, checkpoint: Checkpoint, dataset: Dataset) -> None:
        """Its latent maps, where it has any."""
        if (checkpoint.folder / FOLDER).is_dir():
            from training.explore import explore_latents  # needs openTSNE, which publishing alone does not

            explore_latents(checkpoint, dataset)


SYSTEM = VAE()
