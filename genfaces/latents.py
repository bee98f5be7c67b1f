"""Latents drawn from a seed: the same numbers in training's fixed noise and on the page, on every machine."""

from __future__ import annotations

import numpy as np


def draw(seed: int, count: int, size: int) -> np.ndarray:
    """Standard normal latents, float32 (count, size), from numpy's `default_rng(seed)`.

    Row i does not depend on `count`: the first rows of a longer draw are the shorter draw.
    """
    return np.random.default_rng(seed).standard_normal((count, size), dtype=np.float32)
