"""What a VAE steps down, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import tiny
import torch
from tiny_gan import batch, step
from torch import nn
from torch.distributions import Normal
from torch.distributions import kl_divergence as kl_of_distributions

from training.methods.vae import kl_divergence


class Known(nn.Module):
    """Pictures come back brighter by a half, and every posterior is N(2, 1) in each of four latents."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))

    def forward(self, images):
        return images + 0.5 * self.weight, *self.encode(images)

    def encode(self, images):
        return torch.full((len(images), 4), 2.0), torch.zeros(len(images), 4)

    def decode(self, latents):
        return torch.full((len(latents), 3, 64, 64), 5.0)


def make(**settings):
    recipe = replace(tiny.RECIPE, method=replace(tiny.RECIPE.method, **settings))
    method = tiny.method(recipe)
    method.networks["autoencoder"] = Known()
    return method


def test_the_loss_is_the_squared_error_of_a_pixel_and_the_weighted_kl_of_an_image():
    descended = []
    how = replace(step(), backward=lambda loss: descended.append(float(loss.detach())))
    losses = make(kl_weight=0.01).step(batch(), how)
    assert float(losses["reconstruction"]) == pytest.approx(0.5**2)
    assert float(losses["kl"]) == pytest.approx(4 * 2.0**2 / 2), "summed over latents, a mean over images"
    assert descended == pytest.approx([0.25 + 0.01 * 8.0])


def test_kl_agrees_with_the_distributions_own():
    mean, logvar = torch.randn(2, 5, 3, generator=torch.Generator().manual_seed(0))
    expected = kl_of_distributions(Normal(mean, (0.5 * logvar).exp()), Normal(0.0, 1.0))
    torch.testing.assert_close(kl_divergence(mean, logvar), expected)


def test_the_learning_rate_falls_to_a_twentieth_and_not_to_nothing():
    method = make(learning_rate=1e-2, decay_from=0.5)
    rates = []
    for images_seen in (0, 48, 72, 96):
        method.step(batch(), replace(step(), images_seen=images_seen))
        rates.append(method.optimizers["autoencoder"].param_groups[0]["lr"])
    assert rates == pytest.approx([1e-2, 1e-2, 0.525e-2, 0.05e-2])


def test_held_out_error_is_in_pixels_from_0_to_1_and_of_pictures_that_can_be_shown():
    """What is brighter than white is shown as white."""
    method = make()
    white = 1.0 - method.dataset.test.images.astype(np.float64) / 255
    assert method.watch(Known())["test_mse"] == pytest.approx(np.square(white).mean(), abs=1e-5)
