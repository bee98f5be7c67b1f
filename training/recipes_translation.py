"""The recipes of translation between maps and aerial photographs."""

from __future__ import annotations

from dataclasses import replace

from genfaces.palette import LANDCOVER
from training.methods.cyclegan import CycleGANSettings
from training.methods.objectives import NonSaturating
from training.methods.pix2pix import Pix2PixSettings
from training.recipe import Recipe

# The reported networks at three eighths of their width: both directions ship in 2.3 MB, and a step takes two thirds of
# the time of half the width.
NETWORKS = {"width": 24, "blocks": 6}
# What the networks are given beyond the reports. Instance norm takes away what is alike all over a picture: all maps of
# one colour became one and the same photograph. Group norm keeps it, and noise beside a map is what grass and leaves
# are drawn from. With colours of photographs spread as those of maps are, what the identity loss teaches (blue stays
# blue) names lakes and woods from the first steps on: 0.65 of classes were right on squares of the training part after
# 2,000 crops, without it 0.53 to 0.57.
SEEN = {"norm": "group", "noise": True, "photo_colours": True}

# As of GANs: batches four times as large, rates that rise by less than the root of that.
ON_CARD = {"batch_size": 16, "learning_rate": 5e-4, "average_half_life": 8_000, "tick": 8_000}

# Crops of 64 pixels out of squares of 128: a step on a quarter of the area costs a quarter, and more steps did more
# than more of the surroundings. Four crops a step use a core nearly twice as well as one; the learning rate is raised
# with them. The least-squares objective here is half the squared distance, so that 5 and 2.5 are the 10 and 5 of the
# paper. Cycles weigh less than that, since heavier ones make G remember fields by colours that mean something else on a
# map: at 5 instead of 3, 0.55 of classes were right after 4,000 crops, 0.63 here. Once colours have their meaning, a
# second part at 5 is about photographs that come back. Rates fall early, in either part. The colours of maps, which lie
# close together, are moved apart two and a half times; they are LandCover.ai's: for maps of others, take `map_colours`
# out.
CYCLEGAN_MAPS = Recipe(
    name="cyclegan-maps",
    title="CycleGAN, least squares, maps",
    data="maps",
    family="translator",
    arguments=NETWORKS | SEEN | {"map_colours": LANDCOVER.array.tolist()},
    method=CycleGANSettings(
        crop=64,
        discriminator_arguments={"width": 32, "norm": "group"},
        learning_rate=3e-4,
        cycle_weight=3.0,
        late_cycle_weight=5.0,
        map_cycle_weight=3.0,
        identity_weight=2.5,
        identity_interval=4,
        decay_from=0.3,
    ),
    images=32_000,
    restart_at=(20_000,),
    image_size=128,
    batch_size=4,
    tick=2_000,
    average_half_life=2_000,
    expected="about 80 minutes on one core",
    on_card=ON_CARD | {"images": 128_000},
)

TRANSLATION = [
    CYCLEGAN_MAPS,
    replace(
        CYCLEGAN_MAPS,
        name="cyclegan-maps-bce",
        title="CycleGAN, cross-entropy, maps",
        # The weights that go with the paper's objective, as in its code: cross-entropy takes the place of the whole
        # squared distance, and here that is halved. G's gradient from a strong D is the same then, relative to the
        # cycle half as large: the objective changes, and with it what it weighs against the cycle.
        method=replace(
            CYCLEGAN_MAPS.method,
            objective=NonSaturating(),
            cycle_weight=6.0,
            late_cycle_weight=None,
            map_cycle_weight=6.0,
            identity_weight=5.0,
        ),
        images=20_000,
        restart_at=(),
        on_card=ON_CARD | {"images": 80_000},
        expected="about 50 minutes on one core",
    ),
    replace(
        CYCLEGAN_MAPS,
        name="cyclegan-earth",
        title="CycleGAN, the Earth",
        data="earth",
        # The colours of this map are far apart as they are, and here the networks are given nothing beyond the reports.
        arguments=NETWORKS,
        method=replace(
            CYCLEGAN_MAPS.method,
            discriminator_arguments={"width": 32},
            cycle_weight=5.0,
            late_cycle_weight=None,
            map_cycle_weight=5.0,
        ),
        images=20_000,
        restart_at=(),
        on_card=ON_CARD | {"images": 80_000},
        expected="about 50 minutes on one core, no download needed",
    ),
    replace(
        CYCLEGAN_MAPS,
        name="pix2pix-maps",
        title="pix2pix, trained on pairs, maps",
        method=Pix2PixSettings(
            crop=64,
            discriminator_arguments=CYCLEGAN_MAPS.method.discriminator_arguments,
            learning_rate=3e-4,
            l1_weight=50.0,
        ),
        images=14_000,
        restart_at=(),
        on_card=ON_CARD | {"images": 56_000},
        expected="about 20 minutes on one core",
    ),
]
