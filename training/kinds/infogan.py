"""A generator with codes that it found for itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import nn

from genfaces.checkpoint import Checkpoint
from training import code_figures, report
from training.card_texts import DRAW, MADE_UP
from training.data import Dataset
from training.kinds.base import CardWords, Metrics
from training.kinds.gan import GAN
from training.measure.codes import measure_codes
from training.measure.views import load_judge
from training.recipe import Recipe

CARD = CardWords(
    "unconditional-image-generation",
    "The generator of an InfoGAN: it draws images from {latent_size} random numbers, one of {category} categories and "
    "{continuous} continuous codes. Nobody named these codes: what they mean it found for itself.",
    f"{MADE_UP} A code seldom means one thing only, and the words for it are the judge's, not the model's.",
    DRAW + "codes = torch.from_numpy(model.network.codes.draw(seed=0, count=16))  # one-hot category, then -1 to 1\n"
    "images = to_uint8(model.network(noise, codes), model.pixel_range)  # uint8, 16 images",
)


class InfoGAN(GAN):
    """What any generator is, and what its codes mean."""

    card = CARD

    def recogniser(self, recipe: Recipe, state: Mapping[str, Any]) -> nn.Module:
        """Q, which is part of the discriminator."""
        return recipe.method.recogniser(state["networks"]["discriminator"])

    def measure(
        self, checkpoint: Checkpoint, dataset: Dataset, second_opinion: bool, recogniser: nn.Module | None
    ) -> Metrics:
        """Its samples, and its codes by Q and by the judge."""
        metrics = super().measure(checkpoint, dataset, second_opinion, recogniser)
        return metrics | {"codes": measure_codes(checkpoint, load_judge(dataset.name), dataset.test, recogniser)}

    def figures(self, checkpoint: Checkpoint, dataset: Dataset, folder: Path) -> None:
        """Samples, and one noise through all codes."""
        super().figures(checkpoint, dataset, folder)
        report.captioned(code_figures.traversal(checkpoint), folder / "codes.webp")


SYSTEM = InfoGAN()
