from __future__ import annotations

import numpy as np
import pytest
import torch
from tiny_landscape import SEEN, pair

from genfaces.palette import LANDCOVER
from training.crops import CropBatches
from training.data.pairs import PairedSplit, mixed_places
from training.errors import TrainingError


def split(size=16):
    aerial, map_ = pair(64, 96)
    return PairedSplit(
        aerial[None], map_[None], mixed_places(LANDCOVER.classes(map_[None]), size, 5, step=4), size, ["mosaic"]
    )


def batches(paired=False, crop=8, batch_size=64, seed=0, **others):
    return CropBatches(split(), crop, batch_size, seed, paired=paired, pixel_range=(-1.0, 1.0), **others)


def pixels(stream, step=0):
    return [side.numpy() for side in stream.pixels(step)]


def shown(aerial, map_):
    """Whether each photograph shows what its map says, (N)."""
    return (SEEN[LANDCOVER.classes(map_)] == aerial).all((1, 2, 3))


def test_paired_sides_are_cut_and_turned_alike():
    assert shown(*pixels(batches(paired=True))).all()


def test_unpaired_sides_have_nothing_to_do_with_each_other():
    aerial, map_ = pixels(batches())
    assert shown(aerial, map_).mean() < 0.1
    # Over many draws the classes of the two sides at one place are independent.
    seen, named = [], []
    for step in range(40):
        aerial, map_ = pixels(batches(), step)
        seen.append(np.abs(aerial[:, 4, 4, None].astype(int) - SEEN).sum(-1).argmin(-1))
        named.append(LANDCOVER.classes(map_[:, 4, 4]))
    seen, named = np.concatenate(seen), np.concatenate(named)
    joint = np.histogram2d(seen, named, bins=5)[0] / len(seen)
    assert abs(joint - np.outer(joint.sum(1), joint.sum(0))).max() < 0.015


def test_every_turn_occurs_and_nothing_leaves_the_mosaic():
    stream = batches(paired=True)
    cuts = np.concatenate([stream._cuts(np.random.default_rng(step), 64) for step in range(20)])
    assert set(cuts[:, 3]) == set(range(8))
    assert cuts[:, 1].min() >= 0
    assert (cuts[:, 1] + 8).max() <= 64
    assert (cuts[:, 2] + 8).max() <= 96
    corner = np.arange(64 * 96 * 3, dtype=np.uint32).astype(np.uint8).reshape(1, 64, 96, 3)
    turned = PairedSplit(corner, corner, stream.split.places[:1], 8, ["mosaic"])
    stream = CropBatches(turned, 8, 64, 0, paired=True, pixel_range=(-1.0, 1.0))
    assert len({crop.tobytes() for crop in pixels(stream)[0]}) == 8


def test_a_batch_is_a_pure_function_of_seed_and_step():
    one, other = batches().get(7, torch.device("cpu")), batches().get(7, torch.device("cpu"))
    assert torch.equal(one.aerial, other.aerial)
    assert torch.equal(one.map, other.map)
    assert not torch.equal(one.aerial, batches().get(8, torch.device("cpu")).aerial)
    assert not torch.equal(one.aerial, batches(seed=1).get(7, torch.device("cpu")).aerial)
    assert one.aerial.shape == (64, 3, 8, 8)
    assert one.aerial.is_contiguous()
    assert -1.0 <= one.aerial.min() < one.aerial.max() <= 1.0


@pytest.mark.parametrize("paired", [True, False])
def test_a_thread_that_cuts_ahead_gives_the_same_crops(paired):
    plain, ahead = batches(paired=paired), batches(paired=paired, ahead=True)
    for step in (0, 1, 2, 70, 69):
        one, other = (stream.get(step, torch.device("cpu")) for stream in (plain, ahead))
        assert torch.equal(one.aerial, other.aerial)
        assert torch.equal(one.map, other.map)


def test_processes_draw_different_shares():
    shares = [pixels(batches(rank=rank, processes=2))[0] for rank in range(2)]
    assert [len(share) for share in shares] == [32, 32]
    assert not np.array_equal(*shares)
    with pytest.raises(TrainingError, match="cannot be shared evenly"):
        batches(processes=3)


def test_a_crop_larger_than_the_squares_is_refused():
    with pytest.raises(ValueError, match="crops of 32 pixels"):
        batches(crop=32)
