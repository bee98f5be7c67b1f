"""The tab *Reconstruction*: a face goes through a model's bottleneck; see what is left, and turn its knobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr
import numpy as np

from genfaces.alignment import UNADJUSTED, Adjustment, align
from genfaces.tasks import reconstruction
from genfaces.tasks.reconstruction import Reconstruction
from genfaces.ui.kit import provenance, sliders
from genfaces.ui.kit.address import model_of, query_for, warn_of_model
from genfaces.ui.kit.download import on_demand
from genfaces.ui.kit.events import EVERY, LIGHT, PRIVATE, polite, sentence_of
from genfaces.ui.kit.gradio_seams import NumberSlider, Upload, told
from genfaces.ui.kit.markup import block, note, picture_buttons
from genfaces.ui.reconstruction import endpoint, pictures
from genfaces.ui.reconstruction.examples import examples
from genfaces.uploads import open_upload

ID, LABEL, METHOD = "reconstruction", "Rebuild a face", "Autoencoders, VAE"

INTRO = """<p class="intro">The model squeezes a face into a few hundred numbers, then paints it again from those
numbers alone. Give it a face and see what survives.</p>"""
WAITING = "Choose a picture to begin: upload one, use the webcam, or take one of the examples."


@dataclass(frozen=True)
class Shown:
    """What the tab shows: the aligned crop, uint8 (H,W,3), its reconstruction, and what its knobs are called."""

    face: np.ndarray
    result: Reconstruction
    knobs: str


def build(page: gr.Blocks) -> list[gr.HTML]:
    """The tab's contents; returns no grids of samples."""
    offered = reconstruction.models()
    block(INTRO)
    if not offered:
        block(note("No model that reconstructs faces is installed here, so this tab is unavailable."))
        return []
    shown = gr.State(None)  # Shown; forgotten within an hour of the visitor's leaving, as Gradio forgets all state
    with gr.Row(elem_classes="work"):
        with gr.Column(scale=1, min_width=280, elem_classes="controls"):
            upload = Upload(label="Your picture", sources=["upload", "webcam", "clipboard"], height=260)
            picks = _example_buttons()
            model = gr.Dropdown([(item.title, item.name) for item in offered], value=offered[0].name, label="Model")
            adjustments, unadjust = _adjustment_fold()
        with gr.Column(scale=3, min_width=320):
            result = block(note("One moment …" if examples() else WAITING), elem_id="result")
    with gr.Row(elem_classes="work knobs"):
        with gr.Column(scale=1, min_width=280, elem_classes="sticky"):
            edited = block("", "kit/save.js", elem_id="edited")
        with gr.Column(scale=3, min_width=320):
            knobs = sliders.build()
    with gr.Column(elem_classes="compare"):
        everybody = gr.Button(f"Compare all {len(offered)} models on this face", visible=len(offered) > 1)
        comparison = block(elem_id="comparison")
    provenance.build(model)

    picture, outcome = [upload, model, *adjustments], [shown, result, edited, knobs, comparison]
    picks.select(choose, None, upload, **LIGHT)
    # A new picture starts unadjusted; the sliders are told so.
    afresh = [upload.change, unadjust.click]
    gr.on(afresh, lambda: tuple(vars(UNADJUSTED).values()), None, adjustments, **LIGHT)
    gr.on(afresh, take, [upload, model], outcome, **PRIVATE)
    gr.on([control.input for control in (model, *adjustments)], take, picture, outcome, **PRIVATE)
    knobs.input(turn, [shown, knobs], edited, **PRIVATE)
    edited.download(save, [shown, knobs], on_demand(), **EVERY)
    everybody.click(compare, shown, comparison, **PRIVATE)
    # First the model, then the picture: its arrival starts the work.
    page.load(restore, None, model, **PRIVATE).then(_first_example, None, upload, **LIGHT)
    endpoint.build(offered[0].name)
    return []


def _first_example() -> Any:
    return examples()[0].image if examples() else None


def _example_buttons() -> gr.HTML:
    words = [example.words for example in examples()]
    heading = '<p class="caption">Or take a face that another model made up, or a drawing, which none ever saw:</p>'
    thumbnails = [example.image for example in examples()]
    return block(heading + picture_buttons(thumbnails, words, {}), "kit/pictures.js", elem_id="examples")


def _adjustment_fold() -> tuple[list[NumberSlider], gr.Button]:
    with gr.Accordion("Adjust the crop", open=False, elem_classes="fold"):
        controls = [
            NumberSlider(0.5, 2, 1, step=0.02, label="Zoom"),
            NumberSlider(-0.5, 0.5, 0, step=0.01, label="Move right"),
            NumberSlider(-0.5, 0.5, 0, step=0.01, label="Move down"),
            NumberSlider(-45, 45, 0, step=1, label="Turn (degrees, clockwise)"),
        ]
        return controls, gr.Button("Undo the adjustment", size="sm")


def choose(event: gr.SelectData) -> Any:
    """The example that was clicked."""
    return examples()[int(event.index)].image


def take(path: str | None, model: str, *adjustment: float) -> tuple[Any, ...]:
    """A picture or a changed control: everything below it anew, or one sentence in its place."""
    if path is None:
        return None, note(WAITING), "", sliders.fresh(""), ""
    try:
        aligned = align(open_upload(path), reconstruction.size_of(model), Adjustment(*adjustment))
        face, made = pictures.pixels(aligned.crop), sliders.stamp()
        result = reconstruction.reconstruct(face, model)
        knobs = sliders.fresh(pictures.knobs(model, made), made=made)
    except Exception as error:
        return None, note(sentence_of(error)), "", sliders.fresh(""), ""
    return (
        Shown(face, result, made),
        pictures.trio(face, result, aligned.message),
        pictures.edited(result.image, False),
        knobs,
        "",
    )


@polite
def turn(shown: Shown | None, moved: Mapping[str, Any]) -> Any:
    """The picture after the sliders were moved; those of the face before this one move nothing."""
    if shown is None:
        return ""
    if sliders.outdated(moved, shown.knobs):
        return gr.skip()
    axes, attributes = pictures.split(sliders.moved(moved))
    return pictures.edited(_edit(shown.result, axes, attributes), bool(axes or attributes))


def _edit(result: Reconstruction, axes: Mapping[int, float], attributes: Mapping[str, float]) -> np.ndarray:
    amounts = [axes.get(index, 0.0) for index in range(max(axes, default=-1) + 1)]
    return reconstruction.edit(result.latent, result.model, amounts, attributes)


@polite
def save(shown: Shown | None, moved: Mapping[str, Any], event: gr.EventData) -> Any:
    """The picture that the sliders change, as a file."""
    if shown is None:
        return gr.skip()
    axes, attributes = pictures.split({} if sliders.outdated(moved, shown.knobs) else sliders.moved(moved))
    download = pictures.edited_download(shown.result, axes, attributes)
    unchanged = not axes and not attributes
    return download.file(
        told(event)["form"], lambda: shown.result.image if unchanged else _edit(shown.result, axes, attributes)
    )


@polite
def compare(shown: Shown | None) -> str:
    """All models side by side on the face shown."""
    if shown is None:
        return note(WAITING)
    offered = reconstruction.models()
    results = reconstruction.compare(shown.face, [model.name for model in offered])
    return pictures.comparison(shown.face, offered, results)


def restore(request: gr.Request) -> Any:
    """The model that the address names (`?tab=reconstruction&model=vae-faces`), or nothing to change."""
    query = query_for(ID, request)
    taken = model_of(query, reconstruction.models()).name
    warn_of_model(query, taken)
    return taken if query else gr.skip()
