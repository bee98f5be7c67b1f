"""What the tab *Translation* answers: the translation, the way there and back, and how far to trust them."""

from __future__ import annotations

import time
from html import escape

import numpy as np

from genfaces.tasks import translation
from genfaces.tasks.translation import DIRECTIONS, Comparison
from genfaces.ui.kit.download import Download
from genfaces.ui.kit.markup import png_uri
from genfaces.ui.kit.words import listed
from genfaces.ui.translation.state import AERIAL, MAP, WORDS, Given

ONE = {MAP: "a map", AERIAL: "an aerial photograph"}
MADE = {
    AERIAL: "The map does not say what stands where, so this is made up, down to the last tree.",
    MAP: "The model’s reading of the photograph; it leaves things out and misreads others.",
}
# What a model has seen, by the title of its data, and what it does with everything else.
SEEN = {
    "LandCover.ai orthophoto and map": """This model was trained on one landscape only: aerial photographs of one region
in Poland, in one season, at about 1 metre a pixel. Cities, mountains, deserts, other seasons and other scales come out
as that countryside, or as nonsense; maps in other colours are misread.""",
    "Blue Marble and GSHHG": """This model was trained on one picture only: the Earth in NASA’s Blue Marble, at some 7
kilometres a pixel, with a map drawn from coastlines, rivers and borders. A map does not say where forest, desert or ice
is, so it guesses; photographs from a plane, and maps in other colours, come out as nonsense.""",
}
SEEN_OTHERS = """This model knows the landscapes, seasons and scales of its training pictures only; all others, and maps
in other colours, come out wrong."""
ONE_COLOUR = "A picture of a single colour stays grey or flat: this model sees differences only (<i>instance norm</i>)."
SECOND = "Paint a second colour."
OF_PIXELS = {
    DIRECTIONS[1]: "On photographs that it never saw, {share:.0%} of its map’s pixels were of the right class.",
    DIRECTIONS[0]: "From photographs that it made up of maps it never saw, a model trained on pairs read {share:.0%} "
    "of the pixels as the map had them.",
}

HARDLY = "In the maps that it reads, this hardly ever stands where it is: {classes}. Expect little of it, both ways."


def result(given: Given, made: np.ndarray) -> str:
    """The translation, uint8 (H,W,3), with its downloads, and what the model knows."""
    source, target = (WORDS[side] for side in given.sides)
    alt = f"{target.capitalize()} that {given.model} made from this {source}"
    hints = [MADE[given.sides[1]]]
    if _one_colour(given.pixels) and translation.needs_contrast(given.model):
        hints = [ONE_COLOUR, SECOND] if given.painting else [ONE_COLOUR]
    large = " data-large" if given.large else ""
    name = f"{given.model}-{given.direction}{f'-{given.example}' if given.example else ''}"
    # The time makes every answer a change, so that the page knows it has come.
    return (
        f'<div class="answer" data-made="{time.monotonic_ns()}"><figure class="sheet">'
        f"<figcaption><b>{target.capitalize()}</b> by {escape(given.model)}</figcaption>{_picture(made, alt)}</figure>"
        f'{_said(given.said)}<p class="caption" role="status">{" ".join(hints)}</p>'
        f'<div class="below" data-view="{escape(given.address)}"{large}>{Download(given.recipe, name, 1).links(made)}'
        f"{_link(given)}</div></div>"
    )


def _link(given: Given) -> str:
    """A link to an example; an address holds no painting and no file."""
    return f'<a class="quiet" href="{escape(given.address)}">Link to this view</a>' if given.example else ""


def trust(model: str, direction: str) -> str:
    """What the model was trained on, what it does with other things, and what was measured. Raises TaskError."""
    share = translation.measured(model, direction)
    measured = f" {OF_PIXELS[direction].format(share=share)}" if share is not None else ""
    missed = translation.missed_classes(model)
    warned = f" {HARDLY.format(classes=listed(missed))}" if missed else ""
    seen = SEEN.get(translation.data_title(model), SEEN_OTHERS)
    return f'<p class="trust">{seen}{measured}{warned}</p>'


def plates(given: Given, made: np.ndarray, found: Comparison) -> str:
    """Input, translation, back again and identity, and the slider between before and after."""
    source, target = (WORDS[side] for side in given.sides)
    again = ONE[given.sides[0]]
    paired = translation.learnt_from_pairs(given.model)
    never = " (It was never trained to do so.)" if paired else ""
    notes = "" if paired else _notes(translation.hidden(given.model, given.direction))
    rows = (
        ("Input", given.pixels, f"The {source} that goes in."),
        ("Translation", made, f"The {target} that the model makes of it."),
        (
            "Back again",
            found.back,
            f"That {target}, translated back into {again}: {found.back_error:.1%} away from the input.{notes}",
        ),
        (
            "Identity",
            found.identity,
            f"The input itself, sent through the translator into {again}: it is one already, so nothing should change;"
            f" it changed by {found.identity_error:.1%}.{never}",
        ),
    )
    figures = "".join(
        f'<figure class="plate">{_picture(image, f"{name}, {given.model}")}<figcaption><b>{name}</b> {words}'
        "</figcaption></figure>"
        for name, image, words in rows
    )
    return (
        f'<div class="answer" data-made="{time.monotonic_ns()}"><section>'
        f"<h3>Before and after</h3>{_before_after(given, made)}</section>"
        f'<section><h3>There and back</h3><div class="plates four">{figures}</div></section></div>'
    )


def _notes(hidden: float | None) -> str:
    """What the way back may owe to notes that networks hide for themselves, and what was measured of that."""
    if hidden is None:
        return " It may look better than it should: networks can hide notes in differences too small to see."
    return (
        " Networks can hide notes in differences too small to see, and look better than they should. Noise that wipes "
        f"such notes out adds {hidden:.2%} on held-out pictures."
    )


def _before_after(given: Given, made: np.ndarray) -> str:
    source, target = (WORDS[side] for side in given.sides)
    height, width, _ = given.pixels.shape
    words = f"Divider: {source} on the left, {target} on the right"
    return (
        f'<div class="before-after" style="--at: 50%; --ratio: {width / height:.4f}">'
        f"{_picture(made, f'After: the {target}')}{_picture(given.pixels, f'Before: the {source}')}"
        '<span class="divider"></span>'
        f'<input type="range" min="0" max="100" value="50" data-divide aria-label="{escape(words)}"></div>'
        f'<p class="caption">Drag: {source} on the left, {target} on the right.</p>'
    )


def _picture(pixels: np.ndarray, alt: str) -> str:
    """Small pictures are enlarged as the page's switch says, large ones are reduced smoothly."""
    looks = "drawn" if max(pixels.shape) <= 512 else "whole"
    return f'<img class="{looks}" src="{png_uri(pixels)}" alt="{escape(alt)}">'


def _said(sentence: str) -> str:
    return f'<p class="caption"><b>{escape(sentence)}</b></p>' if sentence else ""


def _one_colour(pixels: np.ndarray) -> bool:
    return bool((pixels == pixels[0, 0]).all())
