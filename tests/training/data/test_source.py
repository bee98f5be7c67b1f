from __future__ import annotations

import pytest
from tiny_sets import anime_files, celeba_files, write_folder, write_zip

from training.data import DataError, open_dataset


def one_sentence(caught):
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_unknown_name_and_wrong_size():
    with pytest.raises(DataError, match="'celebs'; there are anime, anime-damaged, avatars, celeba, earth, flowers"):
        open_dataset("celebs", None, 64)
    with pytest.raises(DataError, match="0 pixels"):
        open_dataset("avatars", None, 0)


@pytest.mark.parametrize("name", ["celeba", "anime"])
def test_no_path_and_missing_path(tmp_path, name):
    with pytest.raises(DataError, match="--data PATH"):
        open_dataset(name, None, 64)
    with pytest.raises(DataError, match="does not exist") as caught:
        open_dataset(name, tmp_path / "nowhere.zip", 64)
    assert "nowhere.zip" in one_sentence(caught)
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="file/below"):
        open_dataset(name, tmp_path / "file" / "below", 64)


def test_empty_folder_and_empty_zip(tmp_path):
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "empty", write_zip(tmp_path / "empty.zip", {})):
        with pytest.raises(DataError, match="holds no files"):
            open_dataset("celeba", path, 64)


def test_a_file_that_is_no_zip_and_a_zip_that_was_cut(tmp_path):
    (tmp_path / "set.bin").write_bytes(b"\xff\xd8\xff" * 99)
    with pytest.raises(DataError, match="not a whole zip file"):
        open_dataset("celeba", tmp_path / "set.bin", 64)
    whole = write_zip(tmp_path / "set.zip", celeba_files()).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="fetch the zip file again") as caught:
        open_dataset("celeba", tmp_path / "cut.zip", 64)
    assert "cut.zip" in one_sentence(caught)


def damage(path, contents):
    """Change one byte in the middle of a member's contents, which its checksum then shows."""
    archive = bytearray(path.read_bytes())
    archive[archive.index(contents) + len(contents) // 2] ^= 0xFF
    path.write_bytes(archive)


def test_damage_in_a_zip_costs_one_image_only(tmp_path):
    files = anime_files()
    path = write_zip(tmp_path / "set.zip", files)
    damage(path, files["extra_data/images/3.jpg"])
    dataset = open_dataset("anime", path, 16)
    assert len(dataset.train) + len(dataset.test) == 19
    assert "extra_data/images/3.jpg" in dataset.skipped[0]
    assert "CRC" in dataset.skipped[0]


def test_a_damaged_attribute_file_in_a_zip_is_refused(tmp_path):
    files = celeba_files()
    path = write_zip(tmp_path / "set.zip", files)
    damage(path, files["celeba/list_attr_celeba.txt"])
    with pytest.raises(DataError, match=r"list_attr_celeba\.txt in .* cannot be read"):
        open_dataset("celeba", path, 16)


def test_what_a_mac_leaves_in_zips_and_folders_is_passed_over(tmp_path):
    files = anime_files() | {
        "__MACOSX/extra_data/images/._3.jpg": b"clutter",
        "extra_data/images/._3.jpg": b"clutter",
        "extra_data/.DS_Store": b"clutter",
    }
    assert open_dataset("anime", write_zip(tmp_path / "set.zip", files), 16).skipped == []
    assert open_dataset("anime", write_folder(tmp_path / "set", files), 16).skipped == []
