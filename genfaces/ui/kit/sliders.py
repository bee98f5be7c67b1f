"""Many sliders as one control: moves arrive as one event, and the set of sliders may change with the model."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any

import gradio as gr

from genfaces.ui.kit.events import LIGHT
from genfaces.ui.kit.markup import control

AT_ONCE = 9
MADE = ""  # what the control's value calls the set of sliders that it comes from


@dataclass(frozen=True)
class Slider:
    """One slider from -`reach` to `reach`, standing at `value`.

    stops: buttons that put it to a value, each with a word. about: a line of HTML below it.
    """

    name: str
    label: str
    reach: float
    value: float = 0.0
    stops: tuple[tuple[str, float], ...] = ()
    about: str = ""


def build(lock: gr.Checkbox | None = None) -> gr.HTML:
    """The control, without sliders yet. Its value: see `moved`.

    Its event `input` comes with every move. lock: of the noise; as long as it is off, `submit` comes when a slider was
    let go, or in place of `input` when a button was pressed, for an answer at new noise.
    """
    panel = control("", "kit/sliders.js", locked=True)
    if lock is not None:
        lock.change(lambda locks: gr.HTML(locked=locks), lock, panel, **LIGHT)
    return panel


def moved(value: Mapping[str, Any]) -> dict[str, float]:
    """Name to value of the sliders that are not at zero, from the control's value."""
    return {str(name): float(amount) for name, amount in value.items() if name != MADE}


def outdated(value: Mapping[str, Any], made: str) -> bool:
    """Whether the control's value comes from other sliders than those last `made`, or from none yet: they are still on
    their way."""
    return bool(made) and value.get(MADE) != made


def stamp() -> str:
    """What a new set of sliders is called."""
    return str(time.monotonic_ns())


def fresh(markup: str, values: Mapping[str, float] = MappingProxyType({}), made: str = "") -> gr.HTML:
    """What a handler returns to show other sliders; `values` of those that `render` put elsewhere than to zero, and
    what the set is called."""
    return gr.HTML(
        markup=markup, value={name: value for name, value in values.items() if value} | ({MADE: made} if made else {})
    )


def render(groups: Sequence[tuple[str, str, Sequence[Slider]]], reset: bool = True, made: str = "") -> str:
    """Sliders in groups of (heading, explanation, sliders), and a button that puts all to zero; empty groups
    are left out.

    Of a large group the first ones are shown and the others are folded away. made: what the set is called.
    """
    parts = [_group(*group) for group in groups if group[2]]
    if not parts:
        return ""
    button = '<button type="button" class="quiet" data-reset>Reset all</button>' if reset else ""
    # Another name makes every new set a change, which puts the sliders back to where they are drawn.
    return f'<div class="sliders" data-made="{made or stamp()}">{"".join(parts)}{button}</div>'


def _group(heading: str, explanation: str, sliders: Sequence[Slider]) -> str:
    rows = [_row(slider) for slider in sliders]
    shown, folded = "".join(rows[:AT_ONCE]), "".join(rows[AT_ONCE:])
    more = f"<details><summary>{len(rows) - AT_ONCE} more</summary><div>{folded}</div></details>" if folded else ""
    words = f"<p>{escape(explanation)}</p>" if explanation else ""
    return f"<fieldset><legend>{escape(heading)}</legend>{words}<div>{shown}</div>{more}</fieldset>"


def _row(slider: Slider) -> str:
    stops = "".join(
        f'<button type="button" data-set="{value:g}" aria-label="{escape(f"{slider.label}: {word}")}"'
        f' aria-pressed="{str(slider.value == value).lower()}">{escape(word)}</button>'
        for word, value in slider.stops
    )
    stops = f'<div class="stops">{stops}</div>' if stops else ""
    about = f"<small>{slider.about}</small>" if slider.about else ""
    return (
        # The value stands beside the label, not in it: what is in it would take the place of the slider's name.
        f'<div class="slider"><label><span>{escape(slider.label)}</span>'
        f'<input type="range" data-name="{escape(slider.name)}" min="{-slider.reach}" max="{slider.reach}" step="0.1"'
        f' value="{slider.value:g}"></label><output>{_signed(slider.value)}</output>{stops}{about}</div>'
    )


def _signed(value: float) -> str:
    return f"{value:+g}" if value else "0"
