"""From a translator's run to a checkpoint that is measured, drawn and described."""

from __future__ import annotations

from dataclasses import replace

import pytest
import tiny
from PIL import Image
from tiny_translation import CYCLEGAN, PIX2PIX, dataset, loop

from genfaces import checkpoint as checkpoints
from genfaces import example_maps
from training import publish, recipe, recipes
from training.data import RECORDS
from training.headline import headline
from training.kinds import translator as kind
from training.measure import __main__ as measure
from training.measure import ruler


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A run of each method on tiles, and an empty folder of checkpoints."""
    monkeypatch.setenv("GENFACES_CHECKPOINTS", str(tmp_path / "checkpoints"))
    monkeypatch.setattr(recipe, "open_dataset", lambda name, path, size: dataset())
    monkeypatch.setitem(RECORDS, "maps", replace(RECORDS["maps"], judge=PIX2PIX.name))
    monkeypatch.setattr(ruler, "imagenet_view", tiny.coarse_view)
    for a_recipe in (CYCLEGAN, PIX2PIX):
        monkeypatch.setitem(recipes.RECIPES, a_recipe.name, a_recipe)
        loop(tmp_path / "runs" / a_recipe.name, a_recipe).train(16)
    return tmp_path


def run(name, shelf):
    return publish.main([name, "--runs", str(shelf / "runs")])


def test_runs_become_checkpoints_with_numbers_figures_and_cards(shelf, capsys):
    assert run(CYCLEGAN.name, shelf) == 1
    assert f"'{PIX2PIX.name}'; publish that first" in capsys.readouterr().err
    assert run(PIX2PIX.name, shelf) == 0
    assert run(CYCLEGAN.name, shelf) == 0

    reader, translator = (checkpoints.load(a_recipe.name) for a_recipe in (PIX2PIX, CYCLEGAN))
    assert translator.config["images_seen"] == 16
    assert translator.config["dataset"]["train"] == 6
    scores = translator.config["metrics"]["translation"]
    assert 0 <= scores["aerial_to_map"]["accuracy"] <= 1
    assert 0 <= scores["map_to_aerial"]["read_back"] <= 1
    assert {"cycle_aerial", "cycle_map", "hidden_aerial", "hidden_map", "plain_map"} < scores["cycle"].keys()
    assert "map_to_aerial" not in reader.config["metrics"]["translation"], "the reader doesn't judge itself"
    assert "read back" in headline(translator.config["metrics"])
    invented = translator.config["metrics"]["fd_imagenet"]["map_to_aerial"]["frechet"]
    assert invented["samples"] == translator.config["metrics"]["fd_imagenet"]["floor"]["frechet"]["samples"] == 5

    figures = {path.name for path in (translator.folder / "figures").iterdir()}
    assert {"curves.png", "history.webp", "translations.webp"} <= figures
    with Image.open(translator.folder / "figures" / "translations.webp") as image:
        assert image.width > kind.MAPS * example_maps.SIZE
    card = (translator.folder / "README.md").read_text()
    for text in ("map_to_aerial", "translations.webp", "Pixels whose class the map reader finds again", "Tiles"):
        assert text in card


def test_measuring_again_gives_the_same_numbers(shelf, capsys):
    run(PIX2PIX.name, shelf)
    before = checkpoints.read_config(PIX2PIX.name)["metrics"]
    checkpoints.update_config(checkpoints.find(PIX2PIX.name), {"metrics": {}})
    assert measure.main([PIX2PIX.name]) == 0
    assert checkpoints.read_config(PIX2PIX.name)["metrics"] == before


def test_the_cards_example_runs(shelf):
    run(PIX2PIX.name, shelf)
    card = (checkpoints.find(PIX2PIX.name) / "README.md").read_text()
    program = card.split("```python\n")[1].split("```")[0]
    namespace = {}
    exec(program, namespace)
    assert namespace["maps_again"].shape == (8, 256, 256, 3)
