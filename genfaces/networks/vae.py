"""Variational autoencoders (Kingma & Welling, 2014): the shared interface and the network behind `vae-faces`."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn
from torch.nn import functional


class VariationalAutoencoder(nn.Module, ABC):
    """What every VAE here can do. Images are float (N, 3, 64, 64); latents float (N, `latent_size`)."""

    latent_size: int

    @abstractmethod
    def encode(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and logvar (the logarithm of the variance) of the posterior, each (N, latent_size)."""

    @abstractmethod
    def decode(self, latents: Tensor) -> Tensor:
        """Images of latents; may leave the pixel range a little."""

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Reconstruction of one draw from the posterior, with the posterior's mean and logvar."""
        mean, logvar = self.encode(images)
        latents = mean + torch.randn_like(mean) * torch.exp(0.5 * logvar)
        return self.decode(latents), mean, logvar


class Refine(nn.Module):
    """Two 3x3 convolutions beside a shortcut, which starts as the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.BatchNorm2d(channels),
            nn.LeakyReLU(0.2),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(channels, channels, 3, padding=1),
        )
        nn.init.zeros_(self.layers[-1].weight)
        nn.init.zeros_(self.layers[-1].bias)

    def forward(self, hidden: Tensor) -> Tensor:
        """Keeps the shape (N, C, H, W)."""
        return hidden + self.layers(hidden)


def down(channels_in: int, channels_out: int) -> nn.Sequential:
    """Half the size: (N, C, 2H, 2W) to (N, C', H, W)."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, 4, 2, 1, bias=False), nn.BatchNorm2d(channels_out), nn.LeakyReLU(0.2)
    )


def up(channels_in: int, channels_out: int) -> nn.Sequential:
    """Twice the size: (N, C, H, W) to (N, C', 2H, 2W); enlarging before convolving leaves no checkerboard."""
    return nn.Sequential(
        nn.Upsample(scale_factor=2),
        nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.LeakyReLU(0.2),
    )


def make_decoder(latent_size: int, width: int) -> nn.Sequential:
    """Latents (N, latent_size) to images (N, 3, 64, 64); `width` as in `VAE`."""
    return nn.Sequential(
        nn.Linear(latent_size, 64 * 16),
        nn.Unflatten(1, (64, 4, 4)),
        nn.Conv2d(64, 4 * width, 1),
        Refine(4 * width),
        up(4 * width, 4 * width),
        Refine(4 * width),
        up(4 * width, 2 * width),
        Refine(2 * width),
        up(2 * width, width),
        Refine(width),
        up(width, width),
        nn.Conv2d(width, 3, 3, padding=1),
    )


class VAE(VariationalAutoencoder):
    """A convolutional VAE beside a linear one that starts as the principal components of the training set.

    Principal components already explain most of an aligned face, and a convolutional VAE needs hours to find them
    again. So both halves have a linear path on a smaller image (`start_linear_path` sets it), and the convolutions
    learn what it misses. With `linear_size` 0 there is no linear path.
    """

    def __init__(self, latent_size: int = 312, width: int = 32, linear_size: int = 32) -> None:
        """`width` channels at 32 x 32 pixels, four times as many at 8 x 8; `linear_size` pixels a side, 0 for none."""
        super().__init__()
        self.latent_size, self.linear_size = latent_size, linear_size
        self.encoder = nn.Sequential(
            down(3, width),
            down(width, 2 * width),
            Refine(2 * width),
            down(2 * width, 4 * width),
            Refine(4 * width),
            down(4 * width, 4 * width),
            Refine(4 * width),
            nn.Conv2d(4 * width, 64, 1),
            nn.Flatten(),
            nn.Linear(64 * 16, 2 * latent_size),
        )
        self.decoder = make_decoder(latent_size, width)
        pixels = 3 * linear_size**2
        self.linear_encoder = nn.Linear(pixels, latent_size) if linear_size else None
        self.linear_decoder = nn.Linear(latent_size, pixels) if linear_size else None

    def encode(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and logvar, each (N, latent_size)."""
        mean, logvar = self.encoder(images).float().chunk(2, dim=1)
        if self.linear_encoder is not None:
            small = functional.interpolate(images, size=self.linear_size, mode="area")
            mean = mean + self.linear_encoder(small.flatten(1)).float()
        # Bounds far outside of what training reaches; they keep exp() finite in 16 bits at the very start.
        return mean, logvar.clamp(-12.0, 6.0)

    def decode(self, latents: Tensor) -> Tensor:
        """Images (N, 3, 64, 64)."""
        images = self.decoder(latents)
        if self.linear_decoder is not None:
            small = self.linear_decoder(latents).unflatten(1, (3, self.linear_size, self.linear_size))
            images = images + functional.interpolate(small, size=64, mode="bilinear", align_corners=False)
        return images

    @torch.no_grad()
    def start_linear_path(self, images: Tensor, kl_weight: float) -> None:
        """Set the linear path to the whitened principal components of `images` (N, 3, 64, 64).

        The convolutional halves start at zero output, and each dimension's posterior variance at its optimum for a
        linear VAE under this KL weight (Lucas et al., 2019, "Don't blame the ELBO!").
        """
        if self.linear_encoder is None or self.linear_decoder is None:
            raise ValueError("this VAE was built without a linear path (linear_size 0)")
        small = functional.interpolate(images, size=self.linear_size, mode="area").flatten(1)
        centre = small.mean(0)
        covariance = torch.cov((small - centre).T)
        variances, components = torch.linalg.eigh(covariance)
        variances = variances.flip(0)[: self.latent_size].clamp_min(1e-8)
        components = components.flip(1)[:, : self.latent_size]
        self.linear_encoder.weight.copy_((components / variances.sqrt()).T)
        self.linear_encoder.bias.copy_(-(centre @ components) / variances.sqrt())
        self.linear_decoder.weight.copy_(components * variances.sqrt())
        self.linear_decoder.bias.copy_(centre)
        # Noise in one latent adds noise * variance / pixels to the mean squared error and (noise - log noise) / 2 to
        # the KL; their weighted sum is least at this noise. Pixels are counted at the small size.
        ratio = 0.5 * kl_weight * small.shape[1] / variances
        noise = ratio / (1.0 + ratio)
        last = self.encoder[-1]
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        last.bias[self.latent_size :].copy_(noise.log())
        nn.init.zeros_(self.decoder[-1].weight)
        nn.init.zeros_(self.decoder[-1].bias)
