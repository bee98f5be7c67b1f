from __future__ import annotations

import hashlib

import pytest
from tiny_sets import anime_files, edit_row, jpeg, write_folder, write_zip

from training.data import DataError, open_dataset

TAG_FILE = "extra_data/tags.csv"


def open_files(tmp_path, files, size=64):
    return open_dataset("anime", write_folder(tmp_path / "set", files), size)


def test_labels_are_one_hair_and_one_eye_colour(tmp_path):
    dataset = open_files(tmp_path, anime_files())
    assert len(dataset.label_names) == 22
    assert (dataset.train.labels.sum(1) == 2).all()
    for name, labels in zip(dataset.train.ids, dataset.train.labels, strict=True):
        shown = {label for label, value in zip(dataset.label_names, labels, strict=True) if value}
        assert shown == ({"hair:aqua", "eyes:red"} if int(name) % 2 == 0 else {"hair:purple", "eyes:aqua"})


def test_the_ids_of_smallest_sha256_are_test_whatever_the_order_of_rows(tmp_path):
    files = anime_files(40)
    smallest = sorted(range(40), key=lambda n: hashlib.sha256(str(n).encode()).hexdigest())[:4]
    assert sorted(open_files(tmp_path, files).test.ids) == sorted(str(n) for n in smallest)
    files[TAG_FILE] = b"\n".join(reversed(files[TAG_FILE].splitlines()))
    turned = open_dataset("anime", write_zip(tmp_path / "turned.zip", files), 64)
    assert sorted(turned.test.ids) == sorted(str(n) for n in smallest)
    assert not set(turned.train.ids) & set(turned.test.ids)


def test_a_test_image_with_a_copy_outside_is_trained_on_and_the_rest_stays_where_it_was(tmp_path):
    """Ids are 0 to 39; the copies are pixel-identical, whether their files are or not."""
    files = anime_files(40)
    before = open_files(tmp_path, files)
    leaked, twin, pair = before.test.ids[0], before.train.ids[0], before.test.ids[1:3]
    files[f"extra_data/images/{leaked}.jpg"] = files[f"extra_data/images/{twin}.jpg"] + b"a comment after the end"
    files[f"extra_data/images/{pair[0]}.jpg"] = files[f"extra_data/images/{pair[1]}.jpg"]
    after = open_dataset("anime", write_zip(tmp_path / "copies.zip", files), 64)
    assert sorted(after.test.ids) == sorted(set(before.test.ids) - {leaked})
    assert sorted(after.train.ids) == sorted([*before.train.ids, leaked])
    parts = [{image.tobytes() for image in split.images} for split in (after.train, after.test)]
    assert not parts[0] & parts[1]


def test_broken_images_are_nobody_s_copies(tmp_path):
    files = anime_files(40)
    before = open_files(tmp_path, files)
    for name in (before.test.ids[0], before.train.ids[0]):
        files[f"extra_data/images/{name}.jpg"] = b"no picture"
    after = open_dataset("anime", write_zip(tmp_path / "broken.zip", files), 64)
    assert after.test.ids == before.test.ids[1:]
    assert after.train.ids == before.train.ids[1:]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("4,aqua hair", "row 5 is '4,aqua hair'"),
        ("four,aqua hair red eyes", "row 5 is 'four,aqua hair red eyes'"),
        ("4,aqua hair red eyes,long", "row 5 is"),
        ("4,mauve hair red eyes", "row 5 has an unknown hair colour 'mauve'"),
        ("4,aqua hair white eyes", "row 5 has an unknown eye colour 'white'"),
        ("3,aqua hair red eyes", "row 5 names id 3 a second time"),
    ],
)
def test_a_bad_row_is_named_and_left_out(tmp_path, row, sentence):
    files = anime_files()
    dataset = open_files(tmp_path, files | {TAG_FILE: edit_row(files[TAG_FILE], 5, row)})
    assert "4" not in dataset.train.ids + dataset.test.ids
    assert len(dataset.train) + len(dataset.test) == 19
    assert f"{TAG_FILE}, {sentence}" in dataset.skipped[0]


def test_missing_and_extra_images_are_named(tmp_path):
    files = anime_files() | {"extra_data/images/900.jpg": jpeg(64, 64)}
    del files["extra_data/images/7.jpg"]
    assert open_files(tmp_path, files).skipped == [
        f"{TAG_FILE}, row 8: there is no image images/7.jpg",
        f"extra_data/images/900.jpg has no row in {TAG_FILE}",
    ]


def test_a_picture_that_is_not_square_is_cut_to_its_centre(tmp_path):
    """Dark on the left, bright on the right; cut, its ends are grey."""
    whole, cut = (
        open_files(tmp_path / str(width), {**anime_files(), "extra_data/images/2.jpg": jpeg(width, 64)})
        for width in (64, 192)
    )
    assert cut.skipped == []
    edges = [
        [split.images[split.ids.index("2")][:, column].mean() for column in (0, -1)]
        for dataset in (whole, cut)
        for split in (dataset.train, dataset.test)
        if "2" in split.ids
    ]
    assert edges[0][0] + 40 < edges[1][0] < edges[1][1] < edges[0][1] - 40


def test_only_bad_rows_are_refused_with_the_first_of_them(tmp_path):
    with pytest.raises(DataError, match=r"tags\.csv, row 1 is 'nothing'"):
        open_files(tmp_path, anime_files() | {TAG_FILE: b"nothing\nat all\n"})


def test_images_are_resized_to_the_size_asked_for(tmp_path):
    assert open_files(tmp_path, anime_files(), size=32).train.images.shape == (18, 32, 32, 3)
