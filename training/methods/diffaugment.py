"""Differentiable augmentation of all that D sees (Zhao et al., 2020, "Differentiable augmentation for data-efficient
GAN training"): D cannot learn small training sets by heart, and G learns through it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class DiffAugment:
    """Strengths, all 0 for none; the paper's are 1, 1/8 and 1/2.

    colour: brightness is moved by up to half of it, saturation scaled by up to 1 +- it, contrast by 1 +- half of it.
    translation: the largest shift, as a share of the side; what comes in is mid-grey. cutout: side of the grey
    square, as a share of the side; its centre lies anywhere.
    """

    colour: float = 0.0
    translation: float = 0.0
    cutout: float = 0.0

    def __call__(self, images: Tensor) -> Tensor:
        """Images (N, C, H, W) in (-1, 1), each changed by its own draw from torch's generator; the same shape."""
        if self.colour:
            images = _recolour(images, self.colour)
        if self.translation:
            images = _translate(images, self.translation)
        if self.cutout:
            images = _cut_out(images, self.cutout)
        return images


def _recolour(images: Tensor, strength: float) -> Tensor:
    """Brightness, saturation, contrast, in this order."""
    brightness, saturation, contrast = strength * (torch.rand(3, len(images), 1, 1, 1, device=images.device) - 0.5)
    images = images + brightness
    grey = images.mean(1, keepdim=True)
    images = grey + (images - grey) * (1.0 + 2.0 * saturation)
    level = images.mean((1, 2, 3), keepdim=True)
    return level + (images - level) * (1.0 + contrast)


def _translate(images: Tensor, share: float) -> Tensor:
    """Indexing pixels as rows of (N, H, W, C) keeps channels_last memory, and was the quickest of three ways."""
    count, _, height, width = images.shape
    device = images.device
    reach = [round(share * height), round(share * width)]
    down = torch.randint(0, 2 * reach[0] + 1, (count, 1), device=device)
    right = torch.randint(0, 2 * reach[1] + 1, (count, 1), device=device)
    rows = (down + torch.arange(height, device=device))[:, :, None]
    columns = (right + torch.arange(width, device=device))[:, None, :]
    padded = functional.pad(images, (reach[1], reach[1], reach[0], reach[0]))
    pixels = padded.permute(0, 2, 3, 1)[torch.arange(count, device=device)[:, None, None], rows, columns]
    return pixels.permute(0, 3, 1, 2)


def _cut_out(images: Tensor, share: float) -> Tensor:
    """A square of `share` of the side, cut off where it leaves the image."""
    count, _, height, width = images.shape
    hidden = [
        _covered(count, side, round(share * side), images.device).view(shape)
        for side, shape in ((height, (count, 1, height, 1)), (width, (count, 1, 1, width)))
    ]
    return images * (~(hidden[0] & hidden[1])).to(images.dtype)


def _covered(count: int, side: int, length: int, device: torch.device) -> Tensor:
    """For each image which of `side` positions a span of `length` covers: bool (count, side)."""
    start = torch.randint(0, side + 1, (count, 1), device=device) - length // 2
    positions = torch.arange(side, device=device)
    return (positions >= start) & (positions < start + length)
