"""Pictures of the tab *Attributes*: before and after, what the judge sees, and ten pairs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape

import numpy as np

from genfaces.images import grid, heat_map
from genfaces.tasks import attributes as task
from genfaces.tasks.attributes import CLEAR, REACH
from genfaces.tasks.errors import TaskError
from genfaces.ui.attributes.people import NAMED, described
from genfaces.ui.attributes.state import Face, View
from genfaces.ui.kit.address import signpost
from genfaces.ui.kit.download import BUTTONS, Download
from genfaces.ui.kit.faces import large
from genfaces.ui.kit.markup import figure, heat_scale, note, picture
from genfaces.ui.kit.words import thing, turned

MOST = 0.5  # the difference map's brightest colour: half of the way from black to white
PAIRS = 10
# What became of a wish: mark and word.
KEPT, MISSED, OPEN = ("✓", "as asked"), ("✗", "not as asked"), ("", "left open")


def painted(view: View, more: Iterable[Face] = ()) -> View:
    """The view with the faces before and after, and `more`; only what it lacks is painted. Raises TaskError."""
    wanted = dict.fromkeys((view.before, view.after, *more))
    missing = [face for face in wanted if face not in view.faces]
    new = {}
    if missing:
        seeds, wishes = [seed for _, (seed, _), _ in missing], [dict(each) for _, _, each in missing]
        new = dict(zip(missing, task.toggle_all(view.model.name, seeds, wishes, view.index), strict=True))
    return replace(view, faces={face: new[face] if face in new else view.faces[face] for face in wanted})


def trio(view: View) -> str:
    """Before, after, and where they differ; of a view that is `painted`, as is `judged`."""
    before, after = view.faces[view.before], view.faces[view.after]
    changes = [f"{escape(thing(name))} {turned(name, view.wishes[name]):+g}" for name in view.changed]
    if len(changes) > 3:
        changes = [*changes[:2], f"and {len(changes) - 2} more"]
    words = ", ".join(changes) or "The same so far: switch something below"
    difference = heat_map(task.difference(before, after), MOST)
    plates = (
        figure(before, "The face before", f"<b>Before</b> {escape(described(view.start))}"),
        figure(after, "The face with your wishes", f"<b>After</b> {words}"),
        figure(difference, "Difference map: bright where the two differ", f"<b>Difference</b>{heat_scale(MOST)}"),
    )
    return f'<div class="trio">{"".join(plates)}</div>'


def judged(view: View) -> str:
    """What the judge sees in the picture after, attribute by attribute, beside what was asked. Raises TaskError."""
    heading = "<h3>What a judge sees</h3>"
    try:
        seen = task.seen(view.faces[view.after][None], list(dict.fromkeys([*view.wishes, *NAMED])))[0]
    except TaskError as error:
        return heading + note(str(error))
    rows, agreed, clear = "", 0, 0
    for name, certainty in seen.items():
        asked = view.wishes.get(name, 0.0)
        outcome = _outcome(asked, certainty)
        agreed, clear = agreed + (outcome is KEPT), clear + (outcome is not OPEN)
        rows += _row(thing(name), turned(name, asked), turned(name, certainty), outcome)
    accuracy = task.judge_accuracy(list(seen))
    errs = f" It is right in {accuracy:.0%} of photographs." if accuracy else ""
    return (
        f'{heading}<p class="caption" role="status">{_count(agreed, clear)}{errs}</p>'
        '<table class="judge"><caption>Bars: what the judge sees, from surely not (left) to surely (right); the line: '
        f"what you asked</caption><tbody>{rows}</tbody></table>"
    )


def _count(agreed: int, clear: int) -> str:
    if not clear:
        return "No wish is strong enough to say whether it came true; this is what the judge, another network, sees."
    return f"<b>{agreed} of {clear}</b> wishes came true, says the judge, a network that tells what is in a picture."


def _outcome(asked: float, certainty: float) -> tuple[str, str]:
    if abs(asked) < CLEAR:
        return OPEN
    return KEPT if (asked > 0) == (certainty > 0) else MISSED


def _row(name: str, asked: float, certainty: float, outcome: tuple[str, str]) -> str:
    mark, word = outcome
    left, width = 50 + 50 * min(certainty, 0.0), 50 * abs(certainty)
    sees = f"judge: {'yes' if certainty > 0 else 'no'}; asked: {asked:+g}; {word}"
    bar = f'<i style="left:{left:.1f}%;width:{width:.1f}%"></i><b style="left:{50 + 50 * asked / REACH:.1f}%"></b>'
    return (
        f'<tr class="{word.replace(" ", "-")}" title="{escape(sees)}"><th scope="row">{escape(name)}</th>'
        f'<td><div class="bar" role="img" aria-label="{escape(sees)}">{bar}</div></td>'
        f'<td aria-hidden="true">{mark}</td></tr>'
    )


def below(view: View) -> str:
    """Downloads and the link."""
    recipe = {"task": "toggle"} | view.settings
    return signpost(view.address, f"seed {view.seed}", view.model.title, BUTTONS, large(recipe))


def file(view: View, form: str) -> str:
    """The picture after as a file. Raises TaskError."""
    download = Download({"task": "toggle"} | view.settings, f"{view.model.name}-seed-{view.seed}")
    return download.file(form, lambda: painted(view).faces[view.after])


def rare(view: View) -> str:
    """What happens to wishes that hardly go together. Raises TaskError."""
    pairs = task.rare_together(view.model.name, view.wishes)
    if not pairs:
        return ""
    found = "; ".join(
        f"{_said(*each.first)} with {_said(*each.second)} in {each.count or 'none'}" for each in pairs[:2]
    )
    return (
        f'<p class="note" role="status">These wishes hardly go together: of the {pairs[0].total:,} faces it learned'
        f" from, it saw {escape(found)}. You may ask all the same: nothing is refused, the network blends both wishes"
        " or lets one win, and the picture may fall apart. The judge tells which.</p>"
    )


def _said(name: str, wanted: bool) -> str:
    return thing(name) if turned(name, 1 if wanted else -1) > 0 else f"no {thing(name).lower()}"


def place_of_strip() -> str:
    """Where the strip comes once it is seen (seen.js)."""
    return f'<div data-of="">{note("One moment …")}</div>'


def strip_file(view: View, form: str) -> str:
    """The strip as a file. Raises TaskError."""
    recipe = {"task": "pairs"} | view.settings | {"attribute": view.pair, "count": PAIRS}
    name = f"{view.model.name}-seed-{view.seed}-{view.pair.replace('_', '-').lower()}-pairs"
    return Download(recipe, name, scale=2).file(form, lambda: grid(np.concatenate(_pairs(view)), PAIRS))


def _pairs(view: View) -> np.ndarray:
    return task.pairs(view.model.name, view.seed, view.wishes, view.pair, PAIRS, view.index)


def strip(view: View) -> str:
    """Ten noises without and with one attribute, with what the judge says. Raises TaskError."""
    off, on = _pairs(view)[:: int(turned(view.pair, 1))]
    try:
        seen = [turned(view.pair, each[view.pair]) for each in task.seen(np.concatenate([off, on]), [view.pair])]
    except (TaskError, KeyError):
        seen = [None] * 2 * PAIRS
    word = thing(view.pair)
    tiles = "".join(
        '<div class="pair">'
        + _half(off[i], f"Noise {i + 1}, {word} off", seen[i], False)
        + _half(on[i], f"Noise {i + 1}, {word} on", seen[PAIRS + i], True)
        + "</div>"
        for i in range(PAIRS)
    )
    counted = ""
    if None not in seen:
        kept = sum(value <= 0 for value in seen[:PAIRS]), sum(value > 0 for value in seen[PAIRS:])
        counted = f" The judge (✓ or ✗) agrees with {kept[0]} of {PAIRS} above and {kept[1]} of {PAIRS} below."
    return (
        f'<div class="pairs" data-of="{escape(view.address)}">{tiles}</div>'
        f'<p class="caption">Above: {escape(word)} off; below: on, at the same noise. The first noise is yours; all'
        f" other wishes are as you set them.{counted}</p>"
        f'<div class="below">{BUTTONS}</div>'
    )


def _half(image: np.ndarray, alt: str, certainty: float | None, wanted: bool) -> str:
    if certainty is None:
        return f"<div>{picture(image, alt, exact=False)}</div>"
    mark, word = KEPT if (certainty > 0) == wanted else MISSED
    shown = picture(image, f"{alt}: {word}", exact=False)
    return f'<div>{shown}<span class="{word.replace(" ", "-")}">{mark}</span></div>'
