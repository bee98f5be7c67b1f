"""What to draw with, in the tab *Random samples*: data set, model, how many, how varied, and from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from genfaces.tasks import samples as task
from genfaces.tasks.checks import MAX_COUNT
from genfaces.ui.kit.gradio_seams import NumberSlider, OpenDropdown
from genfaces.ui.kit.markup import block
from genfaces.ui.samples.state import COMPARE, HOTTEST, View, has_mixture

SOURCES = [("Fitted mixture: close to real examples", "mixture"), ("Plain prior: N(0, 1)", "prior")]
# One word for what is called temperature with a VAE and truncation with a GAN: by how much the noise is multiplied.
VARIETY = "1: as in training. Less: alike and clean. More: varied and wild."


@dataclass(frozen=True)
class Choice:
    """The controls. ladder: one noise at several temperatures, below the slider; rivals: models to compare."""

    data: gr.Radio
    model: gr.Dropdown
    count: NumberSlider
    temperature: NumberSlider
    ladder: gr.HTML
    source: gr.Radio
    rivals: gr.CheckboxGroup


def build_choice(first: View) -> Choice:
    """The controls, set to `first`."""
    offered = task.models()
    sets = {model.data: model.plain for model in offered}
    return Choice(
        data=gr.Radio(
            [(plain, title) for title, plain in sets.items()],
            value=first.model.data,
            label="Data",
            visible=len(sets) > 1,
            elem_classes="segments",
        ),
        model=OpenDropdown(_models_of(first), value=first.model.name, label="Model"),
        count=NumberSlider(1, MAX_COUNT, first.count, step=1, label="How many", visible=first.show != COMPARE),
        temperature=NumberSlider(0, HOTTEST, first.temperature, step=0.05, label="Variety", info=VARIETY),
        ladder=block("", "samples/ladder.js", elem_id="ladder"),
        source=gr.Radio(
            SOURCES, value=first.source, label="Where the numbers come from", visible=has_mixture(first.model)
        ),
        rivals=gr.CheckboxGroup(
            [(model.title, model.name) for model in offered],
            value=list(first.rivals),
            label="Models to compare",
            visible=first.show == COMPARE,
        ),
    )


def updates(after: View, before: View | None = None) -> list[Any]:
    """What the controls are told, in the order data, model, seed, count, temperature, source, show, rivals, ends.

    What is visible always; values only where they differ from `before`, so that a late answer does not
    move a slider that the visitor holds.
    """
    old = _values(before) if before else {}
    changed = {name: value for name, value in _values(after).items() if name not in old or old[name] != value}
    shapes: dict[str, dict[str, Any]] = {
        "count": {"visible": after.show != COMPARE},
        "source": {"visible": has_mixture(after.model)},
        "rivals": {"visible": after.show == COMPARE},
    }
    if "data" in changed:
        shapes["model"] = {"choices": _models_of(after)}
        changed["model"] = after.model.name
    told = []
    for name in _values(after):
        change = shapes.get(name, {}) | ({"value": changed[name]} if name in changed else {})
        told.append(gr.update(**change) if change else gr.skip())
    return [*told, (after.a, after.b)]


def _values(view: View) -> dict[str, Any]:
    return {
        "data": view.model.data,
        "model": view.model.name,
        "seed": view.seed,
        "count": view.count,
        "temperature": view.temperature,
        "source": view.source,
        "show": view.show,
        "rivals": list(view.rivals),
    }


def _models_of(view: View) -> list[tuple[str, str]]:
    return [(model.title, model.name) for model in task.models() if model.data == view.model.data]
