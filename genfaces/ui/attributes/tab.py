"""The tab *Attributes*: wishes for a face whose noise stays, what they change, and what a judge sees of them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import gradio as gr

from genfaces.tasks import attributes as task
from genfaces.ui.attributes import endpoint
from genfaces.ui.attributes import state as views
from genfaces.ui.attributes.people import faces, people, switches
from genfaces.ui.attributes.pictures import below, file, judged, painted, place_of_strip, rare, strip, strip_file, trio
from genfaces.ui.attributes.state import ID, View
from genfaces.ui.attributes.travel import TRAVEL
from genfaces.ui.kit import provenance, seed, sliders, visit
from genfaces.ui.kit.address import Query
from genfaces.ui.kit.download import on_demand
from genfaces.ui.kit.events import EVERY, PRIVATE, polite
from genfaces.ui.kit.gradio_seams import OpenRadio, told
from genfaces.ui.kit.markup import UI, block, note
from genfaces.ui.kit.parts import Parts
from genfaces.ui.kit.words import thing, turned

__all__ = ["ID", "LABEL", "METHOD", "TRAVEL", "build"]

LABEL, METHOD, STYLE = "Change a face", "Attributes, ACGAN", UI / "attributes" / "style.css"
INTRO = """<p class="intro">Random numbers, the <b>noise</b>, decide who it is; your wishes decide what they look like.
Switch a smile, glasses or blond hair on and off: the noise is locked, so it should stay the same person. The network
learned from photographs with <b>labels</b>, notes of what is in them; see where it obeys.</p>"""
WHAT = "your wishes"  # what changes the picture while the noise is locked
HONEST = """<p class="caption">The pictures are approximate. Wishes are the labels of the CelebA data set, yes or no as
its annotators saw a photograph, with all their bias: “young” or “male” say nothing about a person, and what went
together in the photographs changes together here.</p>"""

PARTS = Parts(
    ("state", "model", "seed", "switches", "people", "rare", "trio", "judge", "below", "pair", "strip"),
    speaks="trio",
    emptied=("judge", "people", "rare", "below", "strip"),
)
PICTURES = ("state", "rare", "trio", "judge", "below")  # what follows a move


def build() -> None:
    """The tab's contents."""
    block(INTRO)
    offered = task.models()
    if not offered:
        block(note("No model that is told attributes is installed here, so this tab is unavailable."))
        return
    state = gr.State(None)
    # One column, so that the pictures stay in sight only as long as there are switches beside them.
    with gr.Column(elem_classes="attributes-work"):
        with gr.Row(elem_classes="work attributes-stage"):
            pictures = block(note("One moment …"), elem_id="attributes-trio")
            judge = block("", elem_id="attributes-judge")
        with gr.Row(elem_classes="work"):
            with gr.Column(scale=1, min_width=280, elem_classes="controls"):
                row = seed.build_locked(views.FIRST_SEED, WHAT)
                model = gr.Dropdown([(item.title, item.name) for item in offered], value=offered[0].name, label="Model")
                keep = gr.Button("Take this picture as “before”", size="sm")
                back = gr.Button("Back to “before”", size="sm")
                under = block("", "kit/pictures.js", "kit/save.js", elem_id="attributes-below")
            with gr.Column(scale=3, min_width=320):
                folk = block("", "kit/pictures.js", elem_id="attributes-people")
                unlikely = block("", elem_id="attributes-rare")
                panel = sliders.build(row.lock)
    with gr.Column(elem_classes="attributes-pairs"):
        block("<h3>Ten pairs</h3>")
        pair = OpenRadio([], label="Attribute of the pairs", show_label=False, container=False, elem_classes="segments")
        pairs = block("", "kit/seen.js", "kit/save.js", elem_id="attributes-strip")
    block(HONEST)
    provenance.build(model)

    outputs = [state, model, row.seed, panel, folk, unlikely, pictures, judge, under, pair, pairs]
    _wire(row, panel, folk, outputs, {model: take_model, pair: take_pair}, {keep: take_as_before, back: go_back})
    pairs.input(pair_up, [state, panel], outputs, **PRIVATE)
    saved = on_demand()
    for place, handler in ((under, save), (pairs, save_pairs)):
        place.download(handler, state, saved, **EVERY)
    visits = visit.build(ID)
    visits.input(restore, visits, outputs, **PRIVATE)
    endpoint.build(offered[0].name)


def _wire(
    row: seed.LockedRow,
    panel: gr.HTML,
    folk: gr.HTML,
    outputs: list[Any],
    choices: Mapping[Any, Any],
    buttons: Mapping[Any, Any],
) -> None:
    """What each control does; choices and buttons with their handlers."""
    held = [outputs[0], panel]
    panel.input(move, held, outputs, **PRIVATE)
    panel.submit(settle, held, outputs, **PRIVATE)
    for control, handler in {row.seed: take_seed, **choices}.items():
        control.input(handler, [control, *held], outputs, **PRIVATE)
    for button, handler in {row.draw: draw_noise, **buttons}.items():
        button.click(handler, held, outputs, **PRIVATE)
    folk.select(take_person, held, outputs, **EVERY)


