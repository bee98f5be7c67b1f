"""Tiny untrained models to build the page from."""

from __future__ import annotations

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_explorer import make_explorer, save_explorer
from tiny_tags import save_tags
from tiny_translator import save_translator
from tiny_wishes import save_attributes, save_infogan

from genfaces import checkpoint, explorer_store, networks
from genfaces.ui import page
from genfaces.ui.reconstruction import examples

SIZE = 8


def save_model(folder: Path, name: str, seed: int = 0) -> None:
    torch.manual_seed(seed)
    arguments = {"latent_size": SIZE, "width": 8, "linear_size": 0}
    config = {
        "name": name,
        "title": f"Tiny {name}",
        "family": "vae",
        "arguments": arguments,
        "latent_size": SIZE,
        "attribute_names": ["Smiling", "Eyeglasses"],
        "image_size": 64,
        "pixel_range": [-1, 1],
        "images_seen": 1000,
        "dataset": {"title": "Nothing", "terms": "Free <b>of</b> terms.", "train": 10, "test": 2},
        "metrics": {"reconstruction": {"test_mse": 0.02}},
    }
    arrays = {
        "mixture_weights": np.ones(1, np.float32),
        "mixture_means": np.zeros((1, SIZE), np.float32),
        "mixture_scales": np.ones((1, SIZE), np.float32),
        "axes": np.eye(2, SIZE, dtype=np.float32),
        "axes_scale": np.ones(2, np.float32),
        "attribute_directions": np.ones((2, SIZE), np.float32),
    }
    checkpoint.save(folder / name, networks.build("vae", arguments), config, arrays)


@pytest.fixture
def build_page():
    """`page.build` with a loop running; without one Gradio makes a loop for every lock, and closes none of them.

    In a thread of its own, since Playwright's loop may be running in this one.
    """

    async def build():
        return page.build()

    with ThreadPoolExecutor(max_workers=1) as thread:
        yield lambda: thread.submit(asyncio.run, build()).result()


def save_explorer_of(folder: Path, name: str) -> None:
    """Latent maps for the model `name`."""
    weights = checkpoint.read_config(name)["weights_sha256"]
    save_explorer(make_explorer(folder / name / explorer_store.FOLDER, weights, SIZE, name))


@pytest.fixture(scope="session")
def made_models(tmp_path_factory):
    """What `models` begins with, made once."""
    folder = tmp_path_factory.mktemp("models")
    save_model(folder, "vae-faces")
    save_model(folder, "vae-other", seed=1)
    for save in (save_tags, save_attributes, save_infogan, save_translator):
        save(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENFACES_CHECKPOINTS", str(folder))
        save_explorer_of(folder, "vae-faces")
    return folder


@pytest.fixture
def models(made_models, tmp_path, monkeypatch):
    """The page's checkpoints: `vae-faces`, which has latent maps, `vae-other`, and one for each other tab."""
    shutil.copytree(made_models, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("GENFACES_CHECKPOINTS", str(tmp_path))
    examples.examples.cache_clear()
    yield tmp_path
    examples.examples.cache_clear()


@pytest.fixture
def add_explorer(models):
    """Latent maps for another one of the models: `add_explorer("vae-other")`."""
    return partial(save_explorer_of, models)
