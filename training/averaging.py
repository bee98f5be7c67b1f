"""Averaged weights: a slow-moving copy of the network that ships."""

from __future__ import annotations

import copy

import torch
from torch import nn


class Average:
    """Exponential moving average of a network's weights and float buffers.

    The half-life is counted in images seen, not in steps, so that it means the same for every batch size. Early in
    training the half-life is at most `ramp_up` of the images seen so far; otherwise the copy would remember the random
    initial weights for a long time (Karras et al., 2022, "Elucidating the design space of diffusion-based generative
    models", appendix F.2).
    """

    def __init__(self, network: nn.Module, half_life: int, ramp_up: float = 0.05) -> None:
        """Start from a copy of `network`; `half_life` in images, 0 for a plain copy without any averaging."""
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.half_life = half_life
        self.ramp_up = ramp_up

    def decay(self, images_seen: int, batch_size: int) -> float:
        """The weight of the old average when `batch_size` images have brought the clock to `images_seen`."""
        half_life = min(self.half_life, self.ramp_up * images_seen)
        return 0.5 ** (batch_size / half_life) if half_life > 0 else 0.0

    @torch.no_grad()
    def update(self, network: nn.Module, images_seen: int, batch_size: int) -> None:
        """Move the average towards `network` by one step's worth of images."""
        weight = 1.0 - self.decay(images_seen, batch_size)
        source = network.state_dict()
        for name, average in self.network.state_dict().items():
            if average.is_floating_point():
                average.lerp_(source[name], weight)
            else:
                average.copy_(source[name])
