"""Averaged weights: a slow-moving copy of the network that ships."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn


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
        self._followed: nn.Module | None = None
        self._floats: tuple[list[Tensor], list[Tensor]] = ([], [])
        self._others: tuple[list[Tensor], list[Tensor]] = ([], [])

    def decay(self, images_seen: int, batch_size: int) -> float:
        """The weight of the old average when `batch_size` images have brought the clock to `images_seen`."""
        half_life = min(self.half_life, self.ramp_up * images_seen)
        return 0.5 ** (batch_size / half_life) if half_life > 0 else 0.0

    @torch.no_grad()
    def update(self, network: nn.Module, images_seen: int, batch_size: int) -> None:
        """Move the average towards `network` by one step's worth of images.

        Between two updates the tensors of both networks may change their contents only, not their place in memory.
        """
        if network is not self._followed:
            self._follow(network)
        torch._foreach_lerp_(*self._floats, 1.0 - self.decay(images_seen, batch_size))
        if self._others[0]:
            torch._foreach_copy_(*self._others)

    def _follow(self, network: nn.Module) -> None:
        """Pair the tensors of both networks once: going through all modules at every step takes the host longer."""
        source = network.state_dict()
        pairs = [(average, source[name]) for name, average in self.network.state_dict().items()]
        self._floats, self._others = (
            ([average for average, _ in chosen], [new for _, new in chosen])
            for chosen in (
                [pair for pair in pairs if pair[0].is_floating_point() is floats] for floats in (True, False)
            )
        )
        self._followed = network
