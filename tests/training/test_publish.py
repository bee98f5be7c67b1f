"""From a finished run to a checkpoint folder that is measured, drawn and described."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import tiny
from safetensors.torch import load_file
from tiny_conditional import LABELLED
from tiny_infogan import CODED

from genfaces import checkpoint as checkpoints
from genfaces import explorer_store, networks
from genfaces.tasks import samples
from training import card, fits, latent_maps, publish, readme, recipe, recipes
from training.data import RECORDS
from training.measure import __main__ as measure
from training.measure import attributes, codes, evaluate, ruler
from training.methods.classifier import ClassifierSettings

JUDGE = replace(
    tiny.RECIPE, name="judge-noise", family="classifier", arguments={"width": 1}, method=ClassifierSettings()
)


def make_small(patch, folder):
    """Two recipes on noise and measures of few images, and `folder` in the place of what this machine holds."""
    patch.setenv("GENFACES_CHECKPOINTS", str(folder / "checkpoints"))
    patch.setenv("GENFACES_CACHE", str(folder / "cache"))
    patch.setattr(recipe, "open_dataset", lambda name, path, size: tiny.dataset(train=60, test=40))
    patch.setitem(recipes.RECIPES, "tiny", tiny.RECIPE)
    patch.setitem(recipes.RECIPES, "judge-noise", JUDGE)
    patch.setitem(RECORDS, "noise", tiny.RECORD)
    patch.setattr(ruler, "imagenet_view", tiny.coarse_view)
    # A hundred images are enough to see that every number is there; the kernel distance draws subsets of them.
    patch.setattr(evaluate, "SAMPLES", 60)
    patch.setattr(evaluate, "NEIGHBOUR_SAMPLES", 10)
    kernel = evaluate.kernel_distance
    patch.setattr(evaluate, "kernel_distance", lambda a, b: kernel(a, b, subset_size=20, subsets=3))
    patch.setattr(fits, "COMPONENTS", 3)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Runs of the two recipes, and the judge as it is published: what all tests begin with, made once."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        make_small(patch, folder)
        for a_recipe in (JUDGE, tiny.RECIPE):
            train(a_recipe, folder)
        assert run("judge-noise", folder) == 0
    return folder


@pytest.fixture
def judged(made, tmp_path, monkeypatch):
    """Two tiny recipes on noise, their runs, and the judge's checkpoint."""
    make_small(monkeypatch, tmp_path)
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def shelf(judged):
    """The same without any checkpoint."""
    shutil.rmtree(judged / "checkpoints")
    return judged


def train(a_recipe, shelf):
    method = a_recipe.method.create(a_recipe, tiny.dataset())
    tiny.loop(shelf / "runs" / a_recipe.name, a_recipe, a_method=method).train(32)


def trained_and_published(a_recipe, shelf, monkeypatch):
    """The checkpoint of a recipe that is not among the two."""
    monkeypatch.setitem(recipes.RECIPES, a_recipe.name, a_recipe)
    train(a_recipe, shelf)
    assert run(a_recipe.name, shelf) == 0
    return checkpoints.load(a_recipe.name)


def run(name, shelf, module=publish):
    extra = ["--runs", str(shelf / "runs")] if module is publish else []
    return module.main([name, *extra])


def test_a_run_becomes_a_checkpoint_with_numbers_figures_and_card(shelf, capsys):
    assert run("judge-noise", shelf) == 0
    assert run("tiny", shelf) == 0
    loaded = checkpoints.load("tiny")
    assert loaded.config["images_seen"] == 32
    assert loaded.config["attribute_names"] == ["left", "right"]
    metrics = loaded.config["metrics"]
    assert 0 < metrics["reconstruction"]["test_mse"] < 1
    assert metrics["latent"]["dimensions"] == 4
    assert set(metrics["fd_imagenet"]) == {"floor", "mixture", "prior", "reconstruction", "principal_components"}
    assert set(metrics["distances"]["judge-noise"]) == {"floor", "mixture", "prior"}
    assert metrics["neighbours"]["samples"] == 10
    assert "test_mse" in capsys.readouterr().out
    folder = loaded.folder
    for name in ("curves.png", "history.webp", "pairs.webp", "samples.webp", "sheet.webp"):
        assert (folder / "figures" / name).stat().st_size > 0
    assert [json.loads(line)["images_seen"] for line in (folder / "stats.jsonl").read_text().splitlines()] == [16, 32]
    assert "VAE on noise" in (folder / "README.md").read_text()
    assert checkpoints.load("judge-noise").config["metrics"]["classification"]["attributes"]["images"] == 40


