"""The tab *Tags*: a hair and an eye colour, in words or by a click, become anime faces; and the whole palette."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import gradio as gr

from genfaces.tasks import tags as task
from genfaces.tasks.errors import TaskError
from genfaces.tasks.tags import MAX_FACES, Tags
from genfaces.ui.kit import history, provenance, seed, visit
from genfaces.ui.kit.address import Query
from genfaces.ui.kit.download import on_demand
from genfaces.ui.kit.events import EVERY, PRIVATE, TELL, TELL_EVERY, polite, sentence_of
from genfaces.ui.kit.gradio_seams import NumberSlider, told
from genfaces.ui.kit.markup import UI, block, note
from genfaces.ui.tags import endpoint, morph, palette
from genfaces.ui.tags import state as views
from genfaces.ui.tags.faces import faces
from genfaces.ui.tags.faces import file as file_of_faces
from genfaces.ui.tags.state import ID, MORPH, PALETTE, View, find
from genfaces.ui.tags.travel import TRAVEL

__all__ = ["ID", "LABEL", "METHOD", "TRAVEL", "build"]

LABEL, METHOD, STYLE = "Anime from words", "Tags, conditional GAN", UI / "tags" / "style.css"
INTRO = """<p class="intro">Two words make a face: say a hair and an eye colour, or pick them, and a network that
learned from tagged anime pictures draws it. The <b>seed</b> is the rest of the face, so you can keep the face and
change only its colours.</p>"""
HONEST = """<p class="caption">The pictures are approximate. The tags are the data set’s, with its mistakes and its
taste, and at 64 pixels an eye is a few pixels wide. How often the colours come out right is told in “How it was
trained”.</p>"""
SHOWS = [("The whole palette", PALETTE), ("Morph A to B", MORPH)]
STAGES = {PALETTE: palette.palette, MORPH: morph.stage}
EXAMPLES = ("aqua hair, red eyes", "blond with green eyes", "purple hair, black eyes")


@dataclass(frozen=True)
class Wish:
    """The controls that say what is asked for. told: what was made of the words."""

    text: gr.Textbox
    told: gr.HTML
    examples: gr.HTML
    hair: gr.Radio
    eyes: gr.Radio
    other: gr.Button


def build() -> None:
    """The tab's contents."""
    block(INTRO)
    if not task.models():
        block(note("No model that is told hair and eye colours is installed here, so this tab is unavailable."))
        return
    first = views.read(Query())
    with gr.Row(elem_classes="work tags-work"):
        with gr.Column(min_width=280, elem_classes="controls tags-controls"):
            wish = _wish(first)
            row = seed.build(first.seed, "Draw new faces")
            count = NumberSlider(1, MAX_FACES, first.count, step=1, label="How many")
            model = _model(first)
        with gr.Column(min_width=280, elem_classes="tags-faces"):
            shown = block("", "kit/pictures.js", "kit/save.js", elem_id="tags-faces")
        with gr.Column(min_width=280, elem_classes="tags-stage"):
            show = gr.Radio(
                SHOWS, value=first.show, label="View", show_label=False, container=False, elem_classes="segments"
            )
            stage = block(
                "", "tags/tags.js", "kit/lens.js", "kit/grid.js", "kit/walk.js", "kit/save.js", elem_id="tags-stage"
            )
            history.build(ID, ("count", "show", "from"))
            block(HONEST)
    file = on_demand()
    provenance.build(model)
    start, painted = gr.State(first.start), gr.State(None)
    controls = [model, wish.hair, wish.eyes, row.seed, count, show, start]
    pictures = [shown, stage, painted]
    visits = visit.build(ID)
    asked, told = [*controls, painted], [wish.text, wish.told, *controls]

    moved = (row.seed, count, model, show)
    gr.on([control.input for control in moved], draw, asked, pictures, **PRIVATE)
    seed.on_draw(row, draw, asked, pictures)
    for happens, handler, given, how in (
        ([wish.hair.input, wish.eyes.input], choose, controls, TELL),
        (wish.other.click, draw_others, controls, TELL),
        (wish.text.submit, say, [wish.text, *controls], TELL),
        ([wish.examples.select, stage.select], take, controls, TELL_EVERY),
        (visits.input, restore, visits, PRIVATE),  # in the queue, since it may warn
    ):
        gr.on(happens, handler, given, told, **how).success(draw, asked, pictures, **PRIVATE)
    stage.download(save, controls, file, **EVERY)
    shown.download(save_faces, controls, file, **EVERY)
    endpoint.build(first)


def _wish(first: View) -> Wish:
    known = task.colours(first.model.name)
    text = gr.Textbox(
        str(first.tags),
        label="In words",
        info="Press Enter to draw.",
        max_lines=1,
        max_length=200,
        submit_btn="Draw",
        elem_classes="say",
    )
    chips = "".join(
        f'<button type="button" class="quiet" data-text="{escape(words)}">{escape(words)}</button>'
        for words in EXAMPLES
    )
    return Wish(
        text=text,
        told=block("", elem_id="tags-told"),
        examples=block(f'<div class="chips" role="group" aria-label="Examples">{chips}</div>', "tags/tags.js"),
        hair=gr.Radio(list(known.hair), value=first.tags.hair, label="Hair", elem_classes="swatches"),
        eyes=gr.Radio(list(known.eyes), value=first.tags.eyes, label="Eyes", elem_classes="swatches"),
        other=gr.Button("Random colours", elem_classes="random-tags"),
    )


