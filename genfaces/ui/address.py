"""Addresses of views: reading their parts, where what is not said or said wrongly is as usual, and telling them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape


def whole(text: str | None, low: int, high: int, usual: int) -> int:
    """A whole number from `low` to `high`, else `usual`."""
    return int(text) if text and re.fullmatch("[0-9]{1,10}", text) and low <= int(text) <= high else usual


def one_of(known: Sequence[str], text: str | None) -> str:
    """One of the words known, else the first of them."""
    return text if text in known else known[0]


def signpost(address: str, label: str, model: str, downloads: str) -> str:
    """The line under whatever is shown; it tells the address bar and the history what that is (pictures.js).

    downloads is HTML, all others are plain text.
    """
    return (
        f'<div class="below" data-view="{escape(address)}" data-label="{escape(label)}" data-model="{escape(model)}">'
        f'{downloads}<a class="quiet" href="{escape(address)}">Link to this view</a></div>'
    )