def test_a_generator_with_labels_is_asked_and_measured_flip_by_flip(judged, monkeypatch, capsys):
    monkeypatch.setattr(attributes, "VECTORS", 12)
    labelled = replace(LABELLED, name="tiny-labels")
    loaded = trained_and_published(labelled, judged, monkeypatch)
    assert loaded.config["label_names"] == ["left", "right"]
    assert loaded.arrays["label_rows"].shape[1] == 2
    assert loaded.arrays["label_counts"].sum() == 60
    metrics = loaded.config["metrics"]
    assert set(metrics["distances"]["judge-noise"]) == {"floor", "prior"}
    assert set(metrics["flips"]["success"]) == {"left", "right"}
    assert "mean_success" in capsys.readouterr().out
    assert (loaded.folder / "figures" / "labels.webp").stat().st_size > 0
    card_text = (loaded.folder / "README.md").read_text()
    assert "| left | " in card_text
    assert "figures/labels.webp" in card_text
    assert run("tiny-labels", judged, measure) == 0
    # It needs labels, and they were published with it: a seed draws them too.
    assert samples.sample("tiny-labels", 7, 2).shape == (2, 64, 64, 3)


def test_labels_that_nobody_chooses_are_drawn_and_not_asked_for(judged, monkeypatch):
    drawn = replace(LABELLED, name="tiny-drawn", family=networks.DRAWN_LABELS)
    loaded = trained_and_published(drawn, judged, monkeypatch)
    assert set(loaded.config["metrics"]) == {"fd_imagenet", "distances", "neighbours"}
    assert not (loaded.folder / "figures" / "labels.webp").exists()
    assert [model.kind.name for model in samples.models() if model.name == "tiny-drawn"] == ["gan"]
    assert samples.takes_labels("tiny-drawn")
    assert samples.sample("tiny-drawn", 7, 2).shape == (2, 64, 64, 3)


def test_codes_are_recognised_by_the_run_s_q_and_that_number_is_kept(judged, monkeypatch):
    monkeypatch.setattr(codes, "SAMPLES", 40)
    monkeypatch.setattr(codes, "VECTORS", 8)
    coded = replace(CODED, name="tiny-codes")
    loaded = trained_and_published(coded, judged, monkeypatch)
    assert (loaded.config["label_names"], loaded.arrays) == ([], {})
    metrics = loaded.config["metrics"]
    assert set(metrics["distances"]["judge-noise"]) == {"floor", "prior"}
    assert 0 <= metrics["codes"]["recognition"]["category_accuracy"] <= 1
    assert len(metrics["codes"]["recognition"]["continuous_correlation"]) == 2
    assert set(metrics["codes"]["meaning"]["mutual_information"]) == {"left", "right"}
    assert (loaded.folder / "figures" / "codes.webp").stat().st_size > 0
    card_text = (loaded.folder / "README.md").read_text()
    assert "one of 3 categories and 2 continuous codes" in card_text
    assert "| Continuous code 2: correlation |" in card_text
    assert "figures/codes.webp" in card_text
    assert run("tiny-codes", judged, measure) == 0
    assert checkpoints.read_config("tiny-codes")["metrics"]["codes"] == metrics["codes"]
    # It needs codes, so it is not among what draws from noise alone.
    assert "tiny-codes" not in [model.name for model in samples.models()]


def test_a_judge_keeps_16_bits_and_what_draws_keeps_8(judged):
    """A judge's numbers are compared between versions; a picture changes by a fraction of a grey level."""

    def kept(name):
        tensors = load_file(checkpoints.find(name) / checkpoints.WEIGHTS)
        return {str(tensor.dtype) for key, tensor in tensors.items() if tensor.dim() > 1 and tensor[0].numel() >= 16}

    run("tiny", judged)
    assert kept("judge-noise") == {"torch.float16"}
    assert kept("tiny") == {"torch.int8"}


def test_samples_are_measured_as_the_page_draws_them(judged):
    run("tiny", judged)
    opened = checkpoints.load("tiny")
    measured = evaluate.draw_samples(opened)
    assert list(measured) == ["mixture", "prior"]
    for source, images in measured.items():
        assert np.array_equal(images[:4], samples.sample("tiny", evaluate.SEED, 4, source=source))


