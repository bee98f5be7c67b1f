from __future__ import annotations

import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import tiny
import torch
from PIL import Image

from training import meter
from training.errors import TrainingError
from training.recipe_text import describe_training

ROOT = Path(__file__).resolve().parent.parent.parent


def clocks(folder):
    return [tick["images_seen"] for tick in tiny.read_stats(folder)]


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_stopping_and_resuming_equals_never_having_stopped(tmp_path, precision):
    tiny.loop(tmp_path / "unbroken", precision=precision).train(96)
    tiny.loop(tmp_path / "broken", precision=precision).train(48)
    # Other initial weights, so that whatever is not taken up from the state would show.
    resumed = tiny.loop(tmp_path / "broken", precision=precision, seed=99)
    assert resumed.images_seen == 48
    resumed.train(96)
    tiny.assert_same_run(tmp_path / "unbroken", tmp_path / "broken")
    assert clocks(tmp_path / "broken") == [16, 32, 48, 64, 80, 96]


def test_the_weights_that_ship_follow_those_that_are_trained(tmp_path):
    """At every step the average keeps its half-life's share of what it was and takes the rest from the network."""
    run = tiny.loop(tmp_path)
    network = run.method.networks["autoencoder"]
    first = torch.cat([weight.flatten() for weight in network.parameters()]).detach().clone()
    expected = first
    for number in range(6):
        run.train_step()
        images_seen = 8 * (number + 1)
        keep = 0.5 ** (8 / min(30, 0.05 * images_seen))  # half-life 30 images, at first a twentieth of those seen
        trained = torch.cat([weight.detach().flatten() for weight in network.parameters()])
        expected = keep * expected + (1 - keep) * trained
    shipped = torch.cat([weight.flatten() for weight in run.average.network.parameters()])
    torch.testing.assert_close(shipped, expected)
    assert (shipped - first).norm() > 0.5 * (trained - first).norm() > 0
    assert all(torch.equal(run.state()["average"][name], one) for name, one in run.average.network.state_dict().items())


def test_a_recipe_that_changes_on_the_way_is_remembered(tmp_path):
    slower = dataclasses.replace(tiny.RECIPE, method=dataclasses.replace(tiny.RECIPE.method, learning_rate=5e-3))
    tiny.loop(tmp_path).train(32)
    tiny.loop(tmp_path).train(48)
    tiny.loop(tmp_path, slower).train(80)
    tiny.loop(tmp_path, slower).train(96)
    stages = torch.load(tmp_path / "state.pt", weights_only=True)["stages"]
    assert [stage["images_seen"] for stage in stages] == [0, 48]
    told = describe_training(slower, stages)
    assert told["changed_at"] == [48]
    assert told["settings"]["learning rate"] == "0.01 until 48 images, then 0.005"
    assert told["settings"]["kl weight"] == "0.0001"
    assert "changed_at" not in describe_training(slower, stages[:1])


def test_ctrl_c_between_ticks_goes_back_to_the_last_tick(tmp_path):
    tiny.loop(tmp_path / "unbroken").train(96)
    interrupted = tiny.method()
    step = interrupted.step

    def press(batch, how):
        if how.number == 7:
            raise KeyboardInterrupt
        return step(batch, how)

    interrupted.step = press
    with pytest.raises(KeyboardInterrupt):
        tiny.loop(tmp_path / "broken", a_method=interrupted).train(96)
    resumed = tiny.loop(tmp_path / "broken", seed=99)
    assert resumed.images_seen == 48
    resumed.train(96)
    tiny.assert_same_run(tmp_path / "unbroken", tmp_path / "broken")


