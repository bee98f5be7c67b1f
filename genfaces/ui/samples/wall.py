"""The view *Wall* of the tab *Random samples*: seed after seed, drawn as one scrolls (wall.js)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

from genfaces.tasks import samples as task
from genfaces.tasks.checks import MAX_SEED
from genfaces.ui.samples.pictures import below, tiles
from genfaces.ui.samples.state import View, find

CHUNK = 32  # pictures that are drawn at a time, those of one seed
WORDS = '<p class="caption">Faces without end: scroll on, and the next seeds are drawn. Click one to see it large.</p>'


def stage(view: View) -> str:
    """The wall's beginning. Raises TaskError."""
    settings = escape(json.dumps(view.settings))
    return f'{WORDS}{below(view, "")}<div class="wall" data-wall="{settings}">{_chunk(view)}</div>'


def rest(view: View) -> str:
    """Nothing: the wall grows by itself."""
    return ""


def more(asked: Mapping[str, Any]) -> str:
    """The pictures of the seed that follows so many others. Raises TaskError."""
    how = asked["settings"]
    seed = (int(how["seed"]) + int(asked["step"])) % (MAX_SEED + 1)
    return _chunk(View(find(how["model"]), seed, CHUNK, how["temperature"], how["source"]))


def _chunk(view: View) -> str:
    view = replace(view, count=CHUNK)
    return tiles(view, task.sample(**view.settings))
