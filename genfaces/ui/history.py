"""What was drawn in this visit: a strip of pictures that lead back. It lives in the visitor's browser alone."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import gradio as gr

from genfaces.ui import view
from genfaces.ui.markup import block
from genfaces.ui.view import View

STRIP = """<section class="history" hidden><h3>Drawn in this visit</h3><div class="strip"></div></section>"""


def build() -> gr.HTML:
    """The strip; its `select` event carries the address of the view to go back to, see `chosen`."""
    return block(STRIP, "history.js", elem_id="history")


def chosen(event: gr.SelectData) -> View:
    """The view that was clicked."""
    query = parse_qs(urlsplit(str(event.value)).query)
    return view.read({name: values[0] for name, values in query.items()})
