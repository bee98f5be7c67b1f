"""The seed of every step, a pure function of (recipe's seed, step, process)."""

from __future__ import annotations

import numpy as np
import torch

BLOCK = 1024


class Seeds:
    """Seeds torch's generators before a step, so that a resumed run draws what an unbroken one would have drawn.

    Seeds are made for many steps at once: making one costs more than a small step on a graphics card may.
    """

    def __init__(self, seed: int, rank: int, device: torch.device) -> None:
        """`seed` of the recipe; `rank` of this process; `device` that it draws on, beside the processor."""
        self.entropy = (seed, rank)
        self.device = device
        self._number, self._block = -1, np.empty(0, np.uint64)

    def of(self, step: int) -> int:
        """The seed of `step`, 0 to 2^63 - 1."""
        number, place = divmod(step, BLOCK)
        if number != self._number:
            seed, rank = self.entropy
            self._block = np.random.SeedSequence([seed, number, rank]).generate_state(BLOCK, np.uint64) >> np.uint64(1)
            self._number = number
        return int(self._block[place])

    def plant(self, step: int) -> None:
        """Start the generators of the processor and of the device at `step`."""
        seed = self.of(step)
        if self.device.type == "mps":
            torch.mps.manual_seed(seed)
        elif self.device.type == "cuda":
            torch.cuda.default_generators[self.device.index or 0].manual_seed(seed)
        # torch.manual_seed does the same for every device there is or may be, which takes it 50 times as long.
        torch.default_generator.manual_seed(seed)
