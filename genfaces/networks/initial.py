"""The initial weights of the reports."""

from __future__ import annotations

from torch import nn


def normal_weights(layer: nn.Module) -> None:
    """For `network.apply`: dense and convolutional weights N(0, 0.02), norm scales N(1, 0.02), biases 0.

    (Radford et al., 2016, "Unsupervised representation learning with deep convolutional GANs".)
    """
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
        nn.init.normal_(layer.weight, 1.0, 0.02)
    else:
        return
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
