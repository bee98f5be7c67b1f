"""The stream of crops from aerial photographs and maps, each batch a pure function of (seed, step)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from training.batches import check_share, normalise, to_device
from training.data.pairs import PairedSplit

if TYPE_CHECKING:
    from training.data import PairedDataset
    from training.devices import Hardware
    from training.recipe import Recipe


@dataclass(frozen=True)
class PairBatch:
    """One process's share of a step: aerial and map, each float (N, 3, H, W) in the recipe's pixel range.

    The two show the same places only where the method asks for pairs.
    """

    aerial: Tensor
    map: Tensor

    @property
    def size(self) -> int:
        """Pictures of each side in this process's share."""
        return len(self.aerial)


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
    ) -> None:
        """`crop`: pixels a side; `batch_size` counts all `processes` together.

        Raises TrainingError when processes cannot share a batch, ValueError when a crop exceeds the squares.
        """
        check_share(batch_size, processes)
        if crop > split.size:
            raise ValueError(f"crops of {crop} pixels cannot be cut from squares of {split.size}")
        self.split, self.crop, self.paired = split, crop, paired
        self.batch_size, self.seed, self.pixel_range = batch_size, seed, pixel_range
        self.rank, self.processes = rank, processes

    @classmethod
    def of(cls, recipe: Recipe, dataset: PairedDataset, hardware: Hardware) -> CropBatches:
        """The training pairs of `dataset` as `recipe` wants them. Raises TrainingError."""
        return cls(
            dataset.train,
            recipe.method.crop,
            recipe.batch_size,
            recipe.seed,
            paired=recipe.method.paired,
            pixel_range=recipe.pixel_range,
            rank=hardware.accelerator.process_index,
            processes=hardware.accelerator.num_processes,
        )

    def get(self, step: int, device: torch.device) -> PairBatch:
        """The batch of `step` on `device`."""
        aerial, map_ = self.pixels(step)
        return PairBatch(*(self._tensor(pixels, device) for pixels in (aerial, map_)))

    def pixels(self, step: int) -> tuple[np.ndarray, np.ndarray]:
        """The batch of `step` as uint8 (N, crop, crop, 3): aerial photographs and maps."""
        rng = np.random.default_rng([self.seed, step, self.rank, 2])
        cuts = self._cuts(rng)
        return _cut(self.split.aerial, cuts, self.crop), _cut(
            self.split.map, cuts if self.paired else self._cuts(rng), self.crop
        )

    def _cuts(self, rng: np.random.Generator) -> np.ndarray:
        """Image, top, left, and which of the eight turns, (N, 4): a square, and a crop anywhere within it."""
        count = self.batch_size // self.processes
        places = self.split.places[rng.integers(len(self.split.places), size=count)]
        within = rng.integers(self.split.size - self.crop + 1, size=(count, 2))
        return np.column_stack([places[:, 0], places[:, 1:] + within, rng.integers(8, size=count)])

    def _tensor(self, pixels: np.ndarray, device: torch.device) -> Tensor:
        return normalise(to_device(torch.from_numpy(pixels), device), self.pixel_range).contiguous()


def _cut(images: np.ndarray, cuts: np.ndarray, size: int) -> np.ndarray:
    crops = []
    for number, top, left, turn in cuts:
        crop = np.rot90(images[number, top : top + size, left : left + size], turn % 4)
        crops.append(crop[:, ::-1] if turn >= 4 else crop)
    return np.stack(crops)
