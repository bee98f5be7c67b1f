"""Every shipped checkpoint's recipe: what to read to know how a model was made."""

from __future__ import annotations

from dataclasses import replace

from training.errors import TrainingError
from training.methods.classifier import ClassifierSettings
from training.methods.projected import Projected
from training.methods.vae import VAESettings
from training.methods.vae_gan import VAEGANSettings
from training.recipe import Recipe
from training.recipes_conditional import CONDITIONAL
from training.recipes_flowers import FLOWERS
from training.recipes_gan import GANS
from training.recipes_infogan import INFOGAN
from training.recipes_translation import TRANSLATION

# The weights of the losses: of a reconstruction after 5,000 images the gradient of the squared error had a norm of
# 0.001, that of the distance of features 0.27, and those of the verdicts on pixels and features 0.15 and 0.65. With the
# squared error alone 312 latents came to what as many principal components do, and to samples like ghosts.
VAE_FACES = Recipe(
    name="vae-faces",
    title="VAE with discriminators, faces, 256 latents",
    data="celeba",
    family="vae",
    arguments={"latent_size": 256, "width": 48, "linear_size": 0},
    method=VAEGANSettings(
        kl_weight=2e-5,
        learning_rate=5e-4,
        decay_from=0.6,
        perceptual=0.01,
        adversarial=0.003,
        adversarial_from=10_000,
        projected=Projected(weight=0.3),
    ),
    images=200_000,
    batch_size=32,
    expected="about 95 minutes on one core",
)

VAE_ANIME = Recipe(
    name="vae-anime",
    title="VAE, anime, 312 latents",
    data="anime",
    family="vae",
    arguments={"latent_size": 312, "width": 32, "linear_size": 32},
    method=VAESettings(kl_weight=1e-5, learning_rate=1e-3, decay_from=0.5),
    images=160_000,
    shift=1,
    expected="about 25 minutes on one core",
)

REPORTED_VAE = VAESettings(learning_rate=2e-4, betas=(0.5, 0.999))

VAE_128 = Recipe(
    name="vae-faces-128",
    title="VAE as reported, 128 latents",
    data="celeba",
    family="vae-128",
    method=replace(REPORTED_VAE, kl_weight=5e-3),
    pixel_range=(0.0, 1.0),
    images=45_000,
    expected="about 9 minutes on one core",
)

VAE_1024 = Recipe(
    name="vae-faces-1024",
    title="VAE as reported, 1024 latents",
    data="celeba",
    family="vae-1024",
    method=replace(REPORTED_VAE, kl_weight=1e-5),
    pixel_range=(0.0, 1.0),
    images=27_000,
    expected="about 25 minutes on one core",
)

VAE_512 = Recipe(
    name="vae-faces-512",
    title="VAE as reported, 512 latents",
    data="celeba",
    family="vae-512",
    method=replace(REPORTED_VAE, kl_weight=1e-5),
    batch_size=32,
    images=72_000,
    expected="about 15 minutes on one core",
)

ALL = [
    VAE_FACES,
    replace(
        VAE_ANIME,
        name="vae-avatars",
        title="VAE, avatars, 64 latents",
        data="avatars",
        arguments={"latent_size": 64, "width": 24, "linear_size": 16},
        method=VAESettings(kl_weight=2e-5, learning_rate=1e-3, decay_from=0.5),
        images=75_000,
        flip=False,
        shift=0,
        expected="about 15 minutes on one core, no download needed",
    ),
    VAE_ANIME,
    VAE_128,
    VAE_1024,
    VAE_512,
    # The same designs with fewer channels, a few megabytes each, to play with.
    replace(
        VAE_128,
        name="vae-faces-128-slim",
        title="VAE, half width, 128 latents",
        arguments={"width": 32},
        images=108_000,
        expected="about 6 minutes on one core",
    ),
    replace(
        VAE_1024,
        name="vae-faces-1024-slim",
        title="VAE, quarter width, 160 latents",
        arguments={"latent_size": 160, "width": 16},
        images=108_000,
        expected="about 10 minutes on one core",
    ),
    replace(
        VAE_512,
        name="vae-faces-512-slim",
        title="VAE, half width, 256 latents",
        arguments={"latent_size": 256, "width": 16},
        images=108_000,
        expected="about 10 minutes on one core",
    ),
    Recipe(
        name="ae-faces-dense",
        title="Autoencoder, dense",
        data="celeba",
        family="autoencoder-dense",
        arguments={"hidden": 96},
        method=VAESettings(learning_rate=1e-3),
        pixel_range=(0.0, 1.0),
        images=99_000,
        expected="about 5 minutes on one core",
    ),
    Recipe(
        name="ae-faces-conv",
        title="Autoencoder, convolutional",
        data="celeba",
        family="autoencoder-conv",
        method=VAESettings(learning_rate=1e-3),
        pixel_range=(0.0, 1.0),
        images=135_000,
        expected="about 15 minutes on one core",
    ),
    Recipe(
        name="judge-faces",
        title="Judge of 40 face attributes",
        data="celeba",
        family="classifier",
        arguments={"width": 32},
        method=ClassifierSettings(mixup=0.2),
        images=300_000,
        shift=3,
        expected="about 30 minutes on one core",
    ),
    Recipe(
        name="judge-avatars",
        title="Judge of drawn avatars",
        data="avatars",
        family="classifier",
        arguments={"width": 16},
        method=ClassifierSettings(),
        images=240_000,
        flip=False,
        shift=3,
        expected="about 10 minutes on one core, no download needed",
    ),
    Recipe(
        name="judge-anime",
        title="Judge of hair and eye colour",
        data="anime",
        family="classifier",
        arguments={"width": 24},
        method=ClassifierSettings(mixup=0.2),
        images=160_000,
        shift=3,
        expected="about 15 minutes on one core",
    ),
    Recipe(
        name="judge-anime-faces",
        title="Judge of whole anime faces",
        data="anime-damaged",
        family="classifier",
        arguments={"width": 16},
        method=ClassifierSettings(mixup=0.2),
        images=120_000,
        shift=3,
        expected="about 8 minutes on one core",
    ),
    *FLOWERS,
    *GANS,
    *CONDITIONAL,
    *INFOGAN,
    *TRANSLATION,
]

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in ALL}


def find(name: str) -> Recipe:
    """The recipe of that name. Raises TrainingError with the list of names."""
    if name not in RECIPES:
        raise TrainingError(f"There is no recipe '{name}'; choose one of: {', '.join(RECIPES)}.")
    return RECIPES[name]
