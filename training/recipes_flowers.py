"""The recipes of flowers: the VAEs (V5) and DCGANs (G5, G6) of the report."""

from __future__ import annotations

from dataclasses import replace

from training.methods.gan import GANSettings
from training.methods.vae import VAESettings
from training.recipe import Recipe

TRAINING_FLOWERS, TRAINING_SUNFLOWERS = 4_527, 700
EPOCHS = 100
PIXELS = 3 * 32**2

# The loss of the report is the sum of squared errors of all pixels and the KL.
VAE_SUNFLOWERS_256 = Recipe(
    name="vae-sunflowers-256",
    title="VAE as reported, sunflowers, 256 latents",
    data="flowers",
    only="kind:sunflower",
    family="vae-flowers",
    arguments={"latent_size": 256},
    method=VAESettings(kl_weight=1.0 / PIXELS, learning_rate=1e-3, betas=(0.9, 0.999)),
    image_size=32,
    pixel_range=(0.0, 1.0),
    images=EPOCHS * TRAINING_SUNFLOWERS,
    batch_size=32,
    tick=10 * TRAINING_SUNFLOWERS,
    average_half_life=0,
    flip=False,
    expected="about 5 minutes on one core",
)
VAE_SUNFLOWERS_3 = replace(
    VAE_SUNFLOWERS_256,
    name="vae-sunflowers-3",
    title="VAE as reported, sunflowers, 3 latents",
    arguments={"latent_size": 3},
)

DCGAN_FLOWERS_256 = Recipe(
    name="dcgan-flowers-256",
    title="DCGAN as reported, flowers, 256 latents",
    data="flowers",
    family="dcgan-flowers",
    arguments={"latent_size": 256},
    method=GANSettings(discriminator="flowers", learning_rate_g=2e-4, learning_rate_d=2e-4, betas=(0.5, 0.999)),
    image_size=32,
    images=EPOCHS * TRAINING_FLOWERS,
    tick=10 * TRAINING_FLOWERS,
    average_half_life=0,
    flip=False,
    expected="about 60 minutes on one core",
)

FLOWERS = [
    VAE_SUNFLOWERS_3,
    VAE_SUNFLOWERS_256,
    replace(
        VAE_SUNFLOWERS_3,
        name="vae-flowers-3",
        title="VAE, flowers of all kinds, 3 latents",
        only="",
        images=EPOCHS * TRAINING_FLOWERS,
        tick=10 * TRAINING_FLOWERS,
        expected="about 30 minutes on one core",
    ),
    replace(
        DCGAN_FLOWERS_256,
        name="dcgan-flowers-10",
        title="DCGAN as reported, flowers, 10 latents",
        arguments={"latent_size": 10},
    ),
    DCGAN_FLOWERS_256,
    # 69 million weights: for a graphics card.
    replace(
        DCGAN_FLOWERS_256,
        name="dcgan-flowers-128",
        title="DCGAN as reported, flowers, 128 pixels",
        arguments={"latent_size": 1024, "width": 256, "side": 16, "dropout": 0.3, "high": True},
        method=replace(
            DCGAN_FLOWERS_256.method,
            discriminator_arguments={"channels": (64, 128, 256, 256), "image_size": 128},
        ),
        image_size=128,
        expected="for a graphics card: days on a processor",
    ),
]
