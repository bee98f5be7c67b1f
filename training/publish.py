"""`python -m training publish NAME [--data PATH]`: from a run to a measured checkpoint with figures and card."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from genfaces import checkpoint as checkpoints
from genfaces.checkpoint import Checkpoint, CheckpointError
from training import kinds, readme, recipes, report
from training.card import write_card
from training.data import DataError, Dataset, PairedDataset
from training.errors import TrainingError
from training.measure.evaluate import describe
from training.recipe import Recipe
from training.run_folder import RunFolder
from training.run_state import average_of, opened_run

LARGEST_FILE = 10 * 10**6


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training publish", description=__doc__)
    parser.add_argument("name", help="recipe whose run is published; the run may still be going on")
    parser.add_argument("--data", type=Path, help="folder or zip of its data set; not needed for drawn avatars")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="where runs are kept (default: runs)")
    parser.add_argument("--run", type=Path, help="the run itself, its hand-over or a folder of such, instead of --runs")
    parser.add_argument("--second-opinion", action="store_true", help="distances by dlib's face embeddings as well")
    options = parser.parse_args(arguments)
    try:
        place = options.run or options.runs / options.name
        publish(recipes.find(options.name), options.data, place, options.second_opinion)
    except (TrainingError, DataError, CheckpointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def publish(recipe: Recipe, data: Path | None, run_path: Path, second_opinion: bool = False) -> Path:
    """Write `checkpoints/NAME` from the last tick of a run, or from what it handed over.

    Raises TrainingError, DataError or CheckpointError.
    """
    with opened_run(recipe, run_path) as (recipe, run, state):
        return publish_run(recipe, data, run, state, second_opinion)


def publish_run(
    recipe: Recipe, data: Path | None, run: RunFolder, state: Mapping[str, Any], second_opinion: bool
) -> Path:
    """Round, measure, draw and describe a run; returns the checkpoint's folder. Raises as `publish` does.

    Latent maps that the folder holds are renewed, and README.md where it tells of the checkpoints.
    """
    dataset = recipe.open_data(data)
    trained = average_of(recipe, run, state, dataset)
    network, folder = trained.network, checkpoints.root() / recipe.name
    system = kinds.of(trained.config)
    checkpoints.save(folder, network, trained.config, trained.arrays, system.bits)
    shutil.copyfile(run.stats_path, folder / checkpoints.STATS)
    checkpoint = checkpoints.read(folder)  # what ships, with its rounded weights, is what is measured and drawn
    metrics = kinds.measure(checkpoint, dataset, second_opinion, system.recogniser(recipe, state))
    print(describe(metrics))
    shipped = (folder / checkpoints.WEIGHTS).stat().st_size <= LARGEST_FILE
    checkpoints.update_config(folder, {"metrics": metrics, "weights_shipped": shipped})
    draw_figures(checkpoint, dataset, run, folder / "figures")
    write_card(folder)
    if shipped:
        system.renew(checkpoint, dataset)
    else:
        for name in (checkpoints.WEIGHTS, checkpoints.ARRAYS):
            (folder / name).unlink(missing_ok=True)
        print(f"The weights are larger than {LARGEST_FILE // 10**6} MB and are not kept in {folder}.")
    if readme.tells_of_these():
        readme.renew()
    return folder


def draw_figures(checkpoint: Checkpoint, dataset: Dataset | PairedDataset, run: RunFolder, folder: Path) -> None:
    """Curves, the film of training where there are pictures of it, and what its kind has to show."""
    folder.mkdir(exist_ok=True)
    report.curves(run.read_stats(), folder / "curves.png")
    sheets = {int(path.stem): path for path in run.samples.glob("*.png")}
    if sheets:
        report.history(sheets, folder, image_size=checkpoint.config["image_size"])
    kinds.of(checkpoint.config).figures(checkpoint, dataset, folder)


if __name__ == "__main__":
    sys.exit(main())