@pytest.mark.slow  # a second Python imports torch, and is killed once it has made a few ticks
def test_kill_9_loses_at_most_a_tick_and_changes_nothing(tmp_path):
    program = [sys.executable, tiny.__file__, "0.05", "--runs", str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(program, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
    state = tmp_path / "tiny" / "state.pt"
    try:
        deadline = time.monotonic() + 120
        while not state.exists():
            assert process.poll() is None, "the run ended by itself"
            assert time.monotonic() < deadline, "no tick was made"
            time.sleep(0.01)
        time.sleep(0.13)
    finally:
        process.kill()
        assert process.wait() == -signal.SIGKILL
    resumed = tiny.loop(tmp_path / "tiny", seed=99)
    assert 16 <= resumed.images_seen < 96
    resumed.train(96)
    tiny.loop(tmp_path / "unbroken", seed=tiny.RECIPE.seed).train(96)
    tiny.assert_same_run(tmp_path / "unbroken", tmp_path / "tiny")


def test_a_tick_is_the_first_step_at_a_multiple_and_the_last_step_is_one(tmp_path):
    recipe = dataclasses.replace(tiny.RECIPE, tick=20, images=84)
    tiny.loop(tmp_path, recipe).train(84)
    assert clocks(tmp_path) == [24, 40, 64, 80, 88]
    samples = sorted(path.name for path in (tmp_path / "samples").iterdir())
    assert samples == [f"{clock:09d}.png" for clock in clocks(tmp_path)]
    with Image.open(tmp_path / "samples" / samples[-1]) as image:
        assert image.size == (8 * 64, 8 * 64)


def test_a_finished_run_is_left_as_it_is(tmp_path):
    tiny.loop(tmp_path).train(32)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    tiny.loop(tmp_path).train(32)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


def test_a_tick_logs_mean_losses_speed_memory_and_held_out_error(tmp_path, capfd):
    counting = tiny.method()
    counting.step = lambda batch, how: {"number": torch.tensor(float(how.number))}
    tiny.loop(tmp_path, a_method=counting).train(32)
    first, second = [json.loads(line) for line in (tmp_path / "stats.jsonl").read_text().splitlines()]
    assert (first["number"], second["number"]) == (0.5, 2.5)
    assert set(first) == {"images_seen", "number", "test_mse"} | tiny.MEASURED
    assert 0 <= first["data_wait"] <= 1
    assert first["images_per_second"] > 0
    assert first["memory_mb"] > 10
    assert second["seconds"] >= first["seconds"] >= 0
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 2, "plain lines where there is no terminal"
    assert re.match(r"\s+32 / 96 images  \d+ img/s  \d+ min left  test_mse \S+  number 2.5$", lines[1])


def test_the_loss_falls(tmp_path):
    recipe = dataclasses.replace(tiny.RECIPE, images=400, tick=100, flip=False, shift=0)
    tiny.loop(tmp_path, recipe).train(400)
    losses = [tick["reconstruction"] for tick in tiny.read_stats(tmp_path)]
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_stops_the_run_and_keeps_the_last_state(tmp_path, value):
    spoilt = tiny.method()
    step = spoilt.step

    def diverge(batch, how):
        losses = step(batch, how)
        return losses | {"kl": torch.tensor(value)} if how.number == 5 else losses

    spoilt.step = diverge
    with pytest.raises(TrainingError, match=f"Loss 'kl' became {value} in the tick that ends at 48 images") as caught:
        tiny.loop(tmp_path, a_method=spoilt).train(96)
    assert str(tmp_path) in str(caught.value)
    assert clocks(tmp_path) == [16, 32]
    tiny.loop(tmp_path).train(96)
    assert clocks(tmp_path)[-1] == 96


def test_weights_spoilt_by_the_last_step_of_a_tick_are_not_saved(tmp_path):
    spoilt = tiny.method()
    step = spoilt.step

    def diverge(batch, how):
        losses = step(batch, how)
        if how.number == 3:
            next(spoilt.networks["autoencoder"].parameters()).data[0] = torch.nan
        return losses

    spoilt.step = diverge
    with pytest.raises(TrainingError, match="A weight of network 'autoencoder' became nan in the tick that ends at 32"):
        tiny.loop(tmp_path, a_method=spoilt).train(96)
    state = torch.load(tmp_path / "state.pt", weights_only=True)
    assert state["images_seen"] == 16
    assert all(tensor.isfinite().all() for tensor in state["networks"]["autoencoder"].values())


def test_a_full_disk_stops_the_run_in_one_sentence_and_the_run_resumes(tmp_path, monkeypatch):
    tiny.loop(tmp_path).train(32)

    def full(state, file):
        file.write(b"half of it")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(torch, "save", full)
        with pytest.raises(
            TrainingError, match=r"Could not write .*state\.pt: No space left on device; free some space"
        ):
            tiny.loop(tmp_path).train(96)
    assert not list(tmp_path.rglob("*.partial"))
    # The statistics were written just before: the state's clock counts.
    assert clocks(tmp_path) == [16, 32, 48]
    resumed = tiny.loop(tmp_path)
    assert resumed.images_seen == 32
    resumed.train(96)
    assert clocks(tmp_path) == [16, 32, 48, 64, 80, 96]


def test_statistics_are_cut_to_the_states_clock(tmp_path):
    tiny.loop(tmp_path).train(32)
    with (tmp_path / "stats.jsonl").open("a") as file:
        file.write(json.dumps({"images_seen": 48, "reconstruction": 1.0}) + "\n")
    resumed = tiny.loop(tmp_path)
    assert [tick["images_seen"] for tick in resumed.stats] == [16, 32]


@pytest.mark.parametrize("changes", [{"name": "another"}, {"batch_size": 4}])
def test_the_run_of_another_recipe_is_refused(tmp_path, changes):
    tiny.loop(tmp_path).train(16)
    with pytest.raises(TrainingError, match="holds a run of 'tiny' with batches of 8") as caught:
        tiny.loop(tmp_path, dataclasses.replace(tiny.RECIPE, **changes))
    assert str(tmp_path) in str(caught.value)


def test_the_run_of_other_networks_is_refused(tmp_path):
    tiny.loop(tmp_path).train(16)
    wider = dataclasses.replace(tiny.RECIPE, arguments=tiny.RECIPE.arguments | {"width": 3})
    with pytest.raises(TrainingError, match="was made by other networks than recipe 'tiny' now describes"):
        tiny.loop(tmp_path, wider)


def test_a_meter_counts_waiting_apart(monkeypatch):
    clock = iter([0.0, 1.0, 4.0, 8.0, 8.0])  # it starts, waits from 1 to 4, and is asked at 8
    monkeypatch.setattr(meter, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    counted = meter.Meter(10)
    with counted.waiting():
        pass
    speed = counted.speed(20)
    assert speed["data_wait"] == 3 / 8
    assert speed["images_per_second"] == 10 / 8
