"""`python -m training study NAME [--data PATH]`: train and measure every variant of a study, and report what it found.

Runs are finished one after the other, a seed of all variants before the next seed; the report is renewed after each.
The same command resumes: what is measured is skipped, and a broken run goes on from its last tick.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from genfaces import checkpoint as checkpoints
from genfaces import drawing
from genfaces.checkpoint import Checkpoint, CheckpointError
from training import kinds, report, studies
from training.batches import Batches
from training.card import STUDY, write_card
from training.data import DataError, Dataset
from training.devices import Hardware
from training.errors import TrainingError
from training.findings import Result, summary
from training.loop import Loop
from training.measure.distances import frechet_distance
from training.measure.evaluate import SAMPLES, SEED
from training.measure.ruler import spread_evenly
from training.measure.views import View, judge_view
from training.recipe import Recipe
from training.run_folder import RunFolder, write_atomically
from training.run_state import describe_run
from training.studies import Study, Variant
from training.train import positive


@dataclass(frozen=True)
class Run:
    """One variant with one seed, and its folder."""

    variant: Variant
    recipe: Recipe
    folder: Path

    @property
    def result_path(self) -> Path:
        """Where the measured numbers lie when the run is done."""
        return self.folder / "result.json"

    @property
    def failure_path(self) -> Path:
        """Where it lies why the run broke off, if it did."""
        return self.folder / "failure.json"

    def result(self) -> Result | None:
        """The measured numbers, or None for a run that is not done."""
        told = self._read(self.result_path)
        try:
            return None if told is None else Result(**told)
        except TypeError as error:
            raise self._unreadable(self.result_path, error) from error

    def failure(self) -> str | None:
        """Why the run broke off, or None."""
        told = self._read(self.failure_path)
        return None if told is None else str(told.get("error"))

    def _read(self, path: Path) -> dict[str, Any] | None:
        try:
            return json.loads(path.read_text())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise self._unreadable(path, error) from error

    @staticmethod
    def _unreadable(path: Path, error: Exception) -> TrainingError:
        return TrainingError(f"{path} cannot be read ({error}); remove it to measure again.")


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    parser = argparse.ArgumentParser(prog="python -m training study", description=__doc__.partition("\n")[0])
    parser.add_argument("name", help=f"a study: {', '.join(studies.STUDIES)}")
    parser.add_argument("--data", type=Path, help="folder or zip of its data set; not needed for drawn avatars")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="where runs are kept (default: runs)")
    parser.add_argument("--seeds", type=positive, default=2, help="runs of each variant (default: 2)")
    parser.add_argument("--report-only", action="store_true", help="train nothing, report what is done")
    options = parser.parse_args(arguments)
    try:
        return carry_out(studies.find(options.name), options)
    except (TrainingError, DataError, CheckpointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the same command resumes.", file=sys.stderr)
        return 130


def carry_out(study: Study, options: argparse.Namespace) -> int:
    """Train what is missing and report; the status is 1 when a run failed. Raises TrainingError or DataError."""
    dataset, hardware = study.base.open_data(options.data), Hardware()
    judge = judge_view(dataset.name)
    todo = list(runs_of(study, options.runs / study.name, options.seeds))
    missing = [] if options.report_only else [run for run in todo if run.result() is None]
    failed = 0
    for number, run in enumerate(missing, 1):
        print(f"{run.folder.name} ({number} of {len(missing)})", file=sys.stderr)
        try:
            result = measure(train(run, dataset, hardware), run, judge, dataset)
        except TrainingError as error:  # a variant that diverges must not keep the others from being compared
            print(f"error: {error}", file=sys.stderr)
            write_json(run.failure_path, {"error": str(error)})
            failed += 1
            continue
        write_json(run.result_path, asdict(result))
        run.failure_path.unlink(missing_ok=True)
        write_report(study, todo, judge, dataset)
    write_report(study, todo, judge, dataset)
    return int(failed > 0)


def runs_of(study: Study, folder: Path, seeds: int) -> Iterator[Run]:
    """Every variant with every seed, all variants of a seed before the next seed.

    A folder's name tells the settings, so that a run made by others is never taken up.
    """
    for seed in range(seeds):
        for variant in study.all():
            recipe = replace(variant.recipe, name=f"{study.name}-{variant.name}", seed=seed)
            digest = hashlib.sha256(json.dumps(settings(recipe), sort_keys=True).encode()).hexdigest()[:8]
            yield Run(variant, recipe, folder / f"{variant.name}-seed{seed}-{digest}")


def train(run: Run, dataset: Dataset, hardware: Hardware) -> Loop:
    """Train the run to its end, from its last tick if there is one. Raises TrainingError."""
    torch.manual_seed(run.recipe.seed)  # the initial weights; the loop seeds every step itself
    method = run.recipe.method.create(run.recipe, dataset)
    loop = Loop(method, Batches.of(run.recipe, dataset, hardware), hardware, run.folder)
    loop.train(run.recipe.images)
    return loop


def measure(loop: Loop, run: Run, judge: View, dataset: Dataset) -> Result:
    """The distance of a finished run's samples to the held-out images, and what the run cost."""
    recipe, method = run.recipe, run.recipe.method
    network = loop.average.network.cpu()
    config = describe_run(recipe, dataset, network, dict(recipe.arguments), loop.images_seen, loop.stages)
    arrays = kinds.of(config).fit(network, dataset, recipe.pixel_range, recipe.seed)
    checkpoint = Checkpoint(recipe.name, run.folder, config, network, arrays)
    images = drawing.draw(checkpoint, SEED, SAMPLES, source="prior")
    references = judge.real(np.asarray(dataset.test.images))
    return Result(
        variant=run.variant.name,
        seed=recipe.seed,
        frechet=round(frechet_distance(judge.features(images), references).value, 4),
        spread=loop.stats[-1]["spread"],
        images_seen=loop.images_seen,
        d_steps=loop.step_number,
        g_steps=loop.step_number // method.d_steps * method.g_steps,
        seconds=round(loop.seconds, 1),
    )


