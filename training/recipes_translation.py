"""The recipes of translation between maps and aerial photographs."""

from __future__ import annotations

from dataclasses import replace

from genfaces.palette import LANDCOVER
from training.methods.cyclegan import CycleGANSettings
from training.methods.objectives import NonSaturating
from training.methods.pix2pix import Pix2PixSettings
from training.recipe import Recipe

# The reported networks at three eighths of their width: both directions ship in 2.3 MB, and a step takes two thirds of
# the time of half the width. Crops of 64 pixels out of squares of 128: a step on a quarter of the area costs a quarter,
# and more steps did more than more of the surroundings. What is measured and shown has 128 pixels or more, where
# instance norm takes its statistics from more than it did in training; that does no harm (squares of the training part
# read as four crops of 64 came out at 0.59 of classes right, as a whole at 0.61). Four crops a step use a core nearly
# twice as well as one; the learning rate is raised with them. The least-squares objective here is half the squared
# distance, so that 5 and 2.5 are the 10 and 5 of the paper. With the colours of maps moved apart two and a half times
# lakes and roads are drawn, which they are not without it; maps come back well then and photographs badly, so
# photographs weigh twice as much (on squares of the training part, photographs come back at 0.059 and 0.64 of classes
# are read, at equal weights 0.064 and 0.62). Rates fall early, since at constant ones more and more wood was read as
# water in the end; after the first 20,000 crops they start anew. The colours are LandCover.ai's: for maps of others,
# take `map_colours` out.
CYCLEGAN_MAPS = Recipe(
    name="cyclegan-maps",
    title="CycleGAN, least squares, maps",
    data="maps",
    family="translator",
    arguments={"width": 24, "blocks": 6, "map_colours": LANDCOVER.array.tolist()},
    method=CycleGANSettings(
        crop=64,
        discriminator_arguments={"width": 32},
        learning_rate=3e-4,
        cycle_weight=10.0,
        map_cycle_weight=5.0,
        identity_weight=2.5,
        identity_interval=4,
        decay_from=0.3,
    ),
    images=50_000,
    restart_at=(20_000,),
    image_size=128,
    batch_size=4,
    tick=2_000,
    average_half_life=2_000,
    expected="about 120 minutes on one core",
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
            cycle_weight=20.0,
            map_cycle_weight=10.0,
            identity_weight=5.0,
        ),
        images=20_000,
        restart_at=(),
        expected="about 50 minutes on one core",
    ),
    replace(
        CYCLEGAN_MAPS,
        name="cyclegan-earth",
        title="CycleGAN, the Earth",
        data="earth",
        # The colours of this map are far apart as they are.
        arguments={"width": 24, "blocks": 6},
        method=replace(CYCLEGAN_MAPS.method, cycle_weight=5.0),
        images=20_000,
        restart_at=(),
        expected="about 50 minutes on one core, no download needed",
    ),
    replace(
        CYCLEGAN_MAPS,
        name="pix2pix-maps",
        title="pix2pix, trained on pairs, maps",
        method=Pix2PixSettings(crop=64, discriminator_arguments={"width": 32}, learning_rate=3e-4, l1_weight=50.0),
        images=32_000,
        restart_at=(),
        expected="about 40 minutes on one core",
    ),
]
