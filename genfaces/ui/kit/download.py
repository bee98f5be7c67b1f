"""Download links: a PNG, and the JSON that reproduces it, which the PNG carries too."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from genfaces.images import enlarge, to_png_bytes
from genfaces.tasks import provenance
from genfaces.ui.kit.markup import as_image, block, data_uri

RECIPE = "All that is needed to make this picture again"
SCALE = 8  # a 64-pixel picture is saved 512 pixels wide, every pixel 8 x 8


def links(pixels: np.ndarray | Image.Image, recipe: dict[str, Any], name: str, scale: int = SCALE) -> str:
    """Links to a picture, uint8 (H,W,3) or PIL, enlarged `scale` times, and to its recipe; `name` without ending.

    The links hold the files themselves: nothing is kept on the server.
    """
    picture = png(enlarge(as_image(pixels), scale), recipe, name, scale)
    return f'<span class="downloads">{picture}{recipe_link(recipe, name, scale)}</span>'


def png(image: Image.Image, recipe: dict[str, Any], name: str, scale: int) -> str:
    """A link to a picture that is `scale` times as large as it was drawn; it carries its recipe."""
    data = to_png_bytes(image, {"genfaces": _written(recipe, scale)})
    return anchor(data, "image/png", f"{name}.png", "Download PNG")


def recipe_link(recipe: dict[str, Any], name: str, scale: int) -> str:
    """A link to the JSON that makes a picture again."""
    return anchor(_written(recipe, scale).encode(), "application/json", f"{name}.json", "JSON", RECIPE)


def anchor(data: bytes, mime: str, name: str, words: str, title: str = "") -> str:
    """A link that saves `data` as a file called `name`."""
    explained = f' title="{escape(title)}"' if title else ""
    return f'<a class="quiet" download="{escape(name)}" href="{data_uri(data, mime)}"{explained}>{escape(words)}</a>'


def _written(recipe: dict[str, Any], scale: int) -> str:
    return json.dumps(provenance.signed(recipe) | {"enlarged": scale}, indent=2)


def on_demand() -> gr.HTML:
    """Where a handler puts an `anchor` whose file is too large to be made before it is asked for: it saves itself."""
    return block("", "kit/download.js", elem_classes="on-demand")
