"""The view *Walk* of the tab *Random samples*: from A to B, under a slider, and as a film to keep."""

from __future__ import annotations

import json
import time
from html import escape
from typing import Any

import numpy as np
from PIL import Image

from genfaces.images import grid, to_animation_bytes
from genfaces.tasks import provenance
from genfaces.tasks import samples as task
from genfaces.tasks.errors import TaskError
from genfaces.tasks.walking import End, walk
from genfaces.ui.kit.download import anchor, links
from genfaces.ui.kit.markup import figure, webp_uri
from genfaces.ui.samples.pictures import below, spoken, tiles
from genfaces.ui.samples.state import View, has_mixture

FRAMES, STOPS = 33, 9  # every fourth frame is a stop of the strip
MILLISECONDS, SCALE = 60, 4
# What an animation can be saved as: Pillow's name, the mime type, and the name for people.
FORMS = {"webp": ("WEBP", "image/webp", "WebP"), "gif": ("GIF", "image/gif", "GIF")}
PLAY = '<button type="button" class="quiet play" aria-pressed="false">Play</button>'

ARC = """The noise of A turns into the noise of B along an arc (<i>spherical interpolation</i>): a straight line would
pass through noise that is calmer than any the model learned from."""
MIXTURE = """Each end is noise around a centre of the mixture. The noise turns along an arc, while its centre moves
straight from A’s to B’s, so that every stop is as likely around its centre as the ends are around theirs."""


def stage(view: View) -> str:
    """A, the frame under the slider, B; the strip; the downloads; and the seed's samples to choose ends from.

    Raises TaskError.
    """
    frames, recipe = _walk(view)
    strip = stops(frames)
    about = MIXTURE if has_mixture(view.model) and view.source == "mixture" else ARC
    downloads = links(strip, recipe, f"{name_of(view)}-strip", scale=2)
    release = '<button type="button" class="quiet" data-end="none">Let A and B go</button>' if view.a or view.b else ""
    return (
        f'<div class="walk">{_end("A", view.ends[0], frames[0])}{screen(frames)}{_end("B", view.ends[1], frames[-1])}'
        f"{strip_picture(strip)}{slider()}</div>{below(view, bar() + downloads)}"
        f'<p class="caption">{about}</p>'
        f'<h3>Choose A and B</h3><div class="small">{tiles(view, task.sample(**view.settings))}</div>'
        f'<div class="below"><p class="caption">Click a picture, then “Set as A” or “Set as B”. Ends from other seeds'
        f" stay when you draw new ones.</p>{release}</div>"
    )


def animation(view: View, form: str) -> str:
    """A link to the walk as an animated file, "webp" or "gif", which carries its recipe. Raises TaskError."""
    return film(*_walk(view), name_of(view), form)


def film(frames: np.ndarray, recipe: dict[str, Any], name: str, form: str) -> str:
    """A link to frames, uint8 (N,H,W,3), as an animated file; it saves itself and can be asked for again.

    Raises TaskError for a form that is not offered.
    """
    if form not in FORMS:
        raise TaskError(f"A walk can be saved as {' or '.join(FORMS)}, not as {form[:20]}.")
    kind, mime, spoken_form = FORMS[form]
    recipe = provenance.signed(recipe) | {"enlarged": SCALE, "milliseconds": MILLISECONDS}
    data = to_animation_bytes(frames, kind, SCALE, MILLISECONDS, json.dumps(recipe))
    link = anchor(data, mime, f"{name}.{form}", f"Download {spoken_form}")
    # The time makes every answer a change, so that the same file can be saved a second time.
    return f'<span data-made="{time.monotonic_ns()}">{link}</span>'


def bar() -> str:
    """The buttons that play a walk and ask for it as an animated file (walk.js)."""
    animations = "".join(
        f'<button type="button" class="quiet" data-form="{form}">Download {name}</button>'
        for form, (_, _, name) in FORMS.items()
    )
    return PLAY + animations


def stops(frames: np.ndarray) -> Image.Image:
    """A few frames, evenly spaced, side by side."""
    return grid(frames[:: (len(frames) - 1) // (STOPS - 1)], STOPS, gap=0)


def name_of(view: View) -> str:
    """A file's name without its ending."""
    a, b = view.ends
    return f"{view.model.name}-walk-{a.seed}-{a.index + 1}-to-{b.seed}-{b.index + 1}"


def recipe_of(settings: dict[str, Any], a: End, b: End, frames: int) -> dict[str, Any]:
    """What makes a walk again; settings: arguments of `task.sample`."""
    shared = {name: settings[name] for name in ("model", "temperature", "source")}
    return {"task": "walk", **shared, "a": vars(a), "b": vars(b), "frames": frames}


def _walk(view: View) -> tuple[np.ndarray, dict[str, Any]]:
    recipe = recipe_of(view.settings, *view.ends, FRAMES)
    return walk(view.model.name, *view.ends, FRAMES, view.temperature, recipe["source"]), recipe


def _end(letter: str, end: End, image: np.ndarray) -> str:
    words = spoken(end.seed, end.index)
    return (
        f'<div class="end end-{letter.lower()}">{figure(image, f"{letter}, {words}", f"<b>{letter}</b> {words}")}</div>'
    )


def screen(frames: np.ndarray) -> str:
    """All frames as one tall picture, of which the slider shows one (walk.js)."""
    source = webp_uri(frames.reshape(-1, *frames.shape[2:]))
    return (
        f'<div class="screen" role="img" aria-label="The way from A to B, at the slider" data-frames="{len(frames)}"'
        f' style="background-image: url({source})"></div>'
    )


def strip_picture(strip: Image.Image) -> str:
    """The stops side by side."""
    alt = escape(f"{STOPS} stops on the way from A to B")
    return f'<img class="crisp strip" src="{webp_uri(strip)}" alt="{alt}">'


def slider() -> str:
    """From A to B (walk.js)."""
    last = FRAMES - 1
    place = f'<input type="range" min="0" max="{last}" value="{last // 2}" data-walk aria-label="From A to B">'
    return f'<div class="track">{place}</div>'
