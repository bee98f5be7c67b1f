"""A study in the fold *How it was trained*."""

from __future__ import annotations

import json

import pytest

from genfaces.ui.kit import provenance

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
    assert "<table" not in provenance.render("vae-faces")[0]
    (folder / "study.json").write_text(json.dumps(STUDY))
    made, _ = provenance.render("vae-faces")
    assert "Tricks &lt;one&gt; at a time" in made
    assert "<td>Noise &amp; more</td><td>50.0</td>" in made
    assert "<li><b>Noise &amp; more.</b> It helped.</li>" in made
    assert "<img" not in made
    (folder / "figures").mkdir()
    (folder / "figures" / "study.webp").write_bytes(b"RIFF")
    assert '<img class="study" src="data:image/webp;base64,' in provenance.render("vae-faces")[0]
    assert "<table" not in provenance.render("vae-other")[0]


@pytest.mark.parametrize("damage", ["{torn", "[]", '{"title": "Only a title"}'])
def test_a_damaged_study_leaves_the_rest_of_the_fold(models, damage):
    (models / "vae-faces" / "study.json").write_text(damage)
    made, _ = provenance.render("vae-faces")
    assert "<table" not in made
    assert "Tiny vae-faces" in made
