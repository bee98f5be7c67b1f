"""Tiny untrained checkpoints of a generator with attributes, its judge, and an InfoGAN."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from genfaces import checkpoint, networks

ATTRIBUTES = ["Black_Hair", "Blond_Hair", "Male", "No_Beard", "Smiling", "Young"]
# Black hair and blond hair are frequent, and never go together.
ROWS = np.array(
    [[1, 0, 1, 1, 0, 1], [0, 1, 0, 1, 1, 1], [1, 0, 1, 1, 1, 1], [1, 0, 0, 1, 1, 0], [0, 1, 1, 0, 0, 0]], np.uint8
)
COUNTS = np.array([300, 300, 200, 100, 100], np.int32)
CODES = {"category": 3, "continuous": 2}


def save_attributes(folder: Path, name: str = "acgan-faces") -> None:
    """A generator with attributes."""
    arguments = {"label_groups": [1] * len(ATTRIBUTES), "latent_size": 6, "width": 8, "embedding_size": 4}
    arrays = {"label_rows": ROWS, "label_counts": COUNTS}
    save_tiny(folder, name, "gan-labels", arguments, arrays, label_names=ATTRIBUTES)


def save_judge(folder: Path) -> None:
    """A judge that always sees the first attribute, and never the last."""
    thresholds = np.array([-50, 0, 0, 0, 0, 50], np.float32)
    arguments = {"labels": len(ATTRIBUTES), "width": 2}
    accuracy = dict.fromkeys(ATTRIBUTES, 0.9)
    metrics = {"classification": {"attributes": {"accuracy": accuracy}}}
    save_tiny(
        folder,
        "judge-faces",
        "classifier",
        arguments,
        {"thresholds": thresholds},
        label_names=ATTRIBUTES,
        metrics=metrics,
    )


def save_infogan(folder: Path, name: str = "infogan-avatars") -> None:
    """An InfoGAN of three categories and two continuous codes, whose meaning was measured."""
    meaning = {
        "judge": "judge-avatars",
        "names": ["glasses", "hair_length:long"],
        "mutual_information": {"glasses": 0.6, "hair_length": 0.3},
        "shares": [[0.9, 0.5], [0.1, 0.5], [0.5, 0.5]],
        "effect": [[0.0, -0.6], [0.0, 0.0]],
        "changes": [{}, {}],
        "samples": 10,
        "vectors": 10,
    }
    arguments = {"codes": CODES, "latent_size": 6, "width": 8, "embedding_size": 4}
    metrics = {"codes": {"recognition": {"category_accuracy": 0.97}, "meaning": meaning}}
    save_tiny(folder, name, "infogan", arguments, {}, metrics=metrics)


def save_tiny(folder: Path, name: str, family: str, arguments: dict, arrays: dict, **more) -> None:
    """An untrained checkpoint of any family."""
    torch.manual_seed(0)
    config = {
        "name": name,
        "title": f"Tiny {name}",
        "family": family,
        "arguments": arguments,
        "image_size": 64,
        "pixel_range": [-1, 1],
        "images_seen": 1000,
        "dataset": {"title": "Nothing", "terms": "Free of terms.", "train": 10, "test": 2},
        "metrics": {},
    }
    checkpoint.save(folder / name, networks.build(family, arguments), config | more, arrays)
