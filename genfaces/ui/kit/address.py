"""Addresses of views: reading their parts, saying which of them are wrong, and telling them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import gradio as gr

from genfaces.tasks.models import Model
from genfaces.ui.kit.words import listed

SHOWN = 40  # letters of a wrong value that are repeated to the visitor


class Query(dict[str, str]):
    """The parts of an address. Each reader gives what is usual where a part is missing, and where it is wrong; which
    were wrong is kept for `complain`."""

    def __init__(self, parts: Mapping[str, str] = {}) -> None:
        super().__init__(parts)
        self.wrong: list[str] = []

    def whole(self, name: str, low: int, high: int, usual: int) -> int:
        """A whole number from `low` to `high`."""
        return self.read(name, lambda text: _whole(text, low, high), usual)

    def number(self, name: str, low: float, high: float, usual: float) -> float:
        """A number from `low` to `high`."""
        return self.read(name, lambda text: _number(text, low, high), usual)

    def one_of(self, name: str, known: Sequence[str], usual: str | None = None) -> str:
        """One of the words known, else the usual one, which is the first if none is named."""
        return self.read(name, lambda text: known[known.index(text)], known[0] if usual is None else usual)

    def model(self, offered: Sequence[Model]) -> Model:
        """One of the models offered, else the first. Raises IndexError where there is none."""
        by_name = {model.name: model for model in offered}
        return self.read("model", by_name.__getitem__, offered[0])

    def read(self, name: str, reader: Callable[[str], Any], usual: Any) -> Any:
        """What `reader` makes of a part; a ValueError or KeyError of it says that the part is wrong."""
        if name not in self:
            return usual
        try:
            return reader(self[name])
        except (ValueError, KeyError):
            self.wrong.append(name)
            return usual

    def complain(self) -> None:
        """Tell the visitor which parts were wrong."""
        if not self.wrong:
            return
        told = listed([f"{name} “{escape(self[name][:SHOWN])}”" for name in dict.fromkeys(self.wrong)])
        gr.Warning(f"The address asks for {told}, which is not here; the usual was taken.", title="About the address")


def query_of(address: str) -> Query:
    """The parts of an address: "?tab=samples&seed=7"."""
    return Query({name: values[0] for name, values in parse_qs(urlsplit(address).query, True).items()})


def model_named(name: str, offered: Sequence[Model]) -> Model:
    """The model of this name; of an unknown one, a stand-in that tasks refuse in their own words."""
    return next((model for model in offered if model.name == name), Model(name, name, ""))


def signpost(address: str, label: str, model: str, downloads: str, recipe: str = "") -> str:
    """The line under whatever is shown; it tells the address bar and the history what that is (views.js).

    downloads and recipe (a button for the picture's large view, see `faces.large`) are HTML, all others plain text.
    """
    return (
        f'<div class="below" data-view="{escape(address)}" data-label="{escape(label)}" data-model="{escape(model)}">'
        f'{downloads}{recipe}<a class="quiet" href="{escape(address)}" data-copy>Link to this view</a></div>'
    )


def _whole(text: str, low: int, high: int) -> int:
    if not re.fullmatch("[0-9]{1,10}", text) or not low <= int(text) <= high:
        raise ValueError(text)
    return int(text)


def _number(text: str, low: float, high: float) -> float:
    value = float(text)
    if not math.isfinite(value) or not low <= value <= high:
        raise ValueError(text)
    return value