def _model(first: View) -> gr.Dropdown:
    offered = [(model.title, model.name) for model in task.models()]
    return gr.Dropdown(offered, value=first.model.name, label="Model", visible=len(offered) > 1)


def view_of(name: str, hair: str, eyes: str, seed_: int | None, count: int, show: str, start: Tags) -> View:
    """The controls' values as a view."""
    return View(find(name), Tags(hair, eyes), seed.legal(seed_), int(count), show, start)


def pictures_of(wanted: View, painted: Any) -> tuple[Any, Any, Any]:
    """The faces, the stage, and what the stage shows, which is `painted` already if it need not be drawn again."""
    key = (wanted.show, wanted.model.name, wanted.seed)
    if wanted.show == MORPH:
        key += (wanted.tags, wanted.start)
    try:
        drawn = faces(wanted)
        return (drawn, gr.skip(), key) if key == painted else (drawn, STAGES[wanted.show](wanted), key)
    except Exception as error:
        return note(sentence_of(error)), "", None


@polite
def draw(*values: Any) -> tuple[Any, ...]:
    """What the controls ask for."""
    *controls, painted = values
    return pictures_of(view_of(*controls), painted)


@polite
def draw_others(*controls: Any) -> tuple[Any, ...]:
    """Random tags for the same faces."""
    before = view_of(*controls)
    known = task.colours(before.model.name)
    pairs = [Tags(hair, eyes) for hair in known.hair for eyes in known.eyes]
    chosen = random.choice([tags for tags in pairs if tags != before.tags])
    return _told(replace(before, tags=chosen), before)


@polite
def choose(*controls: Any) -> tuple[Any, ...]:
    """A swatch: the words follow."""
    wanted = view_of(*controls)
    return _told(wanted, wanted)


@polite
def say(text: str, *controls: Any) -> tuple[Any, ...]:
    """Words; what they leave out stays as it is."""
    before = view_of(*controls)
    try:
        named, left = task.understand(text, before.model.name)
    except TaskError as error:
        _, _, *unchanged = _told(before, before)
        return gr.skip(), note(str(error)), *unchanged
    _, _, *changed = _told(replace(before, tags=replace(before.tags, **named)), before)
    read = " and ".join(f"{colour} {question}" for question, colour in sorted(named.items(), reverse=True))
    kept = "" if len(named) > 1 else "; the other stays"
    left_out = f" Left out, since only colours are known here: {escape(', '.join(left))}." if left else ""
    return gr.skip(), f'<p class="caption" role="status">Understood: {escape(read)}{kept}.{left_out}</p>', *changed


@polite
def take(event: gr.SelectData, *controls: Any) -> tuple[Any, ...]:
    """A cell of the palette, an example, or another A for the morph."""
    before, wish = view_of(*controls), dict(event.value)
    if "text" in wish:
        _, *rest = say(str(wish["text"]), *controls)
        return str(wish["text"]), *rest
    if wish.get("start") == "here":
        return _told(replace(before, start=before.tags), before)
    if wish.get("start") == "swap":
        return _told(replace(before, start=before.tags, tags=before.start), before)
    return _told(replace(before, tags=Tags(str(wish["hair"]), str(wish["eyes"]))), before)


@polite
def save(event: gr.EventData, *controls: Any) -> str:
    """The palette or the morph as a file."""
    wanted, form = view_of(*controls), told(event)["form"]
    return palette.file(wanted, form) if wanted.show == PALETTE else morph.file(wanted, form)


@polite
def save_faces(event: gr.EventData, *controls: Any) -> str:
    """The faces as a file."""
    return file_of_faces(view_of(*controls), told(event)["form"])


@polite
def restore(value: Mapping[str, Any]) -> tuple[Any, ...]:
    """When the tab is visited: the view that the address names, else the one to begin with."""
    query = visit.asked(value).query
    wanted = views.read(query)
    query.complain()
    return _told(wanted, None if query else views.read(Query()))


def _told(wanted: View, before: View | None = None) -> tuple[Any, ...]:
    """What the controls are told of a view, in the order of `told` in `build`: the words, what was made of others, and
    each control only where it differs from `before`, so that a late answer takes back no click made meanwhile."""
    new = _controls(wanted)
    old = _controls(before) if before else (None,) * len(new)
    changed = (gr.skip() if value == known else value for value, known in zip(new, old, strict=True))
    return str(wanted.tags), "", *changed


def _controls(shown: View) -> tuple[Any, ...]:
    return shown.model.name, *vars(shown.tags).values(), shown.seed, shown.count, shown.show, shown.start
