"""Variational autoencoders, and plain ones as the case without noise and KL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from genfaces import latents, networks
from genfaces.images import to_tensor
from genfaces.networks.autoencoder import Autoencoder
from genfaces.networks.vae import VAE
from training.batch import Batch
from training.methods.base import Losses, Method, Step

if TYPE_CHECKING:
    from training.data import Dataset
    from training.recipe import Recipe

SAMPLES = 64
HELD_OUT = 500


@dataclass(frozen=True)
class VAESettings:
    """kl_weight multiplies the KL (summed over latents, averaged over images) beside the mean squared error of a
    pixel, as in the reports. `decay_from` is the share of training after which the learning rate falls linearly to
    a twentieth; 1 keeps it constant."""

    kl_weight: float = 0.0
    learning_rate: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.99)
    decay_from: float = 1.0

    def create(self, recipe: Recipe, dataset: Dataset) -> VAEMethod:
        """The method for one run."""
        return VAEMethod(self, recipe, dataset)


def kl_divergence(mean: Tensor, logvar: Tensor) -> Tensor:
    """KL from N(mean, exp(logvar)) to N(0, 1) in nats, (N, D), for each latent and image (Kingma & Welling, 2014)."""
    return 0.5 * (mean.square() + logvar.exp() - 1.0 - logvar)


class VAEMethod(Method):
    """Mean squared error plus weighted KL, one optimizer. The network that ships is called `autoencoder`."""

    shipped = "autoencoder"

    def __init__(self, settings: VAESettings, recipe: Recipe, dataset: Dataset) -> None:
        """Builds the network and, where it has a linear path, starts that from the training set."""
        super().__init__(recipe, dataset)
        self.settings = settings
        network = networks.build(recipe.family, recipe.arguments)
        if isinstance(network, VAE) and network.linear_size:
            network.start_linear_path(to_tensor(dataset.train.images, recipe.pixel_range), settings.kl_weight)
        self.networks["autoencoder"] = network
        self.optimizers["autoencoder"] = torch.optim.Adam(network.parameters(), settings.learning_rate, settings.betas)

    def step(self, batch: Batch, step: Step) -> Losses:
        """One step down reconstruction + kl_weight * KL."""
        self.schedule_learning_rates(step, self.settings.decay_from, lowest=0.05)
        with step.autocast():
            output = self.networks["autoencoder"](batch.images)
            if isinstance(output, Tensor):
                losses = {"reconstruction": functional.mse_loss(output.float(), batch.images)}
                loss = losses["reconstruction"]
            else:
                reconstruction, mean, logvar = output
                kl = kl_divergence(mean.float(), logvar.float()).sum(1).mean()
                losses = {"reconstruction": functional.mse_loss(reconstruction.float(), batch.images), "kl": kl}
                loss = losses["reconstruction"] + self.settings.kl_weight * kl
        self.descend("autoencoder", loss, step)
        return {name: value.detach() for name, value in losses.items()}

    @torch.no_grad()
    def sample(self, network: nn.Module) -> Tensor:
        """Draws from the prior; a plain autoencoder has none, so its training reconstructions stand in."""
        device = next(network.parameters()).device
        if isinstance(network, Autoencoder):
            return network(to_tensor(self.dataset.train.images[:SAMPLES], self.recipe.pixel_range).to(device))
        return network.decode(torch.from_numpy(latents.draw(self.recipe.seed, SAMPLES, network.latent_size)).to(device))

    @torch.no_grad()
    def watch(self, network: nn.Module) -> dict[str, float]:
        """Held-out mean squared error in [0, 1] pixels, of the posterior's mean, on the test split's first images.

        For the learning curve alone: nothing is chosen by it.
        """
        device = next(network.parameters()).device
        low, high = self.recipe.pixel_range
        images = to_tensor(np.asarray(self.dataset.test.images[:HELD_OUT]), self.recipe.pixel_range).to(device)
        encoded = network.encode(images)
        latent = encoded if isinstance(encoded, Tensor) else encoded[0]
        error = (network.decode(latent).clamp(low, high) - images) / (high - low)
        return {"test_mse": round(float(error.square().mean()), 6)}
