"""A space of colours in which those of a palette lie far apart, for networks that draw and read maps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

# How far from 0 the farthest coordinate of a palette's colours lies: within reach of tanh.
FARTHEST = 0.85


class Spread(nn.Module):
    """Colours turned and scaled so that the palette's are equally spread in all directions, and back.

    A map is printed in pale colours: of five classes ground and road differ by a seventh of what black and white do,
    and wood and building by as little. A distance between pixels, or a discriminator, then hardly sees what matters.
    """

    def __init__(self, palette: Sequence[Sequence[int]]) -> None:
        """palette: colours (RGB, 0 to 255). Raises ValueError where they lie in one plane."""
        super().__init__()
        colours = np.asarray(palette, dtype=np.float64).reshape(-1, 3) / 127.5 - 1
        centred = colours - colours.mean(0)
        _, extents, directions = np.linalg.svd(centred, full_matrices=False)
        if len(extents) < 3 or extents[-1] < 1e-3:
            raise ValueError(f"the colours {np.asarray(palette).tolist()} lie in one plane and cannot be spread")
        axes = directions / extents[:, None]
        axes *= FARTHEST / np.abs(centred @ axes.T).max()
        self.register_buffer("middle", torch.tensor(colours.mean(0), dtype=torch.float32))
        self.register_buffer("axes", torch.tensor(axes, dtype=torch.float32))

    def forward(self, images: Tensor) -> Tensor:
        """Pictures (N, 3, H, W) in (-1, 1) to coordinates of the same shape, the palette's in (-0.85, 0.85)."""
        return _turned(self.axes, images - self.middle[:, None, None])

    def back(self, spread: Tensor) -> Tensor:
        """Coordinates (N, 3, H, W) to pictures, in (-1, 1) where there are such colours, else the nearest that are."""
        pictures = _turned(torch.linalg.inv(self.axes), spread) + self.middle[:, None, None]
        return pictures.clamp(-1, 1)


def _turned(axes: Tensor, colours: Tensor) -> Tensor:
    """Colours (N, 3, H, W) along other axes (3, 3), in 32 bits where all else is computed in 16."""
    with torch.autocast(colours.device.type, enabled=False):
        return torch.einsum("dc,nchw->ndhw", axes, colours.float())
