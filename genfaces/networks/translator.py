"""Image to image: the generators and discriminators of CycleGAN and pix2pix.

(Zhu et al., 2017, "Unpaired image-to-image translation using cycle-consistent adversarial networks"; Isola et al.,
2017, "Image-to-image translation with conditional adversarial networks".)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from genfaces.networks.initial import normal_weights
from genfaces.networks.map_colours import MapColours
from genfaces.networks.photo_colours import PhotoColours

DIRECTIONS = ("map_to_aerial", "aerial_to_map")
SMALLEST = 8  # pixels a side: below that the bottleneck is too small to be mirrored at its edge
STRIDE = 4
GROUP = 8  # channels that share their mean and variance in group norm


class ResidualBlock(nn.Module):
    """Two mirrored and normalised 3x3 convolutions beside the identity (Johnson et al., 2016)."""

    def __init__(self, channels: int, norm: str) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *_convolution(channels, channels, 3, norm),
            nn.ReLU(inplace=True),
            *_convolution(channels, channels, 3, norm),
        )

    def forward(self, hidden: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C, H, W)."""
        return hidden + self.layers(hidden)


class ResNetGenerator(nn.Module):
    """Two strided convolutions, residual blocks at a quarter of the size, and back. Fully convolutional."""

    def __init__(self, width: int, blocks: int, norm: str = "instance", channels: int = 3) -> None:
        """`width` channels at full size, 4 x `width` in the blocks; `channels` come in, three come out."""
        super().__init__()
        self.down = nn.Sequential(
            *_convolution(channels, width, 7, norm),
            nn.ReLU(inplace=True),
            *_convolution(width, 2 * width, 3, norm, stride=2),
            nn.ReLU(inplace=True),
            *_convolution(2 * width, 4 * width, 3, norm, stride=2),
            nn.ReLU(inplace=True),
        )
        self.blocks = nn.Sequential(*(ResidualBlock(4 * width, norm) for _ in range(blocks)))
        self.up = nn.Sequential(
            *_enlarging(4 * width, 2 * width, norm),
            *_enlarging(2 * width, width, norm),
            nn.ReflectionPad2d(3),
            nn.Conv2d(width, 3, 7),
            nn.Tanh(),
        )

    def forward(self, images: Tensor) -> Tensor:
        """Images (N, channels, H, W) in (-1, 1) to (N, 3, H, W). Raises ValueError below 8 pixels a side."""
        height, width = images.shape[2:]
        if min(height, width) < SMALLEST:
            raise ValueError(f"an image of {width}x{height} pixels is too small; it takes {SMALLEST} pixels a side")
        padding = (0, -width % STRIDE, 0, -height % STRIDE)
        if any(padding):
            images = functional.pad(images, padding, mode="replicate")
        return self.up(self.blocks(self.down(images)))[:, :, :height, :width]


class Translator(nn.Module):
    """Both directions in one network, each an image-to-image generator: `map_to_aerial` and `aerial_to_map`."""

    def __init__(
        self,
        width: int = 32,
        blocks: int = 6,
        map_colours: Sequence[Sequence[int]] | None = None,
        norm: str = "instance",
        noise: bool = False,
        photo_colours: bool = False,
    ) -> None:
        """As reported with width 64, six blocks, instance norm and no noise.

        map_colours: of the classes on a map (RGB, 0 to 255); with them the networks draw and read maps in a space where
        these lie far apart. norm: as `normalisation` takes it. noise: a map goes into its network beside a channel of
        noise, since all that is alike on a map would otherwise look alike from above. photo_colours: photographs are
        read in colours that spread evenly, once these are fitted. Raises ValueError for colours or a norm that cannot
        be.
        """
        super().__init__()
        self.map_colours = MapColours(map_colours) if map_colours else None
        self.photo_colours = PhotoColours() if photo_colours else None
        self.noise = noise
        self.map_to_aerial = ResNetGenerator(width, blocks, norm, channels=3 + noise)
        self.aerial_to_map = ResNetGenerator(width, blocks, norm)
        self.apply(normal_weights)

    def forward(self, images: Tensor, direction: str, as_seen: bool = False, identity: bool = False) -> Tensor:
        """Images (N, 3, H, W) in (-1, 1), translated. Raises ValueError for an unknown direction or a tiny image.

        as_seen: maps come and go as the networks see them, not as pictures, which is what training compares. identity:
        the images are of the side that `direction` leads to; ideally they remain what they are.
        """
        if direction not in DIRECTIONS:
            raise ValueError(f"there is no direction '{direction}'; choose one of: {', '.join(DIRECTIONS)}")
        colours = None if as_seen else self.map_colours
        are_maps = (direction == "map_to_aerial") != identity
        spread = colours if are_maps else self.photo_colours
        if spread:
            images = spread.to_coordinates(images)
        if self.noise and direction == "map_to_aerial":
            images = torch.cat([images, self._noise(images)], 1)
        translated = getattr(self, direction)(images)
        return colours.to_pictures(translated) if colours and direction == "aerial_to_map" else translated

    def _noise(self, images: Tensor) -> Tensor:
        """Noise (N, 1, H, W) to go with images (N, 3, H, W): of its own for each in training, else always the same."""
        count, _, height, width = images.shape
        if self.training:
            return torch.randn(count, 1, height, width, device=images.device)
        noise = np.random.default_rng(0).standard_normal((1, 1, height, width), np.float32)
        return torch.from_numpy(noise).to(images.device).expand(count, 1, height, width)


