"""Tiny InfoGANs on noise: what the tests of the method, of the measures and of publishing share."""

from __future__ import annotations

from dataclasses import replace

import tiny
import torch
from tiny_gan import AUGMENT, RECIPE

from training.methods.infogan import InfoGANSettings
from training.methods.objectives import Relativistic

SETTINGS = InfoGANSettings(
    objective=Relativistic(), discriminator="gan-labels", discriminator_arguments={"label_size": 5, "width": 4}
)
CODED = replace(
    RECIPE,
    family="infogan",
    arguments={"codes": {"category": 3, "continuous": 2}, "latent_size": 6, "width": 4, "embedding_size": 4},
    method=SETTINGS,
)
REPORTED = replace(
    RECIPE,
    family="infogan-dcgan",
    arguments={"codes": {"category": 2}, "latent_size": 6, "width": 4},
    method=InfoGANSettings(discriminator="acgan", discriminator_arguments={"label_size": 2, "width": 2}, own_turn=True),
)
EVENTFUL = replace(CODED, method=replace(SETTINGS, d_steps=2, r1=1.0, r2=1.0, penalty_interval=3, augment=AUGMENT))


def make(recipe=CODED, **settings):
    torch.manual_seed(0)
    recipe = replace(recipe, method=replace(recipe.method, **settings))
    return recipe.method.create(recipe, tiny.dataset())
