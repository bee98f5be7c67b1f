"""Studies: a base recipe and variants that differ from it in one respect each, all trained on as many images."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from training.errors import TrainingError
from training.methods.diffaugment import DiffAugment
from training.methods.gan import GANSettings
from training.methods.objectives import NOISY_FAKE, NOISY_REAL, SMOOTH_REAL, NonSaturating
from training.recipe import Recipe

NOTHING_TOLD = "tried"
OURS = ""


@dataclass(frozen=True)
class Variant:
    """A recipe of a study.

    name: of its runs. change: what differs from the base, in words. reported: what the reports say of it: "helped",
    "hurt", NOTHING_TOLD when they only say that they tried it, OURS when it is not among theirs.
    """

    name: str
    change: str
    recipe: Recipe
    reported: str = OURS


@dataclass(frozen=True)
class Study:
    """What is compared. checkpoint: the model on whose card and page the result stands. setting: what all share."""

    name: str
    title: str
    checkpoint: str
    setting: str
    base: Recipe
    variants: tuple[Variant, ...]

    def all(self) -> tuple[Variant, ...]:
        """The base, then what is compared with it."""
        return Variant("base", "None: the base", self.base), *self.variants


# G1's networks, narrower, and faster rates than the reports' 2e-5, with which 60,000 images teach nothing yet.
DCGAN = Recipe(
    name="dcgan-tricks",
    title="DCGAN of the tricks study, anime faces (G2)",
    data="anime",
    family="dcgan",
    arguments={"width": 24},
    method=GANSettings(discriminator_arguments={"width": 24}),
    images=60_000,
    batch_size=32,
    average_half_life=3_000,
    flip=False,
    expected="about 3 minutes on one core",
)


def _method(**changes: Any) -> Recipe:
    return replace(DCGAN, method=replace(DCGAN.method, **changes))


TRICKS = Study(
    name="dcgan-tricks",
    title="The tricks, one at a time",
    checkpoint="dcgan-anime",
    setting="the reported DCGAN at width 24 (batch norm in both networks, cross-entropy, Adam at 2e-4)",
    base=DCGAN,
    variants=(
        Variant("d-steps-3", "Three steps of D for one of G", _method(d_steps=3), "helped"),
        Variant("g-steps-2", "Two steps of G for one of D", _method(g_steps=2), NOTHING_TOLD),
        Variant("dropout", "Dropout of 0.5 in G", replace(DCGAN, arguments=DCGAN.arguments | {"dropout": 0.5}), "hurt"),
        Variant(
            "noisy-labels",
            "Noisy labels: real in (0.75, 1.25), generated in (0, 0.25)",
            _method(objective=NonSaturating(NOISY_REAL, NOISY_FAKE)),
            "helped",
        ),
        Variant(
            "smoothing",
            "One-sided smoothing: the label of real images is 0.9",
            _method(objective=NonSaturating(SMOOTH_REAL)),
            NOTHING_TOLD,
        ),
        Variant("one-batch", "Real and generated images in one batch of D", _method(one_batch=True), NOTHING_TOLD),
        Variant(
            "diffaugment",
            "DiffAugment: D sees augmented images only",
            _method(augment=DiffAugment(colour=0.4, translation=0.125, cutout=0.3)),
        ),
        Variant("r1", "R1 of 0.1: D's gradient at real images is penalised", _method(r1=0.1)),
    ),
)

STUDIES = {study.name: study for study in [TRICKS]}


def find(name: str) -> Study:
    """The study of that name. Raises TrainingError with the list of names."""
    if name not in STUDIES:
        raise TrainingError(f"There is no study '{name}'; choose one of: {', '.join(STUDIES)}.")
    return STUDIES[name]
