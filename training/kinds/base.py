"""What publishing asks of a kind of system."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from torch import nn

from genfaces.checkpoint import Checkpoint
from training.data import Dataset, PairedDataset
from training.fits import Arrays
from training.measure.evaluate import ruler
from training.measure.ruler import KEY
from training.recipe import Recipe

Metrics = dict[str, Any]


@dataclass(frozen=True)
class CardWords:
    """What a card says of a kind of system. task: the Hub's. use: Python that loads NAME and runs it once."""

    task: str
    what: str
    limit: str
    use: str


class System(ABC):
    """One kind of system, with nothing of its own but what it is trained and shown for.

    bits: of the weights that ship; with 8 a picture differs by a fraction of a grey level. names: the entry of
    config.json that holds the data set's labels, for a network whose constructor does not take them.
    """

    card: ClassVar[CardWords]
    bits: ClassVar[int] = 8
    names: ClassVar[str | None] = None

    def words(self, config: Mapping[str, Any]) -> CardWords:
        """What the card of the checkpoint that `config` describes says."""
        return self.card

    def fit(self, network: nn.Module, dataset: Dataset, pixel_range: tuple[float, float], seed: int) -> Arrays:
        """The arrays that are stored beside the weights, from the training split alone."""
        return {}

    def recogniser(self, recipe: Recipe, state: Mapping[str, Any]) -> nn.Module | None:
        """A network of the run that measuring needs and a checkpoint does not hold."""
        return None

    def samples(self, checkpoint: Checkpoint, dataset: Dataset | PairedDataset) -> dict[str, np.ndarray]:
        """What it makes, uint8 (N, H, W, 3) by source; nothing for what draws nothing."""
        return {}

    def rebuilt(self, checkpoint: Checkpoint, dataset: Dataset) -> dict[str, np.ndarray]:
        """The test images as they come back, and by principal components, float32 (N, H, W, 3) in [0, 1]."""
        return {}

    def by_ruler(self, checkpoint: Checkpoint, dataset: Dataset | PairedDataset) -> Metrics:
        """The ruler's numbers alone, for a model that is being tried."""
        return {KEY: ruler(self.samples(checkpoint, dataset), self.rebuilt(checkpoint, dataset), dataset)}

    @abstractmethod
    def measure(
        self,
        checkpoint: Checkpoint,
        dataset: Dataset | PairedDataset,
        second_opinion: bool,
        recogniser: nn.Module | None,
    ) -> Metrics:
        """All numbers on the held-out split. Raises TrainingError when the data set's judge is missing."""

    def renew(self, checkpoint: Checkpoint, dataset: Dataset) -> None:  # noqa: B027
        """Make anew what else the checkpoint's folder holds of the weights it had before."""

    def figures(self, checkpoint: Checkpoint, dataset: Dataset | PairedDataset, folder: Path) -> None:  # noqa: B027
        """Draw what is worth seeing of it, beside learning curves and the film of its training."""
