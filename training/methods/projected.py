"""A second discriminator that looks at features of a network trained on ImageNet (Sauer et al., 2021, "Projected GANs
converge faster"): it tells whole pictures from broken ones long before a discriminator of pixels does.

Alone it draws few people over and over, whole; beside a discriminator of pixels it draws many. A generator that learnt
so is measured in features of another network than this one, by the judge of its data set, and by eye.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from training.methods.imagenet_maps import TAPS

SLOPE = 0.2


@dataclass(frozen=True)
class Projected:
    """How much the heads count in G's loss, and how they learn (Adam).

    weight: of the mean of the heads' losses in G's. channels: of the mixed maps. seed: of the fixed random mixing.
    """

    weight: float = 1.0
    channels: int = 64
    learning_rate: float = 2e-4
    betas: tuple[float, float] = (0.0, 0.99)
    seed: int = 0


class ProjectedHeads(nn.Module):
    """Randomly mixed maps, and one small head for each size of them.

    The mixing is fixed: 1x1 convolutions over channels and, from coarse to fine, 3x3 ones over sizes, so that no head
    can keep to a few features and leave the others (Sauer et al., 2021, section 4).
    """

    def __init__(self, settings: Projected) -> None:
        """`settings.seed` draws the mixing, whatever torch's generator stands at."""
        super().__init__()
        width = settings.channels
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(settings.seed)
            self.across_channels = nn.ModuleList(nn.Conv2d(count, width, 1, bias=False) for count in TAPS.values())
            self.across_sizes = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1, bias=False) for _ in TAPS)
            for layer in [*self.across_channels, *self.across_sizes]:
                nn.init.kaiming_normal_(layer.weight, nonlinearity="linear")
        self.heads = nn.ModuleList(_head(width, halvings) for halvings in (2, 1, 0, 0))
        self.requires_grad_(True)

    def requires_grad_(self, requires_grad: bool = True) -> ProjectedHeads:
        """Only the heads ever learn; the mixing stays as it was drawn."""
        self.heads.requires_grad_(requires_grad)
        self.across_channels.requires_grad_(False)
        self.across_sizes.requires_grad_(False)
        return self

    def forward(self, maps: list[Tensor]) -> Tensor:
        """Logits (N, sizes), higher for maps taken to be of real images."""
        logits, coarser = [], None
        for number in reversed(range(len(maps))):
            mixed = self.across_channels[number](maps[number])
            if coarser is not None:
                mixed = mixed + functional.interpolate(coarser, size=mixed.shape[-2:], mode="bilinear")
            coarser = self.across_sizes[number](mixed)
            logits.append(self.heads[number](coarser).flatten(1).mean(1))
        return torch.stack(logits, 1)


def _head(width: int, halvings: int) -> nn.Sequential:
    """Strided convolutions down to 4 pixels, then one logit a place; spectral norm in every layer."""
    layers: list[nn.Module] = []
    for _ in range(halvings):
        layers += [spectral_norm(nn.Conv2d(width, width, 4, 2, 1)), nn.LeakyReLU(SLOPE)]
    return nn.Sequential(
        *layers,
        spectral_norm(nn.Conv2d(width, width, 3, padding=1)),
        nn.LeakyReLU(SLOPE),
        spectral_norm(nn.Conv2d(width, 1, 1)),
    )
