"""The networks of the report on flowers: a VAE (V5) and DCGANs that begin with a dense layer (G5, G6)."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from genfaces.networks.dcgan import Discriminator, Generator
from genfaces.networks.initial import normal_weights
from genfaces.networks.reported_vae import ReportedVAE

SLOPE = 0.2


class FlowerVAE(ReportedVAE):
    """V5: a decoder from 32 x 8 x 8 to 32 x 32 pixels. The encoder, left open, mirrors it; so does the dropout's rate.

    Pixels in (0, 1).
    """

    def __init__(self, latent_size: int = 256, dropout: float = 0.1) -> None:
        """The report's latent sizes are 3 and 256."""
        trunk = nn.Sequential(
            *(nn.Conv2d(3, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.ReLU(), nn.Dropout(dropout)),
            *(nn.Conv2d(64, 128, 4, 2, 1), nn.BatchNorm2d(128), nn.ReLU(), nn.Dropout(dropout)),
            nn.Flatten(),
        )
        decoder = nn.Sequential(
            nn.Linear(latent_size, 32 * 64),
            nn.Unflatten(1, (32, 8, 8)),
            *(nn.ConvTranspose2d(32, 128, 4, 2, 1), nn.BatchNorm2d(128), nn.ReLU(), nn.Dropout(dropout)),
            *(nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.ReLU(), nn.Dropout(dropout)),
            nn.Conv2d(64, 3, 3, padding=1),
            nn.Sigmoid(),
        )
        super().__init__(trunk, 128 * 64, decoder, latent_size)


class FlowerGenerator(Generator):
    """G5, 32 x 32 pixels, and G6, 128 x 128: a dense layer, then transposed convolutions, each twice the size."""

    def __init__(
        self, latent_size: int = 256, width: int = 128, side: int = 8, dropout: float = 0.0, high: bool = False
    ) -> None:
        """`width` channels of `side` x `side` pixels to begin with; that is doubled twice, or with `high` three times.

        As reported: G5 with these and latents of 10 and 256; G6 with 1,024 latents, width 256, side 16, `high` and a
        dropout whose rate was left open.
        """
        super().__init__(latent_size, 0)
        layers: list[nn.Module] = [nn.Linear(latent_size, width * side**2), nn.Unflatten(1, (width, side, side))]
        layers += [nn.Dropout(dropout)] if dropout else []
        for _ in range(2):
            layers += [nn.ConvTranspose2d(width, width, 4, 2, 1), nn.BatchNorm2d(width), nn.LeakyReLU(SLOPE)]
        last = nn.ConvTranspose2d(width, 3, 4, 2, 1) if high else nn.Conv2d(width, 3, 3, padding=1)
        self.layers = nn.Sequential(*layers, last, nn.Tanh())
        self.apply(normal_weights)

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images (N, 3, 4 or 8 x `side`, the same) in (-1, 1)."""
        return self.layers(self.code(latents, labels))


class FlowerDiscriminator(Discriminator):
    """Strided convolutions with LeakyReLU(0.2), then one dense layer."""

    def __init__(self, channels: Sequence[int] = (64, 128), image_size: int = 32, dropout: float = 0.0) -> None:
        """As reported for G5; what G6 has was left open. `dropout` follows every convolution."""
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in zip([3, *channels], channels, strict=False):
            layers += [nn.Conv2d(before, after, 4, 2, 1), nn.LeakyReLU(SLOPE)]
            layers += [nn.Dropout(dropout)] if dropout else []
        self.layers = nn.Sequential(*layers)
        self.head = nn.Linear(channels[-1] * (image_size >> len(channels)) ** 2, 1)
        self.apply(normal_weights)

    def features(self, images: Tensor) -> Tensor:
        """(N, last of `channels`, H, W), where every convolution has halved the size."""
        return self.layers(images)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N,)."""
        return self.head(self.features(images).flatten(1)).flatten()
