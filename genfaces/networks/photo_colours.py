"""Colours of photographs spread evenly, for networks that read them."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from genfaces.networks.map_colours import turned

SPREAD = 0.5  # the standard deviation of every coordinate, about that of a map's colours
GREY_LEVEL = 2 / 255  # one of 255 steps from -1 to 1


class PhotoColours(nn.Module):
    """Photographs seen in colours that vary as much in hue as in brightness.

    From above nearly everything differs in brightness only: along the grey axis the colours of LandCover.ai spread six
    and sixteen times as far as across it. What tells lakes from woods, and both from shade, lies across it. Nothing is
    turned (zero-phase whitening; Bell and Sejnowski, 1997), so what is a little bluer than the rest becomes blue, what
    is a little greener green. By convention maps print lakes blue and woods green, so that a picture of one side, taken
    for one of the other (CycleGAN's identity loss), names the right classes.
    """

    def __init__(self) -> None:
        """Changes nothing until `fit`, or the weights of a checkpoint, say how colours spread."""
        super().__init__()
        self.register_buffer("middle", torch.zeros(3))
        self.register_buffer("axes", torch.eye(3))

    def fit(self, photographs: np.ndarray) -> None:
        """Take middle and spread from photographs, uint8 (N, H, W, 3); what varies less than a grey level is noise."""
        colours = photographs.reshape(-1, 3) / 127.5 - 1
        extents, directions = np.linalg.eigh(np.cov(colours.T))
        axes = SPREAD * (directions / np.sqrt(extents.clip(GREY_LEVEL**2))) @ directions.T
        self.middle.copy_(torch.from_numpy(colours.mean(0)))
        self.axes.copy_(torch.from_numpy(axes))

    def to_coordinates(self, photographs: Tensor) -> Tensor:
        """Photographs (N, 3, H, W) in (-1, 1) to coordinates of mean 0 and standard deviation 0.5."""
        return turned(self.axes, photographs - self.middle[:, None, None])