def test_what_was_handed_over_by_a_run_on_a_card_is_published_elsewhere(judged, monkeypatch):
    monkeypatch.setattr(codes, "SAMPLES", 40)
    monkeypatch.setattr(codes, "VECTORS", 8)
    coded = replace(CODED, name="tiny-codes", on_card={"batch_size": 4, "images": 64})
    monkeypatch.setitem(recipes.RECIPES, "tiny-codes", coded)
    there = coded.changed(coded.on_card)
    loop = tiny.loop(judged / "there", there, a_method=there.method.create(there, tiny.dataset()))
    loop.record["changes"] = dict(coded.on_card)
    loop.train(32)
    (judged / "there" / "handover" / "tiny-codes.zip").rename(judged / "brought.zip")
    assert publish.main(["tiny-codes", "--run", str(judged / "brought.zip")]) == 0
    config = checkpoints.read_config("tiny-codes")
    assert (config["images_seen"], config["training"]["images"]) == (32, 64)
    assert config["training"]["settings"]["batch size"] == "4"
    assert config["metrics"]["codes"]["recognition"].keys() >= {"category_accuracy"}, "Q came along"
    card_text = (checkpoints.root() / "tiny-codes" / "README.md").read_text()
    assert "training on cpu, float32, contiguous, 1 thread(s), 1 process(es), where the recipe sets batch" in card_text


def test_without_its_judge_a_generator_is_not_measured(shelf, capsys):
    assert run("tiny", shelf) == 1
    assert "judge-noise" in capsys.readouterr().err


def test_weights_too_large_for_git_are_measured_but_not_kept(judged, monkeypatch):
    monkeypatch.setattr(publish, "LARGEST_FILE", 10)
    run("tiny", judged)
    config = checkpoints.read_config("tiny")
    assert config["weights_shipped"] is False
    assert config["metrics"]["reconstruction"]
    assert "tiny" not in checkpoints.names()


def test_measuring_again_renews_numbers_and_card(judged):
    run("tiny", judged)
    folder = checkpoints.find("tiny")
    before = (folder / "README.md").read_text()
    checkpoints.update_config(folder, {"metrics": {}})
    card.write_card(folder)
    assert (folder / "README.md").read_text() != before
    assert run("tiny", judged, measure) == 0
    assert (folder / "README.md").read_text() == before


def test_a_run_that_is_not_there_is_one_sentence(shelf, capsys):
    assert publish.main(["tiny", "--runs", str(shelf / "nowhere")]) == 1
    assert "holds no run yet" in capsys.readouterr().err


def test_a_second_opinion_is_for_photographs(judged, capsys):
    assert publish.main(["tiny", "--runs", str(judged / "runs"), "--second-opinion"]) == 1
    assert "photographs" in capsys.readouterr().err


def test_table_of_models_lies_between_its_markers(judged):
    marked = [f"{start}old\n{end}".format(name=name) for name in readme.TABLES for start, end in [readme.MARKERS]]
    text = readme.replaced("\n".join(["before", *marked, "after"]))
    assert text.startswith("before\n")
    assert text.endswith("after")
    assert "[`judge-noise`](checkpoints/judge-noise/README.md)" in text
    assert "old" not in text
    assert text.count("judge-noise") == 2, "a judge translates nothing"
    for there in ([], marked[:1]):
        with pytest.raises(ValueError, match="markers"):
            readme.replaced("\n".join(["some", *there]))


def test_publishing_renews_the_tables_of_the_readme_beside_the_checkpoints(shelf, monkeypatch):
    marked = [f"{start}old\n{end}".format(name=name) for name in readme.TABLES for start, end in [readme.MARKERS]]
    (shelf / "README.md").write_text("\n".join(marked))
    before = readme.README.read_text(encoding="utf-8")
    run("judge-noise", shelf)
    assert readme.README.read_text(encoding="utf-8") == before, "another folder's checkpoints are not ours to tell of"
    monkeypatch.setattr(readme, "README", shelf / "README.md")
    run("judge-noise", shelf)
    assert "[`judge-noise`](checkpoints/judge-noise/README.md)" in (shelf / "README.md").read_text()


def test_publishing_renews_the_latent_maps_that_are_there(judged, monkeypatch):
    monkeypatch.setattr(latent_maps, "PERPLEXITIES", (5,))
    run("tiny", judged)
    folder = checkpoints.find("tiny")
    assert not (folder / explorer_store.FOLDER).exists(), "none is made that nobody asked for"
    (folder / explorer_store.FOLDER).mkdir()
    run("tiny", judged)
    made_with = explorer_store.load("tiny").info["weights_sha256"]
    assert made_with == checkpoints.read_config("tiny")["weights_sha256"]


def test_the_readme_says_what_the_checkpoints_say():
    text = readme.README.read_text(encoding="utf-8")
    assert readme.replaced(text) == text, "run `python -m training.readme`"
