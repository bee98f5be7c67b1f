"""A run that is told its time rather than its length: `--minutes M`."""

from __future__ import annotations

import copy
import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from training import handover
from training.recipe import Recipe

if TYPE_CHECKING:
    from training.devices import Hardware
    from training.loop import Loop

# Shares of the time that is left: for warming up, for measuring, and what the plan leaves free at the end.
WARM_UP, MEASURING, MARGIN = 0.02, 0.03, 0.02
LONGEST_REHEARSAL = 20.0  # seconds, of each of the two
# Ticks of a run: often enough for its curves, rarely enough to cost little, and no more than this far apart.
TICKS, TICKS_SHARE, TICK_MINUTES = 24, 0.04, 5.0
# What is measured later moves the length only if it is this far off.
TOLERANCE = 0.03


class Budget:
    """So many minutes for a run, all its calls together, in which loading data and saving are counted.

    The speed is measured first, by steps that are then taken back; the length follows from it, and from the length all
    that a recipe places in time. At every tick the plan is held against what that tick took: where others share the
    machine speeds change, and then the length does. A run whose time is up nevertheless ends at that step, with a tick.
    Called again, a run that was stopped has what is left of its minutes; one that had them all has none, unless it is
    given more.
    """

    def __init__(self, minutes: float, started: float, hardware: Hardware) -> None:
        """`started`: when this call was, in seconds since 1970."""
        self.minutes, self.started, self.hardware = minutes, started, hardware
        self.used_before = 0.0
        self.base: Recipe | None = None
        self.lengths: list[tuple[int, int]] = []
        self.step_seconds = self.tick_seconds = 0.0
        self.steps_a_tick = 1
        self.is_up = False
        self._last = (0, started)

    def begin(self, loop: Loop) -> int:
        """Measure, and let the loop follow a recipe of the length that fits; returns that length in images."""
        earlier = loop.record.get("budget", {})
        self.base = loop.recipe
        self.used_before = earlier.get("used", 0.0)
        self.lengths = [tuple(length) for length in earlier.get("lengths", [])]
        if (earlier.get("finished") and self.minutes <= earlier["minutes"]) or self.left() < self.reserve():
            self.is_up = True
            return loop.images_seen
        rehearsals = [min(share * self.left(), LONGEST_REHEARSAL) for share in (WARM_UP, MEASURING)]
        self.step_seconds, self.tick_seconds = self.hardware.agree(rehearse(loop, *rehearsals))
        left = self.hardware.agree(self.planned())
        ticks = max(TICKS, self.minutes / TICK_MINUTES)
        ticks = max(2.0, min(ticks, TICKS_SHARE * left / self.tick_seconds))
        self.steps_a_tick = max(1, int(left / ticks / self.step_seconds))
        steps = self._fitting()
        # Ticks of about one length, also the last one.
        self.steps_a_tick = math.ceil(max(1, int(steps)) / max(1, round(steps / self.steps_a_tick)))
        self.base = replace(self.base, tick=self.steps_a_tick * self.base.batch_size)
        self._last = (loop.step_number, time.time())
        return self._follow(loop, steps)

    def is_over(self, at_tick: bool) -> bool:
        """Whether time is up. Several processes ask each other, and that at ticks alone."""
        if not at_tick and self.hardware.accelerator.num_processes > 1:
            return False
        self.is_up = self.hardware.agree(self.left() <= self.reserve())
        return self.is_up

    def go_on(self, loop: Loop) -> int:
        """After a tick: the length in images, as this tick's speed suggests where that is another one."""
        if self.is_up:
            return loop.images_seen
        (number, then), now = self._last, time.time()
        self._last = (loop.step_number, now)
        measured = max(now - then - self.tick_seconds, 0.0) / (loop.step_number - number)
        self.step_seconds = self.hardware.agree(measured) or self.step_seconds
        steps, fitting = (loop.recipe.images - loop.images_seen) / self.base.batch_size, self._fitting()
        # Rates that have begun to fall are not raised again.
        is_early = loop.images_seen < loop.recipe.images / 2
        if fitting < (1 - TOLERANCE) * steps or (is_early and fitting > (1 + TOLERANCE) * steps):
            return self._follow(loop, fitting)
        return loop.recipe.images

    def left(self) -> float:
        """Seconds that are left."""
        return 60.0 * self.minutes - self.used()

    def used(self) -> float:
        """Seconds that all calls so far have used."""
        return self.used_before + time.time() - self.started

    def reserve(self) -> float:
        """Seconds for a last step and tick, and for leaving."""
        return 1.0 + 0.01 * 60.0 * self.minutes + self.step_seconds + 2.0 * self.tick_seconds

    def planned(self) -> float:
        """Seconds that steps and ticks to come are planned into."""
        return max((1.0 - MARGIN) * self.left() - self.reserve(), 0.0)

    def told(self, images_seen: int) -> dict[str, Any]:
        """What the run's record keeps: minutes given, seconds used, planned lengths in images and since when."""
        return {
            "minutes": self.minutes,
            "used": round(self.used(), 1),
            "lengths": [list(length) for length in self.lengths],
            "finished": self.is_up or (bool(self.lengths) and images_seen >= self.lengths[-1][1]),
        }

    def _fitting(self) -> float:
        """Steps that are planned from now on, each with its share of a tick."""
        return self.hardware.agree(self.planned()) / (self.step_seconds + self.tick_seconds / self.steps_a_tick)

    def _follow(self, loop: Loop, steps: float) -> int:
        images = loop.images_seen + max(1, int(steps)) * self.base.batch_size
        self.lengths.append((loop.images_seen, images))
        loop.follow(self.base.lasting(images))
        return images


def rehearse(loop: Loop, warm_up: float, seconds: float) -> tuple[float, float]:
    """Seconds that a step and a tick of `loop` take, measured for about `seconds` after a warm-up of as many.

    What was trained meanwhile is taken back: weights, optimizers and clock are as before, and saved.
    """
    before = copy.deepcopy(loop.state() | {"meter": loop.meter.state()})
    _, step = (_timed(loop, duration) for duration in (warm_up, seconds))
    start = time.perf_counter()
    loop.method.watch(loop.average.network)
    loop.picture()
    loop.take_up(before)
    if loop.hardware.accelerator.is_main_process:
        handover.write(loop.run, before, loop.method.handed_over, loop.stats)
        loop.run.save_state(before)
    return step, time.perf_counter() - start


def _timed(loop: Loop, seconds: float) -> float:
    """Seconds a step takes, from as many steps as go into `seconds`, two at least."""
    start, first = time.perf_counter(), loop.step_number
    while loop.step_number < first + 2 or time.perf_counter() < start + seconds:
        loop.train_step()
    loop.hardware.wait()
    return (time.perf_counter() - start) / (loop.step_number - first)
