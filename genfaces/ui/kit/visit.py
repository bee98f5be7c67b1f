"""How a tab is asked for a view: when it is opened, by Back and Forward, by a link, by a file that was dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from genfaces.ui.kit.address import Query, query_of
from genfaces.ui.kit.markup import control


@dataclass(frozen=True)
class Visit:
    """What is asked for. query: the address, empty for the view to begin with. recipe: what no address holds, such as
    a painting, as `Download` writes it."""

    query: Query = field(default_factory=Query)
    recipe: Mapping[str, Any] = field(default_factory=dict)


def build(tab: str) -> gr.HTML:
    """The place inside a tab, named by its ID, that asks: its `input` event, whose value `asked` reads."""
    return control("", "kit/visit.js", elem_id=f"{tab}-visits", elem_classes="visits")


def asked(value: Mapping[str, Any]) -> Visit:
    """The visit that the place's value means."""
    recipe = value.get("recipe")
    return Visit(query_of(str(value.get("address", ""))), recipe if isinstance(recipe, dict) else {})
