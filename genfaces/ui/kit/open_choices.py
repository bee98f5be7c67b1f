"""Controls whose choices answers may change: what the visitor chose goes to the handler as it is."""

from __future__ import annotations

from typing import Any

import gradio as gr


def _as_told(_control: gr.components.Component, payload: Any) -> Any:
    """The visitor's choice; handlers refuse one that they don't know.

    Gradio knows choices that an answer sent only as long as the server runs, and an open page outlives a restart.
    """
    return payload


class OpenRadio(gr.Radio):
    """`gr.Radio` that hands every choice on."""

    is_template = True  # drawn in the browser by what draws its parent
    preprocess = _as_told


class OpenDropdown(gr.Dropdown):
    """`gr.Dropdown` that hands every choice on."""

    is_template = True
    preprocess = _as_told
