"""Pieces of HTML that every tab is made of."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from genfaces.images import HEAT_COLOURS, to_png_bytes

UI = Path(__file__).resolve().parent.parent
# So many pictures of an answer are sent as they are; of more, an answer would take a third of a megabyte. Of those the
# page shows what WebP keeps at this quality, and every one is exact when it is enlarged or saved.
EXACT, QUALITY = 4, 80


def block(value: Any = "", *scripts: str, **options: Any) -> gr.HTML:
    """A place for HTML of our own, without Gradio's prose styles; `scripts` are named from the folder `ui`."""
    # Each in a scope of its own, so that two may use one name.
    js = "\n".join("{\n" + (UI / script).read_text(encoding="utf-8") + "}" for script in scripts)
    return gr.HTML(value, js_on_load=js or None, apply_default_css=False, **options)


def control(markup: str, *scripts: str, **options: Any) -> gr.HTML:
    """A control of our own that looks like `markup`; its value is what its script last put into `props.value`.

    Handlers take it as an input, so the one that is deferred while another runs gets the newest value. A script is
    told of new markup by `watch('markup', ...)`; a handler gives it as `gr.HTML(markup=..., value=...)`.
    """
    return block({}, *scripts, html_template="${markup}", markup=markup, **options)


def data_uri(data: bytes, mime: str) -> str:
    """Bytes as an address that needs no second request and leaves no file on the server."""
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def as_image(pixels: np.ndarray | Image.Image) -> Image.Image:
    """Uint8 (H,W,3) or an image, as an image."""
    return pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)


def png_uri(pixels: np.ndarray | Image.Image) -> str:
    """A picture, uint8 (H,W,3) or PIL, as an address."""
    return data_uri(to_png_bytes(as_image(pixels)), "image/png")


def webp_uri(pixels: np.ndarray | Image.Image) -> str:
    """The same for a large sheet: as exact as PNG, and smaller for little time."""
    return _webp(pixels, lossless=True, method=0, quality=0)


def lossy_uri(pixels: np.ndarray | Image.Image, quality: int = QUALITY) -> str:
    """The same in about an eighth of the bytes, 33 to 35 dB from what a model drew at the usual quality of 0 to 100."""
    return _webp(pixels, method=2, quality=quality)


def _webp(pixels: np.ndarray | Image.Image, **options: Any) -> str:
    buffer = io.BytesIO()
    as_image(pixels).save(buffer, "WEBP", **options)
    return data_uri(buffer.getvalue(), "image/webp")


def picture(pixels: np.ndarray | Image.Image, alt: str, exact: bool = True) -> str:
    """An <img> of a picture, uint8 (H,W,3) or PIL. `alt` is plain text; exact: without loss."""
    return image_tag(png_uri(pixels) if exact else lossy_uri(pixels), alt)


def image_tag(source: str, alt: str, style: str = "") -> str:
    """An <img> of what a model drew, enlarged as the page's switch says. `alt` is plain text, `style` is CSS."""
    looks = f' style="{escape(style)}"' if style else ""
    return f'<img class="drawn" src="{source}" alt="{escape(alt)}"{looks}>'


def figure(pixels: np.ndarray | Image.Image, alt: str, caption: str, exact: bool = True) -> str:
    """A picture with a caption below, `caption` being HTML and the others as `picture` takes them."""
    return f'<figure class="plate">{picture(pixels, alt, exact)}<figcaption>{caption}</figcaption></figure>'


def lens(side: int) -> str:
    """Where a cell of a grid that lies over one sheet is shown large (lens.js); side: of a picture, in pixels."""
    return f'<div class="lens" aria-hidden="true" hidden><canvas width="{side}" height="{side}"></canvas><b></b></div>'


def heat_scale(maximum: float) -> str:
    """The colours of `images.heat_map` from no difference to `maximum`, a share of the way from black to white."""
    stops = ", ".join(f"rgb({', '.join(f'{part:.0f}' for part in colour)})" for colour in HEAT_COLOURS)
    return (
        f'<span class="scale" style="background: linear-gradient(90deg, {stops})"></span>'
        f'<span class="ends"><i>0</i><i>{maximum:.0%} and more</i></span>'
    )


def picture_buttons(
    images: np.ndarray | list[Image.Image],
    alts: list[str],
    settings: Mapping[str, Any],
    marks: Mapping[int, str] = MappingProxyType({}),
    first: int = 0,
    exact: bool | None = None,
) -> str:
    """A grid of clickable pictures, uint8 (N,H,W,3) or PIL; a click sends its index and `settings` (pictures.js).

    marks: letters to be put on some of the pictures, by their index. first: index of the first one. exact: whether
    they are sent without loss; as a rule where they are EXACT or fewer.
    """
    exact = len(images) <= EXACT if exact is None else exact
    badges = {index: f'<span class="mark">{escape(letters)}</span>' for index, letters in marks.items()}
    buttons = "".join(
        f'<button type="button" class="tile" data-index="{index}">{picture(image, alt, exact)}'
        f"{badges.get(index, '')}</button>"
        for index, (image, alt) in enumerate(zip(images, alts, strict=True), first)
    )
    return f'<div class="tiles" data-settings="{escape(json.dumps(dict(settings)))}">{buttons}</div>'


def note(sentence: str) -> str:
    """One plain sentence where a result would be; read out by screen readers."""
    return f'<p class="note" role="status">{escape(sentence)}</p>'
