from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tiny_landscape import SEEN, berkeley_files, cyclegan_files, mosaic_files, pair, png
from tiny_sets import write_folder, write_zip

from genfaces.palette import LANDCOVER
from training import recipes
from training.data import RECORDS, DataError, open_dataset
from training.data.pairs import mixed_places
from training.errors import TrainingError
from training.kinds.translator import SYSTEM


def open_files(tmp_path, files, size=32):
    return open_dataset("maps", write_folder(tmp_path / "set", files), size)


def assert_aligned(split):
    """Every photograph shows what its map says."""
    assert (SEEN[LANDCOVER.classes(split.map)] == split.aerial).all()


@pytest.mark.parametrize("files", [berkeley_files(), cyclegan_files()])
@pytest.mark.parametrize("write", [write_folder, write_zip])
def test_pairs_are_read_aerial_first_from_folders_and_zips(tmp_path, files, write):
    dataset = open_dataset("maps", write(tmp_path / "set.zip", files), 32)
    assert (len(dataset.train), len(dataset.test)) == (6, 3)
    for split in (dataset.train, dataset.test):
        assert split.aerial.dtype == np.uint8
        assert_aligned(split)
    assert not dataset.train.aerial.flags.writeable
    assert np.array_equal(dataset.test.aerial[1], pair(32, 32, 101)[0])


def test_a_mosaic_is_reduced_and_its_parts_never_overlap(tmp_path):
    files = mosaic_files(height=96, width=400)
    dataset = open_files(tmp_path, files, size=16)
    aerial, map_ = (part[::2, ::2] for part in pair(96, 400))
    # 200 columns of which 160 are for training; held-out squares start at the next multiple of 16.
    assert dataset.train.aerial.shape == (1, 48, 160, 3)
    assert np.array_equal(dataset.train.aerial[0], aerial[:, :160])
    assert np.array_equal(dataset.train.map[0], map_[:, :160])
    assert len(dataset.train) == 3 * 10
    lefts = {int(name.split("_")[1]) for name in dataset.test.ids}
    assert lefts == {160, 176}
    for name, image in zip(dataset.test.ids, dataset.test.aerial, strict=True):
        top, left = map(int, name.split("_"))
        assert np.array_equal(image, aerial[top : top + 16, left : left + 16])
    assert (dataset.train.places[:, 2] + 16).max() <= 160
    assert "LandCover.ai" in dataset.terms


def test_a_mosaic_of_ones_own_is_credited_to_nobody_else(tmp_path):
    files = {name.replace("landcover/", "mine/"): data for name, data in mosaic_files().items()}
    dataset = open_files(tmp_path, files, size=16)
    assert "LandCover" not in dataset.title + dataset.terms
    assert "whoever published them" in dataset.terms
    flat = {name.replace("landcover/", ""): data for name, data in mosaic_files().items()}
    assert "LandCover.ai" in open_dataset("maps", write_folder(tmp_path / "LandCover", flat), 16).terms


def test_the_gap_between_the_parts_is_what_is_left_of_a_square(tmp_path):
    dataset = open_files(tmp_path, mosaic_files(width=520), size=32)
    assert dataset.train.aerial.shape[2] == 208
    assert {int(name.split("_")[1]) for name in dataset.test.ids} == {224}


def test_with_a_mosaic_and_pairs_the_held_out_pairs_measure(tmp_path):
    dataset = open_files(tmp_path, mosaic_files() | berkeley_files(), size=16)
    assert dataset.train.aerial.shape == (1, 48, 160, 3)
    assert dataset.test.aerial.shape == (3, 32, 32, 3)


def test_places_leave_out_what_one_class_fills():
    classes = np.full((1, 16, 48), 2)
    classes[0, :, 28:] = 1
    places = mixed_places(classes, 16, 5, step=4)
    assert set(places[:, 2]) == {16, 20, 24}
    assert len(mixed_places(np.zeros((1, 16, 32), int), 16, 5, step=4)) == 5, "an image of one class is used as it is"


