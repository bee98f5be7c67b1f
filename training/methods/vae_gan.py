"""A VAE whose pictures are compared in features and judged by discriminators, so that they come out sharp.

A squared error of pixels is least for the mean of all pictures that a latent may stand for, which is a blur. Features
of a frozen network ask for the same things in a picture instead of the same pixels (Zhang et al., 2018, "The
unreasonable effectiveness of deep features as a perceptual metric"), and discriminators of reconstructions and of draws
from the prior ask for pictures that look real (Larsen et al., 2016, "Autoencoding beyond pixels"; Esser et al., 2021,
"Taming transformers").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from genfaces.networks.initial import normal_weights
from genfaces.networks.translator import PatchDiscriminator
from training.batch import Batch
from training.methods.base import Losses, Step
from training.methods.imagenet_maps import ImageNetMaps
from training.methods.objectives import Hinge
from training.methods.projected import Projected, ProjectedHeads
from training.methods.vae import VAEMethod, VAESettings, kl_divergence

if TYPE_CHECKING:
    from training.data import Dataset
    from training.recipe import Recipe


@dataclass(frozen=True)
class VAEGANSettings(VAESettings):
    """What features and discriminators add to a VAE.

    perceptual: weight of the distance of features, beside a squared error of pixels of weight 1. adversarial: weight of
    the discriminators' verdict. adversarial_from: images seen before which that weight is 0; discriminators learn from
    the start. sampled: draws from the prior, as a share of the batch, that the discriminators see beside its
    reconstructions. patches: width of the discriminator of pixels. projected: the one of features; its `weight` is its
    share beside the other's 1.
    """

    perceptual: float = 0.0
    adversarial: float = 0.0
    adversarial_from: int = 0
    sampled: float = 0.5
    patches: int = 32
    learning_rate_d: float = 2e-4
    projected: Projected = field(default_factory=Projected)
    clocks: ClassVar[tuple[str, ...]] = ("adversarial_from",)

    def create(self, recipe: Recipe, dataset: Dataset) -> VAEGANMethod:
        """The method for one run."""
        return VAEGANMethod(self, recipe, dataset)


def perceptual_distance(maps: list[Tensor], targets: list[Tensor]) -> Tensor:
    """Mean squared distance of feature vectors scaled to length 1, over images and places, summed over sizes.

    Maps (N, C, H, W); each size adds between 0 and 4. As LPIPS without learned weights (Zhang et al., 2018).
    """
    pairs = zip(maps, targets, strict=True)
    return sum((_unit(a) - _unit(b)).square().sum(1).mean() for a, b in pairs)


def _unit(maps: Tensor) -> Tensor:
    return functional.normalize(maps.float(), dim=1, eps=1e-4)


class VAEGANMethod(VAEMethod):
    """The discriminators' turn, then the VAE's, both on the same reconstructions and draws."""

    settings: VAEGANSettings

    def __init__(self, settings: VAEGANSettings, recipe: Recipe, dataset: Dataset) -> None:
        """Builds the VAE and both discriminators."""
        super().__init__(settings, recipe, dataset)
        self.maps = ImageNetMaps()
        patches = PatchDiscriminator(settings.patches, norm="group").apply(normal_weights)
        self.networks |= {"patches": patches, "heads": ProjectedHeads(settings.projected)}
        for name in ("patches", "heads"):
            learning = [p for p in self.networks[name].parameters() if p.requires_grad]
            self.optimizers[name] = torch.optim.Adam(learning, settings.learning_rate_d, (0.0, 0.99))

    def step(self, batch: Batch, step: Step) -> Losses:
        """One step of each network."""
        settings, images = self.settings, batch.images
        self.schedule_learning_rates(step, settings.decay_from, lowest=0.05)
        with step.autocast():
            reconstruction, mean, logvar = self.networks["autoencoder"](images)
            prior = torch.randn(round(settings.sampled * batch.size), mean.shape[1], device=images.device)
            drawn = step.unwrap(self.networks["autoencoder"]).decode(prior)
        fakes = torch.cat([reconstruction, drawn]).float()
        network = self.maps.to(images.device)
        with torch.no_grad():
            real_maps = network(images)
        fake_maps = network(fakes)

        losses = self.train_discriminators(images, real_maps, fakes, fake_maps, step)
        recognised = [one[: batch.size] for one in fake_maps]
        terms = {
            "reconstruction": functional.mse_loss(reconstruction.float(), images),
            "kl": kl_divergence(mean.float(), logvar.float()).sum(1).mean(),
            "perceptual": perceptual_distance(recognised, real_maps),
            "adversarial": self.verdict(fakes, fake_maps, step),
        }
        weights = {"reconstruction": 1.0, "kl": settings.kl_weight, "perceptual": settings.perceptual}
        if step.images_seen >= settings.adversarial_from:
            weights["adversarial"] = settings.adversarial
        self.descend("autoencoder", sum(weight * terms[name] for name, weight in weights.items()), step)
        return losses | {name: term.detach() for name, term in terms.items()}

    def train_discriminators(
        self, images: Tensor, real_maps: list[Tensor], fakes: Tensor, fake_maps: list[Tensor], step: Step
    ) -> Losses:
        """One step of both, on images and fakes (N, 3, H, W) and their maps."""
        losses = {}
        seen = {"patches": (images, fakes.detach()), "heads": (real_maps, [one.detach() for one in fake_maps])}
        for name, (real, fake) in seen.items():
            network = self.networks[name]
            step.unwrap(network).requires_grad_(True)
            with step.autocast():
                loss = Hinge().discriminator(network(real).float(), network(fake).float())
            self.descend(name, loss, step)
            losses[name] = loss.detach()
        return losses

    def verdict(self, fakes: Tensor, fake_maps: list[Tensor], step: Step) -> Tensor:
        """The loss, through which the VAE learns, of what both discriminators say of its pictures."""
        patches, heads = (self._frozen(name, step) for name in ("patches", "heads"))
        with step.autocast():
            logits = patches(fakes).float(), heads(fake_maps).float()
        return Hinge().generator(logits[0]) + self.settings.projected.weight * Hinge().generator(logits[1])

    def _frozen(self, name: str, step: Step) -> nn.Module:
        return step.unwrap(self.networks[name]).requires_grad_(False)
