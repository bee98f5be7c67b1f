"""What is measured: recipes on random pixels, which need no download and take no less time than faces."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from genfaces.labels import groups
from training import recipes
from training.batches import Batches
from training.crops import CropBatches
from training.data import Dataset, PairedDataset, Split, anime, avatars, celeba
from training.data.pairs import SIDES, PairedSplit
from training.devices import Hardware
from training.methods.base import Step
from training.methods.gan import GANSettings
from training.recipe import Recipe

# The yardstick: the network of the PyTorch example at its width, with what the loop does for every recipe.
DCGAN = Recipe(
    name="dcgan-64",
    title="DCGAN as reported, width 64",
    data="random",
    family="dcgan",
    arguments={"width": 64},
    method=GANSettings(discriminator_arguments={"width": 64}),
    images=sys.maxsize,
    expected="",
)
# One recipe of each family that ships.
FAMILIES = (
    "gan-anime", "gan-faces", "acgan-faces", "acgan-faces-reported", "infogan-faces", "vae-faces", "cyclegan-maps",
)  # fmt: skip
LABELS = {"celeba": celeba.ATTRIBUTES, "anime": anime.LABEL_NAMES, "avatars": avatars.LABEL_NAMES}
IMAGES, TEST_IMAGES, PICTURES, TEST_PICTURES = 2048, 64, 64, 8
# A lazy penalty is due every so many steps, so that fewer would misjudge what a step costs.
CYCLE = 16
COUNTED_BATCH = 2


class Operations(TorchDispatchMode):
    """Counts, as PyTorch's FlopCounterMode does, whose tracking of modules fails at gradients of gradients."""

    total = 0

    def __torch_dispatch__(
        self, function: Any, types: Any, arguments: tuple[Any, ...] = (), options: dict[str, Any] | None = None
    ) -> Any:
        """Calls `function` and adds what it costs, where that is known."""
        options = options or {}
        output = function(*arguments, **options)
        count = flop_registry.get(function._overloadpacket)
        if count is not None:
            self.total += count(*arguments, **options, out_val=output)
        return output


def find(name: str) -> Recipe:
    """The recipe of that name, endless and without ticks on the way. Raises TrainingError."""
    recipe = DCGAN if name == DCGAN.name else recipes.find(name)
    return replace(recipe, images=sys.maxsize, tick=sys.maxsize)


def random_data(recipe: Recipe) -> Dataset | PairedDataset:
    """Random pixels, labels and pairs of the shapes that the recipe trains on."""
    rng = np.random.default_rng(0)
    size = recipe.image_size
    if hasattr(recipe.method, "crop"):
        parts = [_pairs(rng, count, size) for count in (PICTURES, TEST_PICTURES)]
        return PairedDataset(recipe.data, "Random pixels", "Free of rights.", *parts)
    names = recipe.labels or LABELS.get(recipe.data, ())
    parts = [_images(rng, count, size, names) for count in (IMAGES, TEST_IMAGES)]
    return Dataset(recipe.data, "Random pixels", "Free of rights.", names, *parts, [])


def batches(recipe: Recipe, dataset: Dataset | PairedDataset, hardware: Hardware) -> Batches | CropBatches:
    """The stream that the recipe trains on."""
    return (CropBatches if isinstance(dataset, PairedDataset) else Batches).of(recipe, dataset, hardware)


def operations(recipe: Recipe, hardware: Hardware) -> float:
    """Floating point operations that an image costs, of matrix products and convolutions, forwards and backwards.

    Counted on the processor at a small batch, on which nothing else depends, over CYCLE steps from the start of a run.
    """
    small = replace(recipe, batch_size=COUNTED_BATCH)
    dataset = random_data(small)
    method, stream = small.method.create(small, dataset), batches(small, dataset, hardware)
    processor = torch.device("cpu")
    with Operations() as counted:
        for number in range(CYCLE):
            step = Step(nullcontext, Tensor.backward, lambda network: network, number * COUNTED_BATCH, number)
            method.step(stream.get(number, processor), step)
    return counted.total / (CYCLE * COUNTED_BATCH)


def _images(rng: np.random.Generator, count: int, size: int, names: Sequence[str]) -> Split:
    labels = rng.integers(0, 2, (count, len(names))).astype(np.float32)
    for columns in groups(names).values():
        labels[:, columns] = np.eye(len(columns), dtype=np.float32)[rng.integers(0, len(columns), count)]
    return Split(_pixels(rng, count, size), labels, [str(number) for number in range(count)])


def _pairs(rng: np.random.Generator, count: int, size: int) -> PairedSplit:
    places = np.array([(number, 0, 0) for number in range(count)], dtype=np.int32)
    sides = (_pixels(rng, count, size) for _ in SIDES)
    return PairedSplit(*sides, places, size, [str(number) for number in range(count)])


def _pixels(rng: np.random.Generator, count: int, size: int) -> np.ndarray:
    return rng.integers(0, 256, (count, size, size, 3), dtype=np.uint8)
