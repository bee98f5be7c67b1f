"""CycleGAN: two translators that learn from unpaired pictures because each must undo the other.

(Zhu et al., 2017, "Unpaired image-to-image translation using cycle-consistent adversarial networks".)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from torch import Tensor
from torch.nn import functional

from training.batch import PairBatch
from training.measure.translation import OTHER, TOWARDS
from training.methods.base import Step
from training.methods.translation import SIDES, TranslationMethod, TranslationSettings

if TYPE_CHECKING:
    from training.data import PairedDataset
    from training.recipe import Recipe


@dataclass(frozen=True)
class CycleGANSettings(TranslationSettings):
    """cycle_weight: of the mean absolute error of a photograph's way there and back, in pixels from -1 to 1.
    late_cycle_weight: the same from the recipe's first restart on, None for no change; early it decides by which
    colours of a map photographs are remembered, late how well. map_cycle_weight: of the cycle of maps, in the
    coordinates that the networks see. identity_weight: of the error of a picture that already is on the side it is
    translated to, which keeps colours what they are; taken at every `identity_interval`-th step at that many times its
    weight, since it costs a third of a step."""

    cycle_weight: float = 10.0
    late_cycle_weight: float | None = None
    map_cycle_weight: float = 10.0
    identity_weight: float = 5.0
    identity_interval: int = 1
    paired: ClassVar[bool] = False

    def create(self, recipe: Recipe, dataset: PairedDataset) -> CycleGANMethod:
        """The method for one run."""
        return CycleGANMethod(self, recipe, dataset)


class CycleGANMethod(TranslationMethod):
    """Adversarial, cycle and identity losses; the sides of a batch have nothing to do with each other."""

    settings: CycleGANSettings
    conditional = False

    def objectives(self, batch: PairBatch, fakes: Mapping[str, Tensor], step: Step) -> dict[str, tuple[float, Tensor]]:
        """Cycle and identity of each side."""
        settings, losses = self.settings, {}
        weights = {"aerial": self.cycle_weight(step.images_seen), "map": settings.map_cycle_weight}
        identical = settings.identity_weight > 0 and step.number % settings.identity_interval == 0
        for side in SIDES:
            images = getattr(batch, side)
            back = self.translate(fakes[OTHER[side]], TOWARDS[side])
            losses[f"cycle_{side}"] = (weights[side], functional.l1_loss(back, images))
            if identical:
                error = functional.l1_loss(self.translate(images, TOWARDS[side], identity=True), images)
                losses[f"identity_{side}"] = (settings.identity_weight, settings.identity_interval * error)
        return losses

    def cycle_weight(self, images_seen: int) -> float:
        """What the cycle of photographs weighs at that time."""
        late = self.settings.late_cycle_weight
        restarted = images_seen >= min(self.recipe.restart_at, default=self.recipe.images)
        return late if late is not None and restarted else self.settings.cycle_weight
