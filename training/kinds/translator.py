"""A pair of translators between aerial photographs and maps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from torch import nn

from genfaces import example_maps
from genfaces.checkpoint import Checkpoint
from genfaces.images import to_tensor, to_uint8
from training import report
from training.card_texts import LOAD
from training.data import PairedDataset
from training.errors import TrainingError
from training.kinds.base import CardWords, Metrics, System
from training.measure.evaluate import SAMPLES, ruler, translation
from training.measure.ruler import KEY
from training.measure.translation import cycle, translate

MAPS = 6
CARD = CardWords(
    "image-to-image",
    "Two networks that translate maps into aerial photographs (`map_to_aerial`) and back (`aerial_to_map`), pictures "
    "of any size from 8 pixels a side.",
    "A translation is a guess: a photograph made from a map is invented, and a map made from a photograph leaves "
    "things out and misreads others. Do not find your way by it.",
    "from genfaces import checkpoint, example_maps\nfrom genfaces.images import to_tensor, to_uint8\n\n"
    + LOAD
    + 'maps = example_maps.all_of(model.config["dataset"]["name"])  # uint8, or maps of yours in the same colours\n'
    'photographs = model.network(to_tensor(maps), "map_to_aerial")\n'
    'maps_again = to_uint8(model.network(photographs, "aerial_to_map"))',
)


class Translator(System):
    """Measure both ways and the way there and back; draw our own maps through it."""

    card = CARD

    def samples(self, checkpoint: Checkpoint, dataset: PairedDataset) -> dict[str, np.ndarray]:
        """Photographs invented from held-out maps."""
        _, maps = dataset.test.squares(SAMPLES)
        return {"map_to_aerial": to_uint8(translate(checkpoint.network, to_tensor(maps), "map_to_aerial"))}

    def measure(
        self, checkpoint: Checkpoint, dataset: PairedDataset, second_opinion: bool, recogniser: nn.Module | None
    ) -> Metrics:
        """Invented photographs by the ruler; classes of maps, cycles and hidden notes on held-out pairs.

        Raises TrainingError where what is held out is no pairs.
        """
        if not dataset.test.paired:
            raise TrainingError(
                f"Measuring needs pairs, and the held-out photographs of {dataset.title} are not named as its maps "
                "are; name them alike, 7_A.jpg and 7_B.jpg, as many in testA as in testB."
            )
        samples = self.samples(checkpoint, dataset)
        return {KEY: ruler(samples, {}, dataset), "translation": translation(checkpoint, dataset)}

    def figures(self, checkpoint: Checkpoint, dataset: PairedDataset, folder: Path) -> None:
        """Example maps there and back."""
        report.captioned(translations(checkpoint), folder / "translations.webp")


def translations(checkpoint: Checkpoint) -> dict[str, np.ndarray]:
    """Example maps of our own, there and back, as rows with captions: uint8 (N, H, W, 3)."""
    maps = example_maps.all_of(checkpoint.config["dataset"]["name"])[:MAPS]
    there_and_back = cycle(checkpoint.network, to_tensor(maps, checkpoint.pixel_range), "map")
    return {
        "Maps, drawn for this figure": maps,
        "Photographs that the model invents from them": to_uint8(there_and_back.translated, checkpoint.pixel_range),
        "Maps that it reads from those": to_uint8(there_and_back.back, checkpoint.pixel_range),
    }


SYSTEM = Translator()
