from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import tiny
import torch

from training.batches import Batches, normalise
from training.errors import TrainingError

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (10, 8, 6, 3), dtype=np.uint8)
LABELS = np.arange(10, dtype=np.float32)[:, None]
CPU = torch.device("cpu")


def batches(batch_size=4, seed=1, flip=False, shift=0, pixel_range=(0.0, 255.0), images=IMAGES, **shares):
    labels = LABELS[: len(images)]
    return Batches(images, labels, batch_size, seed, flip=flip, shift=shift, pixel_range=pixel_range, **shares)


def pixels(batch):
    return batch.images.permute(0, 2, 3, 1).round().to(torch.uint8).numpy()


def test_every_image_comes_once_in_every_pass():
    stream = np.concatenate([batches().indices(step) for step in range(10)])
    passes = stream.reshape(4, 10)
    for one in passes:
        assert sorted(one) == list(range(10))
    assert len({tuple(one) for one in passes}) == 4, "passes are in different orders"


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_may_be_larger_than_the_split(count):
    stream = batches(batch_size=7, images=IMAGES[:count])
    drawn = np.concatenate([stream.indices(step) for step in range(count)])
    assert sorted(drawn) == sorted(list(range(count)) * 7)


def test_a_step_is_the_same_whatever_was_read_before():
    ahead, fresh = batches(flip=True, shift=2), batches(flip=True, shift=2)
    for step in (0, 9, 4, 30, 5):
        ahead.get(step, CPU)
    for step in (5, 0):
        assert torch.equal(ahead.get(step, CPU).images, fresh.get(step, CPU).images)
        assert torch.equal(ahead.get(step, CPU).labels, fresh.get(step, CPU).labels)


def test_another_seed_is_another_order():
    assert not np.array_equal(batches(seed=1).indices(0), batches(seed=2).indices(0))


@pytest.mark.parametrize("processes", [2, 4])
def test_shares_of_processes_are_disjoint_and_complete(processes):
    whole = batches(batch_size=8)
    shares = [batches(batch_size=8, rank=rank, processes=processes) for rank in range(processes)]
    for step in range(5):
        parts = [share.indices(step) for share in shares]
        assert {len(part) for part in parts} == {8 // processes}
        assert np.array_equal(np.concatenate(parts), whole.indices(step))
    assert shares[0].get(0, CPU).size == 8 // processes


def test_processes_do_not_flip_alike():
    image = np.broadcast_to(IMAGES[:1], IMAGES.shape)
    first, second = (batches(8, flip=True, images=image, rank=rank, processes=2) for rank in (0, 1))
    alike = [torch.equal(first.get(step, CPU).images, second.get(step, CPU).images) for step in range(8)]
    assert not all(alike)


def test_a_batch_that_processes_cannot_share_is_refused():
    with pytest.raises(TrainingError, match="batch of 4 images cannot be shared evenly by 3 processes; give --batch"):
        batches(batch_size=4, processes=3)


def test_without_flips_and_shifts_images_come_as_they_are_with_their_labels():
    stream = batches()
    for step in range(5):
        batch = stream.get(step, CPU)
        rows = stream.indices(step)
        assert np.array_equal(pixels(batch), IMAGES[rows])
        assert np.array_equal(batch.labels.numpy(), LABELS[rows])
        assert batch.labels.dtype == torch.float32


def test_flips_mirror_about_half_of_the_images_and_do_nothing_else():
    stream = batches(flip=True)
    mirrored = []
    for step in range(50):
        for row, found in zip(stream.indices(step), pixels(stream.get(step, CPU)), strict=True):
            assert np.array_equal(found, IMAGES[row]) or np.array_equal(found, IMAGES[row][:, ::-1])
            mirrored.append(not np.array_equal(found, IMAGES[row]))
    assert 0.35 < np.mean(mirrored) < 0.65


def test_shifts_move_by_every_step_up_to_the_reach_and_do_nothing_else():
    stream = batches(shift=1)
    offsets = set()
    for step in range(50):
        for row, found in zip(stream.indices(step), pixels(stream.get(step, CPU)), strict=True):
            padded = np.pad(IMAGES[row], ((1, 1), (1, 1), (0, 0)), mode="reflect")
            moves = [(y, x) for y in range(3) for x in range(3) if np.array_equal(found, padded[y : y + 8, x : x + 6])]
            assert len(moves) == 1
            offsets.update(moves)
    assert offsets == {(y, x) for y in range(3) for x in range(3)}


def test_the_split_itself_is_never_changed(tmp_path):
    np.save(tmp_path / "images.npy", IMAGES)
    mapped = np.load(tmp_path / "images.npy", mmap_mode="r")
    stream = batches(flip=True, shift=1, images=mapped, pixel_range=(-1.0, 1.0))
    for step in range(5):
        stream.get(step, CPU).images.zero_()
    assert np.array_equal(mapped, IMAGES)


def test_a_mapped_split_gives_no_warning(tmp_path, recwarn):
    np.save(tmp_path / "images.npy", IMAGES)
    batches(images=np.load(tmp_path / "images.npy", mmap_mode="r")).get(0, CPU)
    assert not recwarn.list


@pytest.mark.parametrize("settings", [{}, {"flip": True}, {"shift": 2}, {"flip": True, "shift": 2}])
def test_a_thread_that_reads_ahead_gives_the_same_batches(settings):
    plain, ahead = batches(**settings), batches(**settings, ahead=True)
    for step in (0, 1, 2, 200, 3):
        one, other = plain.get(step, CPU), ahead.get(step, CPU)
        assert torch.equal(one.images, other.images)
        assert torch.equal(one.labels, other.labels)


def test_a_fault_in_the_thread_that_reads_ahead_reaches_the_loop():
    stream = batches(ahead=True)
    stream.feeder.make = lambda step: 1 / 0
    with pytest.raises(ZeroDivisionError):
        stream.get(0, CPU)


@pytest.mark.parametrize("pixel_range", [(-1.0, 1.0), (0.0, 1.0)])
def test_pixels_fill_the_range_in_channels_last_memory(pixel_range):
    ends = torch.tensor([0, 255], dtype=torch.uint8).reshape(1, 2, 1, 1).expand(1, 2, 2, 3)
    images = normalise(ends, pixel_range)
    assert images.shape == (1, 3, 2, 2)
    assert images.dtype == torch.float32
    assert (images.min().item(), images.max().item()) == pytest.approx(pixel_range)
    batch = batches(pixel_range=pixel_range).get(0, CPU)
    assert batch.images.is_contiguous(memory_format=torch.channels_last)


def test_a_recipe_names_the_stream():
    """Each setting reaches its place: the same stream as when it is spelt out."""
    recipe = replace(tiny.RECIPE, flip=True, shift=3, pixel_range=(-0.5, 2.0), seed=11)
    hardware = SimpleNamespace(accelerator=SimpleNamespace(process_index=1, num_processes=2), device=CPU)
    train = tiny.dataset().train
    spelt = {"flip": True, "shift": 3, "pixel_range": (-0.5, 2.0), "rank": 1, "processes": 2}
    expected = Batches(train.images, train.labels, recipe.batch_size, 11, **spelt).get(4, CPU)
    found = Batches.of(recipe, tiny.dataset(), hardware).get(4, CPU)
    assert torch.equal(found.images, expected.images)
    assert torch.equal(found.labels, expected.labels)
