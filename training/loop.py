"""The one loop all methods share. Its clock is images seen; everything periodic happens at a tick."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch
from torch import nn
from tqdm import tqdm

from genfaces.images import grid, to_uint8
from training.averaging import Average
from training.batches import Batches
from training.crops import CropBatches
from training.devices import Hardware
from training.errors import TrainingError
from training.methods.base import Losses, Method, Step
from training.recipe_text import Stage, add_stage
from training.run_folder import RunFolder, write_atomically

SAMPLE_COLUMNS = 8


class Loop:
    """Trains one method on one split, tick by tick, in a folder it can resume from.

    A tick is the first step at which the clock reaches the next multiple of `recipe.tick`. At a tick the losses are
    averaged over processes and checked, the averaged network draws its fixed noise, and the state is replaced. What is
    random in a step is seeded by (recipe's seed, step, process), so a resumed run repeats exactly what an unbroken one
    would have done and no random state needs saving.
    """

    def __init__(self, method: Method, batches: Batches | CropBatches, hardware: Hardware, folder: Path) -> None:
        """Places the networks on the device and takes up the state in `folder` when there is one."""
        self.method, self.recipe, self.batches, self.hardware = method, method.recipe, batches, hardware
        self.run = RunFolder(folder)
        self.images_seen = self.step_number = 0
        self.seconds = 0.0
        self.stats: list[dict[str, Any]] = []
        self.stages: list[Stage] = []
        # Averages are made before networks are wrapped for several processes, from the bare network.
        shipped = hardware.move(method.networks[method.shipped], method.channels_last)
        self.average = Average(shipped, self.recipe.average_half_life)
        for name, network in method.networks.items():
            method.networks[name] = hardware.place(network, method.channels_last)
        for name, optimizer in method.optimizers.items():
            method.optimizers[name] = hardware.accelerator.prepare(optimizer)
        self._resume()
        self.stages = add_stage(self.stages, self.recipe, self.images_seen)

    def train(self, images: int) -> None:
        """Run until the clock reaches `images`. Raises TrainingError when a loss stops being a number."""
        meter = Meter(self.images_seen)
        with self._progress(images) as progress:
            while self.images_seen < images:
                with meter.waiting():
                    batch = self.batches.get(self.step_number, self.hardware.device)
                self._seed()
                meter.add(self.method.step(batch, self._step()))
                self.step_number += 1
                self.images_seen += self.batches.batch_size
                self.average.update(self._bare(self.method.shipped), self.images_seen, self.batches.batch_size)
                progress.update(self.batches.batch_size)
                if self._tick_is_due(images):
                    losses = self._collect(meter)
                    self.seconds += meter.seconds()
                    self._tick(losses | meter.speed(self.images_seen), progress)
                    meter = Meter(self.images_seen)

    def _tick(self, numbers: dict[str, float], progress: tqdm) -> None:
        """Log, draw and save. Only the main process writes; the others wait for it."""
        if self.hardware.accelerator.is_main_process:
            clock = {"images_seen": self.images_seen, "seconds": round(self.seconds, 1)}
            self.stats.append(clock | self.method.watch(self.average.network) | numbers)
            self._draw()
            self.run.write_stats(self.stats)
            # Last, so that a kill between the writes leaves a state older than the statistics, never newer.
            self.run.save_state(self._state())
            progress.write(_line(self.stats[-1], self.recipe.images), file=sys.stderr)
        self.hardware.accelerator.wait_for_everyone()

    def _collect(self, meter: Meter) -> dict[str, float]:
        """Mean losses of the tick over all processes: the only place where the device is waited for."""
        losses = {}
        for name, total in meter.sums.items():
            mean = float(self.hardware.accelerator.reduce(total.float() / meter.steps, "mean"))
            if not math.isfinite(mean):
                raise self._diverged(f"Loss '{name}'", mean)
            losses[name] = round(mean, 6)
        # A last step may have spoilt the weights without any loss having seen them yet.
        for name, network in self.method.networks.items():
            for parameter in network.parameters():
                if not torch.isfinite(parameter).all():
                    raise self._diverged(f"A weight of network '{name}'", math.nan)
        return losses

    def _diverged(self, what: str, value: float) -> TrainingError:
        return TrainingError(
            f"{what} became {value} in the tick that ends at {self.images_seen:,} images; the state of the tick before "
            f"is kept in {self.run.path}: lower the learning rate or use --precision float32."
        )

    def _tick_is_due(self, images: int) -> bool:
        before = self.images_seen - self.batches.batch_size
        return self.images_seen // self.recipe.tick > before // self.recipe.tick or self.images_seen >= images

    def _seed(self) -> None:
        entropy = np.random.SeedSequence([self.recipe.seed, self.step_number, self.batches.rank])
        torch.manual_seed(int(entropy.generate_state(1, np.uint64)[0]))

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

    def _draw(self) -> None:
        with self.hardware.autocast():
            pictures = self.method.sample(self.average.network)
        if pictures is not None:
            image = grid(to_uint8(pictures.float().cpu(), self.recipe.pixel_range), SAMPLE_COLUMNS, gap=0)
            path = self.run.samples / f"{self.images_seen:09d}.png"
            write_atomically(path, lambda file: image.save(file, "PNG"))

    def _state(self) -> dict[str, Any]:
        return {
            "recipe": self.recipe.name,
            "images_seen": self.images_seen,
            "step_number": self.step_number,
            "batch_size": self.batches.batch_size,
            "seconds": self.seconds,
            "stages": self.stages,
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
            for name in self.method.networks:
                self._bare(name).load_state_dict(state["networks"][name])
            self.average.network.load_state_dict(state["average"])
            for name, optimizer in self.method.optimizers.items():
                optimizer.load_state_dict(state["optimizers"][name])
            self.method.load_state(state.get("method", {}))
        except (RuntimeError, KeyError, ValueError) as error:
            raise TrainingError(
                f"{self.run.path} was made by other networks than recipe '{self.recipe.name}' now describes; "
                "remove the folder to start again, or restore the recipe."
            ) from error
        self.images_seen, self.step_number = state["images_seen"], state["step_number"]
        self.seconds, self.stages = state["seconds"], state.get("stages", [])
        self.stats = [tick for tick in self.run.read_stats() if tick["images_seen"] <= self.images_seen]

    def _progress(self, images: int) -> tqdm:
        visible = self.hardware.accelerator.is_main_process and sys.stderr.isatty()
        return tqdm(total=images, initial=self.images_seen, unit="img", disable=not visible, dynamic_ncols=True)


class Meter:
    """What is counted between two ticks: losses, steps, seconds, and seconds spent waiting for data."""

    def __init__(self, images_seen: int) -> None:
        """Start counting at `images_seen`."""
        self.start, self.first_image = time.perf_counter(), images_seen
        self.waited = 0.0
        self.steps = 0
        self.sums: Losses = {}

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count the time inside as waiting for data."""
        before = time.perf_counter()
        yield
        self.waited += time.perf_counter() - before

    def add(self, losses: Losses) -> None:
        """Add one step's losses, on the device, without waiting for it."""
        self.steps += 1
        for name, loss in losses.items():
            self.sums[name] = self.sums[name] + loss if name in self.sums else loss

    def seconds(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.start

    def speed(self, images_seen: int) -> dict[str, float]:
        """Images per second, the share of time spent waiting for data, and memory in MB."""
        on_cuda = torch.cuda.is_available()
        memory = torch.cuda.max_memory_allocated() if on_cuda else psutil.Process().memory_info().rss
        return {
            "images_per_second": round((images_seen - self.first_image) / self.seconds(), 2),
            "data_wait": round(self.waited / self.seconds(), 5),
            "memory_mb": round(memory / 2**20),
        }


def _line(tick: dict[str, Any], images: int) -> str:
    """One plain line for a tick."""
    hidden = {"images_seen", "seconds", "images_per_second", "data_wait", "memory_mb"}
    numbers = "  ".join(f"{name} {value:.4g}" for name, value in tick.items() if name not in hidden)
    left = (images - tick["images_seen"]) / max(tick["images_per_second"], 1e-9) / 60
    return (
        f"{tick['images_seen']:>9,} / {images:,} images  {tick['images_per_second']:.0f} img/s  "
        f"{left:.0f} min left  {numbers}"
    )
