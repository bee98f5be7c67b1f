"""Tiny translators on a synthetic landscape: what the tests of CycleGAN, pix2pix and their publishing share."""

from __future__ import annotations

from dataclasses import replace

import tiny
import torch
from tiny_gan import step
from tiny_landscape import pair

from genfaces.palette import LANDCOVER
from training.crops import CropBatches
from training.data.pairs import PairedDataset, PairedSplit, mixed_places
from training.devices import Hardware
from training.loop import Loop
from training.methods.cyclegan import CycleGANSettings
from training.methods.pix2pix import Pix2PixSettings

__all__ = ["CYCLEGAN", "PIX2PIX", "batches", "dataset", "loop", "make", "step"]

SIZE, CROP = 32, 24
CYCLEGAN = replace(
    tiny.RECIPE,
    name="tiny-cyclegan",
    title="CycleGAN on tiles",
    data="maps",
    family="translator",
    arguments={"width": 4, "blocks": 1},
    # So small a pool that images leave it before the run is broken off.
    method=CycleGANSettings(crop=CROP, discriminator_arguments={"width": 4}, pool=5),
    image_size=SIZE,
    batch_size=4,
    images=48,
    tick=8,
)
PIX2PIX = replace(
    CYCLEGAN,
    name="tiny-pix2pix",
    title="pix2pix on tiles",
    method=Pix2PixSettings(crop=CROP, discriminator_arguments={"width": 4}),
)


def split(seed, height, width):
    aerial, map_ = (image[None] for image in pair(height, width, seed))
    places = mixed_places(LANDCOVER.classes(map_), SIZE, 5, step=8)
    return PairedSplit(aerial, map_, places, SIZE, ["mosaic"])


def dataset():
    return PairedDataset("maps", "Tiles", "Free.", split(0, 64, 96), split(1, SIZE, 2 * SIZE))


def make(recipe=CYCLEGAN, **changes):
    torch.manual_seed(0)
    recipe = replace(recipe, method=replace(recipe.method, **changes))
    return recipe.method.create(recipe, dataset())


def batches(recipe=CYCLEGAN):
    return CropBatches.of(recipe, dataset(), Hardware("cpu", "float32"))


def loop(folder, recipe=CYCLEGAN, seed=0, precision="float32"):
    """A loop in `folder`, whose fresh weights depend on `seed`."""
    torch.manual_seed(seed)
    hardware = Hardware("cpu", precision)
    method = recipe.method.create(recipe, dataset())
    return Loop(method, CropBatches.of(recipe, dataset(), hardware), hardware, folder)
