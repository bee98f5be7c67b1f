"""What labels are called on the page: plainer words than the data sets' own where that helps."""

from __future__ import annotations

from collections.abc import Sequence

PLAIN = {
    "Smiling": "Smile",
    "Eyeglasses": "Glasses",
    "Young": "Young",
    "Male": "Male",
    "Blond_Hair": "Blond hair",
    "Black_Hair": "Black hair",
    "Bangs": "Fringe",
    "Bald": "Bald",
    "Mouth_Slightly_Open": "Mouth open",
    "Heavy_Makeup": "Heavy make-up",
}


def plain(label: str) -> str:
    """A label for people: "Mouth open", "Hair length: long"."""
    return PLAIN.get(label) or label.replace("_", " ").replace(":", ": ").capitalize()


def listed(names: Sequence[str]) -> str:
    """ "one", "one and two", "one, two and three"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
