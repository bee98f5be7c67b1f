"""The recipes of translation between maps and aerial photographs."""

from __future__ import annotations

from dataclasses import replace

from training.methods.cyclegan import CycleGANSettings
from training.methods.objectives import NonSaturating
from training.methods.pix2pix import Pix2PixSettings
from training.recipe import Recipe

CYCLEGAN_MAPS = Recipe(
    name="cyclegan-maps",
    title="CycleGAN, least squares, maps and aerial photographs (C1)",
    data="maps",
    family="translator",
    arguments={"width": 32, "blocks": 6},
    method=CycleGANSettings(discriminator_arguments={"width": 32}),
    images=36_000,
    image_size=128,
    batch_size=2,
    tick=2_000,
    average_half_life=2_000,
    expected="about 100 minutes on one core",
)

TRANSLATION = [
    CYCLEGAN_MAPS,
    replace(
        CYCLEGAN_MAPS,
        name="cyclegan-maps-bce",
        title="CycleGAN, cross-entropy, maps and aerial photographs (C2)",
        method=replace(CYCLEGAN_MAPS.method, objective=NonSaturating()),
    ),
    replace(
        CYCLEGAN_MAPS,
        name="cyclegan-earth",
        title="CycleGAN, least squares, the Earth and its map",
        data="earth",
        expected="about 100 minutes on one core, no download needed",
    ),
    replace(
        CYCLEGAN_MAPS,
        name="pix2pix-maps",
        title="pix2pix, trained on pairs, maps and aerial photographs",
        method=Pix2PixSettings(discriminator_arguments={"width": 32}),
        expected="about 60 minutes on one core",
    ),
]
