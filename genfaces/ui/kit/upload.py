"""A picture field that hands the visitor's file on unopened, so that only `genfaces.uploads` ever decodes it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.data_classes import ImageData

from genfaces.uploads import MAX_BYTES, read_regular

# One sentence for all that is refused, so that it says nothing about the disk.
NOT_HERE = "This picture is not, or no longer, among those uploaded here; please upload it again."


class Upload(gr.Image):
    """`gr.Image` for upload, webcam and clipboard; handlers receive the file's bytes, or None.

    Gradio's own field decodes with Pillow before a handler can set limits, and fails with a traceback.
    """

    # No __init__ here: Gradio reads its signature to know what to tell the browser.

    def preprocess(self, payload: ImageData | None) -> bytes | None:
        """The file's bytes, one more than is allowed at most. A program may send them inline, as a data URI.

        Only regular files in Gradio's upload folder are read: a request names the path, and could name any. Raises
        gr.Error, whose sentence is the same for every other path.
        """
        if payload is None:
            return None
        try:
            if payload.path is None and is_inline(payload.url):
                return base64.b64decode(payload.url.partition(",")[2])[: MAX_BYTES + 1]
            folder, resolved = Path(gr.utils.get_upload_folder()).resolve(), Path(payload.path or "").resolve()
            if folder not in resolved.parents:
                raise ValueError("outside of the upload folder")
            return read_regular(resolved, MAX_BYTES + 1)
        except (OSError, ValueError, RuntimeError) as error:
            raise gr.Error(NOT_HERE, title="Sorry", print_exception=False) from error

    def get_block_name(self) -> str:
        """Drawn by Gradio's image component."""
        return "image"


def is_inline(url: Any) -> bool:
    """Whether an address holds the picture itself."""
    return isinstance(url, str) and url.startswith("data:")
