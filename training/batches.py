"""The stream of training batches, each a pure function of (seed, step): resuming needs no saved position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from training.batch import Batch
from training.errors import TrainingError
from training.resident import PROCESSOR, Feeder, gather, home_of, placed, to_device

if TYPE_CHECKING:
    from training.data import Dataset
    from training.devices import Hardware
    from training.recipe import Recipe

# Steps whose random numbers are drawn and sent to the device together, so that a step itself costs the host nothing.
BLOCK = 64


@dataclass(frozen=True)
class Drawn:
    """What is random in a block of steps, at home with the images, each (BLOCK, share).

    rows: of the split. mirrored: bool. down, right: pixels of shift, from -shift to shift.
    """

    number: int
    rows: Tensor
    mirrored: Tensor
    down: Tensor
    right: Tensor


class Batches:
    """Shuffled passes over a split, laid end to end and cut into batches of equal size.

    Pass number e is shuffled by `default_rng([seed, e])`; a batch that straddles two passes takes from both, so no
    image is dropped and `images_seen / len(images)` is the number of passes. Flips and shifts of block number b are
    drawn by `default_rng([seed, b, process, 1])`: the same on every device.
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
        home: torch.device = PROCESSOR,
        ahead: bool = False,
    ) -> None:
        """`images` uint8 (N, H, W, 3), may be mapped from disk; `batch_size` counts all `processes` together.

        `flip` mirrors every other image at random; `shift` moves each by up to that many pixels, mirroring its edge.
        home: where images lie and batches are made. ahead: whether a thread makes them before they are asked for.
        Raises TrainingError when the processes cannot share a batch.
        """
        check_share(batch_size, processes)
        self.home = home
        self.images = placed(images, home)
        self.labels = placed(np.asarray(labels, dtype=np.float32), home)
        self.batch_size, self.seed = batch_size, seed
        self.flip, self.shift = flip, shift
        self.pixel_range = pixel_range
        self.rank, self.processes = rank, processes
        self.feeder = Feeder(self.pixels) if ahead else None
        self._orders: dict[int, np.ndarray] = {}
        self._drawn: Drawn | None = None

    @classmethod
    def of(cls, recipe: Recipe, dataset: Dataset, hardware: Hardware) -> Batches:
        """The training images of `dataset` as `recipe` wants them: this process's share of each batch.

        Raises TrainingError when the processes cannot share a batch.
        """
        home = home_of([dataset.train.images], hardware.device)
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
            home=home,
            ahead=home.type != hardware.device.type == "cuda",
        )

    def get(self, step: int, device: torch.device) -> Batch:
        """The batch of `step` on `device`, mirrored and shifted as the recipe says."""
        pixels, labels = self.feeder.get(step) if self.feeder else self.pixels(step)
        return Batch(normalise(to_device(pixels, device), self.pixel_range), to_device(labels, device))

    def pixels(self, step: int) -> tuple[Tensor, Tensor]:
        """The batch of `step` at home: uint8 (share, H, W, 3), and its labels, float (share, L)."""
        number, place = divmod(step, BLOCK)
        if self._drawn is None or self._drawn.number != number:
            self._drawn = self._draw(number)
        rows = self._drawn.rows[place]
        return self._moved(rows, place, self._drawn), self.labels.index_select(0, rows)

    def indices(self, step: int, steps: int = 1) -> np.ndarray:
        """Rows of the split that this process reads from `step` (counted from 0) on, `steps` x share of them."""
        share = self.batch_size // self.processes
        first = (step + np.arange(steps)) * self.batch_size + self.rank * share
        positions = (first[:, None] + np.arange(share)).ravel()
        passes, offsets = np.divmod(positions, len(self.images))
        rows = np.empty_like(positions)
        for epoch in np.unique(passes):
            of_pass = passes == epoch
            rows[of_pass] = self._order(int(epoch))[offsets[of_pass]]
        return rows

    def _draw(self, number: int) -> Drawn:
        rng = np.random.default_rng([self.seed, number, self.rank, 1])
        shape = (BLOCK, self.batch_size // self.processes)
        rows = self.indices(number * BLOCK, BLOCK).reshape(shape)
        mirrored = rng.random(shape) < 0.5
        down, right = rng.integers(-self.shift, self.shift + 1, (2, *shape))
        arrays = (rows, mirrored, down, right)
        return Drawn(number, *(to_device(torch.from_numpy(array), self.home) for array in arrays))

    def _moved(self, rows: Tensor, place: int, drawn: Drawn) -> Tensor:
        if not self.flip and not self.shift:
            return self.images.index_select(0, rows)
        height, width = self.images.shape[1:3]
        down, right = torch.arange(height, device=self.home)[None], torch.arange(width, device=self.home)[None]
        if self.shift:
            down = _reflected(down + drawn.down[place, :, None], height)
            right = _reflected(right + drawn.right[place, :, None], width)
        if self.flip:
            right = torch.where(drawn.mirrored[place, :, None], width - 1 - right, right)
        return gather(self.images, rows, down[:, :, None], right[:, None, :])

    def _order(self, epoch: int) -> np.ndarray:
        if epoch not in self._orders:
            # Two passes are enough: the end of one and the start of the next, unless the split is smaller than a
            # block of batches, where making a pass anew costs nothing.
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


def _reflected(positions: Tensor, length: int) -> Tensor:
    """Positions a little outside of 0 to `length` - 1, mirrored at the edge pixel."""
    last = length - 1
    return last - (last - positions.abs()).abs()
