"""The large view of one picture: a dialog for the whole page that names, saves and keeps it, and leads on."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import gradio as gr

from genfaces.tasks import recipes
from genfaces.tasks.errors import TaskError
from genfaces.ui.kit.download import Download
from genfaces.ui.kit.events import EVERY, polite
from genfaces.ui.kit.faces import FOREIGN, Travel, doors, packed, view_of, words_of
from genfaces.ui.kit.gradio_seams import told
from genfaces.ui.kit.markup import block, picture

TRAY = """<section class="tray" aria-label="Favourites of this visit" hidden><h2>Favourites</h2>
<div class="kept"></div><p class="caption"></p>
<div class="cross" hidden><button type="button" class="quiet" data-cross="halfway">Cross halfway</button>
<button type="button" class="quiet" data-cross="halves">Half of the numbers of each</button></div></section>"""


def build(travels: Sequence[Travel]) -> None:
    """The dialog, which opens when a picture of a grid or a button with a recipe is clicked; the tray of favourites;
    and what is done with a file that is dropped on the page."""
    viewer = block("", "kit/viewer.js", elem_id="viewer")
    block(TRAY, "kit/tray.js", elem_id="tray")
    drop = block("", "kit/drop.js", elem_classes="visits")

    @polite
    def enlarged(event: gr.SelectData) -> str:
        return enlarge(travels, dict(event.value), int(event.index))

    @polite
    def dropped(event: gr.EventData) -> str:
        return restored(travels, told(event)["recipe"])

    viewer.select(enlarged, None, viewer, **EVERY)
    drop.upload(dropped, None, drop, **EVERY)


def enlarge(travels: Sequence[Travel], settings: Mapping[str, Any], index: int) -> str:
    """The dialog's contents for a picture, painted again: that of a recipe, or picture `index` of a grid whose
    settings are a recipe with a "count" in place of an "index".

    Raises TaskError.
    """
    recipe = dict(settings)
    count = recipe.pop("count", 1)
    if "count" in settings:
        recipe["index"] = index
    words, image = words_of(travels, recipe), recipes.paint(recipe)

    def arrow(step: int, sign: str, label: str) -> str:
        disabled = "" if "count" in settings and 0 <= index + step < count else " disabled"
        return f'<button type="button" class="quiet" data-step="{step}" aria-label="{label}"{disabled}>{sign}</button>'

    # The time makes every answer a change, so that the same picture opens a second time.
    return f"""<div class="viewer-source" hidden data-opened="{time.monotonic_ns()}">
<div class="viewer-body" data-settings="{escape(json.dumps(dict(settings)))}" data-index="{index}" data-count="{count}"
 data-kept="{escape(packed(recipe))}">
  {picture(image, f"{words.title}, enlarged")}
  <div class="viewer-bar arrows">
    {arrow(-1, "←", "Previous picture")}
    <div><h2>{escape(words.title)}</h2><p>{escape(words.detail)}</p></div>
    {arrow(1, "→", "Next picture")}
  </div>
  <div class="viewer-bar open-in" role="group" aria-label="Open this picture in">{doors(travels, recipe)}</div>
  <div class="viewer-bar">
    <button type="button" class="quiet" data-keep-it>Keep as a favourite</button>
    {Download(recipe, words.name).links(image)}
    <button type="button" class="quiet" data-close>Close</button>
  </div>
</div></div>"""


def restored(travels: Sequence[Travel], recipe: Any) -> str:
    """Where a dropped file's recipe leads, for drop.js. Raises TaskError for one that leads nowhere."""
    if not isinstance(recipe, dict):
        raise TaskError(FOREIGN)
    if recipe.get("task") == "cross":
        words_of(travels, recipe)
        return f'<i data-made="{time.monotonic_ns()}" data-large></i>'
    address, carried = view_of(travels, recipe)
    marks = f"{' data-carried' if carried else ''}{' data-large' if 'index' in recipe and 'seed' in recipe else ''}"
    return f'<i data-made="{time.monotonic_ns()}" data-address="{escape(address)}"{marks}></i>'
