"""What a model card says in words of each data set and of each kind of network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from training.data.maps import LANDCOVER_TITLE


@dataclass(frozen=True)
class DataNotes:
    """What a card says of a data set: licence of what is made from it, tags, and the limits it brings.

    license: the Hub's identifier; with "other", license_name and license_link say which. download: whether the user
    has to bring the data.
    """

    limits: tuple[str, ...]
    tags: tuple[str, ...] = ()
    license: str = "other"
    license_name: str | None = None
    license_link: str | None = None
    download: bool = True


AERIAL = ("aerial-images", "maps")
PEOPLE = "Not for identifying people, and not for judging, ranking or imitating them."
DATA = {
    "celeba": DataNotes(
        limits=(
            "CelebA shows celebrities as the press photographs them: young, light-skinned and styled faces are far "
            "more frequent than in any population. The model repeats this, and does worse on faces rare there.",
            "The labels are the data set's, given by annotators at a glance, two values each. Male, Young or "
            "Attractive record their impression and its bias; they are not facts about anybody.",
            PEOPLE,
        ),
        tags=("faces", "celeba"),
        license_name="celeba-non-commercial-research",
        license_link="https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
    ),
    "anime": DataNotes(
        limits=(
            "The drawings follow the fashion of their makers: mostly young women, few hair and eye colours, one style. "
            "The model knows nothing else.",
            "The tags for hair and eyes come with the data set and are often wrong, the more so the rarer the colour.",
            PEOPLE,
        ),
        tags=("anime",),
        license_name="research-only",
    ),
    "anime-damaged": DataNotes(
        limits=(
            "Retired: nothing is measured by it any more. Of 64 samples of `gan-anime` it takes 64 for whole faces and "
            "the eye 45. A program made the damage that it learned, and generators fail in other ways; its accuracy on "
            "the held-out part says nothing of them.",
            "A whole face here is one like the data set's: one style, mostly young women.",
            PEOPLE,
        ),
        tags=("anime",),
        license_name="research-only",
    ),
    "avatars": DataNotes(
        limits=(
            "The avatars are drawn by a program from a few parts, so the labels are exact but say nothing about "
            "people, and the model knows no face outside that style.",
            PEOPLE,
        ),
        tags=("avatars", "drawn-faces"),
        license="mit",
        download=False,
    ),
    "maps": DataNotes(
        limits=("It knows only the landscapes and seasons of its training images; others come out wrong.",),
        tags=AERIAL,
        license_name="terms-of-the-data",
    ),
    # The one mosaic that the public can have, by its title.
    LANDCOVER_TITLE: DataNotes(
        limits=("All images come from one place in Poland and one season; other landscapes come out wrong.",),
        tags=AERIAL,
        license_name="cc-by-nc-sa-4.0",
        license_link="https://creativecommons.org/licenses/by-nc-sa/4.0/",
    ),
    "earth": DataNotes(
        limits=(
            "A map says land and sea but not forest, desert or ice: the photograph's colours are the model's guess.",
            "Borders cannot be seen from above, so those that it puts on a map are invented; they mean nothing.",
        ),
        tags=("satellite-images", "maps"),
        license="mit",
        download=False,
    ),
}
UNKNOWN_DATA = DataNotes(
    limits=("The model repeats whatever is frequent or wrong in its data.", PEOPLE),
    license_name="terms-of-the-data",
)


def notes_on(dataset: Mapping[str, Any]) -> DataNotes:
    """What a card says of a data set as config.json describes it."""
    return DATA.get(dataset["title"]) or DATA.get(dataset["name"], UNKNOWN_DATA)


@dataclass(frozen=True)
class Kind:
    """What a card says of a family of networks. use: Python that loads NAME and runs it once."""

    task: str
    what: str
    limit: str
    use: str


LOAD = 'model = checkpoint.load("NAME")\n'
DRAW = (
    "import torch\n\nfrom genfaces import checkpoint, latents\nfrom genfaces.images import to_uint8\n\n"
    + LOAD
    + 'noise = torch.from_numpy(latents.draw(seed=0, count=16, size=model.config["latent_size"]))\n'
)
MADE_UP = (
    "What it draws is made up. A sample can still resemble a training image or a living person by chance; do not "
    "present it as a photograph of anybody."
)
APPROXIMATE = (
    "A reconstruction is the model's approximation: fine detail is lost, and what is rare in the data is replaced by "
    "something more common. It is not a likeness to rely on."
)
VAE = Kind(
    "unconditional-image-generation",
    "A variational autoencoder: it turns an image into {latent_size} numbers and back, and draws new images from "
    "random numbers.",
    f"{APPROXIMATE} {MADE_UP}",
    DRAW + "images = to_uint8(model.network.decode(noise), model.pixel_range)  # uint8, 16 images",
)
AUTOENCODER = Kind(
    "image-to-image",
    "A plain autoencoder: it turns an image into {latent_size} numbers and back. It has no prior to draw new images "
    "from.",
    APPROXIMATE,
    "import torch\n\nfrom genfaces import checkpoint\nfrom genfaces.images import to_uint8\n\n"
    + LOAD
    + 'code = torch.zeros(1, model.config["latent_size"])  # or model.network.encode(images)\n'
    "image = to_uint8(model.network.decode(code), model.pixel_range)  # uint8, one image",
)
CLASSIFIER = Kind(
    "image-classification",
    "A classifier of {label_count} labels. It is a judge: it measures the samples of generators and is never used in "
    "training one.",
    "It judges the images of its own data set, small and aligned, and is a measuring device for such images only; do "
    "not use it to decide anything about a person.",
    "import torch\n\nfrom genfaces import checkpoint\n\n" + LOAD + 'size = model.config["image_size"]\n'
    "logits = model.network(torch.zeros(1, 3, size, size))  # one column a label; images lie in model.pixel_range",
)
TRANSLATOR = Kind(
    "image-to-image",
    "Two networks that translate maps into aerial photographs (`map_to_aerial`) and back (`aerial_to_map`), pictures "
    "of any size from 8 pixels a side.",
    "A translation is a guess: a photograph made from a map is invented, and a map made from a photograph leaves "
    "things out and misreads others. Do not find your way by it.",
    "from genfaces import checkpoint, example_maps\nfrom genfaces.images import to_tensor, to_uint8\n\n"
    + LOAD
    + 'maps = example_maps.all_of(model.config["dataset"]["name"])  # uint8, or maps of yours in the same colours\n'
    'photographs = model.network(to_tensor(maps), "map_to_aerial")\n'
    'maps_again = to_uint8(model.network(photographs, "aerial_to_map"))',
)
GENERATOR = Kind(
    "unconditional-image-generation",
    "The generator of a generative adversarial network: it draws images from {latent_size} random numbers.",
    MADE_UP,
    DRAW + "images = to_uint8(model.network(noise), model.pixel_range)  # uint8, 16 images",
)
CONDITIONAL = Kind(
    "unconditional-image-generation",
    "The generator of a conditional generative adversarial network: it draws images from {latent_size} random numbers "
    "and {label_count} labels that are to show in them.",
    f"{MADE_UP} A label that is asked for does not always show, and moving one can move others that go with it in the "
    "data.",
    DRAW.replace("checkpoint, latents", "checkpoint, labels, latents")
    + 'rows, counts = model.arrays["label_rows"], model.arrays["label_counts"]  # of the training images, 0 or 1\n'
    "rows = labels.draw(0, 16, rows, counts)\n"
    'asked = torch.from_numpy(labels.encode(rows, model.config["label_names"]))  # 1 yes, -1 no; of colours one is 1\n'
    "images = to_uint8(model.network(noise, asked), model.pixel_range)  # uint8, 16 images",
)
INFOGAN = Kind(
    "unconditional-image-generation",
    "The generator of an InfoGAN: it draws images from {latent_size} random numbers, one of {category} categories and "
    "{continuous} continuous codes. Nobody named these codes: what they mean it found for itself.",
    f"{MADE_UP} A code seldom means one thing only, and the words for it are the judge's, not the model's.",
    DRAW + "codes = torch.from_numpy(model.network.codes.draw(seed=0, count=16))  # one-hot category, then -1 to 1\n"
    "images = to_uint8(model.network(noise, codes), model.pixel_range)  # uint8, 16 images",
)
# By the first word of a family's name; every other family is a generator.
KINDS = {
    "vae": VAE,
    "autoencoder": AUTOENCODER,
    "classifier": CLASSIFIER,
    "infogan": INFOGAN,
    "translator": TRANSLATOR,
}
