"""What D and G are asked to do with the logits, and the penalties on D's gradient.

Logits are float (N,), raw. Losses are means over the batch.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional

Range = tuple[float, float]
NOISY_REAL: Range = (0.75, 1.25)
NOISY_FAKE: Range = (0.0, 0.25)
SMOOTH_REAL: Range = (0.9, 0.9)


class Objective(ABC):
    """The pair of losses of one kind of GAN. `paired`: G's loss looks at the real logits too."""

    paired: ClassVar[bool] = False

    @abstractmethod
    def discriminator(self, real: Tensor, fake: Tensor) -> Tensor:
        """D's loss."""

    @abstractmethod
    def generator(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """G's loss; `real` is given when the objective is `paired`."""


@dataclass(frozen=True)
class Labelled(Objective):
    """Objectives that pull logits to labels, each drawn uniformly from a range: noisy labels when the range is wide,
    one-sided smoothing when `real_labels` is (0.9, 0.9) (Salimans et al., 2016, "Improved techniques ...")."""

    real_labels: Range = (1.0, 1.0)
    fake_labels: Range = (0.0, 0.0)

    @abstractmethod
    def distance(self, logits: Tensor, labels: Tensor) -> Tensor:
        """How far logits are from their labels, a scalar."""

    def discriminator(self, real: Tensor, fake: Tensor) -> Tensor:
        """Real to the real labels and fake to the fake ones."""
        return self.distance(real, _drawn(real, self.real_labels)) + self.distance(fake, _drawn(fake, self.fake_labels))

    def generator(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """Fake to exactly 1."""
        return self.distance(fake, torch.ones_like(fake))


@dataclass(frozen=True)
class NonSaturating(Labelled):
    """Cross-entropy; G raises log D(fake) (Goodfellow et al., 2014, "Generative adversarial nets")."""

    def distance(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Binary cross-entropy, which labels above 1 leave without a lower bound."""
        return functional.binary_cross_entropy_with_logits(logits, labels)


@dataclass(frozen=True)
class LeastSquares(Labelled):
    """Half the squared distance to the labels (Mao et al., 2017, "Least squares generative adversarial networks")."""

    def distance(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Half the mean squared error."""
        return 0.5 * functional.mse_loss(logits, labels)


@dataclass(frozen=True)
class Wasserstein(Objective):
    """The critic's difference (Arjovsky et al., 2017); wants a gradient penalty (Gulrajani et al., 2017)."""

    def discriminator(self, real: Tensor, fake: Tensor) -> Tensor:
        """The negated estimate of the Wasserstein distance."""
        return fake.mean() - real.mean()

    def generator(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """The negated score."""
        return -fake.mean()


@dataclass(frozen=True)
class Hinge(Objective):
    """Only logits within the margin count for D (Lim & Ye, 2017, "Geometric GAN")."""

    def discriminator(self, real: Tensor, fake: Tensor) -> Tensor:
        """Real above 1, fake below -1."""
        return functional.relu(1.0 - real).mean() + functional.relu(1.0 + fake).mean()

    def generator(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """The negated score."""
        return -fake.mean()


@dataclass(frozen=True)
class Relativistic(Objective):
    """Each real image against one fake (Jolicoeur-Martineau, 2019); with R1 and R2 it is R3GAN's loss (Huang et al.,
    2024, "The GAN is dead; long live the GAN!")."""

    paired: ClassVar[bool] = True

    def discriminator(self, real: Tensor, fake: Tensor) -> Tensor:
        """Real should score above its fake."""
        return functional.softplus(fake - real).mean()

    def generator(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """Fake should score above its real. Raises ValueError without the real logits."""
        if real is None:
            raise ValueError("the relativistic objective needs the real logits in the generator's loss too")
        return functional.softplus(real - fake).mean()


def squared_gradient(logits: Tensor, images: Tensor) -> Tensor:
    """Mean over images of the squared norm of d logit / d image: R1 on real images, R2 on fakes, before their
    weight gamma / 2 (Mescheder et al., 2018, "Which training methods for GANs do actually converge?")."""
    return _gradient(logits, images).square().sum((1, 2, 3)).mean()


def unit_gradient(logits: Tensor, images: Tensor) -> Tensor:
    """Mean over images of (|d logit / d image| - 1)^2, for images between real and fake (Gulrajani et al., 2017)."""
    return (_gradient(logits, images).flatten(1).norm(dim=1) - 1.0).square().mean()


def interpolate(real: Tensor, fake: Tensor) -> Tensor:
    """A random point between each real image and its fake."""
    share = torch.rand(len(real), 1, 1, 1, device=real.device)
    return real.lerp(fake, share)


def _gradient(logits: Tensor, images: Tensor) -> Tensor:
    return torch.autograd.grad(logits.sum(), images, create_graph=True)[0].float()


def _drawn(logits: Tensor, bounds: Range) -> Tensor:
    low, high = bounds
    return torch.empty_like(logits).uniform_(low, high) if high > low else torch.full_like(logits, low)
