"""The recipes of random sampling: generative adversarial networks on faces and on anime faces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from genfaces.networks import DRAWN_LABELS_DECODER
from training.methods.conditional import ConditionalSettings
from training.methods.diffaugment import DiffAugment
from training.methods.gan import GANSettings
from training.methods.objectives import LeastSquares, NonSaturating, Relativistic, Wasserstein
from training.methods.projected import Projected
from training.recipe import Recipe

# Real faces: colour augmentation beyond this shows up in the samples.
FACES = DiffAugment(colour=0.2, translation=0.125, cutout=0.3)
ANIME = DiffAugment(colour=0.4, translation=0.125, cutout=0.3)


# A generator that begins as the decoder of vae-faces draws whole faces from its first image on. D has to get to know
# these before G may learn from it, and G learns at a third of D's rate, so that it keeps what it has.
HEAD_START = "vae-faces"
HEAD_START_IMAGES = 20_000


def on_card(learning_rate: float, images: int) -> dict[str, Any]:
    """What fills a graphics card: batches four times as large, and time for four times the images.

    With batches four times as large, rates of Adam would double by the rule of the square root; these rise by less,
    since a GAN that runs away can't be mended. Chosen before any card was at hand.
    """
    rates = {"learning_rate_g": learning_rate, "learning_rate_d": learning_rate}
    return {"batch_size": 128, **rates, "average_half_life": 40_000, "tick": 50_000, "images": images}


# G is told the attributes of the real image in its place, which makes faces better than telling them to D alone.
# Beside the discriminator of pixels, heads on ImageNet features tell it early what a whole face is. At a weight of 1
# those heads hardly told real from generated any more, and G learned glaring contrast from them; 0.3 mended that.
GAN_FACES = Recipe(
    name="gan-faces",
    title="GAN from a VAE's decoder, faces",
    data="celeba",
    family=DRAWN_LABELS_DECODER,
    arguments={"label_size": 40, "latent_size": 256, "width": 48},
    method=ConditionalSettings(
        objective=Relativistic(),
        discriminator="gan-labels",
        discriminator_arguments={"label_size": 40, "width": 32, "projection": True},
        learning_rate_g=1e-4,
        learning_rate_d=3e-4,
        betas=(0.5, 0.99),
        decay_from=0.6,
        generator_from=HEAD_START_IMAGES,
        r1=0.1,
        r2=0.1,
        projected=Projected(weight=0.3),
        augment=FACES,
        class_weight_d=1.0,
        class_weight_g=1.0,
    ),
    images=200_000,
    batch_size=32,
    average_half_life=20_000,
    head_start=HEAD_START,
    expected="about 60 minutes on one core",
    on_card=on_card(5e-4, 1_000_000) | {"learning_rate_g": 2e-4},
)

# Here D alone is told the labels, from which it learns more of each image; tags-anime is what is told colours.
GAN_ANIME = replace(
    GAN_FACES,
    name="gan-anime",
    title="Residual GAN, anime",
    data="anime",
    family="gan",
    arguments={"latent_size": 128, "width": 32},
    method=replace(
        GAN_FACES.method,
        discriminator_arguments={"label_size": 22, "width": 32},
        learning_rate_g=3e-4,
        generator_from=0,
        projected=None,
        augment=ANIME,
        class_weight_g=0.0,
    ),
    images=320_000,
    head_start="",
    expected="about 85 minutes on one core",
    on_card=on_card(5e-4, 1_000_000),
)

DCGAN_ANIME = Recipe(
    name="dcgan-anime",
    title="DCGAN, half width, anime",
    data="anime",
    family="dcgan",
    arguments={"width": 32},
    method=GANSettings(
        objective=NonSaturating(),
        discriminator_arguments={"width": 32, "norm": "none", "minibatch_deviation": True},
        betas=(0.5, 0.99),
        r1=0.1,
        augment=ANIME,
    ),
    images=300_000,
    batch_size=32,
    expected="about 25 minutes on one core",
    on_card=on_card(3e-4, 1_200_000),
)

WGAN_GP_FACES = Recipe(
    name="wgan-gp-faces",
    title="Wasserstein GAN, faces",
    data="celeba",
    family="dcgan",
    arguments={"width": 32},
    method=GANSettings(
        objective=Wasserstein(),
        discriminator_arguments={"width": 32, "norm": "none"},
        optimizer="rmsprop",
        gradient_penalty=10.0,
        augment=FACES,
    ),
    images=150_000,
    batch_size=32,
    expected="about 25 minutes on one core",
)

# As reported: full width, batch norm in both, no averaging, no augmentation. At the reported rate of 5e-5 for D
# its scores of real and generated images drew apart at once, and G came to one grey texture and stayed there: the
# samples of 50,000 images differed 0.03 times as much from each other as faces do. With G's rate for D they vary.
DCGAN_FACES_REPORTED = Recipe(
    name="dcgan-faces-reported",
    title="DCGAN as reported, faces",
    data="celeba",
    family="dcgan",
    method=GANSettings(learning_rate_g=2e-4, learning_rate_d=2e-4),
    images=700_000,
    average_half_life=0,
    flip=False,
    expected="about 120 minutes on one core",
    on_card={"tick": 50_000},  # all else is as reported there too
)

GANS = [
    DCGAN_ANIME,
    replace(
        DCGAN_ANIME,
        name="dcgan-faces",
        title="DCGAN, half width, faces",
        data="celeba",
        method=replace(DCGAN_ANIME.method, augment=FACES),
    ),
    WGAN_GP_FACES,
    replace(
        WGAN_GP_FACES,
        name="lsgan-faces",
        title="Least-squares GAN, faces",
        arguments={"width": 32},
        images=200_000,
        expected="about 20 minutes on one core",
        method=GANSettings(
            objective=LeastSquares(),
            discriminator_arguments={"width": 32, "norm": "none", "minibatch_deviation": True},
            betas=(0.5, 0.99),
            r1=0.1,
            augment=FACES,
        ),
    ),
    GAN_ANIME,
    GAN_FACES,
    DCGAN_FACES_REPORTED,
    replace(
        DCGAN_FACES_REPORTED,
        name="dcgan-anime-reported",
        title="DCGAN as reported, anime",
        data="anime",
        method=GANSettings(learning_rate_g=2e-5, learning_rate_d=2e-5),
    ),
]
