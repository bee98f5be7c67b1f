"""The tab *Translation*: paint a map and see it from above, or turn a photograph into a map."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import gradio as gr
import numpy as np

from genfaces.tasks import translation
from genfaces.tasks.translation import DIRECTIONS
from genfaces.ui.kit import provenance, visit
from genfaces.ui.kit.address import Query
from genfaces.ui.kit.events import PRIVATE, polite, sentence_of
from genfaces.ui.kit.gradio_seams import Upload
from genfaces.ui.kit.markup import UI, block, control, note
from genfaces.ui.translation import easel as easels
from genfaces.ui.translation import endpoint
from genfaces.ui.translation import pictures as answers
from genfaces.ui.translation.state import CHOICES, ID, Given, read
from genfaces.ui.translation.travel import TRAVEL

__all__ = ["ID", "LABEL", "METHOD", "TRAVEL", "build"]

LABEL, METHOD = "Paint a map", "Translation, CycleGAN"
STYLE = UI / "translation" / "style.css"
INTRO = """<p class="intro">Paint a map, and a model invents the land that it might show, seen from above. The other way
round, it reads a photograph as a map.</p>"""
# For large pictures: Gradio draws the progress over what the answer will replace.
SLOW = PRIVATE | {"show_progress": "full"}
Shown = tuple[Given, np.ndarray]


def build() -> None:
    """The tab's contents."""
    offered = translation.models()
    block(INTRO)
    if not offered:
        block(note("No model that translates pictures is installed here, so this tab is unavailable."))
        return
    first = offered[0].name
    shown = gr.State(None)  # Shown; forgotten within an hour of the visitor's leaving, as Gradio forgets all state
    with gr.Row(elem_classes="translation-head controls"):
        direction = gr.Radio(
            CHOICES, value=DIRECTIONS[0], label="Direction", show_label=False, container=False, elem_classes="segments"
        )
        model = gr.Dropdown([(item.title, item.name) for item in offered], value=first, label="Model")
    with gr.Row(elem_classes="work translation-work"):
        easel = control("", "translation/easel.js", elem_id="translation-easel")
        result = block("", "translation/result.js", elem_id="translation-result")
    picks = block("", "translation/picks.js", elem_id="translation-picks")
    with gr.Accordion("Use a picture of your own", open=False, elem_classes="fold"):
        upload = Upload(label="Your picture, up to 1,024 pixels a side", sources=["upload", "clipboard"], height=220)
    trust = block("", elem_id="translation-trust")
    plates = block("", "translation/plates.js", elem_id="translation-plates")
    provenance.build(model)

    asked = [easel, upload, model, direction]
    stage = [upload, easel, picks, trust, result]
    gr.on([upload.input, model.input, direction.input], show, asked, stage, **PRIVATE)
    easel.select(pick, asked, stage, **PRIVATE)
    # One way only to a translation, which the easel's script takes whenever there is another picture.
    easel.input(draw, asked, [shown, result], **PRIVATE)
    easel.submit(draw, asked, [shown, result], show_progress_on=result, **SLOW)
    result.input(compare, shown, plates, **PRIVATE)
    result.submit(compare, shown, plates, **SLOW)
    visits = visit.build(ID)
    visits.input(restore, visits, [model, direction, *stage], **PRIVATE)
    endpoint.build(first)


def show(
    easel: Mapping[str, Any] | None,
    path: str | None,
    model: str,
    direction: str,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> tuple[Any, ...]:
    """Another picture, model or direction: the easel and what to start from; one sentence where that cannot be.

    more: what the easel is told besides its looks.
    """
    try:
        return _stage(read(easel, path, model, direction), more)
    except Exception as error:
        return None, gr.skip(), gr.skip(), gr.skip(), note(sentence_of(error))


def pick(easel: Mapping[str, Any] | None, _path: str | None, model: str, direction: str) -> tuple[Any, ...]:
    """An example, in place of the visitor's picture."""
    return show(easel, None, model, direction)


def draw(
    easel: Mapping[str, Any] | None,
    path: str | None,
    model: str,
    direction: str,
    progress: gr.Progress = gr.Progress(),  # noqa: B008 - how Gradio hands it over
) -> tuple[Shown | None, str]:
    """The translation of what is on the easel."""
    try:
        given = read(easel, path, model, direction)
        tell = (lambda share: progress(share, desc="Translating")) if given.large else None
        made = translation.translate(model, given.pixels, direction, tell)
        return (given, made), answers.result(given, made)
    except Exception as error:
        return None, note(sentence_of(error))


@polite
def compare(shown: Shown | None, progress: gr.Progress = gr.Progress()) -> str:  # noqa: B008
    """The way back of what is shown."""
    if shown is None:
        return ""
    given, made = shown
    tell = (lambda share: progress(share, desc="Translating back")) if given.large else None
    found = translation.compare(given.model, given.pixels, made, given.direction, tell)
    return answers.plates(given, made, found)


def restore(value: Mapping[str, Any]) -> tuple[Any, ...]:
    """When the tab is visited: model, direction and the easel that the address names, or those to begin with; or a
    painting, from the file of one.

    An address: `?tab=translation&model=cyclegan-earth&direction=aerial_to_map&example=island`.
    """
    asked = visit.asked(value)
    model, direction, example = from_address(asked.query)
    asked.query.complain()
    easel = {"example": example}
    if painting := asked.recipe.get("input"):
        easel = {"data": translation.data_of(model), "png": str(painting)}
    return model, direction, *show(easel, None, model, direction, {"value": easel})


def from_address(query: Query) -> tuple[str, str, str]:
    """Model, direction and example ("" for the first one); what it does not say or says wrongly is as usual."""
    model = query.model(translation.models()).name
    known = translation.examples(translation.data_of(model)) if "example" in query else ()
    return model, query.one_of("direction", DIRECTIONS), query.one_of("example", known, "")


def _stage(given: Given, more: Mapping[str, Any]) -> tuple[Any, ...]:
    upload = gr.skip() if given.uploaded else None
    trust = answers.trust(given.model, given.direction)
    return upload, gr.HTML(markup=easels.easel(given), **more), easels.picks(given), trust, gr.skip()
