"""The one line that says how good a model is."""

from __future__ import annotations

from tiny_scores import RULER, a_score

from training.headline import headline


def test_the_headline_begins_with_the_ruler():
    line = headline({"fd_imagenet": RULER, "tags": {"hair": {"accuracy": 1.0}, "eyes": {"accuracy": 0.5}}})
    assert line.startswith("fd_imagenet 120 (of 1,000 133, floor 36.2); precision 0.61, recall 0.22; ")
    assert "whole faces" not in line


def test_the_headline_of_a_vae_sets_its_reconstructions_beside_principal_components():
    rebuilt = {"reconstruction": a_score(90.0, 1000), "principal_components": a_score(200.0, 1000)}
    line = headline({"fd_imagenet": {"floor": a_score(36.2, 1000), "mixture": a_score(250.0, 2000)} | rebuilt})
    assert "reconstructions' fd_imagenet 90 (principal components 200, floor 36.2)" in line
    assert "precision" not in headline({"fd_imagenet": {"floor": a_score(36.2, 1000)} | rebuilt})
