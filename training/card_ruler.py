"""What a model card says first of its numbers: `fd_imagenet`, the ruler that all data sets share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from training.card_metrics import MISSING, number, table
from training.measure.ruler import EQUAL, FLOOR, KEY

PICTURES = {
    "mixture": "samples, latents from the fitted mixture",
    "prior": "samples, latents from the prior",
    "reconstruction": "reconstructions of held-out images",
    "principal_components": "the same by as many principal components",
    "map_to_aerial": "photographs invented from held-out maps",
}
HEADER = ("Pictures", "Count", "Fréchet", "KID", "Precision", "Recall")


LEARNED_FROM = (
    "This model learned from an ImageNet network itself (EfficientNet-Lite1, in its projected discriminator), which is "
    "akin to the one that measures here: the numbers flatter it. The judge's below do not, nor does a count by eye."
)


def ruler_sections(metrics: Mapping[str, Any], settings: Mapping[str, str]) -> Iterator[str]:
    """A paragraph and a table of `config["metrics"]`'s "fd_imagenet", where there is one.

    settings: of the run, as `recipe_text.settings_of` tells them.
    """
    if not (scores := metrics.get(KEY)):
        return
    references = scores[FLOOR]["frechet"]["references"]
    yield (
        f"### fd_imagenet\n\nDistances to {number(references)} training images in the features of EfficientNet-Lite0, "
        "a network that learned ImageNet, which sees broken pictures where the judge below sees none; lower is closer. "
        "The floor is what held-out images get; a Fréchet distance falls with the count, so compare equal counts. "
        "Precision is the share of pictures within what is real, recall the share of what is real within the pictures "
        "(Kynkäänniemi et al., 2019, 3 neighbours)."
    )
    if "Projected" in settings.get("projected", ""):
        yield LEARNED_FROM
    yield table(HEADER, [*_rows(scores), _row("held-out images (the floor)", scores[FLOOR])])


def _rows(scores: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for source, found in scores.items():
        if source != FLOOR:
            name = PICTURES.get(source, source)
            yield _row(name, found)
            if EQUAL in found:
                yield _row(name, found[EQUAL])


def _row(name: str, found: Mapping[str, Any]) -> tuple[str, ...]:
    frechet, kernel, shares = found["frechet"], found["kernel"], found["coverage"]
    mean = number(kernel["mean"])
    return (
        name,
        number(frechet["samples"]),
        number(frechet["value"]),
        f"{mean} ± {number(kernel['std'], 1)}" if mean != MISSING else mean,
        number(shares["precision"]),
        number(shares["recall"]),
    )
