"""What a pair of translators is worth on held-out pairs: classes of the map, the way there and back, hidden notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from genfaces.images import to_tensor, to_uint8
from genfaces.palette import Palette

BATCH = 16
GREY_LEVEL = 2 / 255  # one of 255 steps from -1 to 1
TOWARDS = {"aerial": "map_to_aerial", "map": "aerial_to_map"}
OTHER = {"aerial": "map", "map": "aerial"}


@torch.inference_mode()
def translate(network: nn.Module, images: Tensor, direction: str) -> Tensor:
    """Images (N, 3, H, W) in (-1, 1), a few at a time, on the network's device; the result comes back beside them."""
    device = next(network.parameters()).device
    return torch.cat([network(part.to(device), direction).float().to(images.device) for part in images.split(BATCH)])


def class_scores(found: np.ndarray, truth: np.ndarray, palette: Palette) -> dict[str, Any]:
    """How well maps (N, H, W, 3) name the classes of the true ones, each pixel taken as its nearest palette colour.

    accuracy: share of pixels. intersection_over_union: of each class that occurs in either, over all pixels together,
    and mean_iou their mean. largest_class: the share of the commonest class, what a blank map would get.
    """
    count = len(palette.names)
    pairs = palette.classes(truth).astype(np.int64) * count + palette.classes(found)
    confusion = np.bincount(pairs.ravel(), minlength=count * count).reshape(count, count)
    right = confusion.diagonal()
    union = confusion.sum(0) + confusion.sum(1) - right
    iou = {name: float(right[i] / union[i]) for i, name in enumerate(palette.names) if union[i]}
    return {
        "accuracy": float(right.sum() / confusion.sum()),
        "mean_iou": float(np.mean(list(iou.values()))),
        "intersection_over_union": iou,
        "largest_class": float(confusion.sum(1).max() / confusion.sum()),
    }


@dataclass(frozen=True)
class Cycle:
    """Images (N, 3, H, W) in (-1, 1), their translation, and its way back; `error` is their mean distance in [0, 1]."""

    images: Tensor
    translated: Tensor
    back: Tensor

    @property
    def error(self) -> float:
        """Mean absolute difference between images and their way back, pixels in [0, 1]."""
        return l1(self.images, self.back)


def cycle(network: nn.Module, images: Tensor, side: str) -> Cycle:
    """Images of `side` ("aerial" or "map") to the other side and back."""
    translated = translate(network, images, TOWARDS[OTHER[side]])
    return Cycle(images, translated, translate(network, translated, TOWARDS[side]))


def hidden_notes(network: nn.Module, there_and_back: Cycle, side: str, seed: int = 0) -> float:
    """By how much the cycle's error grows when noise of one grey level (standard deviation) is added before the way
    back: what the translation carries in differences too small to see (Chu et al., 2017, "CycleGAN, a master of
    steganography")."""
    noise = torch.randn(there_and_back.translated.shape, generator=torch.Generator().manual_seed(seed))
    noisy = (there_and_back.translated + GREY_LEVEL * noise).clamp(-1, 1)
    return l1(there_and_back.images, translate(network, noisy, TOWARDS[side])) - there_and_back.error


def l1(images: Tensor, others: Tensor) -> float:
    """Mean absolute difference of images in (-1, 1), as pixels in [0, 1]."""
    return float((images - others).abs().mean()) / 2


def translation_scores(
    network: nn.Module, aerial: np.ndarray, maps: np.ndarray, palette: Palette, reader: nn.Module | None = None
) -> dict[str, Any]:
    """All numbers of a translator on aligned pairs, uint8 (N, H, W, 3) each.

    reader: another translator, trained on pairs, whose map of the invented photographs is compared with the given maps.
    Its own mistakes lower `read_back`; on real photographs it makes those that its own accuracy tells.
    """
    from_aerial, from_map = (
        cycle(network, to_tensor(images), side) for side, images in (("aerial", aerial), ("map", maps))
    )
    read = to_uint8(from_aerial.translated)
    # With every pixel set to its palette colour nothing but the map itself is left to come back from.
    plain = translate(network, to_tensor(palette.paint(palette.classes(read))), "map_to_aerial")
    metrics: dict[str, Any] = {
        "aerial_to_map": class_scores(read, maps, palette) | {"images": len(maps)},
        "cycle": {
            "cycle_aerial": from_aerial.error,
            "hidden_aerial": hidden_notes(network, from_aerial, "aerial"),
            "plain_map": l1(from_aerial.images, plain) - from_aerial.error,
            "cycle_map": from_map.error,
            "hidden_map": hidden_notes(network, from_map, "map"),
            "images": len(maps),
        },
    }
    if reader is not None:
        read_back = class_scores(to_uint8(translate(reader, from_map.translated, "aerial_to_map")), maps, palette)
        metrics["map_to_aerial"] = {
            "read_back": read_back["accuracy"],
            "read_back_mean_iou": read_back["mean_iou"],
            "images": len(maps),
        }
    return metrics
