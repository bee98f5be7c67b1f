"""The explorer's endpoints: place a picture on the latent maps, and decode a point or a place."""

from __future__ import annotations

from typing import Any

import gradio as gr
import numpy as np

from genfaces.alignment import align
from genfaces.tasks import explorer
from genfaces.tasks.errors import TaskError
from genfaces.tasks.explorer import Neighbours
from genfaces.ui.kit.events import MODEL, polite
from genfaces.ui.kit.gradio_seams import Upload
from genfaces.uploads import open_upload


def build(model: str) -> None:
    """Offers /place and /decode; `model` is the one that is taken when none is named."""

    def named() -> gr.Textbox:
        return gr.Textbox(model, label="model", visible=False)

    def picture(label: str) -> gr.Image:
        return gr.Image(label=label, format="png", visible=False)

    facts = gr.JSON(label="facts", visible=False)
    gr.on(
        [],
        place,
        [Upload(label="image", visible=False), named()],
        [picture("aligned crop"), picture("reconstruction"), facts],
        api_name="place",
        **MODEL,
    )
    inputs = [
        named(),
        gr.Number(0, label="index", precision=0, visible=False),
        gr.Number(None, label="x", visible=False),
        gr.Number(None, label="y", visible=False),
        gr.Textbox("tsne-30", label="map_name", visible=False),
    ]
    gr.on([], decode, inputs, [picture("picture"), facts], api_name="decode", **MODEL)


@polite
def place(image: str, model: str) -> tuple[Any, ...]:
    """Put the largest face in a picture on a model's latent maps.

    Args:
        image: a picture file.
        model: a model's name, as the tab Explorer lists them.

    Returns:
        The aligned crop and its reconstruction, each 64 x 64 pixels, and facts: the place on each map (numbers from
        -1 to 1), the nearest points and their distances (1 is usual between two faces), the mean squared error,
        whether a face was found, and the latent.
    """
    aligned = align(open_upload(image))
    crop = np.asarray(aligned.crop.convert("RGB"))
    found = explorer.place_face(model, crop)
    facts = {
        "model": model,
        "places": {name: position.tolist() for name, position in found.places.items()},
        "neighbours": _nearest(found.neighbours),
        "mse": found.mse,
        "face_found": aligned.face_found,
        "message": aligned.message,
        "latent": found.latent.tolist(),
    }
    return crop, found.image, facts


@polite
def decode(
    model: str, index: int = 0, x: float | None = None, y: float | None = None, map_name: str = "tsne-30"
) -> tuple[Any, dict[str, Any]]:
    """The face of a point of a model's latent maps, or an estimate of the face at a place.

    Args:
        model: a model's name, as the tab Explorer lists them.
        index: a point's number, from 0 on; it does not matter where a place is named.
        x: where the place lies on the map, from -1 at the left to 1; a place needs both, x and y.
        y: from -1 at the bottom to 1.
        map_name: the map that x and y are meant on: "tsne-10", "tsne-30", "tsne-100" or "pca-2d".

    Returns:
        The picture and facts: its labels, whether it is an estimate, and the nearest points.
    """
    if x is None and y is None:
        found = explorer.point(model, int(index))
        facts = {"index": found.index, "labels": list(found.labels), "held_out": found.held_out, "estimate": False}
        return found.image, {"model": model, **facts, "neighbours": _nearest(found.neighbours)}
    if x is None or y is None:
        raise TaskError("A place on the map needs both, x and y.")
    spot = explorer.place(model, map_name, (x, y))
    facts = {"map": map_name, "place": [x, y], "estimate": True, "latent": spot.latent.tolist()}
    return spot.image, {"model": model, **facts, "neighbours": _nearest(spot.neighbours)}


def _nearest(found: Neighbours) -> dict[str, list[Any]]:
    return {"indices": found.indices.tolist(), "distances": found.distances.tolist()}
