"""Every shipped checkpoint's recipe: what to read to know how a model was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from training.data import Dataset
from training.errors import TrainingError
from training.methods.base import Method
from training.methods.classifier import ClassifierSettings
from training.methods.vae import VAESettings


class Settings(Protocol):
    """A method's own settings; knows how to make the method."""

    def create(self, recipe: Recipe, dataset: Dataset) -> Method:
        """The method for one run of `recipe` on `dataset`."""


@dataclass(frozen=True)
class Recipe:
    """How one checkpoint is made.

    data: the data set's name; labels: the columns of it that are used, all when empty. family and arguments: the
    network that ships. images: length of the training, counted in images seen. tick: images between two lines of the
    log. average_half_life: of the averaged weights, in images. flip, shift: random mirroring, and pixels of shift.
    expected: time and quality that a user may expect, as measured.
    """

    name: str
    title: str
    data: str
    family: str
    method: Settings
    images: int
    expected: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    image_size: int = 64
    pixel_range: tuple[float, float] = (-1.0, 1.0)
    batch_size: int = 64
    tick: int = 10_000
    average_half_life: int = 10_000
    flip: bool = True
    shift: int = 0
    seed: int = 0


VAE_FACES = Recipe(
    name="vae-faces",
    title="VAE, faces, 320 latents with a linear path",
    data="celeba",
    family="vae",
    arguments={"latent_size": 320, "width": 32, "linear_size": 32},
    method=VAESettings(kl_weight=2e-5, learning_rate=1e-3, decay_from=0.5),
    images=270_000,
    shift=1,
    expected="about 45 minutes on one core",
)

REPORTED_VAE = VAESettings(learning_rate=2e-4, betas=(0.5, 0.999))

ALL = [
    VAE_FACES,
    replace(
        VAE_FACES,
        name="vae-avatars",
        title="VAE, drawn avatars, 64 latents",
        data="avatars",
        arguments={"latent_size": 64, "width": 24, "linear_size": 16},
        method=VAESettings(kl_weight=2e-5, learning_rate=1e-3, decay_from=0.5),
        images=150_000,
        flip=False,
        shift=0,
        expected="about 15 minutes on one core, no download needed",
    ),
    Recipe(
        name="vae-faces-128",
        title="VAE as reported, 128 latents (V1)",
        data="celeba",
        family="vae-128",
        method=replace(REPORTED_VAE, kl_weight=5e-3),
        pixel_range=(0.0, 1.0),
        images=90_000,
        expected="about 15 minutes on one core",
    ),
    Recipe(
        name="vae-faces-1024",
        title="VAE as reported, 1024 latents (V2)",
        data="celeba",
        family="vae-1024",
        method=replace(REPORTED_VAE, kl_weight=1e-5),
        pixel_range=(0.0, 1.0),
        images=90_000,
        expected="about 50 minutes on one core; its 54 million weights are not shipped",
    ),
    Recipe(
        name="vae-faces-512",
        title="VAE as reported, 512 latents (V3)",
        data="celeba",
        family="vae-512",
        method=replace(REPORTED_VAE, kl_weight=1e-5),
        batch_size=32,
        images=180_000,
        expected="about 30 minutes on one core",
    ),
    Recipe(
        name="ae-faces-dense",
        title="Dense autoencoder, 128 numbers (V4)",
        data="celeba",
        family="autoencoder-dense",
        method=VAESettings(learning_rate=1e-3),
        pixel_range=(0.0, 1.0),
        images=180_000,
        expected="about 5 minutes on one core",
    ),
    Recipe(
        name="ae-faces-conv",
        title="Convolutional autoencoder, 128 numbers (V4)",
        data="celeba",
        family="autoencoder-conv",
        method=VAESettings(learning_rate=1e-3),
        pixel_range=(0.0, 1.0),
        images=180_000,
        expected="about 15 minutes on one core",
    ),
    Recipe(
        name="judge-faces",
        title="Judge of 40 face attributes",
        data="celeba",
        family="classifier",
        arguments={"width": 24},
        method=ClassifierSettings(),
        images=270_000,
        shift=3,
        expected="about 15 minutes on one core",
    ),
    Recipe(
        name="judge-anime",
        title="Judge of hair and eye colour",
        data="anime",
        family="classifier",
        arguments={"width": 24},
        method=ClassifierSettings(),
        images=350_000,
        shift=3,
        expected="about 15 minutes on one core",
    ),
]

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in ALL}


def find(name: str) -> Recipe:
    """The recipe of that name. Raises TrainingError with the list of names."""
    if name not in RECIPES:
        raise TrainingError(f"There is no recipe '{name}'; choose one of: {', '.join(RECIPES)}.")
    return RECIPES[name]
