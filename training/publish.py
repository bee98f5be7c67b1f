"""`python -m training.publish NAME [--data PATH]`: from a run to a measured checkpoint with figures and card."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from genfaces import checkpoint as checkpoints
from genfaces import drawing, example_maps, kinds
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.images import to_tensor, to_uint8
from genfaces.networks.autoencoder import Autoencoder
from genfaces.networks.classifier import Classifier
from genfaces.networks.infogan import CodedGenerator
from genfaces.networks.translator import Translator
from genfaces.networks.vae import VariationalAutoencoder
from training import code_figures, label_figures, recipes, report
from training.card import write_card
from training.data import DataError, Dataset, PairedDataset
from training.errors import TrainingError
from training.measure.evaluate import SEED, describe, evaluate
from training.measure.translation import cycle
from training.recipe import Recipe
from training.run_folder import RunFolder
from training.run_state import average_of, opened_run
from training.sheet import draw_sheet

LARGEST_FILE = 10 * 10**6
SHEET, PAIRS, MAPS = 32, 10, 6
# Data sets whose images may be shown; of all others only what a model made of them.
SHOWABLE = {"avatars"}


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.publish", description=__doc__)
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
    """Round, measure, draw and describe a run; returns the checkpoint's folder. Raises as `publish` does."""
    dataset = recipe.open_data(data)
    trained = average_of(recipe, run, state, dataset)
    network, folder = trained.network, checkpoints.root() / recipe.name
    # With weights of 8 bits a picture differs by a fraction of a grey level; judges are kept finer.
    bits = 16 if isinstance(network, Classifier) else 8
    checkpoints.save(folder, network, trained.config, trained.arrays, bits)
    shutil.copyfile(run.stats_path, folder / "stats.jsonl")
    checkpoint = checkpoints.read(folder)  # what ships, with its rounded weights, is what is measured and drawn
    # What recognises codes is part of the discriminator, which a checkpoint does not hold.
    coded = isinstance(network, CodedGenerator)
    recogniser = recipe.method.recogniser(state["networks"]["discriminator"]) if coded else None
    metrics = evaluate(checkpoint, dataset, second_opinion, recogniser)
    print(describe(metrics))
    shipped = (folder / checkpoints.WEIGHTS).stat().st_size <= LARGEST_FILE
    checkpoints.update_config(folder, {"metrics": metrics, "weights_shipped": shipped})
    draw_figures(checkpoint, dataset, run, folder / "figures")
    write_card(folder)
    if not shipped:
        for name in (checkpoints.WEIGHTS, checkpoints.ARRAYS):
            (folder / name).unlink(missing_ok=True)
        print(f"The weights are larger than {LARGEST_FILE // 10**6} MB and are not kept in {folder}.")
    return folder


def draw_figures(checkpoint: Checkpoint, dataset: Dataset | PairedDataset, run: RunFolder, folder: Path) -> None:
    """Curves for every model; samples, film, and pairs or translations for those that make pictures."""
    folder.mkdir(exist_ok=True)
    report.curves(run.read_stats(), folder / "curves.png")
    network = checkpoint.network
    if isinstance(network, Classifier):
        return
    sheets = {int(path.stem): path for path in run.samples.glob("*.png")}
    report.history(sheets, folder, image_size=checkpoint.config["image_size"])
    if isinstance(network, Translator):
        report.captioned(translations(checkpoint), folder / "translations.webp")
        return
    if isinstance(network, (VariationalAutoencoder, Autoencoder)):
        originals = np.asarray(dataset.test.images[:PAIRS])
        shown = originals if dataset.name in SHOWABLE else None
        report.pairs(shown, drawing.reconstruct(checkpoint, originals), folder / "pairs.webp")
    if not isinstance(network, Autoencoder):
        report.samples(drawing.draw(checkpoint, SEED, SHEET), folder / "samples.webp")
        draw_sheet(checkpoint, folder)
    if kinds.chosen_labels(checkpoint.config):
        report.captioned(label_figures.rows(checkpoint), folder / "labels.webp")
    if isinstance(network, CodedGenerator):
        report.captioned(code_figures.traversal(checkpoint), folder / "codes.webp")


def translations(checkpoint: Checkpoint) -> dict[str, np.ndarray]:
    """Example maps of our own, there and back, as rows with captions: uint8 (N, H, W, 3)."""
    maps = example_maps.all_of(checkpoint.config["dataset"]["name"])[:MAPS]
    there_and_back = cycle(checkpoint.network, to_tensor(maps, checkpoint.pixel_range), "map")
    return {
        "Maps, drawn for this figure": maps,
        "Photographs that the model invents from them": to_uint8(there_and_back.translated, checkpoint.pixel_range),
        "Maps that it reads from those": to_uint8(there_and_back.back, checkpoint.pixel_range),
    }


if __name__ == "__main__":
    sys.exit(main())
