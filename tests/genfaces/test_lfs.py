"""A clone without its large files: Git LFS pointers in place of weights and pictures."""

from __future__ import annotations

import pytest

from genfaces import checkpoint, lfs
from genfaces.checkpoint import ARRAYS, CONFIG, WEIGHTS, CheckpointError
from genfaces.tasks import provenance

POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{64 * '0'}\nsize 12345\n"


@pytest.mark.parametrize("file", [CONFIG, WEIGHTS, ARRAYS])
def test_a_pointer_in_place_of_a_checkpoints_file_is_named_with_its_remedy(add, file):
    folder = add()
    (folder / file).write_text(POINTER)
    with pytest.raises(CheckpointError, match=rf"{file} is a Git LFS pointer .*`git lfs pull`\.$"):
        checkpoint.read(folder)


def test_pointers_are_told_in_one_sentence(add, tmp_path):
    assert provenance.missing() == []
    folder = add()
    (folder / WEIGHTS).write_text(POINTER)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "face.png").write_text(POINTER)
    assert len(lfs.pointers(folder, tmp_path / "elsewhere")) == 2
    (told,) = provenance.missing(tmp_path / "elsewhere")
    assert str(folder / WEIGHTS) in told
    assert told.endswith("with `git lfs pull` (1 other, too).")


def test_a_film_leaves_out_frames_that_were_not_fetched(add):
    history = add() / "figures" / "history"
    history.mkdir(parents=True)
    (history / "000000010.webp").write_text(POINTER)
    (history / "000000020.webp").write_bytes(b"RIFF")
    assert [frame.images_seen for frame in provenance.describe("tiny").film] == [20]
