"""The recipes of random sampling: generative adversarial networks on faces and on anime faces."""

from __future__ import annotations

from dataclasses import replace

from training.methods.conditional import ConditionalSettings
from training.methods.diffaugment import DiffAugment
from training.methods.gan import GANSettings
from training.methods.objectives import LeastSquares, NonSaturating, Relativistic, Wasserstein
from training.recipe import Recipe

# Real faces: colour augmentation beyond this shows up in the samples.
FACES = DiffAugment(colour=0.2, translation=0.125, cutout=0.3)
ANIME = DiffAugment(colour=0.4, translation=0.125, cutout=0.3)

# D learns more from each image when it is also asked for the labels; G is told nothing of them.
GAN_FACES = Recipe(
    name="gan-faces",
    title="Residual GAN, relativistic, whose D also tells attributes, faces",
    data="celeba",
    family="gan",
    arguments={"latent_size": 128, "width": 32},
    method=ConditionalSettings(
        objective=Relativistic(),
        discriminator="gan-labels",
        discriminator_arguments={"label_size": 40, "width": 32},
        learning_rate_g=3e-4,
        learning_rate_d=3e-4,
        betas=(0.5, 0.99),
        decay_from=0.5,
        r1=0.1,
        r2=0.1,
        augment=FACES,
        class_weight_d=1.0,
        class_weight_g=0.0,
    ),
    images=450_000,
    batch_size=32,
    average_half_life=20_000,
    expected="about 110 minutes on one core",
)

GAN_ANIME = replace(
    GAN_FACES,
    name="gan-anime",
    title="Residual GAN, relativistic, whose D also tells colours, anime faces",
    data="anime",
    method=replace(GAN_FACES.method, discriminator_arguments={"label_size": 22, "width": 32}, augment=ANIME),
    images=400_000,
    expected="about 100 minutes on one core",
)

DCGAN_ANIME = Recipe(
    name="dcgan-anime",
    title="DCGAN, half as wide, with augmentation and R1, anime faces (G1)",
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
)

WGAN_GP_FACES = Recipe(
    name="wgan-gp-faces",
    title="Wasserstein GAN with gradient penalty, half as wide, faces (G3)",
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
    images=300_000,
    batch_size=32,
    expected="about 35 minutes on one core",
)

GANS = [
    DCGAN_ANIME,
    replace(
        DCGAN_ANIME,
        name="dcgan-faces",
        title="DCGAN, half as wide, with augmentation and R1, faces (G1)",
        data="celeba",
        method=replace(DCGAN_ANIME.method, augment=FACES),
    ),
    WGAN_GP_FACES,
    replace(
        WGAN_GP_FACES,
        name="lsgan-faces",
        title="Least-squares GAN, half as wide, faces (G4)",
        arguments={"width": 32},
        expected="about 25 minutes on one core",
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
]
