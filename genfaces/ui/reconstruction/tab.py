"""The tab *Reconstruction*: a face goes through a model's bottleneck; see what is left, and turn its knobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from genfaces.alignment import UNADJUSTED, Adjustment, align
from genfaces.tasks import recipes, reconstruction
from genfaces.tasks.reconstruction import Reconstruction
from genfaces.ui.kit import provenance, sliders, visit
from genfaces.ui.kit.download import on_demand
from genfaces.ui.kit.events import EVERY, PRIVATE, TELL, polite, sentence_of
from genfaces.ui.kit.faces import address, unpacked
from genfaces.ui.kit.gradio_seams import NumberSlider, Upload, told
from genfaces.ui.kit.markup import block, note, picture
from genfaces.ui.reconstruction import endpoint, pictures
from genfaces.ui.reconstruction.examples import examples, whole_pixels
from genfaces.ui.reconstruction.travel import ID, TRAVEL
from genfaces.uploads import open_upload

__all__ = ["ID", "LABEL", "METHOD", "TRAVEL", "build"]

LABEL, METHOD = "Rebuild a face", "Autoencoders, VAE"

INTRO = """<p class="intro">The model squeezes a face into a few hundred numbers, then paints it again from those
numbers alone. Give it a face and see what survives.</p>"""
WAITING = "Choose a picture to begin: upload one, use the webcam, or take one of the examples."


FROM_FILE = "From a file, which holds the numbers but not the picture: the model’s own painting stands in its place."
Source = Mapping[str, str]  # the part of an address that names a picture of ours
NOWHERE: Source = MappingProxyType({})


@dataclass(frozen=True)
class Shown:
    """What the tab shows: the aligned crop, uint8 (H,W,3), its reconstruction, what its knobs are called, and what the
    address says of where the picture is from."""

    face: np.ndarray
    result: Reconstruction
    knobs: str
    source: Source = field(default_factory=dict)


def build() -> None:
    """The tab's contents."""
    offered = reconstruction.models()
    block(INTRO)
    if not offered:
        block(note("No model that reconstructs faces is installed here, so this tab is unavailable."))
        return
    shown = gr.State(None)  # Shown; forgotten within an hour of the visitor's leaving, as Gradio forgets all state
    with gr.Row(elem_classes="work"):
        with gr.Column(scale=1, min_width=280, elem_classes="controls"):
            # PNG, so that an example comes back from the browser as it was sent.
            upload = Upload(label="Your picture", sources=["upload", "webcam", "clipboard"], height=260, format="png")
            _example_buttons()
            model = gr.Dropdown([(item.title, item.name) for item in offered], value=offered[0].name, label="Model")
            adjustments, unadjust = _adjustment_fold()
        with gr.Column(scale=3, min_width=320):
            result = block(note("One moment …" if examples() else WAITING), elem_id="result")
    with gr.Row(elem_classes="work knobs"):
        with gr.Column(scale=1, min_width=280, elem_classes="sticky"):
            edited = block("", "kit/pictures.js", "kit/save.js", elem_id="edited")
        with gr.Column(scale=3, min_width=320):
            knobs = sliders.build()
    with gr.Column(elem_classes="compare"):
        everybody = gr.Button(f"Compare all {len(offered)} models on this face", visible=len(offered) > 1)
        comparison = block(elem_id="comparison")
    provenance.build(model)

    picture, outcome = [shown, upload, model, *adjustments], [shown, result, edited, knobs, comparison]
    # A new picture starts unadjusted; the sliders are told so.
    for happens, handler, given in (
        ([upload.input, upload.clear], take, [upload, model]),
        ([unadjust.click], again, [shown, upload, model]),
    ):
        gr.on(happens, lambda: tuple(vars(UNADJUSTED).values()), None, adjustments, **TELL)
        gr.on(happens, handler, given, outcome, **PRIVATE)
    gr.on([control.input for control in (model, *adjustments)], again, picture, outcome, **PRIVATE)
    knobs.input(turn, [shown, knobs], edited, **PRIVATE)
    edited.download(save, [shown, knobs], on_demand(), **EVERY)
    everybody.click(compare, shown, comparison, **PRIVATE)
    visits = visit.build(ID)
    visits.input(restore, [visits, shown], [model, upload, *adjustments, *outcome], **PRIVATE)
    endpoint.build(offered[0].name)


def _example_buttons() -> gr.HTML:
    heading = '<p class="caption">Or take a face that another model made up, or a drawing, which none ever saw:</p>'
    tiles = "".join(
        f'<button type="button" class="tile" data-visit="{address(ID, example=number)}" data-keep="model">'
        f"{picture(example.image, example.words)}</button>"
        for number, example in enumerate(examples(), 1)
    )
    return block(f'{heading}<div class="tiles">{tiles}</div>', elem_id="examples")


def _adjustment_fold() -> tuple[list[NumberSlider], gr.Button]:
    with gr.Accordion("Adjust the crop", open=False, elem_classes="fold"):
        controls = [
            NumberSlider(0.5, 2, 1, step=0.02, label="Zoom"),
            NumberSlider(-0.5, 0.5, 0, step=0.01, label="Move right"),
            NumberSlider(-0.5, 0.5, 0, step=0.01, label="Move down"),
            NumberSlider(-45, 45, 0, step=1, label="Turn (degrees, clockwise)"),
        ]
        return controls, gr.Button("Undo the adjustment", size="sm")


def take(path: bytes | None, model: str, *adjustment: float) -> tuple[Any, ...]:
    """A picture of the visitor's: everything below it anew, or one sentence in its place."""
    return _taken(path, model, Adjustment(*adjustment))


