"""Where the pixels of a training split lie while they are trained on, and how rows of them are cut there.

A split that fits lies on the graphics card as uint8, whole, and a batch is one gathering of its pixels. A larger one
stays mapped from disk: a thread gathers batches ahead of the loop, which are then copied from pinned memory. On a
processor the mapped file is itself where the loop computes, so that nothing is copied and no thread is needed.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import torch
from torch import Tensor

PROCESSOR = torch.device("cpu")
# Weights, activations and other runs on the same card need the rest.
LARGEST_SHARE = 0.3
AHEAD = 3


def home_of(arrays: Sequence[np.ndarray], device: torch.device) -> torch.device:
    """Where `arrays` are to lie for training on `device`: there, where they take little of a card's free memory."""
    if device.type != "cuda":
        return PROCESSOR
    free, _ = torch.cuda.mem_get_info(device)
    return device if sum(array.nbytes for array in arrays) <= LARGEST_SHARE * free else PROCESSOR


def placed(array: np.ndarray, home: torch.device) -> Tensor:
    """The array as a tensor at `home`: on the processor the same memory, mapped from disk and never to be written."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The given NumPy array is not writ")
        return torch.from_numpy(np.ascontiguousarray(array)).to(home)


def gather(images: Tensor, rows: Tensor, down: Tensor, right: Tensor) -> Tensor:
    """Pixels of images (N, H, W, 3) as (B, h, w, 3): image `rows` (B), at `down` and `right`, which broadcast to
    (B, h, w). One index for each pixel: the quickest of four ways on a processor, and a single kernel on a card."""
    _, height, width, channels = images.shape
    places = (rows[:, None, None] * height + down) * width + right
    return images.view(-1, channels).index_select(0, places.flatten()).view(*places.shape, channels)


def to_device(tensor: Tensor, device: torch.device) -> Tensor:
    """The tensor on the device; on its way to CUDA it is pinned, so that the copy waits for nobody."""
    if device.type == "cuda" and tensor.device.type == "cpu":
        return (tensor if tensor.is_pinned() else tensor.pin_memory()).to(device, non_blocking=True)
    return tensor.to(device)


class Feeder:
    """Makes what coming steps need in a thread of its own, in pinned memory where there is a card."""

    def __init__(self, make: Callable[[int], tuple[Tensor, ...]]) -> None:
        """`make`: the tensors of a step, a pure function of its number."""
        self.make = make
        self.worker = ThreadPoolExecutor(1, "feeder")
        self.coming: dict[int, Future[tuple[Tensor, ...]]] = {}

    def get(self, step: int) -> tuple[Tensor, ...]:
        """The tensors of `step`; those of the next steps are begun. Raises what `make` raised."""
        wanted = range(step, step + AHEAD)
        self.coming = {number: self.coming.get(number) or self.worker.submit(self._pinned, number) for number in wanted}
        return self.coming.pop(step).result()

    def _pinned(self, step: int) -> tuple[Tensor, ...]:
        tensors = self.make(step)
        return tuple(tensor.pin_memory() for tensor in tensors) if torch.cuda.is_available() else tensors
