"""What a training method is given at each step. Methods know this file, and nothing of how batches are made."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Batch:
    """One process's share of a step.

    images: float (N, 3, H, W) in the recipe's pixel range, channels_last. labels: float (N, L); L may be 0.
    """

    images: Tensor
    labels: Tensor

    @property
    def size(self) -> int:
        """Images in this process's share."""
        return len(self.images)


@dataclass(frozen=True)
class PairBatch:
    """One process's share of a step: aerial and map, each float (N, 3, H, W) in the recipe's pixel range.

    The two show the same places only where the method asks for pairs.
    """

    aerial: Tensor
    map: Tensor

    @property
    def size(self) -> int:
        """Pictures of each side in this process's share."""
        return len(self.aerial)
