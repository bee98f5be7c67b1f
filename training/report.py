"""A checkpoint's figures, drawn from arrays and files that are handed in: sheets, pairs, rows, training's history."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from genfaces.images import grid
from training.curves import curves, thousands
from training.errors import TrainingError
from training.run_folder import write_atomically

__all__ = ["captioned", "curves", "frames_of", "history", "pairs", "rows", "samples", "sheet"]

SHEET, SHEET_COLUMNS, GAP = 32, 8, 2
FRAME, FRAME_COLUMNS = 16, 4
STRIP_ROWS, ROW = 6, 12
INK, CARD = "#1d2430", "#ffffff"
CAPTION, MARGIN = 20, 8
WITHHELD = "Reconstructions of held-out images (the originals may not be shown)"
# Of sheets, and of the films of training, which take the most room.
QUALITY, FILM_QUALITY = 90, 78


def samples(images: np.ndarray, path: Path) -> None:
    """One sheet of samples, uint8 (N,H,W,3), 8 a row; the first 32 of them. PNG or WebP by the name of `path`.

    Raises TrainingError without images.
    """
    _save(grid(_some(images, "samples")[:SHEET], SHEET_COLUMNS, GAP), path)


def sheet(images: np.ndarray, path: Path) -> None:
    """All images, uint8 (N,H,W,3), 8 a row. Raises TrainingError without images."""
    _save(grid(_some(images, "samples"), SHEET_COLUMNS, GAP), path, FILM_QUALITY)


def pairs(originals: np.ndarray | None, reconstructions: np.ndarray, path: Path) -> None:
    """Held-out images above their reconstructions, each uint8 (N,H,W,3), N about ten.

    With `originals` None (their terms forbid showing them) only the reconstructions are drawn, and the figure says so.
    Raises TrainingError without images or when the counts differ.
    """
    reconstructions = _some(reconstructions, "reconstructions")
    count = len(reconstructions)
    if originals is None:
        _save(_stack([(WITHHELD, grid(reconstructions, count, GAP))]), path)
        return
    if len(originals) != count:
        raise TrainingError(f"{path} needs as many originals as reconstructions, got {len(originals)} and {count}.")
    captioned({"Held-out images": originals, "Their reconstructions": reconstructions}, path)


def captioned(images: Mapping[str, np.ndarray], path: Path) -> None:
    """Pictures, uint8 (N,H,W,3), in a row of their own under each caption."""
    _save(_stack([(caption, grid(row, len(row), GAP)) for caption, row in images.items()]), path)


def rows(sheets: Mapping[str, Path], path: Path, image_size: int = 64) -> None:
    """The first 12 pictures of each sheet of gapless pictures in a row of their own, under its caption.

    Raises TrainingError without sheets, or when one is not made of pictures of `image_size` pixels.
    """
    if not sheets:
        raise TrainingError(f"There is no sample sheet for {path}: train for at least one tick first.")
    pictures = {caption: _pictures(sheet, image_size)[:ROW] for caption, sheet in sheets.items()}
    captioned(pictures, path)


def history(sample_pngs: Mapping[int, Path], folder: Path, frames: int = 12, image_size: int = 64) -> list[Path]:
    """One fixed noise through training, from a run's sample sheets (images seen to PNG) of gapless pictures.

    Writes `history/IMAGES_SEEN.webp`, the first 16 pictures of each chosen sheet, 4 a row, and `history.webp`, a strip
    with a column for each of them, into `folder`; frames of an earlier history go. Returns what was written, the strip
    first. Raises TrainingError without sheets, or when one is not made of pictures of `image_size` pixels.
    """
    if not sample_pngs:
        raise TrainingError(f"There is no sample sheet for {folder / 'history'}: train for at least one tick first.")
    chosen = {seen: _pictures(sample_pngs[seen], image_size) for seen in frames_of(sample_pngs, frames)}
    paths = [folder / "history" / f"{seen:09d}.webp" for seen in chosen]
    for path, pictures in zip(paths, chosen.values(), strict=True):
        _save(grid(pictures[:FRAME], FRAME_COLUMNS, gap=0), path, FILM_QUALITY)
    for old in set((folder / "history").glob("*.webp")) - set(paths):
        old.unlink()
    strip = folder / "history.webp"
    columns = [(thousands(seen), grid(pictures[:STRIP_ROWS], 1, GAP)) for seen, pictures in chosen.items()]
    _save(_side_by_side(columns), strip, FILM_QUALITY)
    return [strip, *paths]


def frames_of(seen: Sequence[int] | Mapping[int, Path], frames: int = 12) -> list[int]:
    """At most `frames` of the ticks `seen`, spaced about geometrically, ascending, first and last always among them.

    Early on, where a geometric series is finer than the ticks, it takes every tick.
    """
    ticks = sorted(seen)
    if len(ticks) <= frames:
        return ticks
    if frames < 2:
        return ticks[-1:]
    places = np.log([max(tick, 1) for tick in ticks])
    chosen: list[int] = []
    for number, target in enumerate(np.linspace(places[0], places[-1], frames)):
        nearest = int(np.abs(places - target).argmin())
        # After the one before, and early enough to leave a tick for each frame still to come.
        earliest, latest = (chosen[-1] + 1 if chosen else 0), len(ticks) - frames + number
        chosen.append(min(max(nearest, earliest), latest))
    return [ticks[index] for index in chosen]


def _some(images: np.ndarray, what: str) -> np.ndarray:
    if len(images) == 0:
        raise TrainingError(f"A figure of {what} needs at least one image.")
    return np.asarray(images)


def _pictures(sheet: Path, size: int) -> np.ndarray:
    """The pictures of a gapless sheet, row by row, uint8 (N,size,size,3)."""
    try:
        with Image.open(sheet) as image:
            pixels = np.asarray(image.convert("RGB"))
    except OSError as error:
        raise TrainingError(f"{sheet} cannot be read as a picture; remove it and try again.") from error
    height, width, _ = pixels.shape
    if height % size or width % size:
        raise TrainingError(f"{sheet} is {width}x{height} pixels, which is not a sheet of {size}-pixel pictures.")
    tiles = pixels.reshape(height // size, size, width // size, size, 3)
    return tiles.swapaxes(1, 2).reshape(-1, size, size, 3)


def _stack(rows: Sequence[tuple[str, Image.Image]]) -> Image.Image:
    """Captioned pictures below each other on a white card."""
    captions = [caption for caption, _ in rows]
    width = max(image.width for _, image in rows)
    width = max([width, *(math.ceil(_font().getlength(caption)) for caption in captions)])
    height = sum(CAPTION + image.height for _, image in rows) + MARGIN * (len(rows) - 1)
    card = Image.new("RGB", (width + 2 * MARGIN, height + 2 * MARGIN), CARD)
    top = MARGIN
    for caption, image in rows:
        ImageDraw.Draw(card).text((MARGIN, top), caption, fill=INK, font=_font())
        card.paste(image, (MARGIN, top + CAPTION))
        top += CAPTION + image.height + MARGIN
    return card


def _side_by_side(columns: Sequence[tuple[str, Image.Image]]) -> Image.Image:
    """Captioned pictures of one size beside each other on a white card, the captions centred."""
    width, height = columns[0][1].size
    size = (len(columns) * (width + GAP) - GAP + 2 * MARGIN, CAPTION + height + 2 * MARGIN)
    card = Image.new("RGB", size, CARD)
    for index, (caption, image) in enumerate(columns):
        left = MARGIN + index * (width + GAP)
        ImageDraw.Draw(card).text((left + width / 2, MARGIN), caption, fill=INK, font=_font(), anchor="ma")
        card.paste(image, (left, MARGIN + CAPTION))
    return card


def _font() -> ImageFont.FreeTypeFont:
    """Pillow's own typeface: the same on every machine."""
    return ImageFont.load_default(12)


def _save(image: Image.Image, path: Path, quality: int = QUALITY) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lossy = {"format": "WEBP", "quality": quality, "method": 6}
    options = lossy if path.suffix == ".webp" else {"format": "PNG", "optimize": True}
    write_atomically(path, lambda file: image.save(file, **options))
