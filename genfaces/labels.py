"""What a conditional generator is told: questions and answers, from rows of training labels or from a wish.

A label named "hair:aqua" is one answer to the question "hair", of which exactly one is given; a label without a colon,
such as "Smiling", is a yes-no question of its own. In a data set every label is 0 or 1. A generator takes one-hot
answers as they are, and yes as +1, no as -1, so that a strength between or beyond the two (up to 1.5) has a meaning.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def groups(names: Sequence[str]) -> dict[str, list[int]]:
    """Columns of each group of one-hot answers: "hair:aqua" belongs to "hair". Yes-no questions are in no group."""
    found: dict[str, list[int]] = {}
    for column, name in enumerate(names):
        if ":" in name:
            found.setdefault(name.split(":", 1)[0], []).append(column)
    return found


def encode(rows: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """What a generator takes, float32 (N, L), for labels of 0 and 1 (N, L): yes-no questions become -1 and +1."""
    yes_no = np.array([":" not in name for name in names])
    return np.where(yes_no, 2.0 * rows - 1.0, rows).astype(np.float32)


def draw(seed: int, count: int, rows: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Rows (count, L) of the table (R, L), each as often as its share of `counts` (R), from numpy's generator.

    Row i does not depend on `count`, and the stream is another than that of `latents.draw` with the same seed.
    """
    cumulative = np.cumsum(counts, dtype=np.float64)
    positions = np.random.default_rng([seed, 2]).random(count) * cumulative[-1]
    return rows[np.searchsorted(cumulative, positions, side="right")]
