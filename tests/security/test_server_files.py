"""Whoever can send a request names any path; only pictures that were uploaded here are read."""

from __future__ import annotations

import os

import gradio as gr
import pytest
from gradio.data_classes import ImageData
from PIL import Image

from genfaces.images import ImageError
from genfaces.ui.kit.upload import NOT_HERE, Upload
from genfaces.uploads import open_upload


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The application's upload folder, with one picture in it and one beside it."""
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(uploads))
    for place in (uploads, tmp_path):
        Image.new("RGB", (9, 7), "red").save(place / "face.png")
    return uploads


def sent(path):
    """What a handler gets when a request names this path, without `meta`, which Gradio lets through."""
    return Upload().preprocess(ImageData(path=str(path)))


def test_an_uploaded_picture_is_read(folder):
    assert open_upload(sent(folder / "face.png")).size == (9, 7)


def test_no_other_path_is_read_and_one_sentence_tells_nothing_of_it(folder):
    (folder / "link.png").symlink_to(folder.parent / "face.png")
    os.mkfifo(folder / "fifo")
    paths = (
        *(folder.parent / "face.png", folder / ".." / "face.png", folder / "link.png", folder.parent / "missing.png"),
        *(
            folder / "missing.png",
            folder / "fifo",
            folder,
            "/dev/ptmx",
            "face.png",
            "",
            "a\0b",
            "http://127.0.0.1/a.png",
        ),
    )
    for path in paths:
        with pytest.raises(gr.Error) as caught:
            sent(path)
        assert caught.value.message == NOT_HERE


# Without the check, opening either waits for ever and with it the only worker.
@pytest.mark.parametrize("name", ["fifo", "/dev/ptmx"])
def test_a_file_that_never_ends_does_not_hold_the_worker(tmp_path, name):
    if name == "fifo":
        os.mkfifo(tmp_path / name)
    with pytest.raises(ImageError, match="cannot be opened"):
        open_upload(tmp_path / name)
