"""Every place where the page leans on Gradio's inside: what it documents nowhere, and an update may move.

`tests/ui/kit/test_gradio_seams.py` holds each by name; `gradio.css` holds the class names. Gradio is pinned to the
version in which all of this was seen to work.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gradio as gr

from genfaces.ui.kit.upload import Upload

__all__ = ["NumberSlider", "OpenDropdown", "OpenRadio", "Upload", "clear_strays", "save_for_download", "served", "told"]


class NumberSlider(gr.Slider):
    """A slider with a number beside it that may be emptied.

    Gradio compares an emptied number with the slider's ends, which raises a TypeError before any handler is asked; here
    it counts as the value that the slider began with.
    """

    is_template = True  # drawn in the browser by what draws its parent

    def preprocess(self, payload: float | None) -> float:
        """The slider's value. Raises gr.Error for one that is out of bounds."""
        return super().preprocess(self.value if payload is None else payload)


def _as_told(_control: gr.components.Component, payload: Any) -> Any:
    """The visitor's choice; handlers refuse one that they don't know.

    Gradio knows choices that an answer sent only as long as the server runs, and an open page outlives a restart.
    """
    return payload


class OpenRadio(gr.Radio):
    """`gr.Radio` that hands every choice on."""

    is_template = True
    preprocess = _as_told


class OpenDropdown(gr.Dropdown):
    """`gr.Dropdown` that hands every choice on."""

    is_template = True
    preprocess = _as_told


def told(event: gr.EventData) -> Any:
    """What a script said with `trigger(name, ...)`; only `gr.SelectData` has a public place for it."""
    return event._data


@lru_cache(maxsize=32)
def served(folder: Path) -> str:
    """The address, relative to the page's, under which a folder's files can be fetched from now on."""
    gr.set_static_paths([folder])
    return f"gradio_api/file={quote(folder.resolve().as_posix())}"


def save_for_download(data: bytes, name: str) -> str:
    """The path of a file in Gradio's own folder, which is emptied after a while; handlers may answer with it."""
    return gr.processing_utils.save_bytes_to_cache(data, name, gr.utils.get_upload_folder())


def clear_strays(age: float = 3600) -> None:
    """Remove what Gradio forgets of uploads after `age` seconds: those that broke off, and folders of those deleted.

    Whole ones lie in folders of their own, and Gradio deletes them (`delete_cache`).
    """
    with suppress(OSError), os.scandir(gr.utils.get_upload_folder()) as entries:
        for entry in entries:
            with suppress(OSError):
                if time.time() - entry.stat(follow_symlinks=False).st_mtime > age:
                    os.rmdir(entry.path) if entry.is_dir(follow_symlinks=False) else os.unlink(entry.path)
