"""Reading the parts of an address: what it does not say or says wrongly is as usual."""

from __future__ import annotations

import re
from collections.abc import Sequence


def whole(text: str | None, low: int, high: int, usual: int) -> int:
    """A whole number from `low` to `high`, else `usual`."""
    return int(text) if text and re.fullmatch("[0-9]{1,10}", text) and low <= int(text) <= high else usual


def one_of(known: Sequence[str], text: str | None) -> str:
    """One of the words known, else the first of them."""
    return text if text in known else known[0]
