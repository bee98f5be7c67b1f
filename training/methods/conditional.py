"""Conditional generative adversarial networks: G is asked for labels, D is told them, tells them, or both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from genfaces.networks.conditional import Verdict
from training.errors import TrainingError
from training.methods.base import Losses, Step
from training.methods.gan import GANMethod, GANSettings
from training.methods.labels import Questions

if TYPE_CHECKING:
    from training.batch import Batch
    from training.data import Dataset
    from training.recipe import Recipe


@dataclass(frozen=True)
class ConditionalSettings(GANSettings):
    """What labels add to a GAN.

    class_weight_d: of D's loss of telling the labels of real images; fakes may lie. class_weight_g: of G's loss that D
    should see in a fake what was asked for. Both are mean cross-entropies over questions. With class_weight_g 0 and a
    generator without labels, labels only help D to see. mismatch: weight of D's loss that a real image with its own
    labels scores above itself with a wrong one (after Reed et al., 2016, "Generative adversarial text to image
    synthesis"), for discriminators that look at labels. flipped: share of fakes that are asked for the labels of a
    training row with the answer to one question changed, as people ask who toggle one: many such rows are rare or
    missing among real images. flipped_from: images seen before there are such fakes; a shorter training has none.

    pair_interval: every so many steps G also learns from pairs, a batch at one noise each before and after one answer
    was changed; 0 for never, pairs_from as `flipped_from`. pair_class_weight: of the loss that D should see that answer
    in the image after; not the others, some of which may have to give way, as one hair colour does to another (all of
    them are asked of `flipped` fakes). pair_distance_weight: of the mean absolute difference of pixels, from -1 to 1,
    which keeps whatever nobody asked to change.
    """

    class_weight_d: float = 1.0
    class_weight_g: float = 1.0
    mismatch: float = 0.0
    flipped: float = 0.0
    flipped_from: int = 0
    pair_interval: int = 0
    pairs_from: int = 0
    pair_class_weight: float = 0.0
    pair_distance_weight: float = 0.0
    clocks: ClassVar[tuple[str, ...]] = (*GANSettings.clocks, "flipped_from", "pairs_from")
    learns_labels: ClassVar[bool] = True

    def create(self, recipe: Recipe, dataset: Dataset) -> ConditionalGANMethod:
        """The method for one run. Raises TrainingError when networks and data do not fit."""
        return ConditionalGANMethod(self, recipe, dataset)


class ConditionalGANMethod(GANMethod):
    """G and D in turns, with labels.

    A fake is asked to show the labels of the real image in its place in the batch, unless it is among the `flipped`:
    so labels come from training rows, with all that goes together in them, and a paired objective compares two images
    of the same labels.
    """

    settings: ConditionalSettings

    def __init__(self, settings: ConditionalSettings, recipe: Recipe, dataset: Dataset) -> None:
        """Builds both networks. Raises TrainingError when they take other labels than the data set has."""
        super().__init__(settings, recipe, dataset)
        generator, discriminator = self.networks["generator"], self.networks["discriminator"]
        count, self.label_size = len(dataset.label_names), generator.label_size
        if discriminator.label_size != count or self.label_size not in (0, count):
            raise TrainingError(
                f"Recipe '{recipe.name}' has {count} labels, but its generator takes {self.label_size} and its "
                f"discriminator {discriminator.label_size}; mend their arguments."
            )
        self.questions = Questions(dataset.label_names)

    def asked(self, labels: Tensor, step: Step) -> Tensor:
        """`labels` (N, L), 0 or 1; with one answer changed in the rows that are `flipped`."""
        settings = self.settings
        if not settings.flipped or step.images_seen < settings.flipped_from:
            return labels
        flipped = torch.rand(len(labels), 1, device=labels.device) < settings.flipped
        return torch.where(flipped, self.questions.another(labels), labels)

    def generate(self, network: nn.Module, noise: Tensor, asked: Tensor) -> Tensor:
        """Images that are to show `asked` (N, L), 0 or 1, where the generator takes labels."""
        return network(noise, self.questions.encode(asked)) if self.label_size else network(noise)

    def judge(self, network: nn.Module, images: Tensor, labels: Tensor) -> Verdict:
        """What D says of images that come, or were asked for, with `labels` (N, L), 0 or 1."""
        encode, another = self.questions.encode, self.questions.another
        return network(images, encode(labels), encode(another(labels)) if self.settings.mismatch else None)

    def discriminator_losses(self, real: Verdict, fake: Verdict, labels: Tensor) -> Losses:
        """Telling real from fake, the labels of real images, and true labels from wrong ones."""
        settings, losses = self.settings, super().discriminator_losses(real, fake, labels)
        if settings.class_weight_d:
            losses["class_real"] = settings.class_weight_d * self.questions.loss(real.classes, labels)
        if settings.mismatch:
            losses["mismatch"] = settings.mismatch * settings.objective.discriminator(real.logits, real.mismatched)
        return losses

    def generator_losses(self, real: Verdict | None, fake: Verdict, asked: Tensor) -> Losses:
        """Passing for real, and showing the labels asked for."""
        losses, weight = super().generator_losses(real, fake, asked), self.settings.class_weight_g
        return losses | ({"class_fake": weight * self.questions.loss(fake.classes, asked)} if weight else {})

    def step(self, batch: Batch, step: Step) -> Losses:
        """The turns of D and G, and that of pairs when it is due."""
        losses, interval = super().step(batch, step), self.settings.pair_interval
        if interval and step.images_seen >= self.settings.pairs_from and step.number % interval == 0:
            losses |= {name: loss * interval for name, loss in self.train_pairs(batch.labels, step).items()}
        return losses

    def train_pairs(self, labels: Tensor, step: Step) -> Losses:
        """One step of G on what changes with one answer of `labels` (N, L), 0 or 1; only the image after it learns."""
        settings, discriminator = self.settings, step.unwrap(self.networks["discriminator"])
        discriminator.requires_grad_(False)
        noise, asked = torch.randn(len(labels), self.latent_size, device=labels.device), self.questions.another(labels)
        generator = self.networks["generator"]
        with torch.no_grad(), step.autocast():
            before = self.generate(step.unwrap(generator), noise, labels).float()
        with step.autocast():
            after = self.generate(generator, noise, asked).float()
            classes = self.judge(discriminator, settings.augment(after), asked).classes.float()
            losses = {
                "pair_class": settings.pair_class_weight * self.questions.loss_of_changed(classes, asked, labels),
                "pair_distance": settings.pair_distance_weight * functional.l1_loss(after, before),
            }
        self.descend("generator", sum(losses.values()), step)
        return {name: loss.detach() for name, loss in losses.items()}
