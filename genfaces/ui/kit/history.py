"""What was drawn in this visit: a strip of pictures that lead back. It lives in the visitor's browser alone."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr

from genfaces.ui.kit.markup import block

STRIP = """<section class="history" data-tab="{tab}" data-loose="{loose}" hidden><h3>Drawn in this visit</h3>
<div class="strip"></div></section>"""


def build(tab: str, loose: Sequence[str]) -> gr.HTML:
    """The strip of a tab, whose pictures lead back to their views (views.js).

    loose: parts of an address that do not make it another draw, so that the newer view takes the older one's place.
    """
    return block(STRIP.format(tab=tab, loose=" ".join(loose)), "kit/history.js", elem_id=f"{tab}-history")
