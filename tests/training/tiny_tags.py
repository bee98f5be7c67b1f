"""A tiny untrained generator that is told hair and eye colours, as a checkpoint: what tests of the tab Tags share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from genfaces import checkpoint, networks
from training.data.anime import EYE_COLOURS, HAIR_COLOURS, LABEL_NAMES

UNSEEN = ("purple", "black")
COUNT = 3  # training images of every other pair


def save_tags(folder: Path, name: str = "tags-anime", seed: int = 0) -> None:
    """Write `folder`/`name`."""
    torch.manual_seed(seed)
    arguments = {
        "label_groups": [len(HAIR_COLOURS), len(EYE_COLOURS)],
        "latent_size": 6,
        "width": 4,
        "embedding_size": 4,
    }
    config = {
        "name": name,
        "title": f"Tiny {name}",
        "family": "gan-labels",
        "arguments": arguments,
        "latent_size": 6,
        "label_names": list(LABEL_NAMES),
        "image_size": 64,
        "pixel_range": [-1, 1],
        "images_seen": 1000,
        "dataset": {"title": "Made-up tags", "terms": "Free.", "train": 357, "test": 2},
    }
    pairs = [(hair, eyes) for hair in HAIR_COLOURS for eyes in EYE_COLOURS if (hair, eyes) != UNSEEN]
    rows = [[label in (f"hair:{hair}", f"eyes:{eyes}") for label in LABEL_NAMES] for hair, eyes in pairs]
    arrays = {"label_rows": np.array(rows, np.uint8), "label_counts": np.full(len(pairs), COUNT, np.int32)}
    checkpoint.save(folder / name, networks.build("gan-labels", arguments), config, arrays)
