"""The tab *InfoGAN*: codes that a network gave a meaning to by itself, moved at a noise that stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import gradio as gr

from genfaces.tasks import infogan as task
from genfaces.ui.infogan import endpoint, pictures
from genfaces.ui.infogan import state as views
from genfaces.ui.infogan.state import ID, View
from genfaces.ui.infogan.travel import TRAVEL
from genfaces.ui.kit import provenance, seed, sliders, visit
from genfaces.ui.kit.address import Query
from genfaces.ui.kit.download import on_demand
from genfaces.ui.kit.events import EVERY, PRIVATE, polite
from genfaces.ui.kit.gradio_seams import OpenRadio, told
from genfaces.ui.kit.markup import UI, block, note
from genfaces.ui.kit.parts import Parts

__all__ = ["ID", "LABEL", "METHOD", "TRAVEL", "build"]

LABEL, METHOD, STYLE = "Unnamed sliders", "InfoGAN", UI / "infogan" / "style.css"
INTRO = """<p class="intro">Nobody named these codes. An InfoGAN is given a category and a few numbers, the codes,
beside random numbers, the <b>noise</b>, and is asked only that the codes can be read off the picture again. What they
come to mean, it decides by itself: move them and find out.</p>"""
WHAT = "the codes"  # what changes the picture while the noise is locked
HONEST = """<p class="caption">The pictures are approximate, and a code seldom means one thing alone: what the network
mixed, stays mixed.</p>"""

PARTS = Parts(
    ("state", "model", "seed", "category", "sliders", "face", "below", "found", "along", "grid"),
    speaks="face",
    emptied=("below", "found", "grid"),
)


def build() -> None:
    """The tab's contents."""
    block(INTRO)
    offered = task.models()
    if not offered:
        block(note("No InfoGAN is installed here, so this tab is unavailable."))
        return
    state = gr.State(None)
    with gr.Row(elem_classes="work pictures-first"):
        with gr.Column(scale=1, min_width=280, elem_classes="controls"):
            row = seed.build_locked(views.FIRST_SEED, WHAT)
            model = gr.Dropdown([(item.title, item.name) for item in offered], value=offered[0].name, label="Model")
            below = block("", "kit/pictures.js", "kit/save.js", elem_id="infogan-below")
        with gr.Column(scale=3, min_width=320), gr.Row(elem_classes="coded"):
            with gr.Column(min_width=150, elem_classes="sticky"):
                face = block(note("One moment …"), elem_id="infogan-face")
            with gr.Column(min_width=280, elem_classes="controls"):
                category = OpenRadio([], label="Category", elem_classes="segments")
                panel = sliders.build(row.lock)
                found = block("", elem_id="infogan-found")
    with gr.Column(elem_classes="controls traverse-work"):
        along = OpenRadio([], label="Across the grid", elem_classes="segments")
        cells = block(
            "", "infogan/cells.js", "kit/lens.js", "kit/grid.js", "kit/seen.js", "kit/save.js", elem_id="infogan-grid"
        )
    block(HONEST)
    provenance.build(model)

    outputs = [state, model, row.seed, category, panel, face, below, found, along, cells]
    held = [state, panel]
    panel.input(move, held, outputs, **PRIVATE)
    panel.submit(settle, held, outputs, **PRIVATE)
    for happens, handler, given in (
        (category.input, take_category, [category, row.lock, *held]),
        (row.draw.click, draw_noise, held),
        (row.seed.input, take_seed, [row.seed, *held]),
        (model.input, take_model, [model, *held]),
        (cells.input, renew_grid, held),
        (along.input, take_along, [along, *held]),
    ):
        happens(handler, given, outputs, **PRIVATE)
    cells.select(go_to, held, outputs, **EVERY)
    saved = on_demand()
    for place, handler in ((below, save), (cells, save_grid)):
        place.download(handler, state, saved, **EVERY)
    visits = visit.build(ID)
    visits.input(restore, visits, outputs, **PRIVATE)
    endpoint.build(offered[0].name)


