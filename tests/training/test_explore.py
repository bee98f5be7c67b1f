"""`python -m training.explore` on a tiny VAE and made-up faces."""

from __future__ import annotations

import json

import numpy as np
import pytest
import tiny
import torch

from genfaces import checkpoint, explorer_store, networks
from training import explore, latent_maps, recipes


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A tiny untrained VAE on the shelf, whose recipe gives 150 made-up faces."""
    monkeypatch.setenv("GENFACES_CHECKPOINTS", str(tmp_path))
    monkeypatch.setattr(latent_maps, "PERPLEXITIES", (5, 100))
    torch.manual_seed(0)
    arguments = {"latent_size": 6, "width": 4, "linear_size": 0}
    config = {
        "name": "vae-tiny",
        "title": "Tiny",
        "family": "vae",
        "arguments": arguments,
        "image_size": 64,
        "pixel_range": [-1, 1],
        "recipe": "vae-tiny",
    }
    checkpoint.save(tmp_path / "vae-tiny", networks.build("vae", arguments), config)
    recipe = type("Recipe", (), {"open_data": lambda self, path: tiny.dataset(120, 30)})()
    monkeypatch.setitem(recipes.RECIPES, "vae-tiny", recipe)
    return tmp_path / "vae-tiny"


def test_the_command_makes_what_the_page_reads(model, capsys):
    assert explore.main(["vae-tiny"]) == 0
    loaded = explorer_store.load("vae-tiny")
    assert set(loaded.latent_maps) == {"tsne-5", "pca-2d", "pca-3d"}
    assert len(loaded.latents) == 150
    assert loaded.held_out.sum() == 30
    assert loaded.labels[:120] == pytest.approx(tiny.dataset(120, 30).train.labels)
    printed = capsys.readouterr().out
    assert "tsne-5" in printed
    assert "by chance" in printed
    for entry in loaded.info["maps"]:
        assert 0 < entry["trustworthiness"] <= 1
        assert 0 <= entry["placed_again"] < 0.5
    assert sum(path.stat().st_size for path in loaded.folder.iterdir()) < 200_000


def test_no_more_points_are_taken_than_a_browser_draws(monkeypatch):
    monkeypatch.setattr(explore, "LARGEST", 50)
    images, labels, held_out = explore.choose(tiny.dataset(120, 30))
    assert len(images) == len(labels) == 50
    assert held_out.tolist() == [False] * 20 + [True] * 30


def test_what_is_no_vae_gets_a_sentence(model, capsys):
    config = json.loads((model / "config.json").read_text())
    checkpoint.save(
        model,
        networks.build("autoencoder-dense", {"latent_size": 4, "hidden": 3}),
        config | {"family": "autoencoder-dense", "arguments": {"latent_size": 4, "hidden": 3}},
    )
    assert explore.main(["vae-tiny"]) == 1
    assert "is not a VAE" in capsys.readouterr().err


def test_the_timing_says_the_ratio():
    from training.tsne_timing import timing

    points = np.random.default_rng(0).standard_normal((120, 4)).astype(np.float32)
    said = timing(points)
    assert "ratio" in said
    assert "scikit-learn" in said
