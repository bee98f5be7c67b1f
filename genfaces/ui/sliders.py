"""Many sliders as one control: moves arrive as one event, and the set of sliders may change with the model."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from genfaces.ui.markup import control

AT_ONCE = 9


@dataclass(frozen=True)
class Slider:
    """One slider from -`reach` to `reach`, at rest at zero."""

    name: str
    label: str
    reach: float


def build() -> gr.HTML:
    """The control, without sliders yet. Its value: see `moved`."""
    return control("", "sliders.js")


def moved(value: Mapping[str, Any]) -> dict[str, float]:
    """Name to value of the sliders that are not at rest, from the control's value."""
    return {str(name): float(amount) for name, amount in value.items()}


def fresh(markup: str) -> gr.HTML:
    """What a handler returns to show other sliders, at rest."""
    return gr.HTML(markup=markup, value={})


def render(groups: Sequence[tuple[str, str, Sequence[Slider]]]) -> str:
    """Sliders at rest, in groups of (heading, explanation, sliders); empty groups are left out.

    Of a large group the first ones are shown and the others are folded away.
    """
    parts = [_group(*group) for group in groups if group[2]]
    if not parts:
        return ""
    # The time makes every new set a change, which puts the sliders back to rest.
    return (
        f'<div class="sliders" data-made="{time.monotonic_ns()}">{"".join(parts)}'
        '<button type="button" class="quiet" data-reset>Reset all</button></div>'
    )


def _group(heading: str, explanation: str, sliders: Sequence[Slider]) -> str:
    rows = [_row(slider) for slider in sliders]
    shown, folded = "".join(rows[:AT_ONCE]), "".join(rows[AT_ONCE:])
    more = f"<details><summary>{len(rows) - AT_ONCE} more</summary><div>{folded}</div></details>" if folded else ""
    return (
        f"<fieldset><legend>{escape(heading)}</legend><p>{escape(explanation)}</p><div>{shown}</div>{more}</fieldset>"
    )


def _row(slider: Slider) -> str:
    return (
        f'<label class="slider"><span>{escape(slider.label)}<output>0</output></span>'
        f'<input type="range" data-name="{escape(slider.name)}" min="{-slider.reach}" max="{slider.reach}" step="0.1"'
        ' value="0"></label>'
    )
