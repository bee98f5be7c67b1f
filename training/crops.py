"""The stream of crops from aerial photographs and maps, each batch a pure function of (seed, step)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from training.batch import PairBatch
from training.batches import BLOCK, check_share, normalise
from training.data.pairs import PairedSplit
from training.resident import PROCESSOR, Feeder, gather, home_of, placed, to_device

if TYPE_CHECKING:
    from training.data import PairedDataset
    from training.devices import Hardware
    from training.recipe import Recipe


class CropBatches:
    """Square crops from random places, turned by quarters and mirrored.

    Unpaired, the two sides are drawn independently of each other; paired, both are cut and turned alike.
    """

    def __init__(
        self,
        split: PairedSplit,
        crop: int,
        batch_size: int,
        seed: int,
        *,
        paired: bool,
        pixel_range: tuple[float, float],
        rank: int = 0,
        processes: int = 1,
        home: torch.device = PROCESSOR,
        ahead: bool = False,
    ) -> None:
        """`crop`: pixels a side; `batch_size` counts all `processes` together; `home` and `ahead` as for `Batches`.

        Raises TrainingError when processes cannot share a batch, ValueError when a crop exceeds the squares.
        """
        check_share(batch_size, processes)
        if crop > split.size:
            raise ValueError(f"crops of {crop} pixels cannot be cut from squares of {split.size}")
        self.split, self.crop, self.paired = split, crop, paired
        self.batch_size, self.seed, self.pixel_range = batch_size, seed, pixel_range
        self.rank, self.processes = rank, processes
        self.home = home
        self.aerial, self.map = placed(split.aerial, home), placed(split.map, home)
        self.feeder = Feeder(self.pixels) if ahead else None
        self._number, self._drawn = -1, ()

    @classmethod
    def of(cls, recipe: Recipe, dataset: PairedDataset, hardware: Hardware) -> CropBatches:
        """The training pairs of `dataset` as `recipe` wants them. Raises TrainingError."""
        home = home_of([dataset.train.aerial, dataset.train.map], hardware.device)
        return cls(
            dataset.train,
            recipe.method.crop,
            recipe.batch_size,
            recipe.seed,
            paired=recipe.method.paired,
            pixel_range=recipe.pixel_range,
            rank=hardware.accelerator.process_index,
            processes=hardware.accelerator.num_processes,
            home=home,
            ahead=home.type != hardware.device.type == "cuda",
        )

    def get(self, step: int, device: torch.device) -> PairBatch:
        """The batch of `step` on `device`."""
        sides = self.feeder.get(step) if self.feeder else self.pixels(step)
        return PairBatch(*(normalise(to_device(side, device), self.pixel_range).contiguous() for side in sides))

    def pixels(self, step: int) -> tuple[Tensor, Tensor]:
        """The batch of `step` at home, uint8 (share, crop, crop, 3): aerial photographs and maps."""
        number, place = divmod(step, BLOCK)
        if self._number != number:
            self._number, self._drawn = number, self._draw(number)
        aerial, map_ = self._drawn
        return cut(self.aerial, aerial[place], self.crop), cut(self.map, map_[place], self.crop)

    def _draw(self, number: int) -> tuple[Tensor, Tensor]:
        """The cuts of a block of steps on both sides, each (BLOCK, share, 4)."""
        rng = np.random.default_rng([self.seed, number, self.rank, 2])
        share = self.batch_size // self.processes
        aerial = self._cuts(rng, BLOCK * share)
        map_ = aerial if self.paired else self._cuts(rng, BLOCK * share)
        return tuple(to_device(torch.from_numpy(cuts.reshape(BLOCK, share, 4)), self.home) for cuts in (aerial, map_))

    def _cuts(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Image, top, left, and which of the eight turns, (count, 4): a square, and a crop anywhere within it."""
        places = self.split.places[rng.integers(len(self.split.places), size=count)]
        within = rng.integers(self.split.size - self.crop + 1, size=(count, 2))
        return np.column_stack([places[:, 0], places[:, 1:] + within, rng.integers(8, size=count)])


def cut(images: Tensor, cuts: Tensor, size: int) -> Tensor:
    """Crops (B, size, size, 3) of images (N, H, W, 3); cuts: image, top, left and turn, int64 (B, 4).

    The bits of a turn say whether a crop is upside down, mirrored, and reflected in its diagonal: all eight ways in
    which a square can lie.
    """
    number, top, left, turn = (column[:, None] for column in cuts.unbind(1))
    along = torch.arange(size, device=images.device)
    down = top + torch.where((turn & 1) > 0, size - 1 - along, along)
    right = left + torch.where((turn & 2) > 0, size - 1 - along, along)
    diagonal = (turn[:, :, None] & 4) > 0
    return gather(
        images,
        number[:, 0],
        torch.where(diagonal, down[:, None, :], down[:, :, None]),
        torch.where(diagonal, right[:, :, None], right[:, None, :]),
    )
