"""Generators that are given codes beside their noise (Chen et al., 2016, "InfoGAN"); codes are `Codes.encode`'s.

What recognises the codes in a picture, Q, is the second head of a discriminator: `ResidualLabelDiscriminator` or, as
reported, `ACGANDiscriminator`, with as many labels as the codes have columns.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from genfaces.networks.codes import Codes
from genfaces.networks.conditional import EmbeddedGenerator
from genfaces.networks.dcgan import DCGANGenerator, Generator
from genfaces.networks.decoder import DecoderGenerator


class CodedGenerator(nn.Module):
    """Draws images (N, 3, 64, 64) in (-1, 1) from latents (N, `latent_size`) and codes (N, `codes.size`)."""

    def __init__(self, codes: Codes, generator: Generator) -> None:
        """`generator` takes the codes as its labels."""
        super().__init__()
        self.codes, self.generator = codes, generator
        self.latent_size = generator.latent_size

    def forward(self, latents: Tensor, codes: Tensor) -> Tensor:
        """Images (N, 3, 64, 64) in (-1, 1)."""
        return self.generator(latents, codes)


class ResidualCodedGenerator(CodedGenerator):
    """The residual generator; each code is spread over `embedding_size` numbers that join the noise in every block.

    A code as strong as one number of the noise among 128 would be heard late.
    """

    def __init__(
        self, codes: Mapping[str, int], latent_size: int = 128, width: int = 32, embedding_size: int = 32
    ) -> None:
        """`codes`: the fields of `Codes`, such as {"category": 10, "continuous": 3}."""
        layout = Codes(**codes)
        super().__init__(layout, EmbeddedGenerator(layout.groups, latent_size, width, embedding_size))


class DecoderCodedGenerator(CodedGenerator):
    """The decoder of a VAE as generator; each code is a direction among its latents."""

    def __init__(self, codes: Mapping[str, int], latent_size: int = 256, width: int = 48) -> None:
        """`codes` as above; sizes as in `DecoderGenerator`."""
        layout = Codes(**codes)
        super().__init__(layout, DecoderGenerator(layout.size, latent_size, width))


class ReportedCodedGenerator(CodedGenerator):
    """I1: a DCGAN with the codes joined to its noise; its binary code is one-hot here, two numbers."""

    def __init__(self, codes: Mapping[str, int], latent_size: int = 100, width: int = 48) -> None:
        """As reported with {"category": 2}, latent_size 100 and width 48."""
        layout = Codes(**codes)
        super().__init__(layout, DCGANGenerator(latent_size, width, label_size=layout.size))
