"""A pool of earlier fakes, so that D does not forget them (Shrivastava et al., 2017, "Learning from simulated ...")."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


class ImagePool:
    """Keeps up to `size` images; what it hands out are new ones and old ones by equal chance."""

    def __init__(self, size: int) -> None:
        """`size` 0: every image goes straight through."""
        self.size = size
        self.images: list[Tensor] = []

    def exchange(self, images: Tensor) -> Tensor:
        """(N, C, H, W) detached, to as many: while the pool fills, the same; later every other is an old one, at
        random, whose place the new one takes."""
        if not self.size:
            return images
        handed = []
        for image in images:
            if len(self.images) < self.size:
                self.images.append(image.clone())
            # Chances are drawn where they are needed, on the processor: nothing waits for the device.
            elif torch.rand(()) < 0.5:
                place = int(torch.randint(self.size, ()))
                image, self.images[place] = self.images[place], image.clone()
            handed.append(image)
        return torch.stack(handed)

    def state(self) -> dict[str, Any]:
        """What a resumed run needs."""
        return {"images": self.images}

    def load_state(self, state: dict[str, Any], device: torch.device) -> None:
        """Take up what `state` gave. Raises KeyError when it is something else."""
        self.images = [image.to(device) for image in state["images"]]
