"""The whole palette, in the tab *Tags*: one noise with every pair of colours, hair across and eyes down."""

from __future__ import annotations

import io
from html import escape

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from genfaces.images import enlarge
from genfaces.tasks import tags as task
from genfaces.tasks.tags import Colours, Tags
from genfaces.ui.kit.download import BUTTONS, Download
from genfaces.ui.kit.markup import data_uri, image_tag, lens
from genfaces.ui.tags.state import View

SCALE, MARGIN, HEADING, LETTERS = 2, 120, 48, 22  # of the PNG: enlargement, and pixels for the axes and their words
PAPER, INK = "#faf8f5", "#1d1b18"
QUALITY = 93  # of what the page shows, a third as large as without loss; the PNG is exact


def palette(view: View) -> str:
    """The sheet, whose cells can be clicked, and its downloads. Raises TaskError."""
    sheet, known = _sheet(view), task.colours(view.model.name)
    counts = task.examples_seen(view.model.name)
    unseen = [] if counts is None else [Tags(known.hair[h], known.eyes[e]) for h, e in np.argwhere(counts == 0)]
    across = "".join(_axis(hair, "columnheader") for hair in known.hair)
    rows = "".join(
        f'<div role="row">{_axis(eyes, "rowheader")}'
        + "".join(_cell(Tags(hair, eyes), view.tags, unseen) for hair in known.hair)
        + "</div>"
        for eyes in known.eyes
    )
    buffer = io.BytesIO()
    sheet.save(buffer, "JPEG", quality=QUALITY, subsampling=0)
    side = sheet.width // len(known.hair)
    alt = f"The first face of seed {view.seed} in {len(known.hair)} hair colours and {len(known.eyes)} eye colours"
    return (
        f'<div class="palette-scroll"><div class="palette" style="--across: {len(known.hair)}; --down: '
        f'{len(known.eyes)}">{image_tag(data_uri(buffer.getvalue(), "image/jpeg"), alt)}'
        '<div role="grid" aria-label="Every pair of colours; choose one">'
        '<div role="row"><span role="columnheader" class="corner"><b>Hair →</b><b>Eyes ↓</b></span>'
        f"{across}</div>{rows}</div>{lens(side)}</div></div>{_legend(unseen)}"
        f'<div class="below">{BUTTONS}</div>'
    )


def file(view: View, form: str) -> str:
    """A link to the sheet as a PNG with its axes. Raises TaskError."""
    recipe = {"task": "tags palette", "model": view.model.name, "seed": view.seed}
    download = Download(recipe, f"{view.model.name}-palette-seed-{view.seed}", SCALE)
    return download.file(form, lambda: labelled(_sheet(view), task.colours(view.model.name)), enlarged=True)


def labelled(sheet: Image.Image, known: Colours) -> Image.Image:
    """The sheet, enlarged, with the hair's colours above and the eyes' at the left."""
    large = enlarge(sheet, SCALE)
    canvas = Image.new("RGB", (MARGIN + large.width, HEADING + large.height), PAPER)
    canvas.paste(large, (MARGIN, HEADING))
    pen, font = ImageDraw.Draw(canvas), ImageFont.load_default(LETTERS)
    wide, high = large.width / len(known.hair), large.height / len(known.eyes)
    for index, word in enumerate(known.hair):
        pen.text((MARGIN + wide * (index + 0.5), HEADING / 2), word, INK, font, "mm")
    for index, word in enumerate(known.eyes):
        pen.text((MARGIN - 14, HEADING + high * (index + 0.5)), word, INK, font, "rm")
    pen.text((MARGIN - 14, HEADING / 2), "eyes, hair", INK, ImageFont.load_default(0.7 * LETTERS), "rm")
    return canvas


def _sheet(view: View) -> Image.Image:
    """All faces side by side without gaps: hair across, eyes down."""
    images = task.palette(view.model.name, view.seed)
    hair, eyes, height, width, _ = images.shape
    return Image.fromarray(images.transpose(1, 2, 0, 3, 4).reshape(eyes * height, hair * width, 3))


def _axis(colour: str, role: str) -> str:
    return f'<span role="{role}" data-colour="{escape(colour)}">{escape(colour)}</span>'


def _cell(tags: Tags, chosen: Tags, unseen: list[Tags]) -> str:
    words = f"{tags}, never seen in training" if tags in unseen else str(tags)
    marks = " data-unseen" if tags in unseen else ""
    marks += ' aria-selected="true" tabindex="0"' if tags == chosen else ' tabindex="-1"'
    return (
        f'<button type="button" role="gridcell" data-hair="{escape(tags.hair)}" data-eyes="{escape(tags.eyes)}"'
        f' aria-label="{escape(words)}"{marks}></button>'
    )


def _legend(unseen: list[Tags]) -> str:
    words = "The first face’s noise, drawn once for every pair of colours. Click a cell to go there."
    if unseen:
        named = " and ".join(str(tags) for tags in unseen[:3]) + (" and others" if len(unseen) > 3 else "")
        words += f' <span class="never"><i></i>Dashed: {escape(named)}, a pair that was never seen in training.</span>'
    return f'<p class="caption">{words}</p>'
