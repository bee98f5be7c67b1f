from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import tiny
import torch
from PIL import Image

from training import recipes
from training.__main__ import COMMANDS, main, overview
from training.data import NAMES
from training.data.celeba import ATTRIBUTES
from training.loop import Loop
from training.recipe_text import settings_of
from training.recipe_text import told as in_words
from training.train import data_paths, measured

ROOT = Path(__file__).resolve().parent.parent.parent
# The smallest of the shipped recipes that has something random in its network (dropout).
JUDGE = ["judge-faces", "--device", "cpu", "--batch-size", "4", "--tick", "8", "--images", "16"]


@pytest.fixture
def celeba(tmp_path, monkeypatch):
    """Twelve pictures of noise in CelebA's public layout, and a cache of our own."""
    monkeypatch.setenv("GENFACES_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "celeba"
    (folder / "img_align_celeba").mkdir(parents=True)
    rng = np.random.default_rng(0)
    rows = []
    for number in range(1, 13):
        name = f"{number:06d}.jpg"
        pixels = rng.integers(0, 256, (109, 89, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / "img_align_celeba" / name)
        rows.append(" ".join([name, *(str(value) for value in rng.choice([-1, 1], len(ATTRIBUTES)))]))
    (folder / "list_attr_celeba.txt").write_text("\n".join(["12", " ".join(ATTRIBUTES), *rows]) + "\n")
    return folder


def error_of(capsys, *arguments):
    assert main(list(arguments)) == 1
    captured = capsys.readouterr()
    lines = captured.err.strip().splitlines()
    assert len(lines) == 1, "one sentence and no traceback"
    assert captured.out == ""
    return lines[0]


def run(program, tmp_path, **environment):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"} | environment
    return subprocess.run(program, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


def stop_after(images, number=signal.SIGINT):
    """A signal in the middle of the step that brings the clock there."""
    step = Loop.train_step

    def press(loop):
        if loop.images_seen + loop.batches.batch_size == images:
            signal.raise_signal(number)
        step(loop)

    return press


@pytest.mark.parametrize("arguments", [["--list"], []])
def test_list_shows_every_recipe_with_its_data_size_length_and_expectation(capsys, arguments):
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(recipes.RECIPES)
    for recipe, line in zip(recipes.RECIPES.values(), lines[1:], strict=True):
        assert line.split()[:4] == [recipe.name, recipe.data, str(recipe.image_size), f"{recipe.images:,}"]
        assert recipe.expected in line
        assert recipe.title in line
        assert line.endswith(measured(recipe.name))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_tells_its_options_under_its_own_name(capsys, name):
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: python -m training {name} ")


def test_the_commands_are_told_a_line_each(capsys):
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert told.strip() == overview()
    assert all(f"\n  {name} " in told for name in COMMANDS)


def test_no_recipe_has_a_commands_name():
    """A recipe's name in a command's place trains it, as it always did."""
    assert not set(COMMANDS) & set(recipes.RECIPES)


def test_training_by_its_own_name_is_the_same(capsys):
    assert main(["train", "--list"]) == 0
    listed = capsys.readouterr().out
    assert main(["--list"]) == 0
    assert capsys.readouterr().out == listed


def test_what_a_checkpoint_measured_is_the_quality_to_expect():
    found = measured("vae-faces")
    assert found.startswith("fd_imagenet ")
    assert "MSE 0.0" in found
    assert measured("no-such-recipe") == "no checkpoint yet"


def test_an_unknown_recipe_is_one_sentence_with_the_names(capsys):
    error = error_of(capsys, "vae-cats")
    assert error.startswith("error: There is no recipe 'vae-cats'; choose one of: vae-faces, ")


def test_missing_data_is_one_sentence_that_says_how_to_name_it(capsys):
    assert "--data PATH" in error_of(capsys, "vae-faces")


def test_data_that_is_not_there_is_one_sentence(capsys, tmp_path):
    assert str(tmp_path / "nowhere") in error_of(capsys, "vae-faces", "--data", str(tmp_path / "nowhere"))


def test_a_device_that_is_not_there_is_one_sentence(capsys, celeba, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    error = error_of(capsys, *JUDGE, "--data", str(celeba), "--device", "cuda")
    assert error.startswith("error: Device 'cuda' is not available on this machine; choose one of: auto, cpu")


@pytest.mark.parametrize("option", ["--images", "--tick", "--batch-size"])
@pytest.mark.parametrize("value", ["0", "-5", "many"])
def test_counts_must_be_positive(capsys, option, value):
    with pytest.raises(SystemExit):
        main(["vae-faces", option, value])
    assert f"argument {option}: invalid positive value: '{value}'" in capsys.readouterr().err


def test_a_dry_run_tells_the_plan_and_trains_nothing(capsys, celeba, tmp_path, monkeypatch):
    monkeypatch.setattr("training.train.Loop", lambda *_: pytest.fail("a loop was made"))
    assert main([*JUDGE, "--data", str(celeba), "--runs", str(tmp_path / "runs"), "--dry-run"]) == 0
    plan = capsys.readouterr().out
    assert "11 training, 1 test images of 64 pixels, 40 labels, 0 skipped" in plan
    assert "16 images in batches of 4 (1.5 passes), a tick every 8" in plan
    assert "network   classifier: Classifier, 2,694,216 parameters" in plan
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("recipe", recipes.ALL, ids=lambda recipe: recipe.name)
def test_a_recipes_data_exist_and_its_batches_fit_in_its_ticks(recipe):
    assert recipe.data in NAMES
    assert 0 < recipe.batch_size < recipe.tick < recipe.images
    assert recipe.expected
    json.dumps(dict(recipe.arguments))


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_resumes_by_the_same_command_at_its_last_step(
    celeba, tmp_path, monkeypatch, capsys, number, status
):
    command = [*JUDGE, "--data", str(celeba), "--runs"]
    assert main([*command, str(tmp_path / "unbroken")]) == 0
    with monkeypatch.context() as patch:
        patch.setattr(Loop, "train_step", stop_after(12, number))
        assert main([*command, str(tmp_path / "broken")]) == status
    assert "Stopped at 12 images; the same command goes on from there." in capsys.readouterr().err
    assert torch.load(tmp_path / "broken" / "judge-faces" / "state.pt", weights_only=True)["images_seen"] == 12
    assert main([*command, str(tmp_path / "broken")]) == 0
    tiny.assert_same_run(tmp_path / "unbroken" / "judge-faces", tmp_path / "broken" / "judge-faces")


def test_a_path_is_for_the_one_data_set_or_for_the_one_it_names():
    assert data_paths([]) == {}
    assert data_paths(["a=b.zip"]) == {"": Path("a=b.zip")}, "no data set is called a"
    given = data_paths(["celeba=faces.zip", "anime=more=drawings", "others"])
    assert given == {"celeba": Path("faces.zip"), "anime": Path("more=drawings"), "": Path("others")}


def test_two_paths_that_name_no_data_set_are_one_sentence(capsys):
    assert "NAME=PATH" in error_of(capsys, "vae-faces", "--data", "one", "two")


def test_data_named_by_its_set_is_read(celeba, tmp_path):
    assert main([*JUDGE, "--data", "anime=nowhere", f"celeba={celeba}", "--runs", str(tmp_path), "--dry-run"]) == 0


@pytest.mark.parametrize("recipe", recipes.ALL, ids=lambda recipe: recipe.name)
def test_what_a_recipe_says_of_a_card_are_settings_of_its(recipe):
    changed = recipe.changed(recipe.on_card)
    assert 0 < changed.batch_size < changed.tick < changed.images
    said = settings_of(changed)
    for name, value in recipe.on_card.items():
        if not isinstance(value, Mapping) and name not in ("image_size", "tick"):
            assert said[name.replace("_", " ")] == in_words(value)
    json.dumps(dict(recipe.on_card))


def test_a_length_on_a_card_moves_all_that_is_placed_in_time():
    recipe = recipes.find("acgan-faces")
    longer = recipe.changed({"images": 2 * recipe.images, "batch_size": 128})
    assert (longer.images, longer.batch_size) == (2 * recipe.images, 128)
    assert longer.restart_at == tuple(2 * images for images in recipe.restart_at)
    assert longer.method.pairs_from == 2 * recipe.method.pairs_from


@pytest.mark.parametrize("name", ["gan-faces", "acgan-faces", "infogan-faces", "dcgan-faces", "cyclegan-maps"])
def test_what_fills_a_card_is_listed(capsys, name):
    main([])
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith(f"{name} "))
    recipe = recipes.find(name)
    assert recipe.on_card["batch_size"] == 4 * recipe.batch_size
    assert f"batch size {recipe.on_card['batch_size']}, learning rate" in line
    assert f"images {recipe.on_card['images']:,}" in line


@pytest.mark.slow  # starts Python anew
def test_the_command_line_gives_status_and_sentence(tmp_path):
    done = run([sys.executable, "-m", "training", "vae-cats"], tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("error: There is no recipe 'vae-cats'")
    assert len(done.stderr.splitlines()) == 1


# Accelerate's --cpu starts several processes through MPI only, and one without it; --multi_gpu starts them anywhere.
LAUNCH = [
    *(sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2", "--num_machines", "1"),
    *("--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0"),
]


@pytest.mark.slow  # three processes import torch, and two train together
def test_two_processes_share_the_images(celeba, tmp_path):
    done = run([*LAUNCH, "-m", "training", *JUDGE, "--data", str(celeba), "--runs", str(tmp_path / "runs")], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2 process(es)" in done.stderr
    ticks = tiny.read_stats(tmp_path / "runs" / "judge-faces")
    assert [tick["images_seen"] for tick in ticks] == [8, 16]
    assert all(math.isfinite(value) for tick in ticks for value in tick.values())


TOGETHER = """
import sys, tiny, torch
from pathlib import Path

tiny.loop(Path("unbroken"), seed=0).train(96)
tiny.loop(Path("broken"), seed=0).train(48)
loop = tiny.loop(Path("broken"), seed=99)
loop.train(96)

accelerator = loop.hardware.accelerator
assert accelerator.num_processes == 2
weights = torch.cat([parameter.detach().flatten() for parameter in loop.method.networks["autoencoder"].parameters()])
gathered = accelerator.gather(weights[None])
assert torch.equal(gathered[0], gathered[1]), "the processes drifted apart"
rows = accelerator.gather(torch.from_numpy(loop.batches.indices(0))[None])
assert sorted(rows.flatten().tolist()) == sorted(set(rows.flatten().tolist())), "the processes read the same images"
"""


@pytest.mark.slow  # three processes import torch, and two train together
def test_two_processes_hold_equal_weights_and_resume_as_if_unbroken(tmp_path):
    (tmp_path / "together.py").write_text(TOGETHER)
    path = os.pathsep.join([str(ROOT), str(Path(tiny.__file__).parent)])
    done = run([*LAUNCH, "together.py"], tmp_path, PYTHONPATH=path)
    assert done.returncode == 0, done.stderr
    tiny.assert_same_run(tmp_path / "unbroken", tmp_path / "broken")
