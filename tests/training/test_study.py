"""A study of tiny networks: trained, resumed, measured and reported."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import tiny
import torch
from PIL import Image

from genfaces import checkpoint as checkpoints
from genfaces import networks
from training import card, recipe, recipes, studies, study
from training.errors import TrainingError
from training.findings import Result
from training.loop import Loop
from training.measure.views import View
from training.methods.conditional import ConditionalSettings
from training.methods.gan import GANSettings
from training.recipe import Recipe
from training.studies import Study, Variant

BASE = Recipe(
    name="tiny-base",
    title="A GAN on noise",
    data="noise",
    family="dcgan",
    arguments={"latent_size": 3, "width": 1},
    # So fast that a few steps show in the pixels.
    method=GANSettings(discriminator_arguments={"width": 1}, learning_rate_g=0.05, learning_rate_d=0.05),
    images=24,
    expected="a second",
    batch_size=8,
    tick=8,
    average_half_life=0,
)
STUDY = Study(
    "tiny-study",
    "Tricks",
    "tiny",
    "a tiny network",
    BASE,
    (Variant("twice", "Two steps of G", replace(BASE, method=replace(BASE.method, g_steps=2)), "helped"),),
)


def mean_colour(images):
    return images.mean(axis=(1, 2), dtype=np.float64).astype(np.float32)[:, :2]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The study on noise, with a judge that sees the mean colour and an empty folder of checkpoints."""
    monkeypatch.setenv("GENFACES_CHECKPOINTS", str(tmp_path / "checkpoints"))
    monkeypatch.setenv("GENFACES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(recipe, "open_dataset", lambda name, path, size: tiny.dataset(train=20, test=12))
    monkeypatch.setattr(study, "judge_view", lambda data: View("judge-noise", "1", mean_colour))
    monkeypatch.setattr(study, "SAMPLES", 10)
    monkeypatch.setitem(studies.STUDIES, "tiny-study", STUDY)
    monkeypatch.setitem(recipes.RECIPES, "tiny", tiny.RECIPE)
    return tmp_path


def run(place, *more):
    return study.main(["tiny-study", "--runs", str(place / "runs"), *more])


def told(place):
    return json.loads((place / "checkpoints" / "tiny" / "study.json").read_text())


def test_a_study_is_trained_measured_and_reported(place):
    assert run(place) == 0
    measured = [Result(**numbers) for numbers in told(place)["measured"]]
    assert [(one.variant, one.seed) for one in measured] == [("base", 0), ("twice", 0), ("base", 1), ("twice", 1)]
    assert {(one.images_seen, one.d_steps) for one in measured} == {(24, 3)}
    assert [one.g_steps for one in measured] == [3, 6, 3, 6]
    assert all(one.frechet > 0 for one in measured)
    assert len(told(place)["findings"]) == 1
    with Image.open(place / "checkpoints" / "tiny" / "figures" / "study.webp") as picture:
        assert picture.width > 12 * 64
        assert 2 * 64 < picture.height < 4 * 64


def test_a_generator_that_is_told_labels_is_measured_too(place, monkeypatch):
    told_labels = replace(
        BASE,
        family="gan-drawn-labels",
        arguments={"label_groups": [1, 1], "latent_size": 3, "width": 8, "embedding_size": 2},
        method=ConditionalSettings(
            discriminator="gan-labels", discriminator_arguments={"label_size": 2, "width": 8, "projection": True}
        ),
    )
    other = replace(STUDY, variants=(Variant("told", "G is told labels", told_labels),))
    monkeypatch.setitem(studies.STUDIES, "tiny-study", other)
    assert run(place, "--seeds", "1") == 0
    assert [one["variant"] for one in told(place)["measured"]] == ["base", "told"]


def cpu():
    return study.Hardware()


def test_what_is_done_is_skipped_and_what_broke_off_goes_on(place, monkeypatch):
    first = study.train(next(study.runs_of(STUDY, place / "runs" / "tiny-study", 1)), tiny.dataset(20, 12), cpu())
    unbroken = {name: tensor.clone() for name, tensor in first.average.network.state_dict().items()}
    for path in (place / "runs").rglob("*"):
        if path.is_file():
            path.unlink()

    starts, train = [], Loop.train

    def killed(loop, images):
        train(loop, 16)
        raise KeyboardInterrupt

    monkeypatch.setattr(Loop, "train", killed)
    assert run(place, "--seeds", "1") == 130
    assert not (place / "checkpoints").exists()
    monkeypatch.setattr(Loop, "train", lambda loop, images: starts.append(loop.images_seen) or train(loop, images))
    assert run(place, "--seeds", "1") == 0
    assert starts == [16, 0]
    state = torch.load(next((place / "runs").glob("*/base-seed0-*/state.pt")), weights_only=True)
    tiny.assert_same(dict(state["average"]), unbroken)

    assert run(place, "--seeds", "1") == 0
    assert len(starts) == 2
    assert run(place, "--seeds", "2") == 0
    assert starts == [16, 0, 0, 0]


def test_a_part_of_a_study_can_be_reported(place, monkeypatch):
    assert run(place, "--report-only") == 0
    assert not (place / "checkpoints").exists()
    assert run(place, "--seeds", "1") == 0
    (place / "checkpoints" / "tiny" / "study.json").unlink()
    next((place / "runs").glob("*/twice-*/result.json")).unlink()
    monkeypatch.setattr(Loop, "train", lambda loop, images: pytest.fail("nothing was to be trained"))
    assert run(place, "--report-only") == 0
    assert [one["variant"] for one in told(place)["measured"]] == ["base"]
    assert told(place)["notes"][-1] == "Not trained yet: Two steps of G."


def test_a_run_that_fails_does_not_stop_the_others(place, monkeypatch, capsys):
    train = study.train

    def fails(one, *more):
        if one.variant.name == "base":
            raise TrainingError("The loss became nan.")
        return train(one, *more)

    monkeypatch.setattr(study, "train", fails)
    assert run(place, "--seeds", "1") == 1
    assert "became nan" in capsys.readouterr().err
    assert [one["variant"] for one in told(place)["measured"]] == ["twice"]
    assert told(place)["notes"][-1] == "Broke off: None: the base (The loss became nan)."
    monkeypatch.setattr(study, "train", train)
    assert run(place, "--seeds", "1") == 0
    assert not any("Broke off" in note for note in told(place)["notes"])


def test_runs_made_by_other_settings_are_not_taken_up():
    folders = {one.folder.name for one in study.runs_of(STUDY, study.Path(), 2)}
    assert len(folders) == 4
    longer = replace(STUDY, base=replace(BASE, images=32))
    assert (
        not {one.folder.name for one in study.runs_of(longer, study.Path(), 2) if one.variant.name == "base"} & folders
    )
    renamed = replace(STUDY, base=replace(BASE, title="Another title"))
    assert {one.folder.name for one in study.runs_of(renamed, study.Path(), 2)} == folders


def test_the_card_shows_the_study_before_and_after_publication(place):
    assert run(place, "--seeds", "1") == 0
    folder = place / "checkpoints" / "tiny"
    assert not (folder / "README.md").exists()
    assert checkpoints.names() == []
    config = {
        "name": "tiny", "title": "Tiny", "family": "dcgan", "arguments": BASE.arguments, "latent_size": 3,
        "image_size": 64, "pixel_range": [-1, 1], "recipe": "tiny", "images_seen": 24,
        "dataset": {"name": "noise", "title": "Noise", "terms": "Free.", "train": 20, "test": 12},
    }  # fmt: skip
    checkpoints.save(folder, networks.build("dcgan", BASE.arguments), config)
    card.write_card(folder)
    text = (folder / "README.md").read_text()
    assert "## Tricks" in text
    assert "| Two steps of G |" in text
    assert "- **Two steps of G.** The reports say that it helped." in text
    assert "(figures/study.webp)" in text
    assert run(place) == 0
    assert (folder / "README.md").read_text() != text

    (folder / "study.json").unlink()
    card.write_card(folder)
    assert "Tricks" not in (folder / "README.md").read_text()


def test_errors_are_one_sentence(place, capsys):
    assert study.main(["nothing"]) == 1
    assert "There is no study 'nothing'; choose one of: dcgan-tricks" in capsys.readouterr().err
    assert run(place, "--seeds", "1") == 0
    next((place / "runs").glob("*/twice-*/result.json")).write_text("{}")
    capsys.readouterr()
    assert run(place, "--seeds", "1") == 1
    assert "remove it to measure again" in capsys.readouterr().err
