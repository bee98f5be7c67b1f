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
        self.images = torch.empty(0)

    def exchange(self, images: Tensor) -> Tensor:
        """(N, C, H, W) detached, to as many: while the pool fills, the same; later every other is an old one, at
        random, whose place the new one takes."""
        if not self.size:
            return images
        free = self.size - len(self.images)
        entering, others = images[:free], images[free:]
        if len(entering):
            self.images = torch.cat([self.images, entering]) if len(self.images) else entering.clone()
        if not len(others):
            return images
        return torch.cat([entering, *(self._swapped(part) for part in others.split(self.size))])

    def _swapped(self, images: Tensor) -> Tensor:
        """At most `size` images against as many places; all that is random is drawn, and stays, on their device."""
        places = torch.randperm(self.size, device=images.device)[: len(images)]
        old = self.images[places]
        through = torch.rand(len(images), 1, 1, 1, device=images.device) < 0.5
        self.images[places] = torch.where(through, old, images)
        return torch.where(through, images, old)

    def state(self) -> dict[str, Any]:
        """What a resumed run needs: the images, one by one."""
        return {"images": [image.clone() for image in self.images]}

    def load_state(self, state: dict[str, Any], device: torch.device) -> None:
        """Take up what `state` gave. Raises KeyError when it is something else."""
        images = [image.to(device) for image in state["images"]]
        self.images = torch.stack(images) if images else torch.empty(0)
