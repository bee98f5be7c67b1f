"""A run as a checkpoint in memory: its averaged weights, what is fitted to them, and config.json without numbers."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from torch import nn

from genfaces import networks
from genfaces.checkpoint import Checkpoint
from training import handover, kinds
from training.data import Dataset, PairedDataset, record_of
from training.errors import TrainingError
from training.recipe import Recipe
from training.recipe_text import Stage, describe_training
from training.run_folder import RunFolder

LIBRARIES = ("torch", "numpy", "safetensors")


@contextmanager
def opened_run(recipe: Recipe, path: Path) -> Iterator[tuple[Recipe, RunFolder, dict[str, Any]]]:
    """A run's recipe as the run followed it, its folder, and its state at the last tick or as it was handed over.

    path: as `handover.opened` takes it. Raises TrainingError.
    """
    with handover.opened(path, recipe.name) as (run, state):
        yield as_trained(recipe, state), run, state


def as_trained(recipe: Recipe, state: Mapping[str, Any]) -> Recipe:
    """The recipe as the run followed it: what a card changed in it, and the length that its minutes allowed."""
    if state["recipe"] != recipe.name:
        raise TrainingError(f"That is a run of '{state['recipe']}', not of '{recipe.name}'; use it by its own name.")
    record = state.get("record", {})
    recipe = recipe.changed(record.get("changes", {}))
    lengths = record.get("budget", {}).get("lengths")
    return recipe.lasting(lengths[-1][1]) if lengths else recipe


def average_of(
    recipe: Recipe, run: RunFolder, state: Mapping[str, Any], dataset: Dataset | PairedDataset
) -> Checkpoint:
    """The averaged weights of a run. Raises TrainingError when they are of other networks than the recipe's."""
    arguments = dict(recipe.arguments)
    if recipe.family == "classifier":
        arguments["labels"] = len(dataset.label_names)
    network = networks.build(recipe.family, arguments)
    try:
        network.load_state_dict(state["average"])
    except RuntimeError as error:
        raise TrainingError(
            f"The run in {run.path} was made by other networks than recipe '{recipe.name}' now describes; train it "
            "anew, or restore the recipe."
        ) from error
    network.eval().requires_grad_(False)
    config = describe_run(recipe, dataset, network, arguments, state["images_seen"], state.get("stages", ()))
    arrays = kinds.of(config).fit(network, dataset, recipe.pixel_range, recipe.seed)
    config["training"] |= {"seconds": round(state["seconds"]), **state.get("record", {})}
    return Checkpoint(recipe.name, run.path, config, network, arrays)


def describe_run(
    recipe: Recipe,
    dataset: Dataset | PairedDataset,
    network: nn.Module,
    arguments: dict[str, Any],
    images_seen: int,
    stages: Sequence[Stage] = (),
) -> dict[str, Any]:
    """config.json without what is measured later; `stages` of the run, where its recipe changed on the way."""
    names = list(dataset.label_names)
    versions = {name: importlib.metadata.version(name) for name in LIBRARIES}
    config = {
        "name": recipe.name,
        "title": recipe.title,
        "family": recipe.family,
        "arguments": arguments,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "latent_size": getattr(network, "latent_size", None),
        # What the network takes or gives, and what its latents have directions for.
        "label_names": names if getattr(network, "label_size", 0) else [],
        "attribute_names": [],
        "image_size": recipe.image_size,
        "pixel_range": list(recipe.pixel_range),
        "recipe": recipe.name,
        "training": describe_training(recipe, stages),
        "images_seen": images_seen,
        "dataset": {
            "name": dataset.name,
            "title": dataset.title,
            "plain": record_of(dataset.name).plain or dataset.title,
            "terms": dataset.terms,
            "train": len(dataset.train),
            "test": len(dataset.test),
        },
        "metrics": {},
        "versions": {"python": platform.python_version()} | versions,
    }
    entry = kinds.of(config).names
    return config | ({entry: names} if entry else {})
