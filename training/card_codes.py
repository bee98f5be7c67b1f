"""What a model card says of an InfoGAN's codes: whether they can be read from a picture, and what they found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from training.card_metrics import number, table


def code_sections(metrics: Mapping[str, Any]) -> Iterator[str]:
    """Paragraphs and tables of `config["metrics"]`'s "codes", where there are any."""
    if codes := metrics.get("codes"):
        yield from _recognition(codes["recognition"])
        yield from _meaning(codes["meaning"], codes.get("held_out"))


def _recognition(recognition: Mapping[str, Any] | None) -> Iterator[str]:
    if recognition is None:
        yield "### Codes\n\nWhether the recognition head Q finds the codes in a picture was not measured."
        return
    yield (
        f"### Codes\n\nThe recognition head Q reads the codes out of {number(recognition['samples'])} fresh pictures. "
        "Q is part of the discriminator and does not ship: this was measured when the run was published."
    )
    rows = [("Category: share told", number(recognition["category_accuracy"]))]
    rows += [
        (f"Continuous code {i}: correlation", number(value))
        for i, value in enumerate(recognition["continuous_correlation"], 1)
    ]
    yield table(("Code", "Recognised"), rows)


def _meaning(meaning: Mapping[str, Any], held_out: Mapping[str, Any] | None) -> Iterator[str]:
    columns = meaning["changes"]
    own = held_out["mutual_information"] if held_out else {}
    images = (
        f" In held-out images: the same of the category that Q sees in {number(held_out['images'])} of them and their "
        "own labels; Q learned categories from drawn pictures only."
        if held_out
        else ""
    )
    continuous = (
        " Continuous codes: per cent of pictures whose answer changes when the code goes from -1 to 1 "
        f"and all else stays, over {number(meaning['vectors'])} noise vectors, and in brackets by how many points more "
        "of them show a yes; damage to a picture changes answers too."
        if columns
        else ""
    )
    yield (
        f"What the codes found, by {meaning['judge']}, whose errors stand on its own card. Category: mutual "
        f"information, from 0 to 1, of the category and the judge's answer, over {number(meaning['samples'])} pictures "
        f"of random codes.{images}{continuous}"
    )
    known = ("In held-out images",) if own else ()
    header = ("Question", "Category", *known, *(f"Code {i + 1}" for i in range(len(columns))))
    yield table(
        header,
        [
            (
                name.replace("_", " "),
                number(value),
                *((number(own[name]),) if own else ()),
                *(f"{column[name]:.0%}{_more(meaning, i, name)}" for i, column in enumerate(columns)),
            )
            for name, value in meaning["mutual_information"].items()
        ],
    )


def _more(meaning: Mapping[str, Any], code: int, name: str) -> str:
    """By how much a code moves the share of a yes-no question; answers of a group have no such number."""
    if name not in meaning["names"]:
        return ""
    return f" ({100 * meaning['effect'][code][meaning['names'].index(name)]:+.0f})"
