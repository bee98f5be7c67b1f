"""The stream of training batches, each a pure function of (seed, step): resuming needs no saved position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from training.errors import TrainingError

if TYPE_CHECKING:
    from training.data import Dataset
    from training.devices import Hardware
    from training.recipe import Recipe


@dataclass(frozen=True)
class Batch:
    """One process's share of a step.

    images: float (N, 3, H, W) in the recipe's pixel range, channels_last. labels: float (N, L); L may be 0.
    """

    images: Tensor
    labels: Tensor

    @property
    def size(self) -> int:
        """Images in this process's share."""
        return len(self.images)


class Batches:
    """Shuffled passes over a split, laid end to end and cut into batches of equal size.

    Pass number e is shuffled by `default_rng([seed, e])`; a batch that straddles two passes takes from both, so no
    image is dropped and `images_seen / len(images)` is the number of passes.
    """

    def __init__(
        self,
        images: np.ndarray,
        labels: np.ndarray,
        batch_size: int,
        seed: int,
        *,
        flip: bool,
        shift: int,
        pixel_range: tuple[float, float],
        rank: int = 0,
        processes: int = 1,
    ) -> None:
        """`images` uint8 (N, H, W, 3), may be mapped from disk; `batch_size` counts all `processes` together.

        `flip` mirrors every other image at random; `shift` moves each by up to that many pixels, mirroring its edge.
        Raises TrainingError when the processes cannot share a batch.
        """
        check_share(batch_size, processes)
        self.images, self.labels = images, labels
        self.batch_size, self.seed = batch_size, seed
        self.flip, self.shift = flip, shift
        self.pixel_range = pixel_range
        self.rank, self.processes = rank, processes
        self._orders: dict[int, np.ndarray] = {}

    @classmethod
    def of(cls, recipe: Recipe, dataset: Dataset, hardware: Hardware) -> Batches:
        """The training images of `dataset` as `recipe` wants them: this process's share of each batch.

        Raises TrainingError when the processes cannot share a batch.
        """
        return cls(
            dataset.train.images,
            dataset.train.labels,
            recipe.batch_size,
            recipe.seed,
            flip=recipe.flip,
            shift=recipe.shift,
            pixel_range=recipe.pixel_range,
            rank=hardware.accelerator.process_index,
            processes=hardware.accelerator.num_processes,
        )

    def indices(self, step: int) -> np.ndarray:
        """Rows of the split that this process reads at `step` (counted from 0)."""
        share = self.batch_size // self.processes
        first = step * self.batch_size + self.rank * share
        positions = np.arange(first, first + share)
        passes, offsets = np.divmod(positions, len(self.images))
        return np.array([self._order(int(e))[i] for e, i in zip(passes, offsets, strict=True)])

    def get(self, step: int, device: torch.device) -> Batch:
        """The batch of `step` on `device`, mirrored and shifted as the recipe says."""
        rows = self.indices(step)
        rng = np.random.default_rng([self.seed, step, self.rank, 1])
        pixels = self._shifted(self.images[rows], rng) if self.shift else self.images[rows]
        if self.flip:
            mirrored = rng.random(len(rows)) < 0.5
            pixels[mirrored] = pixels[mirrored, :, ::-1]
        return Batch(
            images=normalise(to_device(torch.from_numpy(pixels), device), self.pixel_range),
            labels=to_device(torch.from_numpy(np.asarray(self.labels[rows], dtype=np.float32)), device),
        )

    def _shifted(self, pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        reach = self.shift
        padded = np.pad(pixels, ((0, 0), (reach, reach), (reach, reach), (0, 0)), mode="reflect")
        tops, lefts = rng.integers(0, 2 * reach + 1, (2, len(pixels)))
        height, width = pixels.shape[1:3]
        return np.stack([p[t : t + height, x : x + width] for p, t, x in zip(padded, tops, lefts, strict=True)])

    def _order(self, epoch: int) -> np.ndarray:
        if epoch not in self._orders:
            # Two passes are enough: a batch straddles at most the end of one and the start of the next,
            # unless the split is smaller than a batch, where making a pass anew costs nothing.
            while len(self._orders) > 1:
                self._orders.pop(next(iter(self._orders)))
            self._orders[epoch] = np.random.default_rng([self.seed, epoch]).permutation(len(self.images))
        return self._orders[epoch]


def check_share(batch_size: int, processes: int) -> None:
    """Raises TrainingError when a batch cannot be shared evenly."""
    if batch_size % processes:
        raise TrainingError(
            f"A batch of {batch_size} images cannot be shared evenly by {processes} processes; "
            f"give --batch-size a multiple of {processes}."
        )


def normalise(pixels: Tensor, pixel_range: tuple[float, float]) -> Tensor:
    """uint8 (N, H, W, 3) to float (N, 3, H, W) in `pixel_range`; the memory stays as it is, which is channels_last."""
    low, high = pixel_range
    return pixels.permute(0, 3, 1, 2).to(torch.float32).mul_((high - low) / 255.0).add_(low)


def to_device(tensor: Tensor, device: torch.device) -> Tensor:
    """The tensor on the device; on its way to CUDA it is pinned, so that the copy waits for nobody."""
    if device.type == "cuda":
        return tensor.pin_memory().to(device, non_blocking=True)
    return tensor.to(device)
