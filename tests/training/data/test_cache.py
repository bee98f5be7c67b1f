from __future__ import annotations

import os

import numpy as np
import pytest
from tiny_sets import anime_files, jpeg, write_folder, write_zip

from training.data import DataError, anime, open_dataset


@pytest.fixture
def set_path(tmp_path):
    return write_folder(tmp_path / "set", anime_files())


@pytest.fixture
def decoded(monkeypatch):
    """Counts how many images are decoded."""
    names = []
    resize = anime.square

    def counted(image, size):
        names.append(size)
        return resize(image, size)

    monkeypatch.setattr(anime, "square", counted)
    return names


def test_a_second_run_decodes_nothing_and_maps_the_images(set_path, decoded):
    first = open_dataset("anime", set_path, 16)
    assert len(decoded) == 20
    second = open_dataset("anime", set_path, 16)
    assert len(decoded) == 20
    for split in ("train", "test"):
        np.testing.assert_array_equal(getattr(first, split).images, getattr(second, split).images)
        np.testing.assert_array_equal(getattr(first, split).labels, getattr(second, split).labels)
        assert getattr(first, split).ids == getattr(second, split).ids
    assert not second.train.images.flags.writeable
    assert not second.train.images.flags.owndata


def test_images_are_indexed_by_slices_and_integer_arrays(set_path):
    images = open_dataset("anime", set_path, 16).train.images
    picked = images[np.array([5, 0, 5])]
    assert picked.flags.writeable
    np.testing.assert_array_equal(picked[1], images[0])
    np.testing.assert_array_equal(picked[0], picked[2])
    assert images[2:4].shape == (2, 16, 16, 3)


def test_another_size_and_a_changed_source_are_decoded_anew(set_path, decoded):
    before = open_dataset("anime", set_path, 16).train
    open_dataset("anime", set_path, 8)
    assert decoded[-1] == 8
    changed = set_path / "extra_data/images" / f"{before.ids[0]}.jpg"
    changed.write_bytes(jpeg(64, 64, seed=999))
    assert not np.array_equal(before.images[0], open_dataset("anime", set_path, 16).train.images[0])


def test_a_changed_zip_is_decoded_anew(tmp_path, decoded):
    path = write_zip(tmp_path / "set.zip", anime_files())
    open_dataset("anime", path, 16)
    os.utime(path, ns=(1, 1))
    open_dataset("anime", path, 16)
    assert len(decoded) == 40


@pytest.mark.parametrize("file", ["images.npy", "labels.npy", "index.json"])
def test_a_damaged_cache_is_made_again(set_path, cache_folder, file):
    first = open_dataset("anime", set_path, 16)
    labels = first.train.labels.copy()
    (entry,) = cache_folder.iterdir()
    contents = (entry / file).read_bytes()
    (entry / file).unlink()
    (entry / file).write_bytes(contents[: len(contents) // 2])
    again = open_dataset("anime", set_path, 16)
    np.testing.assert_array_equal(again.train.labels, labels)
    assert again.train.images.shape == (18, 16, 16, 3)


def test_a_run_that_stops_while_decoding_leaves_no_entry(set_path, cache_folder, monkeypatch):
    def stop(image, size):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(anime, "square", stop)
        with pytest.raises(KeyboardInterrupt):
            open_dataset("anime", set_path, 16)
    assert list(cache_folder.iterdir()) == []
    assert len(open_dataset("anime", set_path, 16).train) == 18


def test_another_process_that_was_faster_is_no_error(set_path, monkeypatch):
    resize = anime.square

    def slow(image, size):
        monkeypatch.setattr(anime, "square", resize)
        open_dataset("anime", set_path, 16)
        return resize(image, size)

    monkeypatch.setattr(anime, "square", slow)
    assert len(open_dataset("anime", set_path, 16).train) == 18


def test_a_cache_that_cannot_be_written_says_so(set_path, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match=r"cannot be written to .*GENFACES_CACHE"):
        open_dataset("anime", set_path, 16, cache=tmp_path / "file")
    with pytest.raises(DataError, match="cannot be written to"):
        open_dataset("anime", set_path, 16, cache=tmp_path / "file" / "below")
