"""The conditional networks as reported (A1, A2, T1), kept for comparison; weights start at N(0, 0.02).

A1's generator is `DCGANGenerator` with one label, joined to the noise as +1 or -1.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from genfaces.networks.conditional import LabelDiscriminator, Verdict
from genfaces.networks.dcgan import DCGANDiscriminator, DCGANGenerator, Generator
from genfaces.networks.initial import normal_weights

HAIR, EYES = 12, 10
NEVER_SEEN = (11, 1)  # purple hair with black eyes, which no image has


class ProductGenerator(Generator):
    """A2: labels (N, L), +1 for yes and -1 for no, through a dense layer that is multiplied into the noise."""

    def __init__(self, label_size: int, latent_size: int = 100, width: int = 48) -> None:
        """As reported with latent_size 100 and width 48; its 14 labels are 13 here."""
        super().__init__(latent_size, label_size)
        self.factor = nn.Linear(label_size, latent_size).apply(normal_weights)
        self.generator = DCGANGenerator(latent_size, width)

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images (N, 3, 64, 64) in (-1, 1). Raises ValueError without labels."""
        return self.generator(latents * self.factor(self.checked(labels).to(latents.dtype)))


class ACGANDiscriminator(LabelDiscriminator):
    """A1 and A2: six convolutions, from width to 32 x width, with strides 2, 1, 2, 1, 2, 1, and two heads.

    Kernels of 3, and no norm on the first layer, were left open by the report.
    """

    def __init__(self, label_size: int, width: int = 16, dropout: float = 0.5) -> None:
        """As reported with width 16 and dropout 0.5."""
        super().__init__()
        self.label_size = label_size
        layers: list[nn.Module] = []
        channels_in = 3
        for number, stride in enumerate((2, 1, 2, 1, 2, 1)):
            channels_out = width * 2**number
            layers += [nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=number == 0)]
            layers += [nn.BatchNorm2d(channels_out)] if number else []
            layers += [nn.LeakyReLU(0.2, inplace=True), nn.Dropout(dropout)]
            channels_in = channels_out
        self.layers = nn.Sequential(*layers, nn.Flatten())
        self.head = nn.Linear(64 * channels_in, 1)
        self.classes = nn.Linear(64 * channels_in, label_size)
        self.apply(normal_weights)

    def forward(self, images: Tensor, labels: Tensor, others: Tensor | None = None) -> Verdict:
        """It does not look at labels, so `mismatched` equals `logits`."""
        hidden = self.layers(images)
        logits = self.head(hidden).flatten()
        return Verdict(logits, self.classes(hidden), None if others is None else logits)


class Pairs(nn.Module):
    """T1's tags: one-hot hair and eyes (N, 22) to one-hot pairs (N, 119). The pair never seen becomes all zeros."""

    def __init__(self) -> None:
        super().__init__()
        hair, eyes = NEVER_SEEN
        self.never_seen = hair * EYES + eyes
        self.size = HAIR * EYES - 1

    def forward(self, labels: Tensor) -> Tensor:
        """(N, 12 + 10) to (N, 119)."""
        hair, eyes = labels.split([HAIR, EYES], 1)
        pairs = (hair[:, :, None] * eyes[:, None, :]).flatten(1)
        return torch.cat([pairs[:, : self.never_seen], pairs[:, self.never_seen + 1 :]], 1)


class PairGenerator(Generator):
    """T1: the pair through a dense layer and ReLU, joined to the noise of a DCGAN.

    It takes hair and eyes as two one-hot groups, (N, 22), like every tag network here.
    """

    def __init__(self, latent_size: int = 100, width: int = 64) -> None:
        """As reported with latent_size 100 and width 64."""
        super().__init__(latent_size, HAIR + EYES)
        pairs = Pairs()
        self.embedding = nn.Sequential(pairs, nn.Linear(pairs.size, pairs.size), nn.ReLU())
        self.embedding.apply(normal_weights)
        self.generator = DCGANGenerator(latent_size, width, label_size=pairs.size)

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images (N, 3, 64, 64) in (-1, 1). Raises ValueError without labels."""
        return self.generator(latents, self.embedding(self.checked(labels).to(latents.dtype)))


class PairDiscriminator(LabelDiscriminator):
    """T1: the pair, enlarged to 4 x 4 pixels, joined to a DCGAN's features; a convolution looks at both."""

    def __init__(self, width: int = 64) -> None:
        """As reported with width 64."""
        super().__init__()
        self.label_size = HAIR + EYES
        self.trunk = DCGANDiscriminator(width).layers
        pairs = Pairs()
        self.tags = nn.Sequential(
            pairs,
            nn.Linear(pairs.size, pairs.size),
            nn.Unflatten(1, (pairs.size, 1, 1)),
            nn.ConvTranspose2d(pairs.size, pairs.size, 4),
        )
        top = 8 * width
        # A convolution of 4 x 4 over 4 x 4 pixels, written as the dense layer it is: a third less time a step.
        self.join = nn.Sequential(
            nn.Flatten(),
            nn.Linear((top + pairs.size) * 16, top, bias=False),
            nn.BatchNorm1d(top),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Linear(top, 1),
        )
        self.apply(normal_weights)

    def forward(self, images: Tensor, labels: Tensor, others: Tensor | None = None) -> Verdict:
        """It has no head for classes."""
        features = self.trunk(images)

        def scored(given: Tensor) -> Tensor:
            return self.join(torch.cat([features, self.tags(given)], 1)).flatten()

        return Verdict(scored(labels), None, None if others is None else scored(others))
