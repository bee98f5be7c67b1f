"""The generator that can begin as the decoder of a trained VAE; see `training.methods.head_start`."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from genfaces.networks.dcgan import Generator
from genfaces.networks.vae import make_decoder


class DecoderGenerator(Generator):
    """The decoder of `VAE` behind one affine map, which takes noise and labels to the VAE's latents."""

    def __init__(self, label_size: int = 0, latent_size: int = 256, width: int = 48) -> None:
        """`latent_size` and `width` are those of `VAE`; there is as much noise as there are latents."""
        super().__init__(latent_size, label_size)
        self.to_latent = nn.Linear(latent_size + label_size, latent_size)
        self.decoder = make_decoder(latent_size, width)

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images (N, 3, 64, 64) in [-1, 1]; what the decoder draws beyond black or white is cut, as on a screen."""
        return functional.hardtanh(self.decoder(self.to_latent(self.code(latents, labels))))
