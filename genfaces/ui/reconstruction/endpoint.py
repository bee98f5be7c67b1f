"""The tab *Reconstruction* for programs: `/reconstruct`."""

from __future__ import annotations

from typing import Any

import gradio as gr

from genfaces.alignment import align
from genfaces.tasks import reconstruction
from genfaces.ui.kit.events import MODEL, polite
from genfaces.ui.kit.gradio_seams import Upload
from genfaces.ui.reconstruction import pictures
from genfaces.uploads import open_upload


def build(model: str) -> None:
    """Offer it; `model` is the one that is taken when none is named."""
    inputs = [
        Upload(label="image", visible=False),
        gr.Textbox(model, label="model", visible=False),
    ]
    names = ("aligned crop", "reconstruction", "error map")
    outputs = [gr.Image(label=name, format="png", visible=False) for name in names]
    facts = gr.JSON(label="facts", visible=False)
    gr.on([], reconstruct, inputs, [*outputs, facts], api_name="reconstruct", **MODEL)


@polite
def reconstruct(image: str, model: str) -> tuple[Any, ...]:
    """Align the largest face in a picture, and reconstruct it.

    Args:
        image: a picture file.
        model: a model's name, as the page lists them.

    Returns:
        The aligned crop, its reconstruction and the error map, as large as the model's pictures, and facts: the mean
        squared error of a value in [0, 1], whether a face was found, and the latent.
    """
    aligned = align(open_upload(image), reconstruction.size_of(model))
    crop = pictures.pixels(aligned.crop)
    result = reconstruction.reconstruct(crop, model)
    facts = {
        "model": model,
        "mse": result.mse,
        "face_found": aligned.face_found,
        "message": aligned.message,
        "latent": result.latent.tolist(),
    }
    return crop, result.image, pictures.error_map(result), facts
