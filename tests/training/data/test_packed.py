"""A data set carried to another machine as one file."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from tiny_landscape import SEEN, berkeley_files, mosaic_files
from tiny_sets import anime_files, celeba_files, edit_row, write_folder, write_zip

from genfaces.palette import LANDCOVER
from training.data import RECORDS, DataError, avatars, open_dataset
from training.data.__main__ import main
from training.data.packed import INDEX, pack


def packed(tmp_path, name, files, size=32, quality=90):
    """The set as it was read, and as it is read from its packed file; the sentence that packing printed."""
    path, out = write_folder(tmp_path / "set", files), tmp_path / "packed.zip"
    assert (
        main(["pack", name, "--data", str(path), "--out", str(out), "--size", str(size), "--quality", str(quality)])
        == 0
    )
    return open_dataset(name, path, size), open_dataset(name, out, size)


def edit_index(path, **changes):
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files[INDEX] = json.dumps(json.loads(files[INDEX]) | changes).encode()
    write_zip(path, files)


def error_of(capsys, *arguments):
    assert main(["pack", *map(str, arguments)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert captured.err.count("\n") == 1
    return captured.err


@pytest.mark.parametrize(("name", "files"), [("celeba", celeba_files()), ("anime", anime_files())])
def test_a_packed_set_is_the_set_but_for_what_webp_loses(tmp_path, name, files):
    before, after = packed(tmp_path, name, files)
    assert (after.name, after.title, after.terms) == (before.name, before.title, before.terms)
    assert after.label_names == before.label_names
    for part in ("train", "test"):
        one, other = getattr(before, part), getattr(after, part)
        assert one.ids == other.ids
        np.testing.assert_array_equal(one.labels, other.labels)
        assert one.images.shape == other.images.shape
        assert 0 < np.abs(one.images.astype(int) - other.images).mean() < 12


def test_what_was_left_out_is_still_told(tmp_path):
    files = anime_files()
    tags = "extra_data/tags.csv"
    before, after = packed(tmp_path, "anime", files | {tags: edit_row(files[tags], 3, "2,no colours")})
    assert len(after.skipped) == len(before.skipped) > 0
    assert list(after.skipped) == list(before.skipped)


def test_the_command_says_what_was_written_and_lost_and_under_which_terms(tmp_path, capsys):
    packed(tmp_path, "celeba", celeba_files())
    told = capsys.readouterr().out
    size = (tmp_path / "packed.zip").stat().st_size
    count, each, psnr = re.search(r": (\d+) pictures, .* MB, ([\d,]+) bytes each, PSNR ([\d.]+) dB\.", told).groups()
    assert int(count) == 20
    assert int(each.replace(",", "")) == round(size / 20)
    assert 15 < float(psnr) < 60
    assert "non-commercial research only" in told


def test_a_higher_quality_loses_less_and_takes_more(tmp_path):
    dataset = open_dataset("celeba", write_folder(tmp_path / "set", celeba_files()), 32)
    low, high = (pack(dataset, tmp_path / f"{quality}.zip", quality) for quality in (30, 95))
    assert low.size < high.size
    assert low.psnr < high.psnr


def test_the_pairs_of_berkeley_stay_pairs(tmp_path):
    before, after = packed(tmp_path, "maps", berkeley_files())
    assert (after.title, after.terms) == (before.title, before.terms)
    for part in ("train", "test"):
        one, other = getattr(before, part), getattr(after, part)
        assert one.ids == other.ids
        assert one.aerial.shape == other.aerial.shape == other.map.shape
        # The loss of colour at the edges of tiles apart, each photograph still shows what its own map says.
        assert (SEEN[LANDCOVER.classes(one.map)] == one.aerial).all()
        assert np.abs(one.aerial.astype(int) - other.aerial).mean() < 12
        assert np.abs(one.map.astype(int) - other.map).mean() < 12


def test_squares_of_any_size_that_fits_are_cut_from_packed_pairs(tmp_path):
    packed(tmp_path, "maps", berkeley_files())
    assert open_dataset("maps", tmp_path / "packed.zip", 16).train.size == 16
    with pytest.raises(DataError, match="have 32 pixels a side and hold no squares of 64"):
        open_dataset("maps", tmp_path / "packed.zip", 64)


def test_a_mosaic_stays_one_large_picture_with_the_same_squares_held_out(tmp_path):
    before, after = packed(tmp_path, "maps", mosaic_files(), size=16)
    assert after.train.aerial.shape == before.train.aerial.shape == (1, 48, 160, 3)
    assert after.test.ids == before.test.ids
    assert "LandCover.ai" in after.terms


def test_drawn_sets_are_read_where_they_cannot_be_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(avatars, "TRAINING_COUNT", 6)
    monkeypatch.setattr(avatars, "TEST_COUNT", 2)
    out = tmp_path / "avatars.zip"
    assert main(["pack", "avatars", "--out", str(out), "--size", "16"]) == 0
    monkeypatch.setitem(RECORDS, "avatars", replace(avatars.RECORD, draw=None))
    dataset = open_dataset("avatars", out, 16)
    assert (len(dataset.train), len(dataset.test), dataset.label_names) == (6, 2, avatars.LABEL_NAMES)


def test_another_set_or_another_size_than_was_packed_is_refused(tmp_path):
    packed(tmp_path, "anime", anime_files())
    out = tmp_path / "packed.zip"
    with pytest.raises(DataError, match="holds the data set 'anime', not 'celeba'"):
        open_dataset("celeba", out, 32)
    with pytest.raises(DataError, match="is packed at 32 pixels; pack the data set again with --size 64"):
        open_dataset("anime", out, 64)


def test_a_damaged_or_foreign_index_is_one_sentence(tmp_path):
    packed(tmp_path, "anime", anime_files(), size=16)
    out = tmp_path / "packed.zip"
    edit_index(out, format=99)
    with pytest.raises(DataError, match="packed by another version"):
        open_dataset("anime", out, 16)
    edit_index(out, format=1, train={"ids": ["1", "2"], "labels": ["01"]})
    with pytest.raises(DataError, match=r"packed\.zip is damaged"):
        open_dataset("anime", out, 16)


def test_no_file_of_another_kind_is_overwritten(tmp_path, capsys):
    path = write_zip(tmp_path / "set.zip", anime_files())
    before = path.read_bytes()
    assert "exists and is no packed data set" in error_of(capsys, "anime", "--data", path, "--out", path, "--size", 16)
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_one_sentence_and_leaves_nothing(tmp_path, capsys):
    path = write_folder(tmp_path / "set", anime_files())
    out = tmp_path / "missing" / "packed.zip"
    assert "cannot be written" in error_of(capsys, "anime", "--data", path, "--out", out, "--size", 16)
    assert "does not exist" in error_of(capsys, "anime", "--data", tmp_path / "nowhere", "--out", tmp_path / "a.zip")
    assert not list(tmp_path.glob("*.partial"))


def test_a_packed_file_can_be_packed_again(tmp_path):
    packed(tmp_path, "anime", anime_files(), size=16)
    out = tmp_path / "packed.zip"
    assert main(["pack", "anime", "--data", str(out), "--out", str(out), "--size", "16", "--quality", "50"]) == 0
    assert len(open_dataset("anime", out, 16).train) == 18


def test_what_nothing_is_lost_of_has_an_infinite_psnr(tmp_path):
    dataset = open_dataset("anime", write_folder(tmp_path / "set", anime_files()), 16)
    grey = replace(dataset.train, images=np.full((18, 16, 16, 3), 128, np.uint8))
    assert pack(replace(dataset, train=grey, test=grey), tmp_path / "grey.zip").psnr == float("inf")
