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
    "5_o_Clock_Shadow": "Stubble",
    "Gray_Hair": "Grey hair",
    "Mustache": "Moustache",
    "Wearing_Earrings": "Earrings",
    "Wearing_Hat": "Hat",
    "Wearing_Lipstick": "Lipstick",
    "Wearing_Necklace": "Necklace",
    "Wearing_Necktie": "Tie",
}
# Labels that say that something is missing; where one can ask or answer, it is for the thing itself.
MISSING = {"No_Beard": "Beard"}


def plain(label: str) -> str:
    """A label for people: "Mouth open", "Hair length: long"."""
    return PLAIN.get(label) or label.replace("_", " ").replace(":", ": ").capitalize()


def thing(label: str) -> str:
    """What a label is about, for people: "Beard", though the label is "No_Beard"."""
    return MISSING.get(label) or plain(label)


def turned(label: str, amount: float) -> float:
    """From how much of a label to how much of its thing, and back: the same, or minus that where it is missing."""
    return (-amount if label in MISSING else amount) or 0.0


def listed(names: Sequence[str]) -> str:
    """ "one", "one and two", "one, two and three"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
