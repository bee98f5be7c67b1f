"""Choices that the server does not know: those that an answer sent before it was started anew."""

from __future__ import annotations

import gradio as gr

from genfaces.ui.attributes import tab as attributes
from genfaces.ui.infogan import tab as infogan
from genfaces.ui.kit.gradio_seams import OpenDropdown, OpenRadio


def test_the_controls_whose_choices_change_are_open(models, build_page):
    blocks = build_page().blocks.values()
    chosen = {block.label: type(block) for block in blocks if isinstance(block, gr.Radio)}
    assert {name for name, kind in chosen.items() if kind is OpenRadio} == {
        "Category", "Across the grid", "Attribute of the pairs",
    }  # fmt: skip
    assert sum(isinstance(block, OpenDropdown) for block in blocks) == 1


def test_a_choice_that_the_model_does_not_have_is_refused_by_the_handler(models):
    refused = infogan.take_category(99, True, None, {})
    assert "The category must be a whole number from 1 to 3" in refused[infogan.PARTS.names.index("face")]
    kept = attributes.take_pair("Hat", None, {})
    assert kept[attributes.PARTS.names.index("pair")]["value"] == "Smiling"
