"""A walk from one picture to another: frames under a slider (walk.js), a strip of stops, and films to keep."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

from genfaces.images import grid, to_animation_bytes
from genfaces.tasks import provenance
from genfaces.tasks.errors import TaskError
from genfaces.ui.kit.download import Download, anchor, saving
from genfaces.ui.kit.markup import lossy_uri

FRAMES, STOPS = 33, 9  # every fourth frame is a stop of the strip
MILLISECONDS, SCALE = 60, 4
QUALITY = 75  # of the frames on the page, all of which travel at once; a film is made from the exact ones
# What an animation can be saved as: Pillow's name, the mime type, and the name for people.
FORMS = {"webp": ("WEBP", "image/webp", "WebP"), "gif": ("GIF", "image/gif", "GIF")}
PLAY = '<button type="button" class="quiet play" aria-pressed="false">Play</button>'


def reel(frames: np.ndarray) -> str:
    """The style of what holds a screen and a strip: all frames, uint8 (N,H,W,3), as one tall picture for both."""
    return f"--reel: url({lossy_uri(frames.reshape(-1, *frames.shape[2:]), QUALITY)})"


def screen() -> str:
    """Of the reel, the frame at the slider (walk.js)."""
    return '<div class="screen" role="img" aria-label="The way from A to B, at the slider"></div>'


def strip() -> str:
    """Of the reel, the stops side by side."""
    places = (f'<i style="background-position-y: {100 * stop / (STOPS - 1):g}%"></i>' for stop in range(STOPS))
    said = f"{STOPS} stops on the way from A to B"
    return f'<div class="stops-of-walk" role="img" aria-label="{said}">{"".join(places)}</div>'


def slider() -> str:
    """From A to B (walk.js)."""
    last = FRAMES - 1
    place = f'<input type="range" min="0" max="{last}" value="{last // 2}" data-walk aria-label="From A to B">'
    return f'<div class="track">{place}</div>'


def stops(frames: np.ndarray) -> Image.Image:
    """A few frames, evenly spaced, side by side."""
    return grid(frames[:: (len(frames) - 1) // (STOPS - 1)], STOPS, gap=0)


def bar() -> str:
    """The buttons that play a walk and ask for it as an animated file (walk.js, save.js)."""
    animations = "".join(
        f'<button type="button" class="quiet" data-form="{form}">Download {name}</button>'
        for form, (_, _, name) in FORMS.items()
    )
    return PLAY + animations


def file(paint: Callable[[], np.ndarray], recipe: dict[str, Any], name: str, form: str) -> str:
    """A walk as an animated file ("webp", "gif"), or its stops as a picture ("png", "json").

    paint: makes the frames, uint8 (N,H,W,3). Raises TaskError for a form that is not offered.
    """
    if form in FORMS:
        return _film(paint(), recipe, name, form)
    if form not in ("png", "json"):
        raise TaskError(f"A walk can be saved as {' or '.join(FORMS)}, not as {form[:20]}.")
    return Download(recipe, f"{name}-strip", scale=2).file(form, lambda: stops(paint()))


def _film(frames: np.ndarray, recipe: dict[str, Any], name: str, form: str) -> str:
    kind, mime, spoken_form = FORMS[form]
    recipe = provenance.signed(recipe) | {"enlarged": SCALE, "milliseconds": MILLISECONDS}
    data = to_animation_bytes(frames, kind, SCALE, MILLISECONDS, json.dumps(recipe))
    return saving(anchor(data, mime, f"{name}.{form}", f"Download {spoken_form}"))
