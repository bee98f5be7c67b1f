"""Pictures for the explorer: all reconstructions as small sprites in one file, and a still picture of a map."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

SPRITE = 40
STILL, CELLS = 960, 20  # the still picture's side in pixels, and how many sprites fit side by side
PAPER, DOT = (250, 248, 245), (211, 204, 193)


def columns(count: int) -> int:
    """How many sprites stand in a row of the atlas."""
    return int(np.ceil(np.sqrt(count)))


def shrink(images: np.ndarray, size: int = SPRITE) -> np.ndarray:
    """Uint8 images (N, H, W, 3) at `size` x `size` pixels."""
    resized = [Image.fromarray(image).resize((size, size), Image.Resampling.LANCZOS) for image in images]
    return np.stack([np.asarray(image) for image in resized])


def atlas(sprites: np.ndarray, quality: int = 75) -> bytes:
    """Sprites, uint8 (N, S, S, 3), row by row as one WebP file."""
    count, size = sprites.shape[:2]
    across = columns(count)
    down = -(-count // across)
    sheet = np.zeros((down * across, size, size, 3), np.uint8)
    sheet[:count] = sprites
    rows = sheet.reshape(down, across, size, size, 3).swapaxes(1, 2).reshape(down * size, across * size, 3)
    return _webp(Image.fromarray(rows), quality)


def still(coordinates: np.ndarray, sprites: np.ndarray) -> bytes:
    """A map (N, 2), within -1..1, as a WebP file: a dot for each point, and a sprite in each cell that has some."""
    canvas = np.full((STILL, STILL, 3), PAPER, np.uint8)
    # Beyond the outermost points of the thousand is mostly paper.
    low, high = np.quantile(coordinates, [0.001, 0.999], axis=0)
    places = (coordinates - (low + high) / 2) / (high - low).max() * [1, -1] + 0.5
    inside = np.flatnonzero(((places > 0.01) & (places < 0.99)).all(1))
    pixels = (places[inside] * STILL).astype(int)
    for shift in np.ndindex(2, 2):
        canvas[pixels[:, 1] + shift[1], pixels[:, 0] + shift[0]] = DOT
    # In each cell the point nearest to its middle.
    cells = np.floor(places[inside] * CELLS).astype(int)
    from_middle = np.square(places[inside] * CELLS - cells - 0.5).sum(1)
    order = np.argsort(from_middle)
    _, first = np.unique(cells[order], axis=0, return_index=True)
    image, side = Image.fromarray(canvas), STILL // CELLS - 4
    for index in order[first]:
        sprite = Image.fromarray(sprites[inside[index]]).resize((side, side), Image.Resampling.LANCZOS)
        image.paste(sprite, tuple(int(cell) * (STILL // CELLS) + 2 for cell in cells[index]))
    return _webp(image, 80)


def _webp(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality, method=4)
    return buffer.getvalue()
