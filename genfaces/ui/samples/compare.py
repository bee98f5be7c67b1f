"""The view *Compare* of the tab *Random samples*: one seed through several models, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import numpy as np

from genfaces.images import grid, resized
from genfaces.tasks import samples as task
from genfaces.tasks.errors import TaskError
from genfaces.ui.kit.download import BUTTONS, Download
from genfaces.ui.kit.markup import EXACT, note
from genfaces.ui.samples.pictures import FIRST, below, place_of_rest, tiles
from genfaces.ui.samples.state import View, find

COLUMNS = 6
REPORTED = "as reported"  # in the titles of models that others are compared with
BASELINE = "Built as the method was first reported, for the others to be compared with"
MEASURED = "Fréchet distance in features of an ImageNet network, over that of other real pictures; 1 would be perfect"
Drawn = list[tuple[View, np.ndarray | TaskError]]

WORDS = """<p class="caption">All models get the same seed, but each learned a language of its own for it: compare how
good and how varied their pictures are, not who is in them.</p>"""


def rows(view: View) -> str:
    """A row of pictures for each model chosen, with one download; what fails is said in its row."""
    if not view.rivals:
        return note("Choose the models to compare, in “Models to compare”.") + below(view, "")
    drawn = _drawn(view, view.rivals[: _at_once(view)])
    others = place_of_rest(view) if len(view.rivals) > len(drawn) else ""
    downloads = BUTTONS if others or any(isinstance(images, np.ndarray) for _, images in drawn) else ""
    return f'<div class="rivals">{_rows(drawn)}{others}</div>{below(view, downloads)}{WORDS}'


def rest(view: View) -> str:
    """The rows that `rows` leaves out."""
    return _rows(_drawn(view, view.rivals[_at_once(view) :]))


def _at_once(view: View) -> int:
    """How many models' rows one answer brings."""
    return FIRST.stop // min(view.count, COLUMNS)


def _rows(drawn: Drawn) -> str:
    exact = sum(mine.count for mine, _ in drawn) <= EXACT
    return "".join(
        _row(mine, note(str(images)) if isinstance(images, TaskError) else tiles(mine, images, exact=exact))
        for mine, images in drawn
    )


def file(view: View, form: str) -> str:
    """All rows as a file. Raises TaskError where every model fails."""
    worked = {mine.model.name: images for mine, images in _drawn(view, view.rivals) if isinstance(images, np.ndarray)}
    if not worked:
        raise TaskError("No model drew anything to compare.")
    some = replace(view, count=min(view.count, COLUMNS))
    recipe = {"task": "compare", **some.settings, "source": view.source, "model": list(worked)}
    side = max(images.shape[1] for images in worked.values())
    rows = [resized(images, side) for images in worked.values()]
    return Download(recipe, f"compare-seed-{view.seed}", scale=2).file(
        form, lambda: grid(np.concatenate(rows), some.count)
    )


def _drawn(view: View, models: Sequence[str]) -> Drawn:
    """Each model's view and its pictures, uint8 (N,S,S,3), or why there are none."""
    found = []
    for model in map(find, models):
        mine = replace(view, model=model, count=min(view.count, COLUMNS))
        try:
            found.append((mine, task.sample(**mine.settings)))
        except TaskError as error:
            found.append((mine, error))
    return found


def _row(mine: View, contents: str) -> str:
    model = mine.model
    marked = f'<b title="{BASELINE}">baseline</b> · ' if REPORTED in model.title else ""
    quality = f"{marked}{_quality(mine)} · {escape(model.name)} · {escape(model.data)}"
    heading = f"<h3>{escape(model.title)}</h3><p>{quality}</p>"
    return f'<section class="rival"><div class="who">{heading}</div>{contents}</section>'


def _quality(mine: View) -> str:
    """How good the model's pictures were measured to be; see `task.distance`."""
    times = task.distance(mine.model.name, mine.settings["source"])
    if times is None:
        return "quality not measured"
    return f'<span title="{MEASURED}">{times:.1f} times as far from real pictures as real ones are</span>'
