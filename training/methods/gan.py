"""Generative adversarial networks: any objective, any networks, and the tricks as settings."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from genfaces import latents, networks
from genfaces.images import to_tensor
from genfaces.networks.conditional import ResidualLabelDiscriminator, Verdict
from genfaces.networks.dcgan import DCGANDiscriminator
from genfaces.networks.flowers import FlowerDiscriminator
from genfaces.networks.gan import ResidualDiscriminator
from genfaces.networks.reported_conditional import ACGANDiscriminator, PairDiscriminator
from training.batch import Batch
from training.methods.base import Losses, Method, Step
from training.methods.diffaugment import DiffAugment
from training.methods.imagenet_maps import ImageNetMaps
from training.methods.objectives import Hinge, NonSaturating, Objective, interpolate, squared_gradient, unit_gradient
from training.methods.projected import Projected, ProjectedHeads

if TYPE_CHECKING:
    from training.data import Dataset
    from training.recipe import Recipe

log = logging.getLogger(__name__)

SAMPLES = 64
COLLAPSED = 0.5
DISCRIMINATORS: dict[str, type[nn.Module]] = {
    "dcgan": DCGANDiscriminator,
    "flowers": FlowerDiscriminator,
    "gan": ResidualDiscriminator,
    "gan-labels": ResidualLabelDiscriminator,
    "acgan": ACGANDiscriminator,
    "cdcgan": PairDiscriminator,
}


@dataclass(frozen=True)
class GANSettings:
    """How G and D learn; the networks' own options (dropout in G, norm in D) are among their arguments, noisy and
    smooth labels among the objective's.

    d_steps: D's steps for one of G's, each on a batch of its own, so that G steps at every d_steps-th batch. g_steps:
    G's steps for one of D's. generator_from: images seen before G learns at all, in which D gets to know what a G with
    a head start draws. one_batch: D sees real and fake images in one pass, at G's turn too, which matters to batch
    norm. r1, r2: gamma of the zero-centred penalties on real and fake images, taken at every `penalty_interval`-th step
    at that many times their weight (Karras et al., 2020). gradient_penalty: weight of the unit-gradient penalty, at
    every step. projected: a second discriminator, of features (Sauer et al., 2021). optimizer: adam, or rmsprop, which
    has no betas. decay_from: share of training after which both learning rates fall linearly to nothing; 1 keeps them
    constant.
    """

    objective: Objective = field(default_factory=NonSaturating)
    discriminator: str = "dcgan"
    discriminator_arguments: Mapping[str, Any] = field(default_factory=dict)
    learning_rate_g: float = 2e-4
    learning_rate_d: float = 2e-4
    betas: tuple[float, float] = (0.5, 0.999)
    optimizer: str = "adam"
    decay_from: float = 1.0
    d_steps: int = 1
    g_steps: int = 1
    generator_from: int = 0
    one_batch: bool = False
    r1: float = 0.0
    r2: float = 0.0
    penalty_interval: int = 16
    gradient_penalty: float = 0.0
    projected: Projected | None = None
    augment: DiffAugment = field(default_factory=DiffAugment)
    clocks: ClassVar[tuple[str, ...]] = ("generator_from",)

    def create(self, recipe: Recipe, dataset: Dataset) -> GANMethod:
        """The method for one run."""
        return GANMethod(self, recipe, dataset)

    def make_discriminator(self) -> nn.Module:
        """D with fresh weights. Raises KeyError for an unknown name, TypeError for arguments it doesn't take."""
        return DISCRIMINATORS[self.discriminator](**self.discriminator_arguments)

    def make_optimizer(self, network: nn.Module, learning_rate: float) -> Optimizer:
        """Raises KeyError for an unknown optimizer."""
        parameters = network.parameters()
        return {
            "adam": lambda: torch.optim.Adam(parameters, learning_rate, self.betas),
            "rmsprop": lambda: torch.optim.RMSprop(parameters, learning_rate),
        }[self.optimizer]()


