"""The recipes of conditional GANs: faces with attributes (A1, A2), anime faces with hair and eye colours (T1)."""

from __future__ import annotations

from dataclasses import replace

from genfaces.networks.reported_conditional import EYES, HAIR
from training.methods.conditional import ConditionalSettings
from training.methods.diffaugment import DiffAugment
from training.methods.objectives import Relativistic
from training.methods.projected import Projected
from training.recipe import Recipe
from training.recipes_gan import FACES, HEAD_START, HEAD_START_IMAGES, on_card

ATTRIBUTES = (
    "Bangs", "Black_Hair", "Blond_Hair", "Brown_Hair", "Eyeglasses", "Heavy_Makeup", "High_Cheekbones", "Male",
    "Mouth_Slightly_Open", "No_Beard", "Smiling", "Wavy_Hair", "Young",
)  # fmt: skip
# Asked for rows of training labels only, G had never to draw what somebody who flips one label asks for, and did so in
# 0.79 to 0.82. Rows as they are were drawn as asked in 0.97, flipped ones in 0.5 to 0.8, and D's own head saw that as
# the judge did: it is G that did not care for one question of 13. Learning from pairs, it has reason to. Who asks for
# black hair leaves blond as it was, and G can't have both; so of a pair the answer that changed counts alone.
PAIRS_FROM = 60_000
# Colours are what is asked for: they are moved little.
TAGS = DiffAugment(colour=0.2, translation=0.125, cutout=0.3)

TAGS_ANIME = Recipe(
    name="tags-anime",
    title="Residual GAN, anime, colours",
    data="anime",
    family="gan-labels",
    arguments={"label_groups": [HAIR, EYES], "latent_size": 128, "width": 32, "embedding_size": 32},
    method=ConditionalSettings(
        objective=Relativistic(),
        discriminator="gan-labels",
        discriminator_arguments={"label_size": HAIR + EYES, "width": 32, "projection": True},
        learning_rate_g=3e-4,
        learning_rate_d=3e-4,
        betas=(0.5, 0.99),
        r1=0.1,
        r2=0.1,
        augment=TAGS,
        class_weight_d=0.5,
        class_weight_g=0.5,
        mismatch=0.5,
    ),
    images=500_000,
    batch_size=32,
    expected="about 100 minutes on one core",
    on_card=on_card(5e-4, 2_000_000),
)

# In batches of 128, as reported, so few images would be 470 steps, after which there is grey texture.
ACGAN_SMILE = Recipe(
    name="acgan-smile",
    title="ACGAN as reported, smiles",
    data="celeba",
    labels=("Smiling",),
    family="dcgan",
    arguments={"label_size": 1, "width": 48},
    method=ConditionalSettings(discriminator="acgan", discriminator_arguments={"label_size": 1}),
    images=60_000,
    batch_size=32,
    average_half_life=0,
    flip=False,
    expected="about 20 minutes on one core; a yardstick, not meant to be good",
)

CONDITIONAL = [
    ACGAN_SMILE,
    replace(
        ACGAN_SMILE,
        name="acgan-faces-reported",
        title="ACGAN as reported, 13 wishes",
        labels=ATTRIBUTES,
        family="acgan-product",
        arguments={"label_size": len(ATTRIBUTES), "width": 48},
        method=ConditionalSettings(discriminator="acgan", discriminator_arguments={"label_size": len(ATTRIBUTES)}),
    ),
    replace(
        TAGS_ANIME,
        name="acgan-faces",
        title="ACGAN from a VAE's decoder, 13 attributes",
        data="celeba",
        family="decoder-labels",
        labels=ATTRIBUTES,
        arguments={"label_size": len(ATTRIBUTES), "latent_size": 256, "width": 48},
        method=replace(
            TAGS_ANIME.method,
            discriminator_arguments={"label_size": len(ATTRIBUTES), "width": 32, "projection": True},
            learning_rate_g=1e-4,
            generator_from=HEAD_START_IMAGES,
            projected=Projected(weight=0.3),
            augment=FACES,
            class_weight_d=2.0,
            class_weight_g=4.0,
            mismatch=0.0,
            flipped=0.5,
            flipped_from=HEAD_START_IMAGES,
            pair_interval=2,
            pairs_from=PAIRS_FROM,
            pair_class_weight=5.0,
            pair_distance_weight=4.0,
            decay_from=0.6,
        ),
        images=200_000,
        average_half_life=20_000,
        head_start=HEAD_START,
        expected="about 75 minutes on one core",
        on_card=on_card(5e-4, 1_000_000) | {"learning_rate_g": 2e-4},
    ),
    # D as reported ends in batch norm and a dense layer: of real and generated images, each a batch of their own and
    # normalised by themselves, the scores are nearly alike, and nothing is learnt. It drew grey texture after 90,000
    # images at the reported rate of 2e-5 in batches of 64, after as many in batches of 16, and after 30,000 at 2e-4.
    # So both come in one batch, a trick of the reports. Then 2e-4 for both networks collapsed within 40,000 images;
    # the rates are those that the reports took for DCGAN on faces, since 2e-5 wants more images than are seen here.
    Recipe(
        name="cdcgan-anime",
        title="Conditional DCGAN, anime",
        data="anime",
        family="cdcgan",
        method=ConditionalSettings(
            discriminator="cdcgan", learning_rate_d=5e-5, class_weight_d=0.0, class_weight_g=0.0, one_batch=True
        ),
        images=100_000,
        batch_size=32,
        average_half_life=0,
        flip=False,
        expected="about 40 minutes on one core; a yardstick, not meant to be good",
    ),
    TAGS_ANIME,
]
