from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from tiny_sets import jpeg, write_folder, write_zip

from training.data import DataError, open_dataset
from training.data.flowers import KINDS


def flower_files(counts=None, outer="photos/"):
    counts = counts or {"rose": 20, "daisy": 10, "iris": 4}
    return {f"{outer}{kind}/{n}.jpg": jpeg(40 + n, 30, seed=n) for kind, count in counts.items() for n in range(count)}


def kind_of(name):
    return name.split("/")[-2]


def test_the_folder_of_a_picture_is_its_kind(tmp_path):
    dataset = open_dataset("flowers", write_folder(tmp_path / "set", flower_files()), 16)
    assert dataset.label_names == tuple(f"kind:{kind}" for kind in KINDS)
    for split in (dataset.train, dataset.test):
        assert split.images.shape[1:] == (16, 16, 3)
        assert [KINDS[column] for column in split.labels.argmax(1)] == [kind_of(name) for name in split.ids]
        assert (split.labels.sum(1) == 1).all()


def test_of_each_kind_the_tenth_with_the_smallest_sha256_is_test_wherever_the_folders_lie(tmp_path):
    def tested(path):
        return sorted("/".join(name.split("/")[-2:]) for name in open_dataset("flowers", path, 8).test.ids)

    wanted = [
        name
        for kind, count in (("rose", 2), ("daisy", 1))
        for name in sorted(
            (name.removeprefix("photos/") for name in flower_files() if kind in name),
            key=lambda name: hashlib.sha256(name.encode()).hexdigest(),
        )[:count]
    ]
    assert tested(write_folder(tmp_path / "set", flower_files())) == sorted(wanted)
    assert tested(write_zip(tmp_path / "set.zip", flower_files(outer=""))) == sorted(wanted)


def test_pictures_are_cut_to_their_centre(tmp_path):
    files = {f"set/rose/{n}.jpg": jpeg(60, 20) for n in range(10)}  # dark on the left, bright on the right
    image = open_dataset("flowers", write_folder(tmp_path / "set", files), 20).train.images[0]
    assert 60 < image[:, 0].mean() < image[:, -1].mean() < 170


def test_pictures_of_no_kind_are_left_out_and_said(tmp_path):
    files = flower_files() | {f"photos/nettle/{n}.jpg": jpeg(9, 9) for n in range(3)}
    dataset = open_dataset("flowers", write_folder(tmp_path / "set", files), 8)
    assert dataset.skipped == ["3 pictures in photos/nettle are of no class"]
    assert Counter(map(kind_of, dataset.train.ids + dataset.test.ids)) == {"rose": 20, "daisy": 10, "iris": 4}


def test_a_set_without_any_kind_says_what_was_found(tmp_path):
    folder = write_folder(tmp_path / "set", {"cats/1.jpg": jpeg(9, 9), "dogs/1.jpg": jpeg(9, 9)})
    with pytest.raises(DataError, match=r"no folder of pictures called bluebell, .*\(found: cats, dogs\)"):
        open_dataset("flowers", folder, 8)


def test_one_kind_alone_has_no_labels(tmp_path):
    dataset = open_dataset("flowers", write_folder(tmp_path / "set", flower_files()), 8)
    roses = dataset.only("kind:rose")
    assert {kind_of(name) for name in roses.train.ids + roses.test.ids} == {"rose"}
    assert (len(roses.train), len(roses.test)) == (18, 2)
    assert roses.label_names == ()
    assert roses.train.labels.shape == (18, 0)
    first = dataset.train.ids.index(roses.train.ids[0])
    assert (roses.train.images[0] == dataset.train.images[first]).all()


@pytest.mark.parametrize(
    ("label", "sentence"), [("kind:nettle", "no label 'kind:nettle'"), ("kind:iris", "too few images of kind:iris")]
)
def test_a_kind_that_is_unknown_or_has_no_test_image_is_refused(tmp_path, label, sentence):
    dataset = open_dataset("flowers", write_folder(tmp_path / "set", flower_files()), 8)
    with pytest.raises(DataError, match=sentence):
        dataset.only(label)
