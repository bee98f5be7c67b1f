"""A study in the fold *How it was trained*."""

from __future__ import annotations

import json

import gradio as gr
import pytest

from genfaces.ui.kit import provenance

FACTS, CURVES, CODES, MADE, STUDY_CHART, CARD = range(6)
STUDY = {
    "title": "Tricks <one> at a time",
    "intro": "Every run changes one thing.",
    "header": ["Trick", "Distance"],
    "rows": [["None: the base", "100"], ["Noise & more", "50.0"]],
    "findings": [{"title": "Noise & more", "text": "It helped."}],
    "notes": ["Lower is closer."],
    "measured": [],
}


def test_a_study_is_shown_where_there_is_one(models):
    folder = models / "vae-faces"
    assert "<table" not in provenance.render("vae-faces")[MADE]
    (folder / "study.json").write_text(json.dumps(STUDY))
    made, chart = provenance.render("vae-faces")[MADE : STUDY_CHART + 1]
    assert list(chart["value"].data[0].x) == [100, 50]
    assert "Tricks &lt;one&gt; at a time" in made
    assert "<td>Noise &amp; more</td><td>50.0</td>" in made
    assert "<li><b>Noise &amp; more.</b> It helped.</li>" in made
    assert "<img" not in made
    (folder / "figures").mkdir()
    (folder / "figures" / "study.webp").write_bytes(b"RIFF")
    assert '<img class="study" src="data:image/webp;base64,' in provenance.render("vae-faces")[MADE]
    assert "<table" not in provenance.render("vae-other")[MADE]
    assert provenance.render("vae-other")[STUDY_CHART] == gr.update(value=None, visible=False)


@pytest.mark.parametrize("damage", ["{torn", "[]", '{"title": "Only a title"}'])
def test_a_damaged_study_leaves_the_rest_of_the_fold(models, damage):
    (models / "vae-faces" / "study.json").write_text(damage)
    facts, *_ = answer = provenance.render("vae-faces")
    assert "<table" not in answer[MADE]
    assert "Tiny vae-faces" in facts


def test_learning_curves_share_a_panel_where_they_share_a_scale(models):
    assert provenance.render("vae-faces")[CURVES]["visible"] is False
    rows = [{"images_seen": seen, "test_mse": mse, "d_real": 1, "d_fake": -1} for seen, mse in ((10, 0.5), (20, 0.02))]
    (models / "vae-faces" / "stats.jsonl").write_text("\n".join([*map(json.dumps, rows), '{"torn']))
    shown = provenance.render("vae-faces")[CURVES]
    figure = shown["value"]
    assert shown["visible"]
    assert [curve.name for curve in figure.data] == [
        "Error on held-out images (MSE)",
        "Discriminator’s score of real images",
        "Discriminator’s score of drawn images",
    ]
    assert list(figure.data[0].y) == [0.5, 0.02]
    assert [figure.data[place].yaxis for place in (0, 1, 2)] == ["y", "y2", "y2"]
    assert (figure.layout.yaxis.type, figure.layout.yaxis2.type) == ("log", "linear")


def test_an_infogans_codes_are_charted_where_they_were_measured(models):
    figure = provenance.render("infogan-avatars")[CODES]["value"]
    assert list(figure.data[0].x) == [0.6, 0.3]
    assert provenance.render("vae-faces")[CODES]["visible"] is False


def test_a_closed_fold_costs_nothing_when_another_model_is_chosen(models):
    assert provenance.follow(False, "vae-faces") == (gr.skip(),) * (CARD + 1)
    assert "Tiny vae-faces" in provenance.follow(True, "vae-faces")[FACTS]