def test_squares_are_aligned_and_spread_over_a_part(tmp_path):
    train = open_files(tmp_path, mosaic_files(height=96, width=400), size=16).train
    aerial, map_ = train.squares(5)
    assert aerial.shape == map_.shape == (5, 16, 16, 3)
    assert (SEEN[LANDCOVER.classes(map_)] == aerial).all()
    first, last = train.places[0], train.places[-1]
    assert np.array_equal(aerial[0], train.aerial[0, first[1] : first[1] + 16, first[2] : first[2] + 16])
    assert np.array_equal(aerial[4], train.aerial[0, last[1] : last[1] + 16, last[2] : last[2] + 16])
    assert len(train.squares(10**6)[0]) == len(train.places)


def test_sides_that_are_no_pairs_train_a_cyclegan_alone(tmp_path):
    """Six photographs and five maps, each of which is there; the held-out ones bear other names."""
    files = without(cyclegan_files(), "trainB/2_B.png")
    files = {name.replace("testB/2_B", "testB/monet"): contents for name, contents in files.items()}
    dataset = open_files(tmp_path, files)
    assert not dataset.train.paired
    assert not dataset.test.paired
    kinds = [{image.tobytes() for image in side} for side in (dataset.train.aerial, dataset.train.map)]
    assert [len(side) for side in kinds] == [6, 5]
    assert len(dataset.train.aerial) == len(dataset.train.map) == 6
    assert open_files(tmp_path, files).train.paired is False, "the cache remembers"
    with pytest.raises(DataError, match=r"'pix2pix-maps' learns from pairs, .* 7_A.jpg belongs to 7_B.jpg"):
        replace(recipes.find("pix2pix-maps"), image_size=32).open_data(tmp_path / "set")
    assert replace(recipes.find("cyclegan-maps"), image_size=32).open_data(tmp_path / "set").train.paired is False
    with pytest.raises(TrainingError, match="Measuring needs pairs"):
        SYSTEM.measure(None, dataset, False, None)


def test_pairs_are_found_by_name_whatever_their_order(tmp_path):
    assert open_files(tmp_path, cyclegan_files()).test.paired


def without(files, name):
    return {path: contents for path, contents in files.items() if not path.endswith(name)}


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"readme.txt": b""}, "holds no pictures to train on; it should hold aerial.jpg and map.png"),
        (berkeley_files(val=0), "holds no held-out pictures"),
        (berkeley_files() | {"maps/train/03.png": png(pair(32, 32)[0])}, "train/03.png .* has 32x32 pixels, not 64x32"),
        (berkeley_files() | {"maps/train/00.png": png(pair(32, 48)[0])}, "train/00.png .* would be twice as wide"),
        (
            {name: contents for name, contents in cyclegan_files().items() if "testB" not in name},
            "no pictures in testB; photographs are in A, maps in B",
        ),
        (cyclegan_files() | {"maps/trainB/1_B.png": png(pair(32, 40)[1])}, "trainB/1_B.png .* has 40x32 pixels"),
        (cyclegan_files() | {"maps/trainA/1_A.png": b"no"}, "trainA/1_A.png .* cannot be decoded"),
        (mosaic_files() | {"landcover/map.png": png(pair(96, 300)[1])}, "300x96 pixels and .* has 400x96"),
        (mosaic_files(width=100), "50x48 pixels is too small for squares of 32"),
        (berkeley_files(size=16), "16x16 pixels and cannot be cut into squares of 32"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path, files, sentence):
    with pytest.raises(DataError, match=sentence) as caught:
        open_files(tmp_path, files)
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_the_second_time_nothing_is_decoded(tmp_path, monkeypatch):
    files = berkeley_files()
    first = open_files(tmp_path, files)
    unread = replace(RECORDS["maps"], read=lambda *_: pytest.fail("the source was read again"))
    monkeypatch.setitem(RECORDS, "maps", unread)
    again = open_dataset("maps", tmp_path / "set", 32)
    assert np.array_equal(first.train.places, again.train.places)
    assert first.train.ids == again.train.ids


def test_a_damaged_entry_is_made_again(tmp_path, cache_folder):
    open_files(tmp_path, berkeley_files())
    (entry,) = cache_folder.glob("maps-*")
    (entry / "train_map.npy").write_bytes(b"torn")
    assert len(open_dataset("maps", tmp_path / "set", 32).train) == 6
