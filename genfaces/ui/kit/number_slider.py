"""A slider with a number beside it that may be emptied."""

from __future__ import annotations

import gradio as gr


class NumberSlider(gr.Slider):
    """Gradio 6.31 compares an emptied number with the slider's ends, which raises a TypeError before any handler is
    asked; here it counts as the value that the slider began with."""

    is_template = True  # drawn in the browser by what draws its parent

    def preprocess(self, payload: float | None) -> float:
        """The slider's value. Raises gr.Error for one that is out of bounds."""
        return super().preprocess(self.value if payload is None else payload)
