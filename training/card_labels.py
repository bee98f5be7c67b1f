"""What a model card says of obedience: whether a generator shows the labels it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from training.card_metrics import number, table


def label_sections(metrics: Mapping[str, Any]) -> Iterator[str]:
    """Paragraphs and tables of `config["metrics"]`'s "flips" and "tags", where there are any."""
    if flips := metrics.get("flips"):
        yield from _flips(flips)
    if tags := metrics.get("tags"):
        yield from _tags(tags)


def _flips(flips: Mapping[str, Any]) -> Iterator[str]:
    names, identity = flips["names"], flips["identity"]
    closest = identity[flips["judge"]]["by_attribute"]
    yield (
        f"### Flips\n\nOne label is flipped and the noise kept, for {number(flips['vectors'])} noise vectors with "
        f"labels of training rows. {flips['judge']} looks at the pictures; how often it errs stands on its own card. "
        f"Success, the mean of both directions, is {number(flips['mean_success'])} on average"
        + (f"; another attribute changes in {flips['side_change']:.1%} of flips. " if len(names) > 1 else ". ")
        + "Distance is that of the two pictures of a flip, as a share of that of two random ones."
    )
    columns = [flips["to_yes"], flips["to_no"], flips["success"], flips["pair"], closest]
    header = ("Attribute", "Asked yes, seen", "Asked no, not seen", "Success", "Both at one noise", "Distance")
    yield table(header, [(_words(name), *(number(column[name]) for column in columns)) for name in names])
    yield table(
        ("Identity kept, in features of", "Two of a flip", "Two random", "Ratio", "Noise vectors"),
        [(view, *(number(kept[k]) for k in ("pair", "random", "ratio", "vectors"))) for view, kept in identity.items()],
    )
    if len(names) > 1:
        yield "Per cent of flips of the attribute in the row after which the judge sees that in the column otherwise:"
        lines = zip(names, flips["change"], strict=True)
        yield table(
            ("Flipped", *map(_words, names)),
            [(_words(name), *(f"{value:.0%}" for value in line)) for name, line in lines],
        )


def _tags(tags: Mapping[str, Any]) -> Iterator[str]:
    eyes = tags["same_eyes"]
    rows = [
        ("Hair as asked", number(tags["hair"]["accuracy"]), ""),
        ("Eyes as asked", number(tags["eyes"]["accuracy"]), ""),
        ("Both eyes of one colour", number(eyes["samples_agree"]), number(eyes["held_out_agree"])),
    ]
    if never := tags.get("pairs_never_seen"):
        rows += [(f"{group.capitalize()} as asked, {', '.join(never['pairs'])} (never seen in training; "
                  f"{never['images']} samples)", number(never[group]), "") for group in ("hair", "eyes")]  # fmt: skip
    yield (
        f"### Tags\n\n{number(tags['samples'])} samples, as many of each pair of colours. Colours are judged by "
        f"{tags['judge']}. Eyes: the region of each eye is mirrored onto the other's "
        f"place, and the judge names the colour of both; where one eye was taken from another held-out face it finds "
        f"one colour in {number(eyes['mixed_agree'])}."
    )
    yield table(("Share of pictures", "Samples", "Held-out images"), rows)
    for group in ("hair", "eyes"):
        names, confusion = tags[group]["names"], tags[group]["confusion"]
        yield f"{group.capitalize()}: asked for (row) and seen by the judge (column)."
        yield table(("", *names), _counts(names, confusion))


def _counts(names: Sequence[str], confusion: Sequence[Sequence[int]]) -> list[tuple[str, ...]]:
    return [
        (name, *(str(count) if count else "" for count in line)) for name, line in zip(names, confusion, strict=True)
    ]


def _words(name: str) -> str:
    return name.replace("_", " ")