class PatchDiscriminator(nn.Module):
    """Judges overlapping patches: a logit for each, higher where the patch is taken to be real."""

    def __init__(self, width: int, channels: int = 3, norm: str = "instance") -> None:
        """`width` channels at half the size, 4 x `width` at an eighth; a patch is 46 pixels wide."""
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(channels, width, 4, 2, 1), nn.LeakyReLU(0.2)]
        for channels_in in (width, 2 * width):
            layers += [nn.Conv2d(channels_in, 2 * channels_in, 4, 2, 1), normalisation(norm, 2 * channels_in)]
            layers += [nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(4 * width, 1, 4, 1, 1))

    def forward(self, images: Tensor) -> Tensor:
        """(N, channels, H, W) in (-1, 1) to logits (N, 1, about H / 8, about W / 8)."""
        return self.layers(images)


class PairOfDiscriminators(nn.Module):
    """One judge of aerial photographs, one of maps."""

    def __init__(self, width: int = 32, conditional: bool = False, norm: str = "instance") -> None:
        """`conditional`: each sees the picture together with what it was made from."""
        super().__init__()
        self.conditional = conditional
        self.aerial = PatchDiscriminator(width, 6 if conditional else 3, norm)
        self.map = PatchDiscriminator(width, 6 if conditional else 3, norm)
        self.apply(normal_weights)

    def forward(self, side: str, images: Tensor, made_from: Tensor | None = None) -> Tensor:
        """Logits of images that are meant to be of `side` ("aerial" or "map")."""
        seen = torch.cat([images, made_from], 1) if self.conditional else images
        return getattr(self, side)(seen)


def normalisation(norm: str, channels: int) -> nn.Module:
    """A layer that normalises `channels`: "instance" (Ulyanov et al., 2016) or "group" (Wu and He, 2018).

    Instance norm takes the mean of every channel away, so whatever is the same all over a picture is lost: meadow, wood
    and water that fill a crop are one and the same, and the brightest field of a crop is as bright as a road. Within a
    group of channels their differences remain. Raises ValueError for another name.
    """
    if norm == "instance":
        return nn.InstanceNorm2d(channels)
    if norm == "group":
        return nn.GroupNorm(max(channels // GROUP, 1), channels)
    raise ValueError(f"there is no norm '{norm}'; choose one of: instance, group")


def _convolution(channels_in: int, channels_out: int, kernel: int, norm: str, stride: int = 1) -> list[nn.Module]:
    """A convolution that sees the image mirrored at its edge, so that no frame shows, and its norm."""
    return [
        nn.ReflectionPad2d(kernel // 2),
        nn.Conv2d(channels_in, channels_out, kernel, stride),
        normalisation(norm, channels_out),
    ]


def _enlarging(channels_in: int, channels_out: int, norm: str) -> list[nn.Module]:
    """Twice the size: enlarged pixels and a convolution, where a transposed one would leave a checkerboard."""
    return [nn.Upsample(scale_factor=2), *_convolution(channels_in, channels_out, 3, norm), nn.ReLU(inplace=True)]
