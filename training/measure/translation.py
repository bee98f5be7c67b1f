"""What a pair of translators is worth on held-out pairs: classes of the map, the way there and back, hidden notes."""

from __future__ import annotations

from collections import Counter
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
    return scores_of(confusion(found, truth, palette), palette)


def confusion(found: np.ndarray, truth: np.ndarray, palette: Palette) -> np.ndarray:
    """Pixels of each true class (rows) that were drawn as each class (columns), int64."""
    count = len(palette.names)
    pairs = palette.classes(truth).astype(np.int64) * count + palette.classes(found)
    return np.bincount(pairs.ravel(), minlength=count * count).reshape(count, count)


def scores_of(confused: np.ndarray, palette: Palette) -> dict[str, Any]:
    """The numbers of `class_scores` from a confusion of all pixels."""
    right = confused.diagonal()
    union = confused.sum(0) + confused.sum(1) - right
    iou = {name: float(right[i] / union[i]) for i, name in enumerate(palette.names) if union[i]}
    return {
        "accuracy": float(right.sum() / confused.sum()),
        "mean_iou": float(np.mean(list(iou.values()))),
        "intersection_over_union": iou,
        "largest_class": float(confused.sum(1).max() / confused.sum()),
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


def hidden_notes(network: nn.Module, there_and_back: Cycle, side: str, random: torch.Generator) -> float:
    """By how much the cycle's error grows when noise of one grey level (standard deviation) is added before the way
    back: what the translation carries in differences too small to see (Chu et al., 2017, "CycleGAN, a master of
    steganography")."""
    noise = torch.randn(there_and_back.translated.shape, generator=random)
    noisy = (there_and_back.translated + GREY_LEVEL * noise).clamp(-1, 1)
    return l1(there_and_back.images, translate(network, noisy, TOWARDS[side])) - there_and_back.error


def l1(images: Tensor, others: Tensor) -> float:
    """Mean absolute difference of images in (-1, 1), as pixels in [0, 1]."""
    return float((images - others).abs().mean()) / 2


def translation_scores(
    network: nn.Module, aerial: np.ndarray, maps: np.ndarray, palette: Palette, reader: nn.Module | None = None
) -> dict[str, Any]:
    """All numbers of a translator on aligned pairs, uint8 (N, H, W, 3) each, of which a few are held at a time.

    reader: another translator, trained on pairs, whose map of the invented photographs is compared with the given maps.
    Its own mistakes lower `read_back`; on real photographs it makes those that its own accuracy tells.
    """
    random = torch.Generator().manual_seed(0)
    read = read_back = 0
    errors: Counter[str] = Counter()
    for start in range(0, len(maps), BATCH):
        truth = maps[start : start + BATCH]
        from_aerial = cycle(network, to_tensor(aerial[start : start + BATCH]), "aerial")
        from_map = cycle(network, to_tensor(truth), "map")
        drawn = to_uint8(from_aerial.translated)
        read += confusion(drawn, truth, palette)
        if reader is not None:
            found = to_uint8(translate(reader, from_map.translated, "aerial_to_map"))
            read_back += confusion(found, truth, palette)
        # With every pixel set to its palette colour nothing but the map itself is left to come back from.
        plain = translate(network, to_tensor(palette.paint(palette.classes(drawn))), "map_to_aerial")
        share = len(truth) / len(maps)
        errors["cycle_aerial"] += share * from_aerial.error
        errors["hidden_aerial"] += share * hidden_notes(network, from_aerial, "aerial", random)
        errors["plain_map"] += share * (l1(from_aerial.images, plain) - from_aerial.error)
        errors["cycle_map"] += share * from_map.error
        errors["hidden_map"] += share * hidden_notes(network, from_map, "map", random)
    count = {"images": len(maps)}
    metrics: dict[str, Any] = {"aerial_to_map": scores_of(read, palette) | count, "cycle": dict(errors) | count}
    if reader is not None:
        scores = scores_of(read_back, palette)
        metrics["map_to_aerial"] = {
            "read_back": scores["accuracy"],
            "read_back_mean_iou": scores["mean_iou"],
            "read_back_intersection_over_union": scores["intersection_over_union"],
        } | count
    return metrics
