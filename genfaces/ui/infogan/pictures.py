"""Pictures of the tab *InfoGAN*: that of the codes, the grid of all categories, and what codes were found to mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from itertools import product

from PIL import Image

from genfaces.images import grid as sheet_of
from genfaces.tasks import infogan as task
from genfaces.tasks.infogan import Grid, Meaning, Share
from genfaces.ui.infogan.state import View, named
from genfaces.ui.kit.address import signpost
from genfaces.ui.kit.download import BUTTONS, Download
from genfaces.ui.kit.faces import large
from genfaces.ui.kit.markup import figure, image_tag, lens, note, webp_uri
from genfaces.ui.kit.sliders import Slider, render
from genfaces.ui.kit.words import plain, thing, turned

NOT_MEASURED = "What this model’s codes mean was not measured: look for yourself."


def face(view: View) -> str:
    """The picture of the present codes. Raises TaskError."""
    words = f"<b>Category {view.category}</b>{escape(_codes_in_words(view))}"
    return figure(task.draw(**_drawn(view)), f"The picture of category {view.category}", words)


def _codes_in_words(view: View) -> str:
    told = [f"code {number} at {value:+g}" for number, value in enumerate(view.continuous, 1) if value]
    return ", ".join(told).capitalize() or f"Noise of seed {view.seed}"


def _drawn(view: View) -> dict[str, object]:
    return {
        "model": view.model.name,
        "seed": view.seed,
        "category": view.category,
        "continuous": view.continuous,
    }


def below(view: View) -> str:
    """Downloads and the link."""
    recipe = {"task": "codes"} | view.settings
    return signpost(view.address, f"seed {view.seed}", view.model.title, BUTTONS, large(recipe))


def file(view: View, form: str) -> str:
    """The picture as a file. Raises TaskError."""
    name = f"{view.model.name}-seed-{view.seed}-category-{view.category}"
    return Download({"task": "codes"} | view.settings, name).file(form, lambda: task.draw(**_drawn(view)))


def sliders(view: View) -> str:
    """A slider for each continuous code, with what it was found to move."""
    known = task.meaning(view.model.name)
    rows = [
        Slider(name, f"Code {index + 1}", task.REACH, value, about=_moves(known, index))
        for index, (name, value) in enumerate(named(view.continuous).items())
    ]
    return render(
        [("Continuous codes", "Training knew -1 to 1; beyond, the network guesses.", rows)], made=view.sliders
    )


def _moves(known: Meaning | None, index: int) -> str:
    if known is None or index >= len(known.continuous):
        return ""
    told = [
        f"{'more' if turned(label, change) > 0 else 'less'} <b>{escape(thing(label).lower())}</b>"
        f' <i title="in how many of a hundred pictures more or fewer the judge sees it">'
        f"{100 * turned(label, change):+.0f}</i>"
        for label, change in known.continuous[index]
    ]
    return f"To the right: {', '.join(told)}." if told else "Moves nothing clearly that the judge has a name for."


def found(view: View) -> str:
    """What the categories were measured to mean, the present one marked; or that nobody measured it."""
    known = task.meaning(view.model.name)
    if known is None:
        return f'<h3>What the codes found</h3><p class="caption">{NOT_MEASURED}</p>'
    rows = "".join(
        f"<li{' aria-current=true' if number == view.category else ''}><b>{number}</b><span>{_shares(told)}</span></li>"
        for number, told in enumerate(known.categories, 1)
    )
    return (
        f'<h3>What the codes found</h3><p class="caption">{_summary(known)}</p><ol class="found">{rows}</ol>'
        '<p class="caption">In brackets: how often the judge sees it in all categories.</p>'
    )


def _shares(told: tuple[Share, ...]) -> str:
    words = [f"{escape(plain(each.label))} in {each.share:.0%} <i>({each.usual:.0%})</i>" for each in told]
    return ", ".join(words) or "nothing that the judge has a name for"


def _summary(known: Meaning) -> str:
    words = [
        "Named afterwards by the <b>judge</b>: another network, which tells what is in a picture, and errs too"
        f" ({escape(known.judge)})."
    ]
    if known.question:
        question, information = known.question
        words.append(
            f"The category tells most about <b>{escape(plain(question).lower())}</b> "
            f"({information:.2f} on a scale from 0, nothing, to 1, everything)."
        )
    if known.recognised is not None:
        words.append(f"From a picture alone, the network’s own reader tells the category in {known.recognised:.0%}.")
    return " ".join(words)


def place_of_grid() -> str:
    """Where the grid comes once it is seen (seen.js)."""
    return f'<div data-of="">{note("One moment …")}</div>'


def grid(view: View) -> str:
    """Every category along one code, or along seeds where there is none. Raises TaskError."""
    drawn, across = _traverse(view), _across(view)
    rows, columns = drawn.images.shape[:2]
    heads = "".join(
        f'<span role="columnheader" style="grid-area: 1 / {i + 2}">{_head(view, value)}</span>'
        for i, value in enumerate(drawn.columns)
    )
    chosen = _chosen(view, rows, drawn.columns)
    cells = "".join(
        f'<div role="row"><span role="rowheader" style="grid-area: {row + 2} / 1">{row + 1}</span>'
        + "".join(_cell(row, column, value, across, chosen) for column, value in enumerate(drawn.columns))
        + "</div>"
        for row in range(rows)
    )
    alt = f"{rows} categories down, {across} across, all at one noise" if view.continuous else f"{rows} categories"
    image = image_tag(webp_uri(_sheet(drawn)), alt, f"grid-area: 2 / 2 / {rows + 2} / {columns + 2}")
    return (
        f'<div class="traverse" data-of="{escape(view.address)}" style="--columns: {columns}">{image}'
        f'<div role="grid" aria-label="{escape(alt)}">'
        f'<div role="row"><span role="columnheader" class="unseen">Category</span>{heads}</div>{cells}</div>'
        f"{lens(drawn.images.shape[3])}</div>"
        f'<p class="caption">Down: the category. Across: {across}. Click a picture to go there.</p>'
        f'<div class="below">{BUTTONS}</div>'
    )


def grid_file(view: View, form: str) -> str:
    """The grid as a file. Raises TaskError."""
    recipe = {"task": "traverse"} | view.settings | {"along": view.along if view.continuous else None}
    name = f"{view.model.name}-seed-{view.seed}-{_across(view).replace(' ', '-')}"
    return Download(recipe, name, scale=2).file(form, lambda: _sheet(_traverse(view)))


def _traverse(view: View) -> Grid:
    return task.traverse(view.model.name, view.grid_seed, view.continuous, view.along)


def _sheet(drawn: Grid) -> Image.Image:
    rows, columns, *picture = drawn.images.shape
    return sheet_of(drawn.images.reshape(rows * columns, *picture), columns, gap=0)


def _across(view: View) -> str:
    return f"code {view.along}" if view.continuous else "seed"


def _head(view: View, value: float) -> str:
    return f"{value:+g}" if view.continuous and value else _written(value)


def _chosen(view: View, rows: int, values: Sequence[float]) -> tuple[int, int] | None:
    """Row and column of the present picture; None where it is not in the grid."""
    here = view.seed, view.category, view.continuous
    for place in product(range(rows), range(len(values))):
        there = goes_to(view, place[0], values[place[1]])
        if (there.seed, there.category, there.continuous) == here:
            return place
    return None


def _cell(row: int, column: int, value: float, across: str, chosen: tuple[int, int] | None) -> str:
    place, told = f"grid-area: {row + 2} / {column + 2}", _written(value)
    here, stop = (row, column) == chosen, (row, column) == (chosen or (0, 0))
    return (
        f'<button type="button" role="gridcell" style="{place}" data-row="{row}" data-value="{told}"'
        f' aria-label="Category {row + 1}, {across} {told}" aria-selected="{str(here).lower()}"'
        f' tabindex="{0 if stop else -1}"></button>'
    )


def _written(value: float) -> str:
    """A code's value in few digits, or a seed in all of them."""
    return str(value) if isinstance(value, int) else f"{value:g}"


def goes_to(view: View, row: int, value: float) -> View:
    """The view of a cell of the grid."""
    if not view.continuous:
        return replace(view, category=row + 1, seed=int(value), start=view.grid_seed)
    before, after = view.continuous[: view.along - 1], view.continuous[view.along :]
    return replace(view, category=row + 1, continuous=(*before, float(value), *after))


def categories(view: View) -> list[int]:
    """The model's categories, from 1. Raises TaskError."""
    return list(range(1, task.layout(view.model.name).category + 1))