def write_report(study: Study, runs: list[Run], judge: View, dataset: Dataset) -> None:
    """study.json and the picture in the checkpoint's folder, and its card if it is published already.

    Writes nothing before the first run is done. The rows of the picture show the first seed's fixed noise.
    """
    done = [(run, result) for run in runs if (result := run.result()) is not None]
    if not done:
        return
    train, test = (np.asarray(split.images) for split in (dataset.train, dataset.test))
    floor = frechet_distance(judge.real(spread_evenly(train, SAMPLES)), judge.real(test)).value
    failures = {run.variant.name: failure for run in runs if (failure := run.failure())}
    folder = checkpoints.root() / study.checkpoint
    sheets = {run.variant.change: _last_sheet(run) for run, result in done if result.seed == 0}
    report.rows(sheets, folder / "figures" / "study.webp", image_size=study.base.image_size)
    write_json(folder / STUDY, summary(study, [result for _, result in done], judge.name, floor, failures))
    if (folder / checkpoints.CONFIG).is_file():
        write_card(folder)


def settings(value: Any) -> Any:
    """A recipe without its titles as nested JSON, fields at their default left out: adding a field changes nothing."""
    if is_dataclass(value):
        told = {f.name: settings(getattr(value, f.name)) for f in fields(value) if not _is_default(f, value)}
        return {"type": type(value).__name__} | {k: v for k, v in told.items() if k not in ("title", "expected")}
    return {key: settings(item) for key, item in value.items()} if isinstance(value, dict) else value


def write_json(path: Path, contents: dict[str, Any]) -> None:
    """Replace a JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(contents, indent=2, ensure_ascii=False) + "\n"
    write_atomically(path, lambda file: file.write(text.encode()))


def _is_default(field: Any, owner: Any) -> bool:
    made = field.default_factory() if field.default_factory is not MISSING else field.default
    return getattr(owner, field.name) == made


def _last_sheet(run: Run) -> Path:
    return max(RunFolder(run.folder).samples.glob("*.png"))


if __name__ == "__main__":
    sys.exit(main())
