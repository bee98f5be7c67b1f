from __future__ import annotations

import numpy as np
import pytest
import torch

from genfaces import checkpoint, networks

TINY = {
    "vae": {"latent_size": 5, "width": 2, "linear_size": 8},
    "autoencoder-dense": {"latent_size": 4, "hidden": 3},
    "gan": {"latent_size": 6, "width": 2},
    "gan-labels": {"label_groups": [1, 1], "latent_size": 6, "width": 4, "embedding_size": 2},
}


def make_network(family="vae", seed=0, **arguments):
    torch.manual_seed(seed)
    return networks.build(family, TINY.get(family, {}) | arguments)


def make_config(name="tiny", family="vae", **changes):
    config = {
        "name": name,
        "title": f"The {name} model",
        "family": family,
        "arguments": TINY.get(family, {}),
        "image_size": 64,
        "pixel_range": [-1.0, 1.0],
        "dataset": {"title": "Noise"},
    }
    if family == "gan-labels":
        config["label_names"] = ["Smiling", "Young"]
    return config | changes


def label_arrays():
    """Three rows of training labels, and how many images have them."""
    return {"label_rows": np.array([[1, 1], [0, 1], [1, 0]], np.uint8), "label_counts": np.array([5, 3, 2])}


def mixture_arrays(size=5, components=3, seed=0):
    rng = np.random.default_rng(seed)
    return {
        "mixture_weights": np.array([0.5, 0.3, 0.2]),
        "mixture_means": 3.0 * rng.standard_normal((components, size)),
        "mixture_scales": rng.uniform(0.1, 1.0, (components, size)),
        "mixture_basis": np.linalg.qr(rng.standard_normal((size, size)))[0],
    }


def direction_arrays(size=5, seed=1):
    rng = np.random.default_rng(seed)
    return {
        "axes": np.linalg.qr(rng.standard_normal((size, size)))[0][:2],
        "axes_scale": np.array([3.0, 2.0]),
        "attribute_directions": rng.standard_normal((2, size)),
    }


ARRAYS = {"vae": lambda: mixture_arrays() | direction_arrays(), "gan-labels": label_arrays}


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """An empty folder of checkpoints, which genfaces searches."""
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    monkeypatch.setenv("GENFACES_CHECKPOINTS", str(folder))
    return folder


@pytest.fixture
def add(shelf):
    """Saves a tiny model with everything fitted onto the shelf: add(name, family, seed=..., arrays=..., **config)."""

    def save(name="tiny", family="vae", *, seed=0, arrays=None, **changes):
        if arrays is None:
            arrays = ARRAYS.get(family, dict)()
        halved = {key: array.astype(np.float16) for key, array in arrays.items()}
        config = make_config(name, family, **{"attribute_names": ["Smiling", "Young"]} | changes)
        network = make_network(family, seed, **config["arguments"])
        checkpoint.save(shelf / name, network, config, halved)
        return shelf / name

    return save


@pytest.fixture
def tiny_network():
    """Makes a network of a few hundred weights: tiny_network(family, seed, **arguments)."""
    return make_network


@pytest.fixture
def tiny_config():
    """Makes the configuration of such a network: tiny_config(name, family, **changes)."""
    return make_config
