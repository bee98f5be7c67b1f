from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from tiny_sets import celeba_files, edit_row, jpeg, write_folder, write_zip

from training.data import DataError, celeba, open_dataset
from training.data.celeba import ATTRIBUTES, crop

ATTRIBUTE_FILE = "celeba/list_attr_celeba.txt"
HEAD_ROWS = 2


def image_file(number):
    return f"celeba/img_align_celeba/{number:06d}.jpg"


def open_files(tmp_path, files, size=16):
    return open_dataset("celeba", write_folder(tmp_path / "set", files), size)


def with_row(files, number, row):
    return files | {ATTRIBUTE_FILE: edit_row(files[ATTRIBUTE_FILE], number, row)}


def test_folder_and_zip_give_the_same_images_labels_and_split(tmp_path):
    files = celeba_files()
    from_folder = open_files(tmp_path, files)
    from_zip = open_dataset("celeba", write_zip(tmp_path / "set.zip", files), 16)
    for split in ("train", "test"):
        np.testing.assert_array_equal(getattr(from_folder, split).images, getattr(from_zip, split).images)
        np.testing.assert_array_equal(getattr(from_folder, split).labels, getattr(from_zip, split).labels)
    assert from_folder.train.images.shape == (18, 16, 16, 3)
    assert from_folder.train.images.dtype == np.uint8
    assert from_folder.test.ids == ["000019.jpg", "000020.jpg"]
    assert from_folder.skipped == []


def test_the_test_part_is_at_most_the_official_one(tmp_path, monkeypatch):
    monkeypatch.setattr(celeba, "LARGEST_TEST_PART", 1)
    assert open_files(tmp_path, celeba_files()).test.ids == ["000020.jpg"]


def partition(parts):
    rows = [f"{number:06d}.jpg {part}" for number, part in enumerate(parts, start=1)]
    return {"celeba/list_eval_partition.txt": ("\n".join(rows) + "\n").encode()}


def test_the_partition_file_says_what_is_test_wherever_it_stands(tmp_path):
    parts = ["0", "2", "0", "0", "2", "1"] + ["0"] * 14
    dataset = open_files(tmp_path, celeba_files() | partition(parts))
    assert dataset.test.ids == ["000002.jpg", "000005.jpg"]
    assert len(dataset.train) == 18
    assert "000006.jpg" in dataset.train.ids, "CelebA's validation part is trained on"


def test_an_image_without_a_part_is_an_error_that_names_it(tmp_path):
    with pytest.raises(DataError, match=r"list_eval_partition\.txt has no row for 000020\.jpg"):
        open_files(tmp_path, celeba_files() | partition(["0"] * 19))


def test_a_partition_row_that_is_none_is_an_error_that_names_it(tmp_path):
    with pytest.raises(DataError, match=r"row 3 is not a name and 0, 1 or 2 but '000003\.jpg 3'"):
        open_files(tmp_path, celeba_files() | partition(["0", "2", "3"] + ["0"] * 17))


@pytest.mark.parametrize("outer", ["", "download/", "a/b/"])
def test_any_outer_folder_is_accepted(tmp_path, outer):
    files = {outer + name.removeprefix("celeba/"): contents for name, contents in celeba_files().items()}
    assert len(open_dataset("celeba", write_zip(tmp_path / "set.zip", files), 16).train) == 18


def test_labels_follow_the_names_in_the_header_whatever_their_order(tmp_path):
    files = celeba_files()
    plain = open_files(tmp_path, files)
    lines = files[ATTRIBUTE_FILE].decode().splitlines()
    turned = [lines[0], " ".join(reversed(ATTRIBUTES))]
    for line in lines[2:]:
        name, *values = line.split()
        turned.append(" ".join([name, *reversed(values)]))
    files[ATTRIBUTE_FILE] = "\n".join(turned).encode()
    turned_set = open_dataset("celeba", write_folder(tmp_path / "turned", files), 16)
    np.testing.assert_array_equal(plain.train.labels, turned_set.train.labels)
    np.testing.assert_array_equal(plain.train.labels.argmax(1), np.arange(1, 19))
    assert plain.label_names == ATTRIBUTES


def test_full_and_half_size_images_get_the_same_crop():
    """A picture with the eyes' places marked, at both sizes: the marks land on the same pixel of the crop."""
    full = Image.new("L", (178, 218))
    for x, y in ((69, 111), (107, 111)):
        full.paste(255, (x - 3, y - 3, x + 4, y + 4))
    half = full.resize((89, 109), Image.Resampling.BOX)
    crops = [np.asarray(crop(image.convert("RGB"), 64)).astype(float)[..., 0] for image in (full, half)]
    for array in crops:
        left = array[:, :32]
        rows, columns = np.indices(left.shape) + 0.5
        assert (left * rows).sum() / left.sum() == pytest.approx((111.5 - 35) * 64 / 148, abs=0.2)
        assert (left * columns).sum() / left.sum() == pytest.approx((69.5 - 15) * 64 / 148, abs=0.2)
    assert np.abs(crops[0] - crops[1]).mean() < 2


def test_a_fine_pattern_is_averaged_not_aliased():
    stripes = np.zeros((218, 178, 3), np.uint8)
    stripes[:, ::2] = 255
    inner = np.asarray(crop(Image.fromarray(stripes), 32))[2:-2, 2:-2]
    assert np.abs(inner.astype(int) - 128).max() < 20


