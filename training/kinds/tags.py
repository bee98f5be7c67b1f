"""A generator that people ask for a hair and an eye colour."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from genfaces.checkpoint import Checkpoint
from training import label_figures, report
from training.data import Dataset
from training.kinds.base import Metrics
from training.kinds.gan import GAN
from training.measure.tags import measure_tags
from training.measure.views import load_judge


class Tags(GAN):
    """What any generator is, and whether it shows what it is asked for."""

    def measure(
        self, checkpoint: Checkpoint, dataset: Dataset, second_opinion: bool, recogniser: nn.Module | None
    ) -> Metrics:
        """Its samples, and its obedience by the judge."""
        metrics = super().measure(checkpoint, dataset, second_opinion, recogniser)
        return metrics | {"tags": measure_tags(checkpoint, load_judge(dataset.name), dataset)}

    def figures(self, checkpoint: Checkpoint, dataset: Dataset, folder: Path) -> None:
        """Samples, and one noise under several labels."""
        super().figures(checkpoint, dataset, folder)
        report.captioned(label_figures.rows(checkpoint), folder / "labels.webp")


SYSTEM = Tags()
