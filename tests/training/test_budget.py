from __future__ import annotations

import dataclasses
import signal
import time

import pytest
import tiny
import torch
from tiny_conditional import EVENTFUL

from training.budget import Budget
from training.devices import Hardware
from training.interrupts import Stopped
from training.run_folder import RunFolder

START = 1e9


class Clock:
    """A time that passes with every step and tick, by as much as is said, and with nothing else."""

    def __init__(self, monkeypatch, step=0.5, tick=1.0):
        self.now, self.step, self.tick = START, step, tick
        self.steps = 0
        monkeypatch.setattr(time, "time", lambda: self.now)
        monkeypatch.setattr(time, "perf_counter", lambda: self.now)

    def let_pass(self, loop):
        train_step, picture = loop.train_step, loop.picture

        def slow_step():
            self.now += self.step
            self.steps += 1
            train_step()

        def slow_picture():
            self.now += self.tick
            return picture()

        loop.train_step, loop.picture = slow_step, slow_picture
        return loop


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def train(loop, minutes, started=START):
    loop.train(loop.recipe.images, Budget(minutes, started, Hardware("cpu", "float32")))
    return torch.load(loop.run.state_path, weights_only=True)


def test_the_run_is_as_long_as_its_minutes_and_ends_with_a_tick_inside_them(tmp_path, clock):
    clock.tick = 0.2
    loop = clock.let_pass(tiny.loop(tmp_path))
    state = train(loop, 2.0)
    assert 0.9 * 120 < clock.now - START < 120
    assert loop.images_seen == loop.recipe.images == state["images_seen"] == loop.stats[-1]["images_seen"]
    assert loop.images_seen > 10 * tiny.RECIPE.images
    told = state["record"]["budget"]
    assert told["minutes"] == 2.0
    assert told["finished"]
    assert told["lengths"] == [[0, loop.images_seen]]
    assert told["used"] == pytest.approx(clock.now - START, abs=2.0)
    assert (tmp_path / "handover" / "tiny.zip").exists()
    assert 5 < len(loop.stats) < 30


def test_what_a_recipe_places_in_time_moves_along(tmp_path, clock):
    recipe = dataclasses.replace(
        EVENTFUL, restart_at=(24, 48), method=dataclasses.replace(EVENTFUL.method, flipped_from=48)
    )
    loop = clock.let_pass(tiny.loop(tmp_path, recipe))
    train(loop, 2.0)
    images = loop.recipe.images
    assert loop.recipe.restart_at == (round(images / 4), round(images / 2))
    assert loop.method.settings.flipped_from == loop.recipe.method.flipped_from == round(images / 2)
    assert loop.method.recipe is loop.recipe
    assert [stage["images_seen"] for stage in loop.stages] == [0]
    assert loop.stages[0]["settings"]["images"] == f"{images:,}"


def test_measuring_leaves_no_trace_in_the_training(tmp_path, clock):
    """The same as a run that is told the length, and the tick, that the minutes came to."""
    loop = clock.let_pass(tiny.loop(tmp_path / "minutes"))
    train(loop, 0.5)
    assert clock.steps > loop.step_number, "nothing was measured"
    recipe = dataclasses.replace(tiny.RECIPE, images=loop.recipe.images, tick=loop.recipe.tick)
    clock.let_pass(tiny.loop(tmp_path / "images", recipe)).train(recipe.images)
    for folder in ("minutes", "images"):
        state = RunFolder(tmp_path / folder).load_state()
        del state["record"]
        torch.save(state, tmp_path / folder / "state.pt")
    tiny.assert_same_run(tmp_path / "minutes", tmp_path / "images")


def test_a_run_that_slows_down_gets_shorter_and_still_ends_in_time(tmp_path, clock):
    loop = clock.let_pass(tiny.loop(tmp_path))
    step = loop.train_step

    def slower():
        clock.step = 0.5 if loop.images_seen < 160 else 2.0
        step()

    loop.train_step = slower
    state = train(loop, 2.0)
    assert clock.now - START < 120
    lengths = state["record"]["budget"]["lengths"]
    assert lengths[0][1] > lengths[-1][1] >= loop.images_seen > 160
    assert [stage["images_seen"] for stage in state["stages"]] == [0]


def test_a_run_whose_time_is_suddenly_up_ends_at_that_step_with_a_tick(tmp_path, clock):
    loop = clock.let_pass(tiny.loop(tmp_path))
    step = loop.train_step

    def stall():
        step()
        if loop.images_seen == 320:
            clock.now = START + 119.0

    loop.train_step = stall
    state = train(loop, 2.0)
    assert state["images_seen"] == loop.stats[-1]["images_seen"] == 320
    assert state["record"]["budget"]["finished"]


def test_a_run_that_was_stopped_has_the_rest_of_its_minutes(tmp_path, clock):
    loop = clock.let_pass(tiny.loop(tmp_path))
    step = loop.train_step

    def press():
        step()
        if loop.images_seen == 320:
            signal.raise_signal(signal.SIGTERM)

    loop.train_step = press
    with pytest.raises(Stopped) as stop:
        train(loop, 2.0)
    assert stop.value.status == 143
    used = clock.now - START
    clock.now = again = START + 5000.0
    resumed = clock.let_pass(tiny.loop(tmp_path, seed=99))
    assert resumed.images_seen == 320
    state = train(resumed, 2.0, again)
    assert 0.85 * 120 < used + clock.now - again < 120
    assert state["images_seen"] == resumed.recipe.images > 320
    assert state["record"]["budget"]["lengths"][-1][0] == 320


def test_a_finished_run_is_left_as_it_is_unless_it_is_given_more(tmp_path, clock):
    finished = train(clock.let_pass(tiny.loop(tmp_path)), 0.5)["images_seen"]
    before = (tmp_path / "state.pt").read_bytes()
    clock.now = START + 5000.0
    train(clock.let_pass(tiny.loop(tmp_path)), 0.5, clock.now)
    assert (tmp_path / "state.pt").read_bytes() == before
    assert train(clock.let_pass(tiny.loop(tmp_path)), 1.0, clock.now)["images_seen"] > 1.5 * finished
