"""What a single picture is painted from: a checkpoint, a latent, and what the network is given beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genfaces.checkpoint import Checkpoint
from genfaces.drawing import paint


@dataclass(frozen=True)
class Ingredients:
    """latent: float32 (D,). given: encoded labels or codes, float32 (L,), or None. padded: as in `drawing.paint`."""

    checkpoint: Checkpoint
    latent: np.ndarray
    given: np.ndarray | None = None
    padded: bool = True

    def paint(self) -> np.ndarray:
        """The picture, uint8 (H,W,3)."""
        given = None if self.given is None else self.given[None]
        return paint(self.checkpoint, self.latent[None], given, self.padded)[0]
