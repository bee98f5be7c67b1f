"""Data sets in the layouts in which people really have them, which they ask about in public trackers."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_sets import anime_files, celeba_files, jpeg, write_folder, write_zip

from training import recipes
from training.data import DataError, open_dataset
from training.data.celeba import ATTRIBUTES

TABLE = "celeba/list_attr_celeba.txt"


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in files.items():
            archive.writestr(name, contents)
    return packed.getvalue()


def images_of(files):
    return {name: contents for name, contents in files.items() if name.endswith(".jpg")}


def png(width, height):
    file = io.BytesIO()
    Image.new("RGB", (width, height), (9, 99, 199)).save(file, "PNG")
    return file.getvalue()


def kaggle_files():
    """`img_align_celeba` in a folder of its own name, and tables with commas; the last two images are test."""
    files = celeba_files()
    rows = files[TABLE].decode().splitlines()[2:]
    table = [",".join(["image_id", *ATTRIBUTES]), *(",".join(row.split()) for row in rows)]
    parts = ["image_id,partition", *(f"{n:06d}.jpg,{2 * (n > 18)}" for n in range(1, 21))]
    return {
        f"img_align_celeba/{name.removeprefix('celeba/')}": contents for name, contents in images_of(files).items()
    } | {
        "list_attr_celeba.csv": "\n".join(table).encode(),
        "list_eval_partition.csv": "\n".join(parts).encode(),
    }


LAYOUTS = {
    "Kaggle's tables and nested folder": kaggle_files(),
    "an inner zip, as torchvision leaves it": {
        TABLE: celeba_files()[TABLE],
        "celeba/img_align_celeba.zip": zipped(
            {name.removeprefix("celeba/"): contents for name, contents in images_of(celeba_files()).items()}
        ),
    },
    "an inner zip without a folder": {
        TABLE: celeba_files()[TABLE],
        "celeba/img_align_celeba.zip": zipped(
            {name.rsplit("/", 1)[1]: contents for name, contents in images_of(celeba_files()).items()}
        ),
    },
    "backslashes, as Windows writes them": {
        name.replace("/", "\\"): contents for name, contents in celeba_files().items()
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_faces_are_read_in_any_layout(tmp_path, layout):
    usual = open_dataset("celeba", write_zip(tmp_path / "usual.zip", celeba_files()), 16)
    found = open_dataset("celeba", write_zip(tmp_path / "set.zip", LAYOUTS[layout]), 16)
    assert (found.train.ids, found.test.ids, found.skipped) == (usual.train.ids, usual.test.ids, [])
    np.testing.assert_array_equal(found.train.images, usual.train.images)
    np.testing.assert_array_equal(found.train.labels, usual.train.labels)


def test_an_inner_zip_in_a_folder_is_read_too(tmp_path):
    folder = write_folder(tmp_path / "set", LAYOUTS["an inner zip, as torchvision leaves it"])
    assert len(open_dataset("celeba", folder, 16).train) == 18


def test_png_folders_and_squares_that_were_cut_already(tmp_path):
    files = {f"img_align_celeba_png/{n:06d}.png": png(64, 64) for n in range(1, 21)} | {TABLE: celeba_files()[TABLE]}
    dataset = open_dataset("celeba", write_folder(tmp_path / "set", files), 16)
    assert len(dataset.train) == 18
    assert (dataset.train.images == [9, 99, 199]).all()


def test_faces_without_a_table_train_what_needs_no_labels_and_nothing_else(tmp_path):
    folder = write_folder(tmp_path / "set", images_of(celeba_files()))
    dataset = recipes.find("vae-faces").open_data(folder)
    assert (dataset.label_names, dataset.train.labels.shape) == ((), (18, 0))
    assert dataset.test.ids == ["000019.jpg", "000020.jpg"]
    for name in ("judge-faces", "acgan-faces"):
        with pytest.raises(DataError, match=rf"'{name}' learns from labels, .* has no list_attr_celeba\.txt"):
            recipes.find(name).open_data(folder)


def test_anime_faces_of_any_size_without_tags(tmp_path):
    files = {f"images/{n}_20{n:02d}.jpg": jpeg(41 + n, 60, seed=n) for n in range(20)}
    dataset = recipes.find("dcgan-anime").open_data(write_zip(tmp_path / "set.zip", files))
    assert dataset.train.images.shape == (18, 64, 64, 3)
    assert dataset.label_names == ()
    with pytest.raises(DataError, match=r"'gan-anime' learns from labels, .* has no tags\.csv"):
        recipes.find("gan-anime").open_data(tmp_path / "set.zip")


@pytest.mark.parametrize(
    ("name", "contents", "sentence"),
    [
        ("cat.jpg", jpeg(9, 9), "one picture, not a data set; give the folder or zip file that holds all of them"),
        ("set.tar.gz", b"\x1f\x8b\x08", "an archive of another kind; unpack it and give its folder"),
        ("tags.csv", b"0,aqua hair aqua eyes", "a table, not a data set; give the folder"),
    ],
)
def test_what_is_no_data_set_is_called_what_it_is(tmp_path, name, contents, sentence):
    (tmp_path / name).write_bytes(contents)
    with pytest.raises(DataError, match=f"{name} is {sentence}"):
        open_dataset("anime", tmp_path / name, 64)


def test_images_in_other_folders_are_named(tmp_path):
    files = {name.replace("/images/", "/faces/"): contents for name, contents in anime_files().items()}
    with pytest.raises(DataError, match="no images in a folder images, those it has are in faces"):
        open_dataset("anime", write_folder(tmp_path / "set", files), 64)


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    write_zip(tmp_path / "set.zip", anime_files())
    assert len(open_dataset("anime", Path("~/set.zip"), 16).train) == 18


def test_a_folder_that_links_to_itself_ends(tmp_path):
    folder = write_folder(tmp_path / "set", anime_files())
    (folder / "extra_data" / "again").symlink_to(folder, target_is_directory=True)
    assert len(open_dataset("anime", folder, 16).train) == 18
