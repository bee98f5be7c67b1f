"""Downloads: a PNG that carries its recipe, and the JSON of that recipe, made when they are asked for."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from genfaces.images import enlarge, to_png_bytes
from genfaces.tasks import provenance
from genfaces.tasks.errors import TaskError
from genfaces.ui.kit.markup import as_image, block, data_uri

RECIPE = "All that is needed to make this picture again"
SCALE = 8  # a 64-pixel picture is saved 512 pixels wide


# What asks for both (save.js); the handler answers with `Download.file`.
BUTTONS = (
    '<span class="downloads"><button type="button" class="quiet" data-form="png">Download PNG</button>'
    f'<button type="button" class="quiet" data-form="json" title="{RECIPE}">JSON</button></span>'
)
Pixels = np.ndarray | Image.Image  # uint8 (H,W,3), or PIL


@dataclass(frozen=True)
class Download:
    """What a picture is saved as: its recipe, the file's name without ending, and how many times as large it is."""

    recipe: dict[str, Any]
    name: str
    scale: int = SCALE

    def links(self, pixels: Pixels) -> str:
        """Both as links that hold the files themselves: nothing is kept on the server."""
        return f'<span class="downloads">{self._png(enlarge(as_image(pixels), self.scale))}{self._json()}</span>'

    def file(self, form: str, paint: Callable[[], Pixels], enlarged: bool = False) -> str:
        """One of them, "png" or "json", for the place that `on_demand` made.

        paint: makes the picture. enlarged: whether it is that large already. Raises TaskError for another form.
        """
        if form == "json":
            return saving(self._json())
        if form != "png":
            raise TaskError(f"A picture can be saved as png or json, not as {form[:20]}.")
        image = as_image(paint())
        return saving(self._png(image if enlarged else enlarge(image, self.scale)))

    def _png(self, image: Image.Image) -> str:
        data = to_png_bytes(image, {"genfaces": self._written()})
        return anchor(data, "image/png", f"{self.name}.png", "Download PNG")

    def _json(self) -> str:
        return anchor(self._written().encode(), "application/json", f"{self.name}.json", "JSON", RECIPE)

    def _written(self) -> str:
        return json.dumps(provenance.signed(self.recipe) | {"enlarged": self.scale}, indent=2)


def anchor(data: bytes, mime: str, name: str, words: str, title: str = "") -> str:
    """A link that saves `data` as a file called `name`."""
    explained = f' title="{escape(title)}"' if title else ""
    return f'<a class="quiet" download="{escape(name)}" href="{data_uri(data, mime)}"{explained}>{escape(words)}</a>'


def on_demand() -> gr.HTML:
    """Where a handler puts `saving`: the file is saved as soon as it is here."""
    return block("", "kit/download.js", elem_classes="on-demand")


def saving(link: str) -> str:
    """A link that saves itself; each one is a change, so that the same file can be saved a second time."""
    return f'<span data-made="{time.monotonic_ns()}">{link}</span>'
