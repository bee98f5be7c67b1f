"""Anime faces and the same faces damaged, to train a judge that tells whole faces from failed ones.

The damage is of the kinds that failed generators show: parts in wrong places, two faces in one, melted outlines, parts
wiped out, mush, and colours without form. Nothing of it comes from a generator, so the judge can't have learned one's
habits. The split is that of the anime faces: a test image and its damaged copy are both test.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from training.data import anime
from training.data.dataset import DataError, Plan, Row
from training.data.record import PEOPLE, DataNotes, Record
from training.data.source import Source

TITLE = "Anime faces, whole and damaged"
LABEL_NAMES = ("face",)
SUFFIX = "-damaged"


def plan(source: Source, size: int) -> Plan:
    """Every image twice: whole (label 1) and damaged (label 0), by its id. Raises DataError as `anime.plan` does."""
    whole = anime.plan(source, size)

    def decode(rows: Sequence[Row]) -> Iterable[np.ndarray | DataError]:
        for row, image in zip(rows, whole.decode(rows), strict=True):
            broken = isinstance(image, DataError) or not row.id.endswith(SUFFIX)
            yield image if broken else damaged(image, row.id)

    return replace(
        whole,
        title=TITLE,
        label_names=LABEL_NAMES,
        train=_twice(whole.train),
        test=_twice(whole.test),
        decode=decode,
    )


def damaged(image: np.ndarray, name: str) -> np.ndarray:
    """The image, uint8 (S, S, 3) with S a multiple of 4, damaged in a way that its name decides."""
    rng = np.random.default_rng(list(hashlib.sha256(name.encode()).digest()))
    return DAMAGES[rng.integers(len(DAMAGES))](image, rng)


def shuffle_patches(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The squares of a 2 x 2, or six of a 4 x 4, grid change places."""
    count = int(rng.choice([2, 4]))
    side = len(image) // count
    tiles = image.reshape(count, side, count, side, 3).swapaxes(1, 2).reshape(-1, side, side, 3)
    moved = rng.choice(len(tiles), min(6, len(tiles)), replace=False)
    tiles[moved] = tiles[np.roll(moved, 1)]
    return tiles.reshape(count, count, side, side, 3).swapaxes(1, 2).reshape(image.shape)


def swap_halves(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Left and right, or upper and lower half change places, not always at the middle."""
    shift = int(len(image) * rng.uniform(0.35, 0.65))
    return np.roll(image, shift, axis=int(rng.integers(2)))


def ghost(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Blended with its own mirror image, well moved: two faces in one."""
    moved = np.roll(image[:, ::-1], tuple(rng.choice([-1, 1], 2) * rng.integers(8, 20, 2)), axis=(0, 1))
    share = rng.uniform(0.4, 0.6)
    return (share * image + (1 - share) * moved).astype(np.uint8)


def warp(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Every point is moved, smoothly, by up to a sixth to a quarter of the side."""
    from scipy.ndimage import map_coordinates, zoom  # seconds to import, and no other data set needs it

    size, strength = len(image), rng.uniform(0.15, 0.25)
    knots = rng.uniform(-strength, strength, (2, 5, 5)) * size
    moves = [zoom(part, size / 5, order=3, mode="nearest", grid_mode=True) for part in knots]
    places = np.indices((size, size)) + np.stack(moves)
    # Interpolated, for a judge would sooner learn jagged edges than crooked faces.
    channels = [map_coordinates(image[:, :, c].astype(np.float32), places, order=1, mode="nearest") for c in range(3)]
    return np.stack(channels, axis=2).round().astype(np.uint8)


def wipe(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A band over eyes or mouth is smeared, across or over one side."""
    size, changed = len(image), image.copy()
    top = int(rng.uniform(0.2, 0.5) * size)
    left, right = ((0, size), (0, size // 2), (size // 2, size))[rng.integers(3)]
    band = (slice(top, top + int(rng.uniform(0.25, 0.45) * size)), slice(left, right))
    changed[band] = changed[band].mean(1, keepdims=True)
    return changed


def mush(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Only 6 to 10 pixels a side are left, enlarged smoothly."""
    small = Image.fromarray(image).resize((int(rng.integers(6, 11)),) * 2, Image.Resampling.BOX)
    return np.asarray(small.resize((len(image),) * 2, Image.Resampling.BICUBIC))


def scatter(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The image's frequencies at other places: its colours without its forms."""
    spectrum = np.fft.fft2(image.astype(np.float32), axes=(0, 1))
    phase = np.fft.fft2(rng.standard_normal(image.shape[:2]))
    turned = np.fft.ifft2(spectrum * (phase / np.abs(phase))[:, :, None], axes=(0, 1)).real
    return (turned - turned.mean((0, 1)) + image.mean((0, 1))).clip(0, 255).astype(np.uint8)


# The subtler ones have more of the share: a judge learns the coarse ones at a glance.
DAMAGES = (shuffle_patches, shuffle_patches, swap_halves, ghost, ghost, warp, warp, warp, wipe, wipe, mush, scatter)


def _twice(rows: Sequence[Row]) -> list[Row]:
    return [Row(row.id + suffix, [label], row.file) for row in rows for suffix, label in (("", 1.0), (SUFFIX, 0.0))]


RECORD = Record(
    name="anime-damaged",
    title=TITLE,
    plain="Damaged anime",
    terms=anime.TERMS,
    split="that of the anime faces: a test image and its damaged copy are both test",
    read=plan,
    notes=DataNotes(
        limits=(
            "Retired: nothing is measured by it any more. Of 64 samples of `gan-anime` it takes 64 for whole faces and "
            "the eye 45. A program made the damage that it learned, and generators fail in other ways; its accuracy on "
            "the held-out part says nothing of them.",
            "A whole face here is one like the data set's: one style, mostly young women.",
            PEOPLE,
        ),
        tags=("anime",),
        license_name="research-only",
    ),
)
