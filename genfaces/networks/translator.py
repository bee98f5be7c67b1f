"""Image to image: the generators and discriminators of CycleGAN and pix2pix.

(Zhu et al., 2017, "Unpaired image-to-image translation using cycle-consistent adversarial networks"; Isola et al.,
2017, "Image-to-image translation with conditional adversarial networks".)
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from genfaces.networks.initial import normal_weights
from genfaces.networks.map_colours import MapColours

DIRECTIONS = ("map_to_aerial", "aerial_to_map")
SMALLEST = 8  # pixels a side: below that the bottleneck is too small to be mirrored at its edge
STRIDE = 4


class ResidualBlock(nn.Module):
    """Two mirrored 3x3 convolutions with instance norm beside the identity (Johnson et al., 2016)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *_convolution(channels, channels, 3), nn.ReLU(inplace=True), *_convolution(channels, channels, 3)
        )

    def forward(self, hidden: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C, H, W)."""
        return hidden + self.layers(hidden)


class ResNetGenerator(nn.Module):
    """Two strided convolutions, residual blocks at a quarter of the size, and back. Fully convolutional."""

    def __init__(self, width: int, blocks: int) -> None:
        """`width` channels at full size, 4 x `width` in the blocks."""
        super().__init__()
        self.down = nn.Sequential(
            *_convolution(3, width, 7),
            nn.ReLU(inplace=True),
            *_convolution(width, 2 * width, 3, stride=2),
            nn.ReLU(inplace=True),
            *_convolution(2 * width, 4 * width, 3, stride=2),
            nn.ReLU(inplace=True),
        )
        self.blocks = nn.Sequential(*(ResidualBlock(4 * width) for _ in range(blocks)))
        self.up = nn.Sequential(
            *_enlarging(4 * width, 2 * width),
            *_enlarging(2 * width, width),
            nn.ReflectionPad2d(3),
            nn.Conv2d(width, 3, 7),
            nn.Tanh(),
        )

    def forward(self, images: Tensor) -> Tensor:
        """Images (N, 3, H, W) in (-1, 1) to as many of the same size. Raises ValueError below 8 pixels a side."""
        height, width = images.shape[2:]
        if min(height, width) < SMALLEST:
            raise ValueError(f"an image of {width}x{height} pixels is too small; it takes {SMALLEST} pixels a side")
        padding = (0, -width % STRIDE, 0, -height % STRIDE)
        if any(padding):
            images = functional.pad(images, padding, mode="replicate")
        return self.up(self.blocks(self.down(images)))[:, :, :height, :width]


class Translator(nn.Module):
    """Both directions in one network, each an image-to-image generator: `map_to_aerial` and `aerial_to_map`."""

    def __init__(self, width: int = 32, blocks: int = 6, map_colours: Sequence[Sequence[int]] | None = None) -> None:
        """As reported with width 64 and six blocks.

        map_colours: of the classes on a map (RGB, 0 to 255); with them the networks draw and read maps in a space where
        these lie far apart. Raises ValueError where they cannot.
        """
        super().__init__()
        self.map_colours = MapColours(map_colours) if map_colours else None
        self.map_to_aerial = ResNetGenerator(width, blocks)
        self.aerial_to_map = ResNetGenerator(width, blocks)
        self.apply(normal_weights)

    def forward(self, images: Tensor, direction: str, as_seen: bool = False) -> Tensor:
        """Images (N, 3, H, W) in (-1, 1), translated. Raises ValueError for an unknown direction or a tiny image.

        as_seen: maps come and go as the networks see them, not as pictures, which is what training compares.
        """
        if direction not in DIRECTIONS:
            raise ValueError(f"there is no direction '{direction}'; choose one of: {', '.join(DIRECTIONS)}")
        colours = None if as_seen else self.map_colours
        if colours and direction == "map_to_aerial":
            images = colours.to_coordinates(images)
        translated = getattr(self, direction)(images)
        return colours.to_pictures(translated) if colours and direction == "aerial_to_map" else translated

    def identity(self, images: Tensor, direction: str) -> Tensor:
        """What `direction` makes of images (N, 3, H, W) in (-1, 1) of the side that it leads to: ideally themselves.

        Raises ValueError as `forward` does.
        """
        if self.map_colours is None or direction != "aerial_to_map":
            return self(images, direction, as_seen=True)
        coordinates = self.map_colours.to_coordinates(images)
        return self.map_colours.to_pictures(self(coordinates, direction, as_seen=True))


class PatchDiscriminator(nn.Module):
    """Judges overlapping patches: a logit for each, higher where the patch is taken to be real."""

    def __init__(self, width: int, channels: int = 3) -> None:
        """`width` channels at half the size, 4 x `width` at an eighth; a patch is 46 pixels wide."""
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(channels, width, 4, 2, 1), nn.LeakyReLU(0.2)]
        for channels_in in (width, 2 * width):
            layers += [nn.Conv2d(channels_in, 2 * channels_in, 4, 2, 1), nn.InstanceNorm2d(2 * channels_in)]
            layers += [nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(4 * width, 1, 4, 1, 1))

    def forward(self, images: Tensor) -> Tensor:
        """(N, channels, H, W) in (-1, 1) to logits (N, 1, about H / 8, about W / 8)."""
        return self.layers(images)


class PairOfDiscriminators(nn.Module):
    """One judge of aerial photographs, one of maps."""

    def __init__(self, width: int = 32, conditional: bool = False) -> None:
        """`conditional`: each sees the picture together with what it was made from."""
        super().__init__()
        self.conditional = conditional
        self.aerial = PatchDiscriminator(width, 6 if conditional else 3)
        self.map = PatchDiscriminator(width, 6 if conditional else 3)
        self.apply(normal_weights)

    def forward(self, side: str, images: Tensor, made_from: Tensor | None = None) -> Tensor:
        """Logits of images that are meant to be of `side` ("aerial" or "map")."""
        seen = torch.cat([images, made_from], 1) if self.conditional else images
        return getattr(self, side)(seen)


def _convolution(channels_in: int, channels_out: int, kernel: int, stride: int = 1) -> list[nn.Module]:
    """A convolution that sees the image mirrored at its edge, so that no frame shows, and instance norm."""
    return [
        nn.ReflectionPad2d(kernel // 2),
        nn.Conv2d(channels_in, channels_out, kernel, stride),
        nn.InstanceNorm2d(channels_out),
    ]


def _enlarging(channels_in: int, channels_out: int) -> list[nn.Module]:
    """Twice the size: enlarged pixels and a convolution, where a transposed one would leave a checkerboard."""
    return [nn.Upsample(scale_factor=2), *_convolution(channels_in, channels_out, 3), nn.ReLU(inplace=True)]
