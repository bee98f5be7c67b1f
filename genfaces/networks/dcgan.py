"""The DCGAN of the reports (Radford et al., 2016), and what every generator and discriminator here can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from genfaces.networks.initial import normal_weights

NORMS = ("batch", "spectral", "none")


class Generator(nn.Module, ABC):
    """Draws images (N, 3, 64, 64) in (-1, 1) from latents (N, `latent_size`) and labels (N, `label_size`)."""

    def __init__(self, latent_size: int, label_size: int) -> None:
        """`label_size` 0: unconditional."""
        super().__init__()
        self.latent_size, self.label_size = latent_size, label_size

    def checked(self, labels: Tensor | None) -> Tensor | None:
        """The labels. Raises ValueError when they are missing or not asked for."""
        if (labels is None) != (self.label_size == 0):
            raise ValueError(
                f"this generator takes {self.label_size} labels, but was given {'none' if labels is None else 'some'}"
            )
        return labels

    def code(self, latents: Tensor, labels: Tensor | None) -> Tensor:
        """Labels joined to the noise: (N, latent_size + label_size). Raises ValueError as `checked` does."""
        given = self.checked(labels)
        return latents if given is None else torch.cat([latents, given.to(latents.dtype)], 1)

    @abstractmethod
    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images (N, 3, 64, 64) in (-1, 1)."""


class Discriminator(nn.Module, ABC):
    """Scores images (N, 3, 64, 64): raw logits (N,), higher for images taken to be real."""

    @abstractmethod
    def features(self, images: Tensor) -> Tensor:
        """What the last layer sees, (N, C, 4, 4); further heads may be put on it."""

    @abstractmethod
    def forward(self, images: Tensor) -> Tensor:
        """Logits (N,)."""


class MinibatchDeviation(nn.Module):
    """Appends one channel: the standard deviation over a group of images, averaged over channels and positions.

    It lets D see that samples resemble each other (Karras et al., 2018, "Progressive growing of GANs").
    """

    def __init__(self, group: int = 4) -> None:
        """`group`: images a group; a batch it doesn't divide is one group."""
        super().__init__()
        self.group = group

    def forward(self, hidden: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C + 1, H, W)."""
        count, _, height, width = hidden.shape
        group = self.group if count % self.group == 0 else count
        grouped = hidden.float().unflatten(0, (group, count // group))
        # Tensor.var over the first of five dimensions is several times slower on a processor.
        variance = (grouped - grouped.mean(0)).square().mean(0)
        deviation = (variance + 1e-8).sqrt().mean((1, 2, 3))
        channel = deviation.to(hidden.dtype).repeat(group).view(count, 1, 1, 1).expand(count, 1, height, width)
        return torch.cat([hidden, channel], 1)


class DCGANGenerator(Generator):
    """Transposed convolutions from 1 x 1 to 64 x 64, each with batch norm and ReLU; weights N(0, 0.02).

    As reported with latent_size 100, width 64 and no dropout.
    """

    def __init__(self, latent_size: int = 100, width: int = 64, dropout: float = 0.0, label_size: int = 0) -> None:
        """8 x `width` channels at 4 x 4 pixels, `width` at 32 x 32; `dropout` after each batch norm."""
        super().__init__(latent_size, label_size)
        channels = [8 * width, 4 * width, 2 * width, width]
        layers: list[nn.Module] = [nn.ConvTranspose2d(latent_size + label_size, channels[0], 4, bias=False)]
        for channels_in, channels_out in zip(channels, [*channels[1:], 3], strict=True):
            layers += [nn.BatchNorm2d(channels_in)]
            layers += [nn.Dropout(dropout)] if dropout else []
            layers += [nn.ReLU(inplace=True), nn.ConvTranspose2d(channels_in, channels_out, 4, 2, 1, bias=False)]
        self.layers = nn.Sequential(*layers, nn.Tanh())
        self.apply(normal_weights)

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images (N, 3, 64, 64) in (-1, 1)."""
        return self.layers(self.code(latents, labels)[:, :, None, None])


class DCGANDiscriminator(Discriminator):
    """Strided convolutions from 64 x 64 to 4 x 4 with LeakyReLU(0.2); weights N(0, 0.02)."""

    def __init__(self, width: int = 64, norm: str = "batch", minibatch_deviation: bool = False) -> None:
        """`norm`: batch (as reported, on all but the first and last layer), spectral (Miyato et al., 2018) or none."""
        super().__init__()
        if norm not in NORMS:
            raise ValueError(f"norm is '{norm}', not one of: {', '.join(NORMS)}")
        normed: Callable[[nn.Module], nn.Module] = spectral_norm if norm == "spectral" else lambda layer: layer
        bias = norm != "batch"
        layers: list[nn.Module] = []
        channels = [3, width, 2 * width, 4 * width, 8 * width]
        for i in range(4):
            layers += [nn.Conv2d(channels[i], channels[i + 1], 4, 2, 1, bias=bias)]
            layers += [nn.BatchNorm2d(channels[i + 1])] if norm == "batch" and i else []
            layers += [nn.LeakyReLU(0.2, inplace=True)]
        self.layers = nn.Sequential(*layers)
        self.deviation = MinibatchDeviation() if minibatch_deviation else nn.Identity()
        self.head = nn.Conv2d(8 * width + int(minibatch_deviation), 1, 4, bias=bias)
        self.apply(normal_weights)
        for layer in [*self.layers, self.head]:
            if isinstance(layer, nn.Conv2d):
                normed(layer)

    def features(self, images: Tensor) -> Tensor:
        """(N, 8 x width, 4, 4)."""
        return self.layers(images)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N,)."""
        return self.head(self.deviation(self.features(images))).flatten()
