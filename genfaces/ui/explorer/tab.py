"""The tab *Explorer*: a map of a VAE's latents that one can walk on. The map itself is drawn by `map/main.js`."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import gradio as gr
import numpy as np

from genfaces.alignment import align
from genfaces.tasks import explorer, latent_maps, recipes, reconstruction
from genfaces.tasks.errors import TaskError
from genfaces.ui.explorer import endpoint
from genfaces.ui.explorer import pictures as answers
from genfaces.ui.explorer.travel import ID, TRAVEL
from genfaces.ui.kit import provenance, visit
from genfaces.ui.kit.events import LIGHT, PRIVATE, sentence_of
from genfaces.ui.kit.gradio_seams import Upload, served
from genfaces.ui.kit.markup import UI, block, control, note
from genfaces.ui.kit.walk import FRAMES
from genfaces.ui.kit.words import plain
from genfaces.uploads import open_upload

__all__ = ["ID", "LABEL", "METHOD", "TRAVEL", "build"]

LABEL, METHOD = "Map of faces", "Latents, t-SNE"

INTRO = """<p class="intro">Every dot is a face as the model remembers it. Faces that the model finds alike lie
together: point at a dot to see it, click it to go closer, or click where nobody is.</p>"""
STYLE = UI / "explorer" / "style.css"
STAGE = (UI / "explorer" / "stage.html").read_text(encoding="utf-8")


FACTS = """<div class="map-facts"></div>
<details class="map-numbers" hidden><summary>All numbers</summary><div class="map-table"></div></details>"""


def build() -> None:
    """The tab's contents. Nothing of a map is read before the tab is opened."""
    offered, problems = latent_maps.available()
    block(INTRO + "".join(map(note, problems)))
    if not offered:
        block(
            note("No model here comes with a map, so this tab is unavailable; `python -m training.explore` makes one.")
        )
        return
    with gr.Row(elem_classes="map-head controls"):
        model = gr.Dropdown([(item.title, item.name) for item in offered], value=offered[0].name, label="Model")
    with gr.Row(elem_classes="work map-work"):
        with gr.Column(scale=5, min_width=320):
            source = block("", elem_id="map-source")
            stage = control(_stage(offered[0].name), "explorer/stage.js", elem_id="map-stage")
        with gr.Column(scale=2, min_width=300, elem_classes="controls"):
            panel = block("", "kit/walk.js", elem_id="map-panel")
            with gr.Accordion("Put yourself on the map", open=False, elem_classes="fold"):
                upload = Upload(label="Your picture", sources=["upload", "webcam", "clipboard"], height=220)
    block(FACTS, elem_id="map-facts")
    provenance.build(model)

    visits = visit.build(ID)
    for opens in (
        visits.input(restore, visits, [model, source], **PRIVATE),
        model.input(show, model, source, **PRIVATE),
    ):
        opens.then(prepare, model, None, **LIGHT)
    stage.input(answer, [model, stage], panel, **PRIVATE)
    upload.change(place_you, [upload, model, stage], panel, **PRIVATE)
    endpoint.build(offered[0].name)


def _stage(model: str) -> str:
    """The map's place: a still picture, and the controls that the script brings to life."""
    return STAGE.replace("{scripts}", served(UI / "explorer" / "map")).replace("{still}", still(model))


def without_script() -> str:
    """What a visitor sees who blocks JavaScript: a sentence, and a picture of a map if there is one."""
    offered, _ = latent_maps.available()
    sentence = (
        "<p>This page needs JavaScript; without it, here is only a picture of faces as a model arranges them.</p>"
    )
    return sentence + "".join(still(model.name) for model in offered[:1])


def still(model: str) -> str:
    """An <img> of one of a model's latent maps; "" where that is not on this machine."""
    path = latent_maps.still(model)
    if path is None:
        return ""
    alt = "A map of faces that a model painted: those it finds alike lie together"
    return f'<img src="{served(path.parent)}/{path.name}" alt="{alt}" width="960" height="960" loading="lazy">'


def show(model: str) -> str:
    """Where the browser finds what it needs to draw a model's latent maps, or one sentence."""
    try:
        drawing = latent_maps.drawing(model)
    except TaskError as error:
        return note(sentence_of(error))
    address = served(drawing.folder)
    manifest = {
        "model": model,
        "latents": drawing.latent_size,
        "colour": drawing.colour,
        "words": _words(latent_maps.open_explorer(model)[1].info["label_names"]),
        "info": f"{address}/explorer.json",
        "map": f"{address}/map.safetensors",
        "atlas": f"{address}/atlas.webp",
        # The time makes every answer a change, so that a map that did not come can be asked for again.
        "made": time.monotonic_ns(),
    }
    return f'<div hidden data-manifest="{escape(json.dumps(manifest))}"></div>'


def _words(labels: Sequence[str]) -> dict[str, str]:
    """What labels are called on the page, and their groups and values: "hair:aqua", "hair" and "aqua"."""
    return {name: plain(name) for label in labels for name in (label, *label.split(":"))}


def prepare(model: str) -> None:
    """Work ahead while the visitor looks at the map."""
    with contextlib.suppress(TaskError):  # the map's own place says it
        latent_maps.warm(model)


def answer(model: str, asked: Mapping[str, Any]) -> str:
    """What the map's script asks for: a point, a place, a group of points, or a walk.

    It asks about the map that is seen, while that of the `model` in the list may still be on its way.
    """
    try:
        return _answers(asked.get("model", model), asked)
    except Exception as error:
        return note(sentence_of(error))


def _answers(model: str, asked: Mapping[str, Any]) -> str:
    match asked.get("kind"):
        case "point":
            return answers.point(model, explorer.point(model, asked["index"]))
        case "place":
            found = explorer.place(model, asked["map"], asked["place"])
            return answers.place(model, asked["map"], asked["place"], found)
        case "group":
            return answers.group(model, asked["indices"], explorer.group(model, asked["indices"]))
        case "walk":
            start, end = asked["ends"]
            found = explorer.walk(model, start, end, FRAMES, asked["map"])
            return answers.walk(model, (start, end), asked["map"], found)
        case "face":
            crop = recipes.paint(asked["recipe"])
            return answers.you(model, crop, True, explorer.place_face(model, crop))
    raise TaskError("The map asked for something unknown; please load the page again.")


def place_you(path: str | None, model: str, asked: Mapping[str, Any]) -> str:
    """A visitor's picture on the map that is seen, which was `asked` about last."""
    if path is None:
        return answers.GONE
    try:
        model = asked.get("model", model)
        aligned = align(open_upload(path), reconstruction.size_of(model))
        crop = np.asarray(aligned.crop.convert("RGB"))
        return answers.you(model, crop, aligned.face_found, explorer.place_face(model, crop))
    except Exception as error:
        return note(sentence_of(error))


def restore(value: Mapping[str, Any]) -> tuple[str, str]:
    """When the tab is visited: the model that the address names (`?tab=explorer&model=vae-faces`), else the first one,
    and where its latent maps lie; map, colour, point, walk and search are the script's."""
    query = visit.asked(value).query
    taken = query.model(latent_maps.available()[0]).name
    query.complain()
    return taken, show(taken)
