"""A recipe that trains in a second on noise: what the tests of the loop share. Run as a program it is the real command,
with this recipe in the place of all others."""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import torch

from training import __main__ as command
from training import recipe as recipe_module
from training import recipes
from training.batches import Batches
from training.data import Dataset, Split
from training.data.record import DataNotes, Record
from training.devices import Hardware
from training.loop import Loop
from training.measure.views import View
from training.methods.vae import VAEMethod, VAESettings
from training.recipe import Recipe

# A run and its repetition in another process must sum in the same order to be equal to the bit.
torch.set_num_threads(1)

RECIPE = Recipe(
    name="tiny",
    title="VAE on noise",
    data="noise",
    family="vae",
    arguments={"latent_size": 4, "width": 2, "linear_size": 8},
    method=VAESettings(kl_weight=1e-4, learning_rate=1e-2, decay_from=0.3),
    images=96,
    expected="a second",
    batch_size=8,
    tick=16,
    average_half_life=30,
    shift=2,
    seed=5,
)
RECORD = Record(
    name="noise",
    title="Noise",
    plain="Noise",
    terms="Free.",
    split="the last ones",
    notes=DataNotes(limits=("It means nothing.",)),
    judge="judge-noise",
)
# What a tick says about the machine rather than about the training.
MEASURED = {"seconds", "images_per_second", "data_wait", "memory_mb"}


def dataset(train: int = 20, test: int = 6, label_names: tuple[str, ...] = ("left", "right")) -> Dataset:
    rng = np.random.default_rng(0)

    def split(count: int, prefix: str) -> Split:
        images = rng.integers(0, 256, (count, 64, 64, 3), dtype=np.uint8)
        labels = rng.integers(0, 2, (count, len(label_names))).astype(np.float32)
        return Split(images, labels, [f"{prefix}{i}" for i in range(count)])

    return Dataset("noise", "Noise", "Free.", label_names, split(train, "train"), split(test, "test"), [])


def coarse_view() -> View:
    """Eyes that cost nothing, in the place of the ruler's: the colours of a picture's quarters."""
    return View("coarse", "v1", lambda images: images[:, 8::32, 8::32].reshape(len(images), -1).astype(np.float32))


def method(recipe: Recipe = RECIPE, seed: int = 0) -> VAEMethod:
    torch.manual_seed(seed)
    return recipe.method.create(recipe, dataset())


def loop(folder, recipe: Recipe = RECIPE, precision: str = "float32", seed: int = 0, a_method=None) -> Loop:
    """A loop in `folder`, whose fresh weights depend on `seed`."""
    hardware = Hardware("cpu", precision)
    return Loop(a_method or method(recipe, seed), Batches.of(recipe, dataset(), hardware), hardware, folder)


def read_stats(folder) -> list[dict]:
    """Ticks without what differs from machine to machine and run to run."""
    ticks = [json.loads(line) for line in (folder / "stats.jsonl").read_text().splitlines()]
    return [{name: value for name, value in tick.items() if name not in MEASURED} for tick in ticks]


def assert_same(one, other, where: str = "") -> None:
    """Two nested states are equal to the bit."""
    assert type(one) is type(other), where
    if isinstance(one, dict):
        assert one.keys() == other.keys(), where
        for name in one:
            assert_same(one[name], other[name], f"{where}.{name}")
    elif isinstance(one, list):
        assert len(one) == len(other), where
        for i, pair in enumerate(zip(one, other, strict=True)):
            assert_same(*pair, f"{where}[{i}]")
    elif isinstance(one, torch.Tensor):
        assert torch.equal(one, other), where
    else:
        assert one == other, where


def assert_same_run(one, other) -> None:
    """Two folders hold the same training: weights, averages, optimizers, statistics and samples."""
    states = [torch.load(folder / "state.pt", weights_only=True) for folder in (one, other)]
    for state in states:
        del state["seconds"]
    assert_same(*states)
    assert read_stats(one) == read_stats(other)
    pictures = [{path.name: path.read_bytes() for path in (folder / "samples").iterdir()} for folder in (one, other)]
    assert pictures[0] == pictures[1]


def main(arguments: list[str], pause: float = 0.0) -> int:
    """The training command with only this recipe; every step takes `pause` seconds longer."""
    recipes.RECIPES.clear()
    recipes.RECIPES[RECIPE.name] = RECIPE
    recipe_module.open_dataset = lambda name, path, size: dataset()
    step = VAEMethod.step
    VAEMethod.step = lambda self, batch, how: time.sleep(pause) or step(self, batch, how)
    return command.main([RECIPE.name, "--device", "cpu", "--precision", "float32", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:], float(sys.argv[1])))
