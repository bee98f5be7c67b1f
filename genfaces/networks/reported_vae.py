"""The three VAEs as reported (V1, V2, V3), kept for comparison. Weights start at N(0, 0.02) as in the reports."""

from __future__ import annotations

from torch import Tensor, nn

from genfaces.networks.initial import normal_weights
from genfaces.networks.vae import VariationalAutoencoder


class ReportedVAE(VariationalAutoencoder):
    """What V1, V2 and V3 share: a trunk, two dense layers for mean and logvar, and a decoder."""

    def __init__(self, trunk: nn.Sequential, trunk_size: int, decoder: nn.Sequential, latent_size: int) -> None:
        """`trunk` gives (N, trunk_size); `decoder` takes (N, latent_size)."""
        super().__init__()
        self.latent_size = latent_size
        self.trunk, self.decoder = trunk, decoder
        self.mean = nn.Linear(trunk_size, latent_size)
        self.logvar = nn.Linear(trunk_size, latent_size)
        self.apply(normal_weights)

    def encode(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and logvar, each (N, latent_size)."""
        hidden = self.trunk(images)
        return self.mean(hidden).float(), self.logvar(hidden).float().clamp(-12.0, 6.0)

    def decode(self, latents: Tensor) -> Tensor:
        """Images (N, 3, 64, 64)."""
        return self.decoder(latents)


def encoder_block(channels_in: int, channels_out: int, kernel: int, pad: int, dropout: float = 0.0) -> nn.Sequential:
    """Strided convolution, batch norm, ReLU, and dropout where the report has it."""
    layers = [nn.Conv2d(channels_in, channels_out, kernel, 2, pad), nn.BatchNorm2d(channels_out), nn.ReLU()]
    return nn.Sequential(*layers, *([nn.Dropout(dropout)] if dropout else []))


def four_halvings(width: int) -> nn.Sequential:
    """The trunk of V1 and V3: (N, 3, 64, 64) to (N, 8 * width * 16)."""
    channels = [3, width, 2 * width, 4 * width, 8 * width]
    blocks = [encoder_block(channels[i], channels[i + 1], 4, 1) for i in range(4)]
    return nn.Sequential(*blocks, nn.Flatten())


def decoder_block(
    channels_in: int, channels_out: int, kernel: int, pad: int, activation: nn.Module, output_pad: int = 0
) -> nn.Sequential:
    """Strided transposed convolution, batch norm, activation."""
    convolution = nn.ConvTranspose2d(channels_in, channels_out, kernel, 2, pad, output_pad)
    return nn.Sequential(convolution, nn.BatchNorm2d(channels_out), activation)


class ReportedVAE128(ReportedVAE):
    """V1: encoder 64-128-256-512, decoder 256-128-32-3. Pixels in (0, 1). Kernels (4, 2, 1), which it left open."""

    def __init__(self, latent_size: int = 128, width: int = 64) -> None:
        """The report's latent size is 128 and its width 64; the slimmer one that ships has half the width."""
        size = 8 * width * 16
        decoder = nn.Sequential(
            nn.Linear(latent_size, size),
            nn.Unflatten(1, (8 * width, 4, 4)),
            decoder_block(8 * width, 4 * width, 4, 1, nn.ReLU()),
            decoder_block(4 * width, 2 * width, 4, 1, nn.ReLU()),
            decoder_block(2 * width, width // 2, 4, 1, nn.ReLU()),
            nn.ConvTranspose2d(width // 2, 3, 4, 2, 1),
            nn.Sigmoid(),
        )
        super().__init__(four_halvings(width), size, decoder, latent_size)


class ReportedVAE1024(ReportedVAE):
    """V2: 54 million weights, two dense 1024. Pixels in (0, 1). The dropout rate, left open, is 0.1 here."""

    def __init__(self, latent_size: int = 1024, width: int = 64) -> None:
        """The report's width is 64; the slimmer one that ships halves it and the latent."""
        trunk = nn.Sequential(
            encoder_block(3, width, 5, 2, dropout=0.1),
            encoder_block(width, 2 * width, 5, 2, dropout=0.1),
            encoder_block(2 * width, 4 * width, 5, 2, dropout=0.1),
            nn.Flatten(),
        )
        size = 4 * width * 64
        decoder = nn.Sequential(
            nn.Linear(latent_size, size),
            nn.Unflatten(1, (4 * width, 8, 8)),
            decoder_block(4 * width, 4 * width, 5, 2, nn.ReLU(), output_pad=1),
            decoder_block(4 * width, 2 * width, 5, 2, nn.ReLU(), output_pad=1),
            decoder_block(2 * width, width, 5, 2, nn.ReLU(), output_pad=1),
            nn.Conv2d(width, 3, 5, 1, 2),
            nn.Sigmoid(),
        )
        super().__init__(trunk, size, decoder, latent_size)


class ReportedVAE512(ReportedVAE):
    """V3: encoder 32-64-128-256, decoder of kernels 6, 6, 6, 5 without padding (4-12-28-60-64). Pixels in (-1, 1)."""

    def __init__(self, latent_size: int = 512, width: int = 32) -> None:
        """The report's latent size is 512 and its width 32; the slimmer one that ships has less of both."""
        size = 8 * width * 16
        decoder = nn.Sequential(
            nn.Linear(latent_size, size),
            nn.Unflatten(1, (8 * width, 4, 4)),
            decoder_block(8 * width, 4 * width, 6, 0, nn.LeakyReLU(0.01)),
            decoder_block(4 * width, 2 * width, 6, 0, nn.LeakyReLU(0.01)),
            decoder_block(2 * width, width, 6, 0, nn.LeakyReLU(0.01)),
            nn.ConvTranspose2d(width, 3, 5, 1),
            nn.Tanh(),
        )
        super().__init__(four_halvings(width), size, decoder, latent_size)
