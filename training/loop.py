"""The one loop all methods share. Its clock is images seen; everything periodic happens at a tick."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import nn

from genfaces.images import grid, to_uint8
from training import handover
from training.averaging import Average
from training.batches import Batches
from training.budget import Budget
from training.crops import CropBatches
from training.devices import Hardware, load_optimizer
from training.errors import TrainingError
from training.interrupts import Stopped, listening
from training.meter import Meter, in_words
from training.methods.base import Method, Step
from training.progress import Progress
from training.recipe import Recipe
from training.recipe_text import Stage, add_stage, settings_of
from training.run_folder import RunFolder, write_atomically
from training.seeds import Seeds

SAMPLE_COLUMNS = 8


class Loop:
    """Trains one method on one split, tick by tick, in a folder it can resume from.

    A tick is the first step at which the clock reaches the next multiple of `recipe.tick`. At a tick the losses are
    averaged over processes and checked, the averaged network draws its fixed noise, and state and hand-over are
    replaced. What is random in a step is seeded by (recipe's seed, step, process), so a resumed run repeats exactly
    what an unbroken one would have done and no random state needs saving. Between ticks the host waits for nothing.
    """

    def __init__(
        self,
        method: Method,
        batches: Batches | CropBatches,
        hardware: Hardware,
        folder: Path,
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """Places the networks on the device and takes up the state in `folder` when there is one.

        changes: what the recipe says otherwise than its name does, because of the device; kept in the run's record.
        """
        self.method, self.recipe, self.batches, self.hardware = method, method.recipe, batches, hardware
        self.run = RunFolder(folder)
        self.seeds = Seeds(self.recipe.seed, batches.rank, hardware.device)
        self.images_seen = self.step_number = 0
        self.seconds = 0.0
        self.stats: list[dict[str, Any]] = []
        self.stages: list[Stage] = []
        self.record: dict[str, Any] = {"hardware": []}
        self.meter = Meter(0)
        self.budget: Budget | None = None
        # Averages are made before networks are wrapped for several processes, from the bare network.
        shipped = hardware.move(method.networks[method.shipped], method.channels_last)
        self.average = Average(shipped, self.recipe.average_half_life)
        for name, network in method.networks.items():
            method.networks[name] = hardware.place(network, method.channels_last)
        for name, optimizer in method.optimizers.items():
            method.optimizers[name] = hardware.prepare(optimizer)
        self._resume()
        self.stages = add_stage(self.stages, self.recipe, self.images_seen)
        self.record["changes"] = dict(changes or {})
        name = hardware.describe(method.channels_last)
        self.record["hardware"] += [name] * (name not in self.record["hardware"])

    def train(self, images: int, budget: Budget | None = None) -> None:
        """Run until the clock reaches `images` or, given a `budget`, what fits into that.

        Raises TrainingError when a loss stops being a number, and Stopped at Ctrl-C or SIGTERM, once all is saved.
        """
        with listening() as request:
            self.budget = budget
            images = budget.begin(self) if budget else images
            self.meter.restart()
            is_main = self.hardware.accelerator.is_main_process
            with Progress(self.recipe.name, images, self.images_seen, is_main) as progress:
                while self.images_seen < images and not request.signal:
                    self.train_step()
                    progress.update(self.batches.batch_size)
                    is_due = self._tick_is_due(images)
                    is_over = budget is not None and budget.is_over(is_due)
                    if is_due or is_over:
                        self._tick(progress)
                        images = progress.total = budget.go_on(self) if budget else images
            if request.signal:
                self._save_at_once()
                raise Stopped(request.signal, self.images_seen)

    def train_step(self) -> None:
        """One step of the method, of the clock and of the average."""
        with self.meter.waiting():
            batch = self.batches.get(self.step_number, self.hardware.device)
        self.seeds.plant(self.step_number)
        self.meter.add(self.method.step(batch, self._step()))
        self.step_number += 1
        self.images_seen += self.batches.batch_size
        self.average.update(self._bare(self.method.shipped), self.images_seen, self.batches.batch_size)

    def _tick(self, progress: Progress) -> None:
        """Log, draw and save. Only the main process writes; the others wait for it."""
        numbers = self._collect() | self.meter.speed(self.images_seen)
        self.seconds += self.meter.seconds()
        self.meter = Meter(self.images_seen)
        if self.hardware.accelerator.is_main_process:
            clock = {"images_seen": self.images_seen, "seconds": round(self.seconds, 1)}
            self.stats.append(clock | self.method.watch(self.average.network) | numbers)
            self._draw()
            self.run.write_stats(self.stats)
            state = self.state()
            handover.write(self.run, state, self.method.handed_over, self.stats)
            # Last, so that a kill between the writes leaves a state older than the statistics, never newer.
            self.run.save_state(state)
            progress.say(in_words(self.stats[-1], self.recipe.images))
        self.hardware.accelerator.wait_for_everyone()
        self.meter.restart()

    def _save_at_once(self) -> None:
        """Save the state between two ticks, with what is counted since the last one. Waits for no other process."""
        self._check_weights()
        if self.hardware.accelerator.is_main_process:
            self.run.save_state(self.state() | {"meter": self.meter.state()})

    def _collect(self) -> dict[str, float]:
        """Mean losses of the tick over all processes: the only place where the device is waited for."""
        means = torch.stack([total / self.meter.steps for total in self.meter.sums.values()])
        values = self.hardware.accelerator.reduce(means, "mean").tolist()
        losses = dict(zip(self.meter.sums, values, strict=True))
        for name, mean in losses.items():
            if not math.isfinite(mean):
                raise self._diverged(f"Loss '{name}'", mean)
        # A last step may have spoilt the weights without any loss having seen them yet.
        self._check_weights()
        return {name: round(mean, 6) for name, mean in losses.items()}

    def _check_weights(self) -> None:
        """Raises TrainingError where a weight is no number."""
        for name, network in self.method.networks.items():
            if not torch.stack([torch.isfinite(parameter).all() for parameter in network.parameters()]).all():
                raise self._diverged(f"A weight of network '{name}'", math.nan)

    def follow(self, recipe: Recipe) -> None:
        """Go on by a recipe of other lengths: a run that is told its time learns its length while it runs."""
        self.recipe = recipe
        self.method.follow(recipe)
        self.stages[-1] = self.stages[-1] | {"settings": settings_of(recipe)}

    def _diverged(self, what: str, value: float) -> TrainingError:
        return TrainingError(
            f"{what} became {value} in the tick that ends at {self.images_seen:,} images; the state of the tick before "
            f"is kept in {self.run.path}: lower the learning rate or use --precision float32."
        )

    def _tick_is_due(self, images: int) -> bool:
        before = self.images_seen - self.batches.batch_size
        return self.images_seen // self.recipe.tick > before // self.recipe.tick or self.images_seen >= images

    def _step(self) -> Step:
        accelerator = self.hardware.accelerator
        return Step(
            autocast=self.hardware.autocast,
            backward=accelerator.backward,
            unwrap=accelerator.unwrap_model,
            images_seen=self.images_seen,
            number=self.step_number,
        )

    def _bare(self, name: str) -> nn.Module:
        return self.hardware.accelerator.unwrap_model(self.method.networks[name])

    def picture(self) -> Image.Image | None:
        """A sheet of what the averaged network makes of its fixed noise; None where it draws nothing."""
        with self.hardware.autocast():
            pictures = self.method.sample(self.average.network)
        if pictures is None:
            return None
        return grid(to_uint8(pictures.float().cpu(), self.recipe.pixel_range), SAMPLE_COLUMNS, gap=0)

    def _draw(self) -> None:
        image = self.picture()
        if image is not None:
            path = self.run.samples / f"{self.images_seen:09d}.png"
            write_atomically(path, lambda file: image.save(file, "PNG"))

    def state(self) -> dict[str, Any]:
        """All that a resumed run needs, as of the last step."""
        return {
            "recipe": self.recipe.name,
            "images_seen": self.images_seen,
            "step_number": self.step_number,
            "batch_size": self.batches.batch_size,
            "seconds": self.seconds,
            "stages": self.stages,
            "record": self.record | ({"budget": self.budget.told(self.images_seen)} if self.budget else {}),
            "networks": {name: self._bare(name).state_dict() for name in self.method.networks},
            "average": self.average.network.state_dict(),
            "optimizers": {name: optimizer.state_dict() for name, optimizer in self.method.optimizers.items()},
            "method": self.method.state(),
        }

    def _resume(self) -> None:
        state = self.run.load_state()
        if state is None:
            return
        if (state["recipe"], state["batch_size"]) != (self.recipe.name, self.batches.batch_size):
            raise TrainingError(
                f"{self.run.path} holds a run of '{state['recipe']}' with batches of {state['batch_size']}; "
                "use the same recipe and batch size, or another --runs folder."
            )
        try:
            self.take_up(state)
        except (RuntimeError, KeyError, ValueError) as error:
            raise TrainingError(
                f"{self.run.path} was made by other networks than recipe '{self.recipe.name}' now describes; "
                "remove the folder to start again, or restore the recipe."
            ) from error
        self.stages = state.get("stages", [])
        self.record = copy.deepcopy(state.get("record", self.record))
        self.stats = [tick for tick in self.run.read_stats() if tick["images_seen"] <= self.images_seen]

    def take_up(self, state: dict[str, Any]) -> None:
        """Put networks, optimizers and clock to a state. Raises RuntimeError, KeyError or ValueError for another's."""
        for name in self.method.networks:
            self._bare(name).load_state_dict(state["networks"][name])
        self.average.network.load_state_dict(state["average"])
        for name, optimizer in self.method.optimizers.items():
            load_optimizer(optimizer, state["optimizers"][name])
        self.method.load_state(state.get("method", {}))
        self.images_seen, self.step_number, self.seconds = (
            state[name] for name in ("images_seen", "step_number", "seconds")
        )
        counted = state.get("meter")
        self.meter = Meter.resumed(counted, self.hardware.device) if counted else Meter(self.images_seen)
