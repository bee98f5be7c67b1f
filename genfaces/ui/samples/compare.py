"""The view *Compare* of the tab *Random samples*: one seed through several models, one below the other."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import numpy as np

from genfaces.images import grid, resized
from genfaces.tasks import samples as task
from genfaces.tasks.errors import TaskError
from genfaces.tasks.models import Model
from genfaces.ui.kit.download import links
from genfaces.ui.kit.markup import note
from genfaces.ui.samples.pictures import below, tiles
from genfaces.ui.samples.state import View, find

COLUMNS = 6

WORDS = """<p class="caption">All models get the same seed, but each learned a language of its own for it: compare how
good and how varied their pictures are, not who is in them.</p>"""


def rows(view: View) -> str:
    """A row of pictures for each model chosen, with one download; what fails is said in its row."""
    if not view.rivals:
        return note("Choose the models to compare, in “Models to compare”.") + below(view, "")
    some = replace(view, count=min(view.count, COLUMNS))
    drawn, shown = [], ""
    for model in map(find, view.rivals):
        try:
            mine = replace(some, model=model)
            images = task.sample(**mine.settings)
        except TaskError as error:
            shown += _row(model, note(str(error)))
            continue
        drawn.append((model.name, images))
        shown += _row(model, tiles(mine, images))
    names = [name for name, _ in drawn]
    recipe = {"task": "compare", **some.settings, "source": view.source, "model": names}
    side = max((images.shape[1] for _, images in drawn), default=0)
    rows_ = [resized(images, side) for _, images in drawn]
    sheet = grid(np.concatenate(rows_), some.count) if drawn else None
    downloads = links(sheet, recipe, f"compare-seed-{view.seed}", scale=2) if sheet else ""
    return f'<div class="rivals">{shown}</div>{below(view, downloads)}{WORDS}'


def _row(model: Model, contents: str) -> str:
    heading = f"<h3>{escape(model.title)}</h3><p>{escape(model.name)} · {escape(model.data)}</p>"
    return f'<section class="rival"><div class="who">{heading}</div>{contents}</section>'
