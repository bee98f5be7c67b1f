"""The tab *Random samples*: a seed's pictures, the walk between two of them, and one seed through several models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import gradio as gr

from genfaces.tasks import samples as task
from genfaces.tasks.walking import End
from genfaces.ui.kit import history, provenance, seed, visit
from genfaces.ui.kit.address import Query
from genfaces.ui.kit.download import on_demand
from genfaces.ui.kit.events import EVERY, PRIVATE, TELL, TELL_EVERY, polite, sentence_of
from genfaces.ui.kit.gradio_seams import told
from genfaces.ui.kit.markup import block, note
from genfaces.ui.samples import compare, endpoint, pictures, walk, wall
from genfaces.ui.samples import state as views
from genfaces.ui.samples.controls import build_choice, updates
from genfaces.ui.samples.state import COMPARE, ID, SHEET, WALK, WALL, View, find
from genfaces.ui.samples.travel import TRAVEL

__all__ = ["ID", "LABEL", "METHOD", "TRAVEL", "build"]

LABEL, METHOD = "Draw faces", "GANs and VAEs"
INTRO = """<p class="intro">Random numbers go in, a picture comes out: nobody was photographed for these.
The <b>seed</b> names the numbers, so the same seed always gives the same pictures.</p>"""
SHOWS = [("Sheet", SHEET), ("Walk A to B", WALK), ("Compare", COMPARE), ("Endless wall", WALL)]
STAGES = {SHEET: pictures.sheet, WALK: walk.stage, COMPARE: compare.rows, WALL: wall.stage}
RESTS = {SHEET: pictures.rest, WALK: walk.candidates, COMPARE: compare.rest, WALL: wall.rest}
FILES = {SHEET: pictures.file, WALK: walk.file, COMPARE: compare.file, WALL: pictures.file}


def build() -> None:
    """The tab's contents."""
    block(INTRO)
    if not task.models():
        block(note("No model that draws from noise is installed here, so this tab is unavailable."))
        return
    first = views.read(Query())
    with gr.Row(elem_classes="work pictures-first"):
        with gr.Column(scale=1, min_width=280, elem_classes="controls"):
            row = seed.build(first.seed, "Draw new faces")
            choice = build_choice(first)
        with gr.Column(scale=3, min_width=320):
            show = gr.Radio(
                SHOWS, value=first.show, label="View", show_label=False, container=False, elem_classes="segments"
            )
            stage = block("", "kit/pictures.js", "kit/walk.js", "kit/save.js", elem_id="samples")
            rest = block(rest_of(None), "samples/rest.js", "kit/seen.js", elem_id="samples-rest")
            bricks = block("", "samples/wall.js", elem_classes="visits")
            history.build(ID, ("count", "temperature", "a", "b", "with"))
    file = on_demand()
    provenance.build(choice.model)
    ends = gr.State((None, None))
    controls = [choice.model, row.seed, choice.count, choice.temperature, choice.source, show, choice.rivals, ends]
    visits = visit.build(ID)
    shown, told = [stage, choice.ladder], [choice.data, *controls]

    moved = (row.seed, choice.count, choice.temperature, choice.source, choice.rivals)
    gr.on([control.input for control in moved], draw, controls, shown, **PRIVATE)
    seed.on_draw(row, draw, controls, shown)
    for happens, handler, given, how in (
        (choice.data.input, choose_data, [choice.data, *controls], TELL),
        ([choice.model.input, show.input], choose, controls, TELL),
        (choice.ladder.select, choose_temperature, controls, TELL_EVERY),
        (visits.input, restore, visits, PRIVATE),  # in the queue, since it may warn
    ):
        gr.on(happens, handler, given, told, **how).success(draw, controls, shown, **PRIVATE)
    rest.input(draw_rest, controls, rest, **PRIVATE)
    bricks.input(grow, None, bricks, **EVERY)
    stage.download(save, controls, file, **EVERY)
    endpoint.build()


def draw(*controls: Any) -> tuple[str, str]:
    """What the controls ask for, and the ladder; one sentence where that cannot be."""
    return pictures_of(view_of(*controls))


def view_of(
    name: str,
    seed_: int | None,
    count: int = views.FIRST_COUNT,
    temperature: float = views.CALM,
    source: str = "mixture",
    show: str = SHEET,
    rivals: Sequence[str] = (),
    ends: tuple[End | None, End | None] = (None, None),
) -> View:
    """The controls' values as a view."""
    return View(find(name), seed.legal(seed_), int(count), float(temperature), source, show, *ends, tuple(rivals))


def pictures_of(wanted: View) -> tuple[str, str]:
    """The stage and the ladder of a view."""
    try:
        return STAGES[wanted.show](wanted), pictures.ladder(wanted)
    except Exception as error:
        return note(sentence_of(error)), ""


def draw_rest(*controls: Any) -> str:
    """What the stage leaves out, once it is seen."""
    return rest_of(view_of(*controls))


def rest_of(wanted: View | None) -> str:
    """What the stage of a view leaves out; without a view, what asks for it (seen.js)."""
    if wanted is None:
        return '<div data-of=""></div>'
    try:
        made = RESTS[wanted.show](wanted)
    except Exception as error:
        made = note(sentence_of(error))
    return f'<div data-of="{escape(wanted.address)}" data-show="{wanted.show}">{made}</div>'


@polite
def choose(*controls: Any) -> list[Any]:
    """Another model of the same data set, or another of the three ways to look."""
    wanted = view_of(*controls)
    return updates(wanted, wanted)


@polite
def choose_data(data: str, *controls: Any) -> list[Any]:
    """Another data set: its first model, and its models to compare.

    The choice itself is not told: the visitor may have made another one by now.
    """
    before = view_of(*controls)
    model = next((model for model in task.models() if model.data == data), before.model)
    _, *told = updates(replace(before, model=model, rivals=views.beside(model)), before)
    return [gr.skip(), *told]


@polite
def choose_temperature(event: gr.SelectData, *controls: Any) -> list[Any]:
    """A rung of the ladder."""
    before = view_of(*controls)
    return updates(replace(before, temperature=float(event.value)), before)


@polite
def grow(event: gr.EventData) -> str:
    """The next pictures of the wall."""
    return wall.more(told(event))


@polite
def save(event: gr.EventData, *controls: Any) -> str:
    """What is shown as a file."""
    wanted = view_of(*controls)
    return FILES[wanted.show](wanted, told(event)["form"])


@polite
def restore(value: Mapping[str, Any]) -> list[Any]:
    """When the tab is visited: the view that the address names, else the one to begin with."""
    query = visit.asked(value).query
    wanted = views.read(query)
    query.complain()
    return updates(wanted, None if query else views.read(Query()))