def _answer(view: View, *names: str) -> tuple[Any, ...]:
    """What the page is told of a view: these parts of it, and nothing of the others; everything where it was told
    nothing yet, which is so when the server was started anew."""
    names = names if view.sliders else PARTS.names
    if "sliders" in names:
        view = replace(view, sliders=sliders.stamp())
    count = len(view.continuous)
    makers = {
        "state": lambda: view,
        "model": lambda: view.model.name,
        "seed": lambda: view.seed,
        "category": lambda: gr.update(
            choices=[(str(number), number) for number in pictures.categories(view)], value=view.category
        ),
        "sliders": lambda: sliders.fresh(pictures.sliders(view), views.named(view.continuous), view.sliders),
        "face": lambda: pictures.face(view),
        "below": lambda: pictures.below(view),
        "found": lambda: pictures.found(view),
        "along": lambda: gr.update(
            choices=[(f"Code {number}", number) for number in range(1, count + 1)],
            value=view.along,
            visible=count > 1,
        ),
        "grid": lambda: pictures.place_of_grid() if names == PARTS.names else pictures.grid(view),
    }
    return PARTS.answer(makers, names)


def _now(view: View | None, moved: Mapping[str, Any]) -> View:
    """The view with the sliders as they stand in the browser, which may be newer than the last answer; or older, where
    others are on their way to it.

    Without a view, which a visit has lost when the page was started anew, the view to begin with.
    """
    if view and sliders.outdated(moved, view.sliders):
        return view
    view = view or views.read(Query())
    values = sliders.moved(moved)
    return replace(view, continuous=tuple(values.get(name, 0.0) for name in views.named(view.continuous)))


def _settled(view: View, locked: bool, *more: str) -> tuple[Any, ...]:
    """All that follows the codes, but for the grid, which asks when it is seen; new noise where it is not locked."""
    if not locked:
        view, more = replace(view, seed=seed.following(), start=None), (*more, "seed")
    return _answer(view, "state", "face", "below", *more)


@polite
def move(view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """A slider moves: the picture and the address follow."""
    return _settled(_now(view, moved), True)


@polite
def settle(view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """A slider was let go while the noise is not locked: the codes at new noise."""
    return _settled(_now(view, moved), False)


@polite
def take_category(number: int, locked: bool, view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """Another category."""
    return _settled(replace(_now(view, moved), category=int(number)), locked, "found")


@polite
def draw_noise(view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """The main button: the same codes at new noise."""
    return _settled(_now(view, moved), False)


@polite
def take_seed(number: int | None, view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """Another seed."""
    return _settled(replace(_now(view, moved), seed=seed.legal(number), start=None), True)


@polite
def take_model(name: str, view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """Another model, with the same noise and codes as far as it has them. The choice itself is not told: the visitor
    may have made another one by now."""
    model = views.find(name)
    view = views.with_model(_now(view, moved), model) if view else views.first(model)
    return _answer(view, *PARTS.without("model"))


@polite
def renew_grid(view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """The grid, which is seen and shows another view."""
    return _answer(_now(view, moved), "grid")


@polite
def save(view: View | None, event: gr.EventData) -> str:
    """The picture as a file."""
    return pictures.file(view or views.read(Query()), told(event)["form"])


@polite
def save_grid(view: View | None, event: gr.EventData) -> str:
    """The grid as a file."""
    return pictures.grid_file(view or views.read(Query()), told(event)["form"])


@polite
def take_along(number: int, view: View | None, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    """Another code across the grid."""
    return _answer(replace(_now(view, moved), along=int(number)), "state", "below", "grid")


@polite
def go_to(view: View | None, moved: Mapping[str, Any], event: gr.SelectData) -> tuple[Any, ...]:
    """A picture of the grid becomes the one shown; the grid stays where it is and marks it."""
    return _answer(pictures.goes_to(_now(view, moved), int(event.index), event.value), *PARTS.without("model"))


def restore(value: Mapping[str, Any]) -> tuple[Any, ...]:
    """When the tab is visited: the view that the address names, else the one to begin with."""
    return PARTS.restore(value, views.read, _answer)