def _answer(view: View, *names: str) -> tuple[Any, ...]:
    """What the page is told of a view: these parts of it, and nothing of the others; everything where it was told
    nothing yet, which is so when the server was started anew."""
    names = names if view.sliders else PARTS.names
    if "switches" in names:
        view = replace(view, sliders=sliders.stamp())
    shown = functools.cache(lambda: painted(view, faces(view) if "people" in names else ()))
    makers = {
        "state": shown,
        "model": lambda: view.model.name,
        "seed": lambda: view.seed,
        "switches": lambda: sliders.fresh(switches(view), positions(view), view.sliders),
        "people": lambda: people(shown()),
        "rare": lambda: rare(view),
        "trio": lambda: trio(shown()),
        "judge": lambda: judged(shown()),
        "below": lambda: below(view),
        "pair": lambda: gr.update(choices=[(thing(name), name) for name in view.wishes], value=view.pair),
        "strip": lambda: place_of_strip() if names == PARTS.names else strip(view),
    }
    return PARTS.answer(makers, names)


def positions(view: View) -> dict[str, float]:
    """Where the sliders stand: the label "No_Beard" is the slider "Beard"."""
    return {name: turned(name, strength) for name, strength in view.wishes.items()}


def _now(view: View | None, moved: Mapping[str, Any]) -> View:
    """The view with the switches as they stand in the browser, which may be newer than the last answer; or older, where
    others are on their way to it.

    Without a view, which a visit has lost when the page was started anew, the view to begin with.
    """
    if view and sliders.outdated(moved, view.sliders):
        return view
    view = view or views.read(Query())
    values = sliders.moved(moved)
    return replace(view, wishes={name: turned(name, values.get(name, 0.0)) for name in view.wishes})


def _reseeded(view: View, number: int, *more: str) -> tuple[Any, ...]:
    """Another seed for before and after."""
    return _answer(replace(view, seed=number, start_seed=number, index=0), *PICTURES, "people", *more)


@polite
def move(view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """A switch or a slider moves: the picture, its judgement and the address follow."""
    return _answer(_now(view, moved), *PICTURES)


@polite
def settle(view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """A slider was let go while the noise is not locked: the wishes at new noise."""
    new = replace(_now(view, moved), seed=seed.following(), index=0)
    return _answer(new, *PICTURES, "seed", "people")


@polite
def pair_up(view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """The strip, which is seen and shows another view; it takes longest."""
    return _answer(_now(view, moved), "strip")


@polite
def save(view: View | None, event: gr.EventData) -> str:
    """The picture as a file."""
    return file(view or views.read(Query()), told(event)["form"])


@polite
def save_pairs(view: View | None, event: gr.EventData) -> str:
    """The strip as a file."""
    return strip_file(view or views.read(Query()), told(event)["form"])


@polite
def draw_noise(view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """The main button: the same wishes for somebody else."""
    return _reseeded(_now(view, moved), seed.following(), "seed")


@polite
def take_seed(number: int | None, view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """Another seed. The field is not told: whoever types may be further by now."""
    return _reseeded(_now(view, moved), seed.legal(number))


@polite
def take_model(name: str, view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """Another model, with the same noise and wishes as far as it knows them. The choice itself is not told: the
    visitor may have made another one by now."""
    model = views.find(name)
    view = views.with_model(_now(view, moved), model) if view else views.first(model)
    return _answer(view, *PARTS.without("model", "strip"))


@polite
def take_person(view: View | None, moved: Mapping[str, Any], event: gr.SelectData) -> tuple[Any, ...]:
    """A preset person becomes before and after."""
    view = _now(view, moved)
    person = task.presets(view.model.name)[int(event.index)]
    view = replace(view, wishes=person, start=person, start_seed=view.seed)
    return _answer(view, *PICTURES, "switches", "people")


@polite
def take_as_before(view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """The present picture becomes the one before."""
    view = _now(view, moved)
    return _answer(replace(view, start=view.wishes, start_seed=view.seed), *PICTURES, "people")


@polite
def go_back(view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """The picture before becomes the present one."""
    view = _now(view, moved)
    view = replace(view, wishes=view.start, seed=view.start_seed)
    return _answer(view, *PICTURES, "seed", "switches", "people")


@polite
def take_pair(name: str, view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """Another attribute for the strip."""
    view = _now(view, moved)
    return _answer(replace(view, pair=name if name in view.wishes else view.pair), "state", "below", "strip")


def restore(value: Mapping[str, Any]) -> tuple[Any, ...]:
    """When the tab is visited: the view that the address names, else the one to begin with."""
    return PARTS.restore(value, views.read, _answer)
