"""A tiny untrained translator as a checkpoint: what tests of the tab Translation share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from genfaces import checkpoint, networks


def save_translator(
    folder: Path,
    name: str = "cyclegan-maps",
    data: str = "maps",
    seed: int = 0,
    metrics: dict[str, Any] | None = None,
    title: str = "Made-up land",
    method: str = "CycleGAN",
    norm: str = "instance",
) -> None:
    """Write `folder`/`name`."""
    torch.manual_seed(seed)
    arguments = {"width": 4, "blocks": 1, "norm": norm}
    config = {
        "name": name,
        "title": f"Tiny {name}",
        "family": "translator",
        "arguments": arguments,
        "image_size": 128,
        "pixel_range": [-1, 1],
        "images_seen": 1000,
        "dataset": {"name": data, "title": title, "terms": "Free.", "train": 10, "test": 2},
        "training": {"settings": {"method": method}},
        "metrics": metrics or {},
    }
    checkpoint.save(folder / name, networks.build("translator", arguments), config)
