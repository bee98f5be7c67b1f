"""Studies: a base recipe and variants that differ from it in one respect each, all trained on as many images."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from training.errors import TrainingError
from training.methods.diffaugment import DiffAugment
from training.methods.gan import GANSettings
from training.methods.objectives import NOISY_FAKE, NOISY_REAL, SMOOTH_REAL, NonSaturating
from training.recipe import Recipe
from training.recipes_gan import DCGAN_FACES_REPORTED, GAN_ANIME, GAN_FACES

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
    """What is compared.

    checkpoint: the model on whose card and page the result stands. opening: a sentence that says what is compared.
    column: what a row is. base_change: what the base's row says.
    """

    name: str
    title: str
    checkpoint: str
    opening: str
    base: Recipe
    variants: tuple[Variant, ...]
    column: str = "Trick"
    base_change: str = "None: the base"

    def all(self) -> tuple[Variant, ...]:
        """The base, then what is compared with it."""
        return Variant("base", self.base_change, self.base), *self.variants


# G1's networks, narrower, and faster rates than the reports' 2e-5, with which so few images teach nothing yet.
DCGAN = Recipe(
    name="dcgan-tricks",
    title="DCGAN of the tricks study, anime",
    data="anime",
    family="dcgan",
    arguments={"width": 24},
    method=GANSettings(discriminator_arguments={"width": 24}),
    images=48_000,
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
    opening=(
        "Every run starts from the reported DCGAN at width 24 (batch norm in both networks, cross-entropy, Adam at "
        "2e-4) and changes one thing."
    ),
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

# A DCGAN exactly as reported: its networks, rates and losses, no tricks, nothing averaged, no image mirrored.
# The recipe to publish gives D another rate; here the reported one is what is compared.
REPORTED_FACES = replace(
    DCGAN_FACES_REPORTED,
    title="DCGAN exactly as reported, faces",
    method=GANSettings(learning_rate_g=2e-4, learning_rate_d=5e-5),
    images=100_000,
    expected="about 20 minutes on one core",
    on_card={},
)
REPORTED_ANIME = replace(
    REPORTED_FACES,
    name="dcgan-anime-reported",
    title="DCGAN exactly as reported, anime",
    data="anime",
    method=GANSettings(learning_rate_g=2e-5, learning_rate_d=2e-5),
    images=50_000,
    expected="about 15 minutes on one core",
)


def _yardstick(ours: Recipe, reported: Recipe, *others: Variant) -> Study:
    """The design of `ours` against a DCGAN as reported, and against `others`, after the same number of images."""
    return Study(
        name=f"{ours.name}-yardstick",
        title="Against the DCGAN as reported",
        checkpoint=ours.name,
        opening=(
            "A short training of this model's design and one of the DCGAN exactly as reported. This model's D is also "
            "asked for the data set's labels, which is what the judge that measures distances was trained on."
        ),
        base=reported,
        variants=(Variant("ours", f"{ours.title} (this model)", replace(ours, images=reported.images)), *others),
        column="Design",
        base_change="DCGAN exactly as reported: the base",
    )


FACES_YARDSTICK = _yardstick(GAN_FACES, REPORTED_FACES)
ANIME_YARDSTICK = _yardstick(
    GAN_ANIME,
    REPORTED_ANIME,
    Variant(
        "faster",
        "The same DCGAN at the rate of 2e-4, at which it collapsed in the reports",
        replace(REPORTED_ANIME, method=GANSettings(learning_rate_g=2e-4, learning_rate_d=2e-4)),
        "hurt",
    ),
)

STUDIES = {study.name: study for study in [TRICKS, FACES_YARDSTICK, ANIME_YARDSTICK]}


def find(name: str) -> Study:
    """The study of that name. Raises TrainingError with the list of names."""
    if name not in STUDIES:
        raise TrainingError(f"There is no study '{name}'; choose one of: {', '.join(STUDIES)}.")
    return STUDIES[name]
