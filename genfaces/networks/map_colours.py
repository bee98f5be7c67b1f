"""Coordinates in which the colours of a map lie far apart, for networks that draw and read maps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

# How far from 0 the farthest coordinate of a palette's colours lies: within reach of tanh.
FARTHEST = 0.85


class MapColours(nn.Module):
    """Colours stretched so that those of a palette are equally spread in all directions, and back.

    A map is printed in pale colours: wood and building, or ground and road, are a thirteenth as far from each other as
    black from white. A distance between pixels, or a discriminator, then hardly sees what matters. Nothing is turned
    (zero-phase whitening; Bell and Sejnowski, 1997): seen as colours, the coordinates of wood are a strong green and
    those of water a strong blue. That is what CycleGAN's identity loss goes by; along the axes of the principal
    components wood was magenta and water yellow, and CycleGAN took fields for wood.
    """

    def __init__(self, palette: Sequence[Sequence[int]]) -> None:
        """palette: colours (RGB, 0 to 255). Raises ValueError where they lie in one plane."""
        super().__init__()
        colours = np.asarray(palette, dtype=np.float64).reshape(-1, 3) / 127.5 - 1
        centred = colours - colours.mean(0)
        _, extents, directions = np.linalg.svd(centred, full_matrices=False)
        if len(extents) < 3 or extents[-1] < 1e-3:
            raise ValueError(f"the colours {np.asarray(palette).tolist()} lie in one plane and cannot be spread")
        axes = directions.T @ (directions / extents[:, None])
        axes *= FARTHEST / np.abs(centred @ axes.T).max()
        self.register_buffer("middle", torch.tensor(colours.mean(0), dtype=torch.float32))
        self.register_buffer("axes", torch.tensor(axes, dtype=torch.float32))

    def to_coordinates(self, pictures: Tensor) -> Tensor:
        """Pictures (N, 3, H, W) in (-1, 1) to as many coordinates: 0.85 at most for the palette, 12.3 for others."""
        return turned(self.axes, pictures - self.middle[:, None, None])

    def to_pictures(self, coordinates: Tensor) -> Tensor:
        """Coordinates (N, 3, H, W) to pictures in (-1, 1), cut off where they name no colour."""
        return (turned(torch.linalg.inv(self.axes), coordinates) + self.middle[:, None, None]).clamp(-1, 1)


def turned(axes: Tensor, colours: Tensor) -> Tensor:
    """Colours (N, 3, H, W) along other axes (3, 3), in 32 bits where all else is computed in 16."""
    with torch.autocast(colours.device.type, enabled=False):
        return torch.einsum("dc,nchw->ndhw", axes, colours.float())
