"""A picture field that hands the visitor's file on unopened, so that only `genfaces.uploads` ever decodes it."""

from __future__ import annotations

import gradio as gr
from gradio.data_classes import ImageData


class Upload(gr.Image):
    """`gr.Image` for upload, webcam and clipboard; handlers receive the file's path, or None.

    Gradio's own field decodes with Pillow before a handler can set limits, and fails with a traceback.
    """

    # No __init__ here: Gradio reads its signature to know what to tell the browser.

    def preprocess(self, payload: ImageData | None) -> str | None:
        """The path of the file in Gradio's cache. A picture sent inline (API) is written there first."""
        if payload is None:
            return None
        if payload.url and payload.url.startswith("data:"):
            return gr.processing_utils.save_base64_to_cache(payload.url, self.GRADIO_CACHE)
        return payload.path

    def get_block_name(self) -> str:
        """Drawn by Gradio's image component."""
        return "image"
