"""Addresses of views: reading their parts, where what is not said or said wrongly is as usual, and telling them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

import gradio as gr

from genfaces.tasks.models import Model


def whole(text: str | None, low: int, high: int, usual: int) -> int:
    """A whole number from `low` to `high`, else `usual`."""
    return int(text) if text and re.fullmatch("[0-9]{1,10}", text) and low <= int(text) <= high else usual


def one_of(known: Sequence[str], text: str | None) -> str:
    """One of the words known, else the first of them."""
    return text if text in known else known[0]


def model_named(name: str, offered: Sequence[Model]) -> Model:
    """The model of this name; of an unknown one, a stand-in that tasks refuse in their own words."""
    return next((model for model in offered if model.name == name), Model(name, name, ""))


def model_of(query: Mapping[str, str], offered: Sequence[Model]) -> Model:
    """The model that an address names, else the first one offered. Raises IndexError where there is none."""
    return next((model for model in offered if model.name == query.get("model")), offered[0])


def query_for(tab: str, request: gr.Request) -> dict[str, str]:
    """The query of the address if it names this tab, else an empty one, by which everything is as usual."""
    query = dict(request.query_params)
    return query if query.get("tab") == tab else {}


def warn_of_model(query: Mapping[str, str], taken: str) -> None:
    """Tell the visitor that the model which the address names is not here, and another one was taken."""
    name = query.get("model")
    if name and name != taken:
        gr.Warning(f"There is no model “{escape(name[:40])}” here; another one was taken.", title="About the address")


def signpost(address: str, label: str, model: str, downloads: str) -> str:
    """The line under whatever is shown; it tells the address bar and the history what that is (pictures.js).

    downloads is HTML, all others are plain text.
    """
    return (
        f'<div class="below" data-view="{escape(address)}" data-label="{escape(label)}" data-model="{escape(model)}">'
        f'{downloads}<a class="quiet" href="{escape(address)}">Link to this view</a></div>'
    )
