"""A run as a checkpoint in memory: its averaged weights, what is fitted to them, and config.json without numbers."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Sequence
from typing import Any

from torch import nn

from genfaces import networks
from genfaces.checkpoint import Checkpoint
from genfaces.networks.classifier import Classifier
from genfaces.networks.vae import VariationalAutoencoder
from training import fits
from training.data import Dataset, PairedDataset
from training.errors import TrainingError
from training.recipe import Recipe
from training.recipe_text import Stage, describe_training
from training.run_folder import RunFolder

LIBRARIES = ("torch", "numpy", "safetensors")


def average_of(recipe: Recipe, run: RunFolder, dataset: Dataset | PairedDataset) -> tuple[Checkpoint, dict[str, Any]]:
    """The run's last tick, with its averaged weights in float32, and the state that it was read from.

    Raises TrainingError for a folder without a run, or with one by other networks.
    """
    state = run.load_state()
    if state is None:
        raise TrainingError(f"{run.path} holds no run yet; train first with `python -m training {recipe.name}`.")
    arguments = dict(recipe.arguments)
    if recipe.family == "classifier":
        arguments["labels"] = len(dataset.label_names)
    network = networks.build(recipe.family, arguments)
    try:
        network.load_state_dict(state["average"])
    except RuntimeError as error:
        raise TrainingError(
            f"{run.path} was made by other networks than recipe '{recipe.name}' now describes; remove the folder to "
            "start again, or restore the recipe."
        ) from error
    network.eval().requires_grad_(False)
    arrays = fits.for_network(network, dataset, recipe.pixel_range, recipe.seed)
    config = describe_run(recipe, dataset, network, arguments, state["images_seen"], state.get("stages", ()))
    return Checkpoint(recipe.name, run.path, config, network, arrays), state


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
    return {
        "name": recipe.name,
        "title": recipe.title,
        "family": recipe.family,
        "arguments": arguments,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "latent_size": getattr(network, "latent_size", None),
        # What the network takes or gives, and what its latents have directions for.
        "label_names": names if isinstance(network, Classifier) or getattr(network, "label_size", 0) else [],
        "attribute_names": names if isinstance(network, VariationalAutoencoder) else [],
        "image_size": recipe.image_size,
        "pixel_range": list(recipe.pixel_range),
        "recipe": recipe.name,
        "training": describe_training(recipe, stages),
        "images_seen": images_seen,
        "dataset": {
            "name": dataset.name,
            "title": dataset.title,
            "terms": dataset.terms,
            "train": len(dataset.train),
            "test": len(dataset.test),
        },
        "metrics": {},
        "versions": {"python": platform.python_version()} | versions,
    }
