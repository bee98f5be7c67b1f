"""The GAN behind `gan-faces` and `gan-anime`: residual blocks, the noise in every block, skips to RGB."""

from __future__ import annotations

import math

from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from genfaces.networks.dcgan import Discriminator, Generator, MinibatchDeviation

SLOPE = 0.2


def _enlarged(hidden: Tensor) -> Tensor:
    return functional.interpolate(hidden, scale_factor=2.0)


class Modulation(nn.Module):
    """Batch norm whose scale and shift depend on the code (Brock et al., 2019, "Large scale GAN training"), ReLU."""

    def __init__(self, channels: int, code_size: int) -> None:
        """Starts close to plain batch norm."""
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.affine = nn.Linear(code_size, 2 * channels)
        nn.init.normal_(self.affine.weight, 0.0, 0.02)
        nn.init.zeros_(self.affine.bias)

    def forward(self, hidden: Tensor, code: Tensor) -> Tensor:
        """(N, C, H, W) with code (N, K) to (N, C, H, W)."""
        scale, shift = self.affine(code)[:, :, None, None].chunk(2, 1)
        return functional.leaky_relu(self.norm(hidden) * (1.0 + scale) + shift, SLOPE)


class UpBlock(nn.Module):
    """Twice the size: two convolutions, one before and one after enlarging, beside a shortcut.

    Enlarging pixels and convolving leaves no checkerboard, which transposed convolutions did for a long time.
    """

    def __init__(self, channels_in: int, channels_out: int, code_size: int) -> None:
        """`code_size`: noise and labels that modulate both convolutions."""
        super().__init__()
        self.first_modulation = Modulation(channels_in, code_size)
        self.first = nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False)
        self.second_modulation = Modulation(channels_out, code_size)
        self.second = nn.Conv2d(channels_out, channels_out, 3, padding=1)
        self.shortcut = nn.Conv2d(channels_in, channels_out, 1, bias=False)
        for layer in (self.first, self.second, self.shortcut):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="linear")

    def forward(self, hidden: Tensor, code: Tensor) -> Tensor:
        """(N, C, H, W) with code (N, K) to (N, C', 2H, 2W)."""
        branch = _enlarged(self.first(self.first_modulation(hidden, code)))
        return self.second(self.second_modulation(branch, code)) + _enlarged(self.shortcut(hidden))


class ToRGB(nn.Module):
    """Pixels of one size; all sizes add up (Karras et al., 2020, "Analyzing and improving StyleGAN")."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.convolution = nn.Conv2d(channels, 3, 3, padding=1)
        nn.init.normal_(self.convolution.weight, 0.0, 0.3 / math.sqrt(9 * channels))

    def forward(self, hidden: Tensor, smaller: Tensor | None) -> Tensor:
        """(N, C, H, W) and the sum so far (N, 3, H/2, W/2) to (N, 3, H, W)."""
        pixels = self.convolution(functional.leaky_relu(self.norm(hidden), SLOPE))
        if smaller is None:
            return pixels
        return pixels + functional.interpolate(smaller, scale_factor=2.0, mode="bilinear", align_corners=False)


class ResidualGenerator(Generator):
    """Residual upsampling; every block sees the code again and every size from 8 pixels up adds to the picture."""

    def __init__(self, latent_size: int = 128, width: int = 32, label_size: int = 0) -> None:
        """8 x `width` channels at 4 x 4 pixels, halved with every doubling of the size."""
        super().__init__(latent_size, label_size)
        code_size = latent_size + label_size
        channels = [8 * width, 4 * width, 2 * width, width, width // 2]
        self.start = nn.Sequential(nn.Linear(code_size, channels[0] * 16), nn.Unflatten(1, (channels[0], 4, 4)))
        self.blocks = nn.ModuleList(UpBlock(channels[i], channels[i + 1], code_size) for i in range(4))
        self.to_rgb = nn.ModuleList(ToRGB(size) for size in channels[1:])

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images (N, 3, 64, 64) in (-1, 1)."""
        code = self.code(latents, labels)
        hidden, pixels = self.start(code), None
        for block, to_rgb in zip(self.blocks, self.to_rgb, strict=True):
            hidden = block(hidden, code)
            pixels = to_rgb(hidden, pixels)
        return pixels.tanh()


class DownBlock(nn.Module):
    """Half the size: a plain and a strided convolution beside a shortcut, without norm."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.refine = nn.Conv2d(channels_in, channels_in, 3, padding=1)
        self.down = nn.Conv2d(channels_in, channels_out, 4, 2, 1)
        self.shortcut = nn.Conv2d(channels_in, channels_out, 1, bias=False)

    def forward(self, hidden: Tensor) -> Tensor:
        """(N, C, 2H, 2W) to (N, C', H, W)."""
        branch = self.refine(functional.leaky_relu(hidden, SLOPE))
        branch = self.down(functional.leaky_relu(branch, SLOPE))
        return (branch + self.shortcut(functional.avg_pool2d(hidden, 2))) * math.sqrt(0.5)


class ResidualDiscriminator(Discriminator):
    """Residual downsampling without norm, and the minibatch deviation before the last layers."""

    def __init__(self, width: int = 32, minibatch_deviation: bool = True, spectral: bool = False) -> None:
        """`width` channels at 32 x 32 pixels, 8 x `width` at 4 x 4; `spectral`: spectral norm in every layer."""
        super().__init__()
        top = 8 * width
        self.layers = nn.Sequential(
            nn.Conv2d(3, width, 4, 2, 1),
            DownBlock(width, 2 * width),
            DownBlock(2 * width, 4 * width),
            DownBlock(4 * width, top),
        )
        self.deviation = MinibatchDeviation() if minibatch_deviation else nn.Identity()
        self.last = nn.Conv2d(top + int(minibatch_deviation), top, 3, padding=1)
        self.head = nn.Linear(16 * top, 1)
        for layer in list(self.modules()):
            if isinstance(layer, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(layer.weight, SLOPE, nonlinearity="leaky_relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
                if spectral:
                    spectral_norm(layer)

    def features(self, images: Tensor) -> Tensor:
        """(N, 8 x width, 4, 4)."""
        return functional.leaky_relu(self.layers(images), SLOPE)

    def hidden(self, images: Tensor) -> Tensor:
        """What the head sees: (N, 16 x 8 x width)."""
        return functional.leaky_relu(self.last(self.deviation(self.features(images))), SLOPE).flatten(1)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N,)."""
        return self.head(self.hidden(images)).flatten()
