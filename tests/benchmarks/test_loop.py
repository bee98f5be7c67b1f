from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
import torch

from benchmarks import cases, loop
from benchmarks.measured import measured_loop
from training.batches import Batches
from training.devices import Hardware
from training.errors import TrainingError

SMALL = ["--width", "2", "--batches", "4", "--rounds", "2", "--steps", "1", "--device", "cpu", "--seconds", "0.01"]


@pytest.fixture(autouse=True)
def few_pictures(monkeypatch):
    monkeypatch.setattr(cases, "IMAGES", 32)
    monkeypatch.setattr(cases, "TEST_IMAGES", 8)
    monkeypatch.setattr(cases, "CYCLE", 2)


def cells(printed: str, name: str) -> list[str]:
    line = next(line for line in printed.splitlines() if line.startswith(name))
    return re.split(r"\s{2,}", line)


def test_ratios_come_first_then_recipes_and_the_machine(capsys):
    assert loop.main([*SMALL, "--recipes", "vae-avatars"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.startswith("DCGAN, batch  ratio")
    _, ratio, _, span, fast, slow, wait = cells(printed.out, "4 ")
    low, high = (float(part) for part in span.split(" to "))
    assert low <= float(ratio) <= high
    assert float(fast.replace(",", "")) > 0
    assert float(slow.replace(",", "")) > 0
    assert 0 <= float(wait.rstrip("%")) < 100
    name, family, batch, speed, share, wait, host, steps = cells(printed.out, "vae-avatars")
    assert (name, family, batch) == ("vae-avatars", "vae", "4")
    assert float(speed.replace(",", "")) > 0
    assert 0 < float(share.rstrip("%")) < 100
    assert float(host) > 0
    assert int(steps) >= 1
    assert "processor: " in printed.out


def test_markdown_has_as_many_cells_in_every_row_of_a_table(capsys):
    assert loop.main([*SMALL, "--recipes", "--precision", "float32", "--markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {len(line.split("|")) for line in lines[:3]} == {9}
    assert any("float32, contiguous" in line for line in lines if line.startswith("- plain loop: "))


def test_what_no_time_is_left_for_says_so(capsys):
    assert loop.main([*SMALL, "--recipes", "vae-avatars", "--minutes", "0"]) == 0
    assert cells(capsys.readouterr().out, "vae-avatars")[3] == "no time left"


def test_a_recipe_that_cannot_be_trained_here_does_not_keep_the_others(capsys, monkeypatch):
    def missing(recipe, hardware):
        raise TrainingError("Install a package.")

    monkeypatch.setattr(loop, "operations", missing)
    assert loop.main([*SMALL, "--recipes", "vae-avatars"]) == 0
    printed = capsys.readouterr()
    assert cells(printed.out, "vae-avatars")[2] == "not measured"
    assert printed.err == "error: vae-avatars: Install a package.\n"


def test_an_unknown_recipe_is_one_sentence(capsys):
    assert loop.main([*SMALL, "--recipes", "vae-cats"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: There is no recipe 'vae-cats'")


@pytest.mark.parametrize("name", cases.FAMILIES)
def test_every_family_gets_data_of_the_shapes_that_it_trains_on(name):
    recipe = replace(cases.find(name), batch_size=4)
    dataset = cases.random_data(recipe)
    hardware = Hardware("cpu", "float32")
    batch = cases.batches(recipe, dataset, hardware).get(0, hardware.device)
    assert batch.size == 4
    assert dataset.name == recipe.data
    if isinstance(cases.batches(recipe, dataset, hardware), Batches):
        assert batch.labels.shape == (4, len(dataset.label_names))


def test_operations_are_those_of_products_and_their_gradients():
    one, other = torch.ones(3, 5, requires_grad=True), torch.ones(5, 7, requires_grad=True)
    with cases.Operations() as counted:
        (one @ other).sum().backward()
    assert counted.total == 3 * (2 * 3 * 5 * 7)


def test_a_tick_is_left_out_of_a_round_s_time(tmp_path, monkeypatch):
    recipe = replace(cases.find("vae-avatars"), batch_size=4)
    with measured_loop(recipe, Hardware("cpu", "float32"), tmp_path) as measured:
        first = measured.timed(2)
        monkeypatch.setattr(measured, "_draw", lambda: time.sleep(2))
        second = measured.timed(2)
    assert (first.steps, first.images) == (2, 8)
    assert second.seconds.wall < 2
    assert 0 < second.host.wall <= second.seconds.wall