def again(shown: Shown | None, path: bytes | None, model: str, *adjustment: float) -> tuple[Any, ...]:
    """The same picture with another model, or cropped otherwise."""
    return _taken(path, model, Adjustment(*adjustment), shown.source if shown else {})


def _taken(
    picture: Any, model: str, adjustment: Adjustment, source: Source = NOWHERE, moved: Mapping[str, float] = NOWHERE
) -> tuple[Any, ...]:
    """What is shown of a picture with its knobs `moved`. source: the part of the address that names the picture."""
    if picture is None:
        return None, note(WAITING), "", sliders.fresh(""), ""
    try:
        aligned = align(open_upload(picture), reconstruction.size_of(model), adjustment)
        face = pictures.pixels(aligned.crop)
        return _shown(face, reconstruction.reconstruct(face, model), aligned.message, source, moved)
    except Exception as error:
        return None, note(sentence_of(error)), "", sliders.fresh(""), ""


def _shown(
    face: np.ndarray, result: Reconstruction, message: str, source: Source, moved: Mapping[str, float]
) -> tuple[Any, ...]:
    """All that is told of a reconstruction."""
    shown = Shown(face, result, sliders.stamp(), source)
    knobs = sliders.fresh(pictures.knobs(result.model, shown.knobs, moved), moved, shown.knobs)
    return shown, pictures.trio(face, result, message), _edited(shown, moved), knobs, ""


def _edited(shown: Shown, moved: Mapping[str, float]) -> str:
    """The picture as the knobs stand, with the address of that."""
    image, download = _edit(shown.result, moved), pictures.edited_download(shown.result, *pictures.split(moved))
    return pictures.edited(image, bool(moved), address_of(shown, moved), download.recipe)


def address_of(shown: Shown, moved: Mapping[str, float]) -> str:
    """The address of a view: the model, the picture if it is one of ours, and the knobs."""
    on = ",".join(f"{name}:{amount:g}" for name, amount in moved.items())
    return address(ID, model=shown.result.model, **shown.source, on=on or None)


@polite
def turn(shown: Shown | None, moved: Mapping[str, Any]) -> Any:
    """The picture after the sliders were moved; those of the face before this one move nothing."""
    if shown is None:
        return ""
    if sliders.outdated(moved, shown.knobs):
        return gr.skip()
    return _edited(shown, sliders.moved(moved))


def _edit(result: Reconstruction, moved: Mapping[str, float]) -> np.ndarray:
    if not moved:
        return result.image
    axes, attributes = pictures.split(moved)
    amounts = [axes.get(index, 0.0) for index in range(max(axes, default=-1) + 1)]
    return reconstruction.edit(result.latent, result.model, amounts, attributes)


@polite
def save(shown: Shown | None, moved: Mapping[str, Any], event: gr.EventData) -> Any:
    """The picture that the sliders change, as a file."""
    if shown is None:
        return gr.skip()
    moves = {} if sliders.outdated(moved, shown.knobs) else sliders.moved(moved)
    download = pictures.edited_download(shown.result, *pictures.split(moves))
    return download.file(told(event)["form"], lambda: _edit(shown.result, moves))


@polite
def compare(shown: Shown | None) -> str:
    """All models side by side on the face shown."""
    if shown is None:
        return note(WAITING)
    offered = reconstruction.models()
    results = reconstruction.compare(shown.face, [model.name for model in offered])
    return pictures.comparison(shown.face, offered, results)


@polite
def restore(value: Mapping[str, Any], shown: Shown | None) -> tuple[Any, ...]:
    """When the tab is visited: model, picture and knobs that the address names, or that go along with it.

    An address that names no picture leaves the present one, the visitor's own say; at first that is an example.
    """
    asked = visit.asked(value)
    query, unadjusted = asked.query, tuple(vars(UNADJUSTED).values())
    model = query.model(reconstruction.models()).name
    if "latent" in asked.recipe:
        return model, None, *unadjusted, *_from_file(asked.recipe)
    known = reconstruction.directions(model)
    moved = query.read("on", lambda text: pictures.moves(text, known), {})
    face, number = query.read("face", _painted, None), query.whole("example", 1, len(examples()), 1)
    query.complain()
    if face is not None:
        picture, source = face, {"face": query["face"]}
    elif shown is None or "example" in query:
        if not examples():
            return model, None, *unadjusted, *take(None, model)
        picture, source = examples()[number - 1].image, {"example": str(number)} if "example" in query else {}
    else:
        picture, source = shown.face, shown.source
    return model, picture, *unadjusted, *_taken(picture, model, UNADJUSTED, source, moved)


def _painted(text: str) -> Image.Image:
    """The picture of a recipe in an address, enlarged as examples are. Raises ValueError."""
    return whole_pixels(recipes.paint(unpacked(text)))


def _from_file(recipe: Mapping[str, Any]) -> tuple[Any, ...]:
    """A reconstruction from its file, which holds all but the picture that was given. Raises TaskError."""
    image, plain = recipes.paint(recipe), {**recipe, "axes": {}, "attributes": {}}
    face, model = recipes.paint(plain), str(recipe["model"])
    mse = float(recipe.get("mse", 0.0))
    result = Reconstruction(model, face, np.zeros(image.shape[:2], np.float32), mse, np.float32(recipe["latent"]))
    moved = {f"{pictures.AXIS}{index}": float(amount) for index, amount in recipe.get("axes", {}).items()}
    return _shown(face, result, FROM_FILE, {}, moved | dict(recipe.get("attributes", {})))
