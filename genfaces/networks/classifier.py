"""A small residual classifier: the judge that measures generators, never used to train one."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with batch norm and a shortcut (He et al., 2016), the first with a stride."""

    def __init__(self, channels_in: int, channels_out: int, stride: int) -> None:
        """The shortcut is a strided 1x1 convolution where the shape changes."""
        super().__init__()
        self.first = nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels_out)
        self.second = nn.Conv2d(channels_out, channels_out, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels_out)
        same = channels_in == channels_out and stride == 1
        self.shortcut = (
            nn.Identity()
            if same
            else nn.Sequential(
                nn.Conv2d(channels_in, channels_out, 1, stride, bias=False), nn.BatchNorm2d(channels_out)
            )
        )

    def forward(self, images: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C', H / stride, W / stride)."""
        hidden = functional.relu(self.first_norm(self.first(images)))
        return functional.relu(self.second_norm(self.second(hidden)) + self.shortcut(images))


class Classifier(nn.Module):
    """Logits for every label from images; the features before the last layer serve as a judge's view of an image."""

    def __init__(self, labels: int, width: int = 24, dropout: float = 0.3) -> None:
        """`labels` outputs; channels grow from `width` to 8 x `width`, which is the size of the features."""
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)
        )
        self.stages = nn.Sequential(
            ResidualBlock(width, 2 * width, 2),
            ResidualBlock(2 * width, 4 * width, 2),
            ResidualBlock(4 * width, 4 * width, 1),
            ResidualBlock(4 * width, 8 * width, 2),
            ResidualBlock(8 * width, 8 * width, 1),
        )
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(8 * width, labels)

    def features(self, images: Tensor) -> Tensor:
        """(N, 3, H, W) in (-1, 1) to (N, 8 x width): the mean over positions of the last stage."""
        return self.stages(self.stem(images)).mean((2, 3))

    def forward(self, images: Tensor) -> Tensor:
        """(N, 3, H, W) in (-1, 1) to logits (N, labels)."""
        return self.head(self.dropout(self.features(images)))

    @torch.no_grad()
    def scores(self, images: Tensor) -> Tensor:
        """Logits (N, labels), the mean over each image and its mirror image: what a judge says of a picture.

        No label here depends on left and right, so the mean only takes out noise.
        """
        return (self(images) + self(images.flip(3))) / 2