def test_missing_image_folder(tmp_path):
    with pytest.raises(DataError, match="no images in a folder img_align_celeba"):
        open_files(tmp_path, {ATTRIBUTE_FILE: celeba_files()[ATTRIBUTE_FILE]})


@pytest.mark.parametrize(
    ("number", "row", "sentence"),
    [
        (1, "many", "row 1 must be the number of images but is 'many'"),
        (1, "21", "row 1 promises 21 rows but 20 follow"),
        (2, None, "row 2 names an unknown attribute '000001.jpg'"),
        (2, " ".join((*ATTRIBUTES[:-1], "Old")), "row 2 names an unknown attribute 'Old'"),
        (2, " ".join(ATTRIBUTES[:-1]), "row 2 must name CelebA's 40 attributes but lacks Young"),
        (2, " ".join((*ATTRIBUTES, "Young")), "names an attribute twice"),
    ],
)
def test_wrong_head_of_the_attribute_file(tmp_path, number, row, sentence):
    with pytest.raises(DataError, match=sentence) as caught:
        open_files(tmp_path, with_row(celeba_files(), number, row))
    assert ATTRIBUTE_FILE in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("contents", [b"", b"\xff\xfe\x00\xd8", b"20\n"])
def test_an_attribute_file_that_is_not_one(tmp_path, contents):
    with pytest.raises(DataError, match=r"list_attr_celeba\.txt"):
        open_files(tmp_path, celeba_files() | {ATTRIBUTE_FILE: contents})


@pytest.mark.parametrize("row", ["000005.jpg 1 -1", "000005.jpg " + "1 " * 39 + "0", "000005.jpg " + "1 " * 41])
def test_a_malformed_row_is_named_and_left_out(tmp_path, row):
    dataset = open_files(tmp_path, with_row(celeba_files(), HEAD_ROWS + 5, row))
    assert "000005.jpg" not in dataset.train.ids
    assert any(f"{ATTRIBUTE_FILE}, row 7 (000005.jpg)" in sentence for sentence in dataset.skipped)


def test_a_row_given_twice_is_named(tmp_path):
    files = celeba_files()
    fourth = files[ATTRIBUTE_FILE].decode().splitlines()[5]
    dataset = open_files(tmp_path, with_row(files, HEAD_ROWS + 5, fourth))
    assert any("row 7 names 000004.jpg a second time" in sentence for sentence in dataset.skipped)


def test_a_row_without_image_and_an_image_without_row_are_named(tmp_path):
    files = celeba_files()
    del files[image_file(3)]
    files[image_file(77)] = jpeg(89, 109)
    dataset = open_files(tmp_path, files)
    assert len(dataset.train) + len(dataset.test) == 19
    assert dataset.skipped == [
        f"{ATTRIBUTE_FILE}, row 5: there is no image img_align_celeba/000003.jpg",
        f"{image_file(77)} has no row in {ATTRIBUTE_FILE}",
    ]


def broken_images():
    whole = jpeg(89, 109)
    png = io.BytesIO()
    Image.new("RGB", (100, 90)).save(png, "PNG")
    return {
        "truncated": (whole[: len(whole) // 2], "truncated"),
        "empty": (b"", "no image"),
        "text": (b"not an image at all", "no image"),
        "wrong proportions": (png.getvalue(), "100x90"),
    }


@pytest.mark.parametrize("kind", broken_images())
def test_a_broken_image_is_named_and_the_others_keep_their_labels(tmp_path, kind):
    contents, reason = broken_images()[kind]
    dataset = open_files(tmp_path, celeba_files() | {image_file(4): contents})
    assert len(dataset.skipped) == 1
    assert image_file(4) in dataset.skipped[0]
    assert reason in dataset.skipped[0]
    assert dataset.train.ids[2:4] == ["000003.jpg", "000005.jpg"]
    np.testing.assert_array_equal(dataset.train.labels[2:4].argmax(1), [3, 5])
    assert len(dataset.train.images) == len(dataset.train.labels) == 17


def test_skipped_images_are_still_reported_from_the_cache(tmp_path, caplog):
    files = celeba_files() | {image_file(4): b""}
    first = open_files(tmp_path, files)
    with caplog.at_level("INFO", logger="training.data"):
        second = open_dataset("celeba", tmp_path / "set", 16)
    assert second.skipped == first.skipped
    assert "left out 1" in caplog.text
    assert image_file(4) in caplog.text


def test_a_set_without_one_whole_image_is_refused(tmp_path, cache_folder):
    files = {name: b"broken" if name.endswith(".jpg") else text for name, text in celeba_files().items()}
    with pytest.raises(DataError, match=r"0 usable training and 0 test images.*000001\.jpg"):
        open_files(tmp_path, files)
    assert list(cache_folder.iterdir()) == []


def test_select_keeps_columns_in_the_order_asked_for(tmp_path):
    dataset = open_files(tmp_path, celeba_files())
    chosen = dataset.select(["Bald", "Arched_Eyebrows"])
    assert chosen.label_names == ("Bald", "Arched_Eyebrows")
    np.testing.assert_array_equal(chosen.train.labels, dataset.train.labels[:, [4, 1]])
    with pytest.raises(DataError, match="no label 'Smily'; its labels are 5_o_Clock_Shadow"):
        dataset.select(["Smily"])
    with pytest.raises(DataError, match="twice"):
        dataset.select(["Bald", "Bald"])
