"""Drawing from a generator that takes labels or codes: with labels as frequent as in training, or as wished."""

from __future__ import annotations

import numpy as np
import torch

from genfaces import labels
from genfaces.checkpoint import Checkpoint
from genfaces.images import to_uint8
from genfaces.networks import DRAWN_LABELS
from training.measure.features import BATCH


def chosen_labels(checkpoint: Checkpoint) -> list[str]:
    """The labels that people choose: none where the seed draws them, nor for a network that takes none."""
    return [] if checkpoint.config["family"] == DRAWN_LABELS else checkpoint.config["label_names"]


def training_labels(checkpoint: Checkpoint, count: int, seed: int) -> np.ndarray:
    """Labels of 0 and 1 (count, L), drawn from the checkpoint's table of training rows."""
    arrays = checkpoint.arrays
    return labels.draw(seed, count, arrays["label_rows"], arrays["label_counts"])


def ask(checkpoint: Checkpoint, noise: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Images uint8 (N, H, W, 3) of noise (N, D) that are to show labels of 0 and 1 (N, L)."""
    return paint(checkpoint, noise, labels.encode(rows, checkpoint.config["label_names"]))


@torch.inference_mode()
def paint(checkpoint: Checkpoint, noise: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Images uint8 (N, H, W, 3) of noise (N, D) and encoded labels or codes, float32 (N, K)."""
    parts = zip(torch.from_numpy(noise).split(BATCH), torch.from_numpy(given).split(BATCH), strict=True)
    return np.concatenate([to_uint8(checkpoint.network(*part), checkpoint.pixel_range) for part in parts])
