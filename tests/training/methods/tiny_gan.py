"""Tiny GANs on noise: what the tests of the method share."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import tiny
import torch
from torch import nn

from training.batches import Batch
from training.methods.base import Step
from training.methods.diffaugment import DiffAugment
from training.methods.gan import GANSettings
from training.methods.objectives import Relativistic

SETTINGS = GANSettings(discriminator="gan", discriminator_arguments={"width": 4})
RECIPE = replace(
    tiny.RECIPE,
    title="GAN on noise",
    family="gan",
    arguments={"latent_size": 6, "width": 4},
    method=SETTINGS,
)
AUGMENT = DiffAugment(colour=0.2, translation=0.125, cutout=0.3)
# Turns and penalties that come every so many steps, buffers in D, randomness in what it sees.
EVENTFUL = replace(
    RECIPE,
    method=replace(
        SETTINGS,
        objective=Relativistic(),
        discriminator_arguments={"width": 4, "spectral": True},
        d_steps=2,
        r1=1.0,
        r2=1.0,
        penalty_interval=3,
        augment=AUGMENT,
    ),
)


def make(settings=SETTINGS, dataset=None, **arguments):
    torch.manual_seed(0)
    recipe = replace(RECIPE, method=settings, arguments=RECIPE.arguments | arguments)
    return settings.create(recipe, dataset or tiny.dataset())


def batch(count=8, value=None):
    generator = torch.Generator().manual_seed(1)
    images = torch.rand(count, 3, 64, 64, generator=generator) * 2 - 1
    return Batch(images if value is None else torch.full_like(images, value), torch.zeros(count, 0))


class Plane(nn.Module):
    """A discriminator whose gradient is known: the same at every pixel, of the length `steepness` in all."""

    def __init__(self, steepness):
        super().__init__()
        self.weight = nn.Parameter(torch.full((3, 64, 64), steepness / (3 * 64 * 64) ** 0.5))

    def forward(self, images):
        return (images * self.weight).sum((1, 2, 3))


def with_plane(method, steepness):
    """The method with such a discriminator, which never moves."""
    method.networks["discriminator"] = Plane(steepness)
    method.optimizers["discriminator"] = torch.optim.SGD(method.networks["discriminator"].parameters(), 0.0)
    return method


def step(number=0, autocast=nullcontext):
    return Step(autocast, lambda loss: loss.backward(), lambda network: network, 8 * number, number)
