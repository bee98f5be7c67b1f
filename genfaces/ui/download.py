"""Download links: a PNG, and the JSON that reproduces it, which the PNG carries too."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import numpy as np
from PIL import Image

from genfaces.images import enlarge, to_png_bytes
from genfaces.tasks import provenance
from genfaces.ui.markup import as_image, data_uri

SCALE = 8  # a 64-pixel picture is saved 512 pixels wide, every pixel 8 x 8


def links(pixels: np.ndarray | Image.Image, recipe: dict[str, Any], name: str, scale: int = SCALE) -> str:
    """Links to a picture, uint8 (H,W,3) or PIL, enlarged `scale` times, and to its recipe; `name` without ending.

    The links hold the files themselves: nothing is kept on the server.
    """
    text = json.dumps(provenance.signed(recipe) | {"enlarged": scale}, indent=2)
    png = to_png_bytes(enlarge(as_image(pixels), scale), {"genfaces": text})
    return (
        '<span class="downloads">'
        f'<a class="quiet" download="{escape(name)}.png" href="{data_uri(png, "image/png")}">Download PNG</a>'
        f'<a class="quiet" download="{escape(name)}.json" href="{data_uri(text.encode(), "application/json")}"'
        ' title="All that is needed to make this picture again">JSON</a></span>'
    )
