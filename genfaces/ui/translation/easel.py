"""The easel of the tab *Translation*: a map with its paint box, or a picture to look at; and what to start from."""

from __future__ import annotations

import json
import time
from html import escape

from genfaces.tasks import translation
from genfaces.ui.kit.markup import png_uri
from genfaces.ui.translation.state import MAP, WORDS, Given

SIZES = {3: "Fine", 8: "Small", 16: "Medium", 36: "Broad"}  # pixels of 256, and what they are called
FIRST_BRUSH = {"maps": "wood", "earth": "land"}  # what shows at once, with every model
THUMB = 128
HEADINGS = {MAP: "Your map", "aerial": "The photograph"}

# 24 x 24, in the colour of the text.
ICONS = {
    "fill": "M5 12l7-7 7 7-7 7zM12 5L9 2M20 15c1.3 1.8 2 3 2 4a2 2 0 0 1-4 0c0-1 .7-2.2 2-4z",
    "undo": "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
    "redo": "M15 14l5-5-5-5M20 9H10a6 6 0 0 0 0 12h3",
}
KEYS = """<details class="keys"><summary>Painting by keyboard</summary><p>Go to the map with Tab. <kbd>1</kbd> to
<kbd>5</kbd> choose a brush, <kbd>[</kbd> and <kbd>]</kbd> its size, <kbd>F</kbd> is fill. Arrows move the brush,
<kbd>Space</kbd> puts it down, <kbd>Shift</kbd> with an arrow draws. <kbd>Ctrl Z</kbd> undoes, <kbd>Ctrl Y</kbd> does
it again.</p></details>"""


def easel(given: Given) -> str:
    """The paint box beside the map, or the picture that is translated; the script starts from what it says."""
    large = " data-large" if given.large else ""
    # The time makes every answer a change: the script then asks for the translation.
    opening = f'data-made="{time.monotonic_ns()}"{large}'
    side = given.sides[0]
    if not given.painting:
        words = "Your picture" if given.uploaded else f"{HEADINGS[side]}, made up from our map “{given.example}”"
        alt = escape(f"The {WORDS[side]} that is translated")
        back = '<button type="button" class="quiet" data-paint>Back to the brush</button>' if side == MAP else ""
        return (
            f'<div class="easel looking" {opening} data-side="{side}"><figure class="sheet">'
            f'<figcaption><b>{escape(words)}</b></figcaption><img src="{given.source}" alt="{alt}"></figure>'
            f"{back}</div>"
        )
    data = translation.data_of(given.model)
    palette = translation.palette_of(data)
    height, width, _ = given.pixels.shape
    facts = {
        "set": data,
        "start": given.source,
        "example": given.example,
        "inks": json.dumps(palette.array.tolist()),
        "first": str(palette.names.index(FIRST_BRUSH[data])),
    }
    attributes = " ".join(f'data-{name}="{escape(value)}"' for name, value in facts.items())
    label = "A map to paint on, with the pointer or by keyboard: arrows move the brush, space puts it down"
    return (
        f'<div class="easel" {opening} {attributes}>{_paintbox(data)}'
        f'<figure class="sheet"><figcaption><b>{HEADINGS[MAP]}</b> Paint here</figcaption>'
        f'<div class="ground"><canvas width="{width}" height="{height}" tabindex="0" role="application"'
        f' aria-label="{label}"></canvas><span class="ring" hidden></span></div></figure>'
        f'<p class="said" role="status"></p></div>'
    )


def _paintbox(data: str) -> str:
    palette = translation.palette_of(data)
    brushes = "".join(
        f'<button type="button" class="brush" data-brush="{number}" aria-keyshortcuts="{number + 1}">'
        f'<span class="swatch" style="background: rgb{colour}"></span>{escape(name.capitalize())}</button>'
        for number, (name, colour) in enumerate(palette.colours.items())
    )
    sizes = "".join(
        f'<button type="button" class="tool" data-size="{size}" aria-label="{words} brush" title="{words} brush">'
        f'<span class="dot" style="--wide: {4 + size * 0.45:.0f}px"></span></button>'
        for size, words in SIZES.items()
    )
    tools = "".join(
        f'<button type="button" class="tool {name}" data-{name} aria-label="{words}" title="{words}">'
        f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{ICONS[name]}"/></svg>'
        f'<span aria-hidden="true">{name.capitalize()}</span></button>'
        for name, words in {"fill": "Fill an area", "undo": "Undo", "redo": "Redo"}.items()
    )
    return (
        '<div class="paintbox" role="toolbar" aria-label="Paint box">'
        f'<div class="brushes" role="group" aria-label="Brush">{brushes}</div>'
        f'<div class="tools" role="group" aria-label="Size and tools">{sizes}{tools}</div></div>'
    )


def picks(given: Given) -> str:
    """What to start from: blank and example maps, or photographs that the model made of them. Raises TaskError."""
    data = translation.data_of(given.model)
    names = translation.examples(data)
    if given.sides[0] == MAP:
        images = [translation.example(given.model, given.direction, name) for name in names]
        words, more = "Start from one of our maps, or from nothing:", KEYS
    else:
        images = list(translation.example_photographs(given.model, THUMB))
        words, more = "Photographs that this model made up from our example maps:", ""
    tiles = [
        f'<button type="button" class="pick" data-example="{escape(name)}">'
        f'<img alt="" src="{png_uri(image)}">'
        f"<span>{escape(name.capitalize())}</span></button>"
        for name, image in zip(names, images, strict=True)
    ]
    if given.painting:
        first = next(iter(translation.palette_of(data).colours.values()))
        tiles.append(
            '<button type="button" class="pick" data-example=""><span class="blank"'
            f' style="background: rgb{first}"></span><span>Blank</span></button>'
        )
    return f'<p class="caption">{words}</p><div class="picks">{"".join(tiles)}</div>{more}'
