from __future__ import annotations

import numpy as np
import pytest
import tiny
import torch

from training import batches, resident
from training.resident import PROCESSOR, gather, home_of, placed

CUDA = torch.device("cuda")
IMAGES = np.random.default_rng(0).integers(0, 256, (5, 4, 6, 3), dtype=np.uint8)


@pytest.mark.parametrize(("free", "home"), [(10 * IMAGES.nbytes, CUDA), (IMAGES.nbytes, PROCESSOR)])
def test_a_split_lies_on_the_card_when_it_takes_little_of_its_memory(monkeypatch, free, home):
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (free, 10 * free))
    assert home_of([IMAGES], CUDA) == home


def test_on_a_processor_nothing_is_copied(tmp_path):
    np.save(tmp_path / "images.npy", IMAGES)
    mapped = np.load(tmp_path / "images.npy", mmap_mode="r")
    assert home_of([mapped], PROCESSOR) == PROCESSOR
    assert placed(mapped, PROCESSOR).data_ptr() == mapped.ctypes.data


@pytest.mark.parametrize("way", ["on the device", "by a thread"])
def test_a_resumed_run_equals_an_unbroken_one_however_images_come(tmp_path, monkeypatch, way):
    """As on a card that holds the split, and as on one that is too small for it; each as from a mapped file."""
    tiny.loop(tmp_path / "mapped").train(96)
    if way == "on the device":
        copy = placed
        monkeypatch.setattr(batches, "placed", lambda array, home: copy(array, home).clone())
    else:
        init = batches.Batches.__init__
        fed = lambda self, *given, **how: init(self, *given, **how | {"ahead": True})  # noqa: E731
        monkeypatch.setattr(batches.Batches, "__init__", fed)
    tiny.loop(tmp_path / "unbroken").train(96)
    tiny.loop(tmp_path / "broken").train(48)
    resumed = tiny.loop(tmp_path / "broken", seed=99)
    assert (resumed.batches.feeder is not None) == (way == "by a thread")
    resumed.train(96)
    tiny.assert_same_run(tmp_path / "unbroken", tmp_path / "broken")
    tiny.assert_same_run(tmp_path / "mapped", tmp_path / "broken")


def test_gathered_pixels_are_those_of_the_places_named():
    rows = torch.tensor([4, 0])
    down = torch.tensor([[0, 3], [1, 1]])
    right = torch.tensor([[5, 4, 0], [0, 1, 2]])
    found = gather(placed(IMAGES, PROCESSOR), rows, down[:, :, None], right[:, None, :])
    assert found.shape == (2, 2, 3, 3)
    for image, row in enumerate(rows):
        expected = IMAGES[row][down[image].numpy()][:, right[image].numpy()]
        assert np.array_equal(found[image].numpy(), expected)


def test_steps_are_made_ahead_and_only_once():
    made = []
    feeder = resident.Feeder(lambda step: made.append(step) or (torch.tensor(step),))
    for step in (0, 1, 2, 3, 10):
        assert feeder.get(step)[0] == step
    feeder.worker.shutdown()
    assert sorted(made) == [0, 1, 2, 3, 4, 5, 10, 11, 12]