class GANMethod(Method):
    """G and D in turns. The averaged generator ships.

    `step`, `train_discriminator` and `train_generator` are the whole of it. The fakes that D learns from are those that
    G then learns from: one pass of G less at every step. With labels or codes five things are otherwise: what fakes are
    `asked` for, how G is given it (`generate`), how D is (`judge`), and what the two step down (`*_losses`).
    """

    shipped = "generator"

    def __init__(self, settings: GANSettings, recipe: Recipe, dataset: Dataset) -> None:
        """Builds both networks; nothing is moved to a device yet."""
        super().__init__(recipe, dataset)
        self.settings = settings
        generator = networks.build(recipe.family, recipe.arguments)
        discriminator = settings.make_discriminator()
        self.latent_size = generator.latent_size
        self.networks = {"generator": generator, "discriminator": discriminator}
        self.optimizers = {
            "generator": settings.make_optimizer(generator, settings.learning_rate_g),
            "discriminator": settings.make_optimizer(discriminator, settings.learning_rate_d),
        }
        if settings.projected:
            self.maps, heads = ImageNetMaps(), ProjectedHeads(settings.projected)
            self.networks["heads"] = heads
            learning = [parameter for parameter in heads.parameters() if parameter.requires_grad]
            self.optimizers["heads"] = torch.optim.Adam(
                learning, settings.projected.learning_rate, settings.projected.betas
            )

    def step(self, batch: Batch, step: Step) -> Losses:
        """D's turn, then G's if it is due.

        The loop averages losses over steps, so what comes only every n-th step is returned n-fold.
        """
        settings = self.settings
        self.schedule_learning_rates(step, settings.decay_from)
        is_due = (step.number + 1) % settings.d_steps == 0 and step.images_seen >= settings.generator_from
        turns = settings.g_steps if is_due else 0
        asked = self.asked(batch.labels, step)
        fakes = self.draw(asked, step, learn=turns > 0)
        losses = self.train_discriminator(batch, fakes.detach(), asked, step)
        for turn in range(turns):
            if turn:
                fakes = self.draw(asked, step, learn=True)
            of_turn = self.train_generator(batch, fakes, asked, step)
            losses |= {name: loss * settings.d_steps for name, loss in of_turn.items()}
        return losses

    def train_discriminator(self, batch: Batch, fakes: Tensor, asked: Tensor, step: Step) -> Losses:
        """One step of D on real images and on fakes, detached, that were to show `asked` (N, L).

        D's mean scores on both are told beside its losses and teach nothing.
        """
        settings, discriminator = self.settings, self.networks["discriminator"].requires_grad_(True)
        penalised = step.number % settings.penalty_interval == 0
        images = settings.augment(batch.images).detach().requires_grad_(penalised and settings.r1 > 0)
        fakes = settings.augment(fakes).detach().requires_grad_(penalised and settings.r2 > 0)
        with step.autocast():
            real, fake = self.judge_both(discriminator, images, fakes, batch.labels, asked)
            losses = self.discriminator_losses(real, fake, batch.labels)
            losses |= self.penalties(real, images, fake, fakes, batch.labels)
        self.descend("discriminator", sum(losses.values()), step)
        return _detached(losses | {"d_real": real.logits.mean(), "d_fake": fake.logits.mean()})

    def train_generator(self, batch: Batch, fakes: Tensor, asked: Tensor, step: Step) -> Losses:
        """One step of G on fakes that were to show `asked` (N, L); D's weights get no gradient."""
        settings, discriminator = self.settings, step.unwrap(self.networks["discriminator"]).requires_grad_(False)
        maps, losses_of_heads = self.train_heads(batch, fakes, step)
        with step.autocast():
            images = settings.augment(batch.images) if settings.objective.paired or settings.one_batch else None
            real, fake = self.judge_both(discriminator, images, settings.augment(fakes), batch.labels, asked)
            losses = self.generator_losses(real, fake, asked)
            if maps:
                heads = step.unwrap(self.networks["heads"]).requires_grad_(False)
                losses["projected"] = settings.projected.weight * Hinge().generator(heads(maps).float())
        self.descend("generator", sum(losses.values()), step)
        return _detached(losses) | losses_of_heads

    def discriminator_losses(self, real: Verdict, fake: Verdict, labels: Tensor) -> Losses:
        """What D steps down beside its penalties, weighted, by name; real images have `labels` (N, L)."""
        return {"discriminator": self.settings.objective.discriminator(real.logits, fake.logits)}

    def generator_losses(self, real: Verdict | None, fake: Verdict, asked: Tensor) -> Losses:
        """What G steps down, weighted, by name; its fakes were to show `asked` (N, L).

        real: what D says of real images, where the objective compares the two or D sees both in one batch.
        """
        return {"generator": self.settings.objective.generator(fake.logits, real.logits if real else None)}

    def asked(self, labels: Tensor, step: Step) -> Tensor:
        """What fakes are to show, (N, L), where real images show `labels` (N, L)."""
        return labels

    def generate(self, network: nn.Module, noise: Tensor, asked: Tensor) -> Tensor:
        """Images of G for noise (N, D) that are to show `asked` (N, L)."""
        return network(noise)

    def judge(self, network: nn.Module, images: Tensor, labels: Tensor) -> Verdict:
        """What D says of images (N, C, H, W) that come, or were asked for, with `labels` (N, L)."""
        return Verdict(network(images))

    def draw(self, asked: Tensor, step: Step, learn: bool) -> Tensor:
        """A fresh fake for each row of `asked` (N, L), float32 (N, 3, H, W), through which G learns or doesn't."""
        noise = torch.randn(len(asked), self.latent_size, device=asked.device)
        generator = self.networks["generator"]
        with step.autocast(), torch.set_grad_enabled(learn):
            return self.generate(generator if learn else step.unwrap(generator), noise, asked).float()

    def judge_both(
        self, network: nn.Module, real: Tensor | None, fakes: Tensor, labels: Tensor, asked: Tensor
    ) -> tuple[Verdict | None, Verdict]:
        """What D says, in 32 bits, of real images (N, C, H, W) with `labels` (N, L), if any, and of fakes."""
        if real is not None and self.settings.one_batch:
            return _halves(_float(self.judge(network, torch.cat([real, fakes]), torch.cat([labels, asked]))))
        of_real = None if real is None else _float(self.judge(network, real, labels))
        return of_real, _float(self.judge(network, fakes, asked))

    def penalties(self, real: Verdict, images: Tensor, fake: Verdict, fakes: Tensor, labels: Tensor) -> Losses:
        """Those on D's gradient at real images and at fakes, where it is asked for, and in between."""
        settings, losses = self.settings, {}
        weight = 0.5 * settings.penalty_interval
        if images.requires_grad:
            losses["r1"] = weight * settings.r1 * squared_gradient(real.logits, images)
        if fakes.requires_grad:
            losses["r2"] = weight * settings.r2 * squared_gradient(fake.logits, fakes)
        if settings.gradient_penalty:
            between = interpolate(images, fakes).detach().requires_grad_(True)
            logits = _float(self.judge(self.networks["discriminator"], between, labels)).logits
            losses["gradient_penalty"] = settings.gradient_penalty * unit_gradient(logits, between)
        return losses

    def train_heads(self, batch: Batch, fakes: Tensor, step: Step) -> tuple[list[Tensor], Losses]:
        """One step of the second discriminator, if there is one; the fakes' maps, through which G then learns."""
        settings = self.settings
        if settings.projected is None:
            return [], {}
        network, heads = self.maps.to(fakes.device), self.networks["heads"]
        with torch.no_grad():
            real_maps = network(settings.augment(batch.images))
        maps = network(settings.augment(fakes))
        step.unwrap(heads).requires_grad_(True)
        with step.autocast():
            real, fake = heads(real_maps).float(), heads([one.detach() for one in maps]).float()
            loss = Hinge().discriminator(real, fake)
        self.descend("heads", loss, step)
        return maps, {"heads": loss.detach()}

    @torch.no_grad()
    def sample(self, network: nn.Module) -> Tensor:
        """The fixed noise, with its labels."""
        device = next(network.parameters()).device
        noise = torch.from_numpy(latents.draw(self.recipe.seed, SAMPLES, self.latent_size))
        return self.generate(network, noise.to(device), self.fixed_labels().to(device))

    def fixed_labels(self) -> Tensor:
        """Labels (SAMPLES, L) of the fixed noise: of training rows spread evenly over the set."""
        return torch.from_numpy(np.asarray(self.dataset.train.labels[self._rows(SAMPLES)], dtype=np.float32))

    @torch.no_grad()
    def watch(self, network: nn.Module) -> dict[str, float]:
        """Mean distance between two samples, as a share of that between two training images.

        Warns when it falls below COLLAPSED: then G draws one picture over and over.
        """
        spread = mean_pairwise_distance(self.sample(network)) / self._data_distance
        if spread < COLLAPSED:
            log.warning(
                "%s: samples differ from each other only %.2f times as much as training images do (below %.2f): the "
                "generator has collapsed or has not begun to vary yet.",
                self.recipe.name,
                spread,
                COLLAPSED,
            )
        return {"spread": round(spread, 4)}

    @cached_property
    def _data_distance(self) -> float:
        images = self.dataset.train.images
        rows = self._rows(min(len(images), 4 * SAMPLES))
        return mean_pairwise_distance(to_tensor(np.asarray(images[rows]), self.recipe.pixel_range))

    def _rows(self, count: int) -> np.ndarray:
        """`count` rows spread evenly over the training split."""
        return np.linspace(0, len(self.dataset.train) - 1, count).astype(int)


def _float(verdict: Verdict) -> Verdict:
    """Losses are taken in 32 bits."""
    return Verdict(*(None if part is None else part.float() for part in verdict))


def _halves(verdict: Verdict) -> tuple[Verdict, Verdict]:
    """The first and the second half of a batch."""
    halves = [(None, None) if part is None else part.chunk(2) for part in verdict]
    first, second = zip(*halves, strict=True)
    return Verdict(*first), Verdict(*second)


def _detached(losses: Losses) -> Losses:
    return {name: loss.detach() for name, loss in losses.items()}


def mean_pairwise_distance(images: Tensor) -> float:
    """Mean Euclidean distance between two different images of (N, C, H, W), N at least 2."""
    return float(torch.pdist(images.float().flatten(1)).mean())
