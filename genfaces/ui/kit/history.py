"""What was drawn in this visit: a strip of pictures that lead back. It lives in the visitor's browser alone."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

import gradio as gr

from genfaces.ui.kit.markup import block

STRIP = """<section class="history" data-tab="{tab}" data-loose="{loose}" hidden><h3>Drawn in this visit</h3>
<div class="strip"></div></section>"""


def build(tab: str, loose: Sequence[str]) -> gr.HTML:
    """The strip of a tab; its `select` event carries the address of the view to go back to, see `chosen`.

    loose: parts of an address that do not make it another draw, so that the newer view takes the older one's place.
    """
    return block(STRIP.format(tab=tab, loose=" ".join(loose)), "kit/history.js", elem_id=f"{tab}-history")


def chosen(event: gr.SelectData) -> dict[str, str]:
    """The query of the view that was clicked."""
    query = parse_qs(urlsplit(str(event.value)).query)
    return {name: values[0] for name, values in query.items()}
