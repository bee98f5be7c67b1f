"""Plain autoencoders (V4): the baselines that a VAE is compared with. A code, no distribution."""

from __future__ import annotations

from torch import Tensor, nn


class Autoencoder(nn.Module):
    """Encoder and decoder without noise or KL. Images (N, 3, 64, 64) in (0, 1); codes (N, `latent_size`)."""

    def __init__(self, encoder: nn.Sequential, decoder: nn.Sequential, latent_size: int) -> None:
        """`encoder` gives (N, latent_size), `decoder` takes it."""
        super().__init__()
        self.encoder, self.decoder, self.latent_size = encoder, decoder, latent_size

    def encode(self, images: Tensor) -> Tensor:
        """Codes (N, latent_size)."""
        return self.encoder(images).float()

    def decode(self, codes: Tensor) -> Tensor:
        """Images (N, 3, 64, 64)."""
        return self.decoder(codes)

    def forward(self, images: Tensor) -> Tensor:
        """Reconstructions (N, 3, 64, 64)."""
        return self.decode(self.encode(images))


class ReportedDenseAutoencoder(Autoencoder):
    """Dense layers only. The report gives no sizes; 128 is the code of V1, and one hidden layer lies on either side."""

    def __init__(self, latent_size: int = 128, hidden: int = 192) -> None:
        """`hidden` units between the 12,288 pixel values and the code, few enough for a small file."""
        pixels = 3 * 64 * 64
        super().__init__(
            nn.Sequential(nn.Flatten(), nn.Linear(pixels, hidden), nn.ReLU(), nn.Linear(hidden, latent_size)),
            nn.Sequential(
                nn.Linear(latent_size, hidden),
                nn.ReLU(),
                nn.Linear(hidden, pixels),
                nn.Sigmoid(),
                nn.Unflatten(1, (3, 64, 64)),
            ),
            latent_size,
        )


class ReportedConvAutoencoder(Autoencoder):
    """Convolutions and max pooling, no dense layer; the code is a 2 x 8 x 8 image, as small as V1's latent."""

    def __init__(self, width: int = 16, code_channels: int = 2) -> None:
        """`width` channels at full size; the code has `code_channels` x 64 numbers."""

        def narrow(channels_in: int, channels_out: int) -> nn.Sequential:
            return nn.Sequential(nn.Conv2d(channels_in, channels_out, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))

        def widen(channels_in: int, channels_out: int) -> nn.Sequential:
            return nn.Sequential(
                nn.Conv2d(channels_in, channels_out, 3, padding=1), nn.ReLU(), nn.Upsample(scale_factor=2)
            )

        super().__init__(
            nn.Sequential(
                narrow(3, width),
                narrow(width, 2 * width),
                narrow(2 * width, 2 * width),
                nn.Conv2d(2 * width, code_channels, 3, padding=1),
                nn.Flatten(),
            ),
            nn.Sequential(
                nn.Unflatten(1, (code_channels, 8, 8)),
                widen(code_channels, 2 * width),
                widen(2 * width, 2 * width),
                widen(2 * width, width),
                nn.Conv2d(width, 3, 3, padding=1),
                nn.Sigmoid(),
            ),
            64 * code_channels,
        )
