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
from genfaces.ui.markup import as_image, block, data_uri

RECIPE = "All that is needed to make this picture again"
SCALE = 8  # a 64-pixel picture is saved 512 pixels wide, every pixel 8 x 8


def links(pixels: np.ndarray | Image.Image, recipe: dict[str, Any], name: str, scale: int = SCALE) -> str:
    """Links to a picture, uint8 (H,W,3) or PIL, enlarged `scale` times, and to its recipe; `name` without ending.

    The links hold the files themselves: nothing is kept on the server.
    """
    text = json.dumps(provenance.signed(recipe) | {"enlarged": scale}, indent=2)
    png = to_png_bytes(enlarge(as_image(pixels), scale), {"genfaces": text})
    return (
        f'<span class="downloads">{anchor(png, "image/png", f"{name}.png", "Download PNG")}'
        f"{anchor(text.encode(), 'application/json', f'{name}.json', 'JSON', RECIPE)}</span>"
    )


def anchor(data: bytes, mime: str, name: str, words: str, title: str = "") -> str:
    """A link that saves `data` as a file called `name`."""
    explained = f' title="{escape(title)}"' if title else ""
    return f'<a class="quiet" download="{escape(name)}" href="{data_uri(data, mime)}"{explained}>{escape(words)}</a>'


def on_demand() -> gr.HTML:
    """Where a handler puts an `anchor` whose file is too large to be made before it is asked for: it saves itself."""
    return block("", "download.js", elem_classes="on-demand")
