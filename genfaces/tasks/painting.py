"""Images from what a generator or a VAE's decoder is given: noise or latents, and labels or codes if it takes any."""

from __future__ import annotations

from numbers import Integral

import numpy as np
import torch

from genfaces.checkpoint import Checkpoint
from genfaces.images import to_uint8
from genfaces.networks.vae import VariationalAutoencoder
from genfaces.tasks.errors import TaskError

MAX_COUNT = 64
MAX_SEED = 2**32 - 1
# Images are decoded this many at a time, whatever the count: sums of floats depend on the size of a batch in their
# last digits, and one seed should give one picture.
BATCH = 8


def paint(checkpoint: Checkpoint, drawn: np.ndarray, given: np.ndarray | None = None) -> np.ndarray:
    """Images, uint8 (N,H,W,3), of latents (N,D) and, for a network that takes them, encoded labels or codes (N,L)."""
    network, count = checkpoint.network, len(drawn)
    decode = network.decode if isinstance(network, VariationalAutoencoder) else network
    inputs = [_padded(rows) for rows in (drawn, given) if rows is not None]
    with torch.inference_mode():
        batches = [
            to_uint8(decode(*batch), checkpoint.pixel_range)
            for batch in zip(*(rows.split(BATCH) for rows in inputs), strict=True)
        ]
    return np.concatenate(batches)[:count]


def _padded(rows: np.ndarray) -> torch.Tensor:
    """Rows to fill the last batch."""
    return torch.from_numpy(
        np.concatenate([rows, np.zeros((-len(rows) % BATCH, rows.shape[1]), np.float32)]).astype(np.float32)
    )


def check_integer(what: str, value: object, low: int, high: int) -> None:
    """Raises TaskError unless `value` is a whole number from `low` to `high`."""
    if not isinstance(value, Integral) or isinstance(value, bool) or not low <= value <= high:
        raise TaskError(f"{what} must be a whole number from {low} to {high}, not {value}.")
