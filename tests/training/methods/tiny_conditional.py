"""Tiny conditional GANs on noise: what the tests of the method and of publishing share."""

from __future__ import annotations

from dataclasses import replace

import tiny
import torch
from tiny_gan import AUGMENT, RECIPE

from training.batches import Batch
from training.methods.conditional import ConditionalSettings
from training.methods.objectives import Relativistic

SETTINGS = ConditionalSettings(
    objective=Relativistic(),
    discriminator="gan-labels",
    discriminator_arguments={"label_size": 2, "width": 4, "projection": True},
    mismatch=0.5,
)
# The tiny set has two yes-no labels.
LABELLED = replace(
    RECIPE,
    family="gan-labels",
    arguments={"label_groups": [1, 1], "latent_size": 6, "width": 4, "embedding_size": 2},
    method=SETTINGS,
)
EVENTFUL = replace(LABELLED, method=replace(SETTINGS, d_steps=2, r1=1.0, r2=1.0, penalty_interval=3, augment=AUGMENT))


def make(settings=SETTINGS, recipe=LABELLED, dataset=None):
    torch.manual_seed(0)
    recipe = replace(recipe, method=settings)
    return settings.create(recipe, dataset or tiny.dataset())


def batch(count=8):
    """Noise whose brightness is its first label, with a second one that means nothing."""
    generator = torch.Generator().manual_seed(1)
    labels = torch.randint(0, 2, (count, 2), generator=generator).float()
    noise = torch.rand(count, 3, 64, 64, generator=generator) * 0.2 - 0.1
    return Batch(noise + (1.2 * labels[:, :1] - 0.6)[:, :, None, None], labels)
