"""The recipes of InfoGAN: faces (I1, I2), and drawn avatars, whose exact labels say what a code found."""

from __future__ import annotations

from dataclasses import replace

from training.methods.diffaugment import DiffAugment
from training.methods.infogan import InfoGANSettings
from training.methods.objectives import Relativistic
from training.methods.projected import Projected
from training.recipe import Recipe
from training.recipes_gan import FACES, HEAD_START, HEAD_START_IMAGES, on_card

CODES = {"category": 10, "continuous": 3}
# Colours are among what codes may find: they are left alone.
AVATARS = DiffAugment(colour=0.0, translation=0.125, cutout=0.3)

INFOGAN_FACES = Recipe(
    name="infogan-faces",
    title="InfoGAN from a VAE's decoder, faces",
    data="celeba",
    family="infogan-decoder",
    arguments={"codes": CODES, "latent_size": 256, "width": 48},
    method=InfoGANSettings(
        objective=Relativistic(),
        discriminator="gan-labels",
        discriminator_arguments={"label_size": sum(CODES.values()), "width": 32},
        learning_rate_g=1e-4,
        learning_rate_d=3e-4,
        betas=(0.5, 0.99),
        decay_from=0.5,
        generator_from=HEAD_START_IMAGES,
        r1=0.1,
        r2=0.1,
        projected=Projected(weight=0.3),
        augment=FACES,
    ),
    images=160_000,
    batch_size=32,
    average_half_life=20_000,
    head_start=HEAD_START,
    expected="about 50 minutes on one core",
    on_card=on_card(5e-4, 1_200_000) | {"learning_rate_g": 2e-4},
)

INFOGAN = [
    Recipe(
        name="infogan-binary",
        title="InfoGAN as reported, faces",
        data="celeba",
        family="infogan-dcgan",
        arguments={"codes": {"category": 2}, "width": 48},
        method=InfoGANSettings(discriminator="acgan", discriminator_arguments={"label_size": 2}, own_turn=True),
        images=60_000,
        batch_size=32,
        average_half_life=0,
        flip=False,
        expected="about 20 minutes on one core; a yardstick, not meant to be good",
    ),
    INFOGAN_FACES,
    replace(
        INFOGAN_FACES,
        name="infogan-avatars",
        title="Residual InfoGAN, avatars",
        data="avatars",
        family="infogan",
        arguments={"codes": CODES, "latent_size": 128, "width": 24, "embedding_size": 32},
        method=replace(
            INFOGAN_FACES.method,
            discriminator_arguments={"label_size": sum(CODES.values()), "width": 24},
            learning_rate_g=3e-4,
            generator_from=0,
            projected=None,
            augment=AVATARS,
        ),
        images=240_000,
        flip=False,
        head_start="",
        expected="about 40 minutes on one core, no download needed",
        on_card=on_card(5e-4, 1_200_000),
    ),
]
