"""pix2pix: translators that learn from pairs, in both directions at once.

(Isola et al., 2017, "Image-to-image translation with conditional adversarial networks"; here with the generators of
CycleGAN, and without noise.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from torch import Tensor
from torch.nn import functional

from training.batch import PairBatch
from training.methods.base import Step
from training.methods.translation import SIDES, TranslationMethod, TranslationSettings

if TYPE_CHECKING:
    from training.data import PairedDataset
    from training.recipe import Recipe


@dataclass(frozen=True)
class Pix2PixSettings(TranslationSettings):
    """l1_weight: of the mean absolute error of a translation against the true picture, in pixels from -1 to 1, of
    maps in the coordinates that the networks see."""

    pool: int = 0
    l1_weight: float = 100.0
    paired: ClassVar[bool] = True

    def create(self, recipe: Recipe, dataset: PairedDataset) -> Pix2PixMethod:
        """The method for one run."""
        return Pix2PixMethod(self, recipe, dataset)


class Pix2PixMethod(TranslationMethod):
    """Adversarial loss, with a discriminator that sees what a picture was made from, and distance to the truth."""

    settings: Pix2PixSettings
    conditional = True

    def objectives(self, batch: PairBatch, fakes: Mapping[str, Tensor], step: Step) -> dict[str, tuple[float, Tensor]]:
        """Distance of each side's fakes to the truth."""
        return {
            f"l1_{side}": (self.settings.l1_weight, functional.l1_loss(fakes[side], getattr(batch, side)))
            for side in SIDES
        }
