"""InfoGAN: G is given random codes, and is to draw so that they can be recognised in the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from genfaces.networks.codes import Codes
from genfaces.networks.conditional import Verdict
from training.batch import Batch
from training.errors import TrainingError
from training.methods.base import Losses, Step
from training.methods.gan import SAMPLES, GANMethod, GANSettings

if TYPE_CHECKING:
    from training.data import Dataset
    from training.recipe import Recipe


@dataclass(frozen=True)
class InfoGANSettings(GANSettings):
    """What codes add to a GAN. Q is the head of D that tells them from an image, on D's trunk.

    information_d, information_g: weights, in D's turn and in G's, of Q's error on fakes. Minus that error is, but for a
    constant, a lower bound of the mutual information between codes and images (Chen et al., 2016, "InfoGAN").
    deviation: the standard deviation, fixed, of Q's normal distribution of a continuous code; the smaller, the more
    such a code weighs beside the category. A learned one would let this loss fall without end. own_turn: a third turn,
    in which G and D's trunk with Q step down this error alone, by an optimizer of their own, as reported; its weight is
    `information_g`, and the other turns are then those of a plain GAN.
    """

    information_d: float = 1.0
    information_g: float = 1.0
    deviation: float = 0.5
    own_turn: bool = False

    def create(self, recipe: Recipe, dataset: Dataset) -> InfoGANMethod:
        """The method for one run. Raises TrainingError when the networks do not fit each other."""
        return InfoGANMethod(self, recipe, dataset)

    def recogniser(self, weights: Mapping[str, Any]) -> nn.Module:
        """D with Q as a run left it, from its weights by name, in evaluation mode."""
        network = self.make_discriminator()
        network.load_state_dict(weights)
        return network.eval().requires_grad_(False)


class InfoGANMethod(GANMethod):
    """D, then G, then (as reported) both down Q's error.

    Every step draws fresh codes, which take the place of the labels of the batch: nothing is learnt from those.
    """

    settings: InfoGANSettings
    handed_over = ("discriminator",)

    def __init__(self, settings: InfoGANSettings, recipe: Recipe, dataset: Dataset) -> None:
        """Builds both networks. Raises TrainingError when Q has another number of outputs than codes have columns."""
        super().__init__(settings, recipe, dataset)
        generator, discriminator = self.networks["generator"], self.networks["discriminator"]
        self.codes: Codes = generator.codes
        if discriminator.label_size != self.codes.size:
            raise TrainingError(
                f"Recipe '{recipe.name}' has codes of {self.codes.size} numbers, but its discriminator tells "
                f"{discriminator.label_size}; mend their arguments."
            )
        if settings.own_turn:
            both = nn.ModuleList([generator, discriminator])
            self.optimizers["information"] = settings.make_optimizer(both, settings.learning_rate_g)

    def step(self, batch: Batch, step: Step) -> Losses:
        """The turns of one step, with fresh codes."""
        coded = replace(batch, labels=self.random_codes(batch.size, batch.images.device))
        losses = super().step(coded, step)
        return losses | self.train_both(coded, step) if self.settings.own_turn else losses

    def random_codes(self, count: int, device: torch.device) -> Tensor:
        """Codes (count, size): categories equally likely, continuous codes uniform in [-1, 1)."""
        categories = torch.randint(self.codes.category, (count,), device=device)
        # functional.one_hot looks at the numbers on the host first.
        one_hot = (categories[:, None] == torch.arange(self.codes.category, device=device)).float()
        return torch.cat([one_hot, 2.0 * torch.rand(count, self.codes.continuous, device=device) - 1.0], 1)

    def generate(self, network: nn.Module, noise: Tensor, asked: Tensor) -> Tensor:
        """Images of codes (N, size)."""
        return network(noise, asked)

    def judge(self, network: nn.Module, images: Tensor, labels: Tensor) -> Verdict:
        """What D and, as its classes, Q say of images."""
        verdict = network(images, labels)
        if not self.settings.own_turn:
            return verdict
        # Several processes wait for a gradient of every weight, also of Q's, which has no part in D's turn.
        return verdict._replace(logits=verdict.logits + 0.0 * verdict.classes.sum(1))

    def discriminator_losses(self, real: Verdict, fake: Verdict, labels: Tensor) -> Losses:
        """Telling real from fake, and Q's error on fakes; what codes a real image has nobody knows."""
        losses = super().discriminator_losses(real, fake, labels)
        return losses | self._weighted("codes_d", self.settings.information_d, fake, labels)

    def generator_losses(self, real: Verdict | None, fake: Verdict, asked: Tensor) -> Losses:
        """Passing for real, and Q's error on fakes, for which G is as responsible as Q."""
        losses = super().generator_losses(real, fake, asked)
        return losses | self._weighted("codes_g", self.settings.information_g, fake, asked)

    def train_both(self, batch: Batch, step: Step) -> Losses:
        """One step of G, D's trunk and Q down Q's error on fresh fakes of the batch's codes."""
        discriminator = self.networks["discriminator"]
        discriminator.requires_grad_(True)
        fakes = self.draw(batch.labels, step, learn=True)
        with step.autocast():
            verdict = self.judge(discriminator, self.settings.augment(fakes), batch.labels)
            error = self.settings.information_g * self.error(verdict.classes.float(), batch.labels)
        # Several processes wait for a gradient of every weight, also of the head that has no part in this.
        self.descend("information", error + 0.0 * verdict.logits.float().sum(), step)
        return {"codes": error.detach()}

    def error(self, told: Tensor, codes: Tensor) -> Tensor:
        """-log q(codes | image) in nats, the mean over images, but for a constant, of what Q says (N, size).

        Q says logits of the category and means of the continuous codes. Codes are independent, so that errors add up.
        """
        sizes = [self.codes.category, self.codes.continuous]
        (logits, means), (categories, values) = told.split(sizes, 1), codes.split(sizes, 1)
        squares = (means - values).square().sum(1).mean()
        return functional.cross_entropy(logits, categories) + squares / (2.0 * self.settings.deviation**2)

    def fixed_labels(self) -> Tensor:
        """Codes of the fixed noise."""
        return torch.from_numpy(self.codes.draw(self.recipe.seed, SAMPLES))

    def _weighted(self, name: str, weight: float, fake: Verdict, codes: Tensor) -> Losses:
        """Q's error in the turns of D and G; nothing where it has a turn of its own."""
        taken = weight and not self.settings.own_turn
        return {name: weight * self.error(fake.classes, codes)} if taken else {}
