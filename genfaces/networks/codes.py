"""The codes of an InfoGAN: one of several categories, and continuous numbers in [-1, 1] that nobody named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Codes:
    """How codes are laid out, float32 (N, size): the one-hot category first, then the continuous codes.

    category: how many categories there are, at least 2. continuous: how many continuous codes, any number.
    """

    category: int
    continuous: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError for counts that make no codes."""
        if self.category < 2 or self.continuous < 0:
            raise ValueError(
                f"codes need 2 or more categories and 0 or more continuous codes, not {self.category} and "
                f"{self.continuous}"
            )

    @property
    def size(self) -> int:
        """Columns of the codes."""
        return self.category + self.continuous

    @property
    def groups(self) -> list[int]:
        """Columns of each code: those of the category, then one for each continuous code."""
        return [self.category, *[1] * self.continuous]

    def encode(self, categories: np.ndarray, continuous: np.ndarray) -> np.ndarray:
        """Codes (N, size) of categories, int (N) from 0, and continuous codes (N, C).

        Raises ValueError for a category that there is not, or another number of continuous codes.
        """
        if continuous.shape != (len(categories), self.continuous):
            raise ValueError(f"{len(categories)} x {self.continuous} continuous codes wanted, not {continuous.shape}")
        if len(categories) and not 0 <= categories.min() <= categories.max() < self.category:
            raise ValueError(f"categories are 0 to {self.category - 1}, not {categories.min()} to {categories.max()}")
        return np.concatenate([np.eye(self.category)[categories], continuous], 1).astype(np.float32)

    def draw(self, seed: int, count: int) -> np.ndarray:
        """Random codes (count, size), every category equally likely, continuous codes uniform in [-1, 1).

        Row i does not depend on `count`, and the stream is another than those of `latents` and `labels`.
        """
        uniform = np.random.default_rng([seed, 3]).random((count, 1 + self.continuous))
        categories = (uniform[:, 0] * self.category).astype(int)
        return self.encode(categories, 2.0 * uniform[:, 1:] - 1.0)
