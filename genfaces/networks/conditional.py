"""The conditional GAN behind `acgan-faces` and `tags-anime`, and what every discriminator with labels can do.

Labels are float (N, L): +1 for yes and -1 for no, where strengths from -1.5 to 1.5 may be asked for; answers of which
one is given (hair colours, say) are one-hot, 0 or 1.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from genfaces.networks.dcgan import Generator
from genfaces.networks.gan import ResidualDiscriminator, ResidualGenerator


class LabelEmbedding(nn.Module):
    """One learned vector for each label, weighted by the label and summed within its group; groups are joined.

    A pair of answers that never occurs in the data is still a pair of known vectors, and a strength scales one.
    """

    def __init__(self, groups: Sequence[int], size: int) -> None:
        """`groups`: labels in each group, in the order of the columns; a yes-no label is a group of one."""
        super().__init__()
        self.groups = list(groups)
        self.vectors = nn.ModuleList(nn.Linear(group, size, bias=False) for group in groups)
        for layer in self.vectors:
            nn.init.normal_(layer.weight)  # as large as the noise, whichever of the group's labels is given

    def forward(self, labels: Tensor) -> Tensor:
        """(N, sum of groups) to (N, groups x size)."""
        parts = labels.split(self.groups, 1)
        return torch.cat([layer(part) for layer, part in zip(self.vectors, parts, strict=True)], 1)


class EmbeddedGenerator(Generator):
    """The residual generator with an embedding of the labels joined to its noise."""

    def __init__(
        self, label_groups: Sequence[int], latent_size: int = 128, width: int = 32, embedding_size: int = 32
    ) -> None:
        """`label_groups`: labels in each group (12 hair and 10 eye colours: [12, 10]; 13 yes-no labels: 13 ones)."""
        super().__init__(latent_size, sum(label_groups))
        self.embedding = LabelEmbedding(label_groups, embedding_size)
        self.generator = ResidualGenerator(latent_size, width, embedding_size * len(label_groups))

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images (N, 3, 64, 64) in (-1, 1) of labels (N, L), as this file's head says. Raises ValueError without."""
        return self.generator(latents, self.embedding(self.checked(labels).to(latents.dtype)))


class Verdict(NamedTuple):
    """What a discriminator says of N images.

    logits (N): higher for images taken to be real, with the labels given if it looks at labels. classes (N, L): logits
    of the labels it sees in the images. mismatched (N): as `logits`, had the images come with the other labels.
    """

    logits: Tensor
    classes: Tensor | None = None
    mismatched: Tensor | None = None


class LabelDiscriminator(nn.Module, ABC):
    """Judges images (N, 3, 64, 64) and their labels (N, `label_size`)."""

    label_size: int

    @abstractmethod
    def forward(self, images: Tensor, labels: Tensor, others: Tensor | None = None) -> Verdict:
        """The verdict on images with `labels` and, where `others` are given too, with those instead."""


class ResidualLabelDiscriminator(LabelDiscriminator):
    """The residual discriminator with one or both of two heads.

    classes: an auxiliary head that tells the labels (Odena et al., 2017, "Conditional image synthesis with auxiliary
    classifier GANs"). projection: how real an image is depends on its labels, by their inner product with what is seen
    (Miyato & Koyama, 2018, "cGANs with projection discriminator"); here with positions, for eyes are in one place.
    """

    def __init__(
        self,
        label_size: int,
        width: int = 32,
        classes: bool = True,
        projection: bool = False,
        minibatch_deviation: bool = True,
        spectral: bool = False,
    ) -> None:
        """Width, deviation and spectral norm are those of `ResidualDiscriminator`."""
        super().__init__()
        self.label_size = label_size
        self.trunk = ResidualDiscriminator(width, minibatch_deviation, spectral)
        size = self.trunk.head.in_features
        self.classes = nn.Linear(size, label_size) if classes else None
        self.projection = nn.Linear(size, label_size, bias=False) if projection else None
        for layer in (self.classes, self.projection):
            if layer is not None:
                nn.init.normal_(layer.weight, 0.0, 0.5 / math.sqrt(size))

    def forward(self, images: Tensor, labels: Tensor, others: Tensor | None = None) -> Verdict:
        """Without the projection head labels change nothing, and `mismatched` equals `logits`."""
        hidden = self.trunk.hidden(images)
        plain = self.trunk.head(hidden).flatten()
        agreement = None if self.projection is None else self.projection(hidden)

        def scored(given: Tensor) -> Tensor:
            return plain if agreement is None else plain + (agreement * given).sum(1)

        classes = None if self.classes is None else self.classes(hidden)
        return Verdict(scored(labels), classes, None if others is None else scored(others))
