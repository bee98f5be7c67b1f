"""Pictures of a generator that takes labels: what changes with a label while the noise stays."""

from __future__ import annotations

import numpy as np

from genfaces import latents
from genfaces.checkpoint import Checkpoint
from genfaces.drawing import paint_labels, training_labels
from genfaces.labels import groups
from training.measure.tags import all_pairs

PAIRS, SEED = 10, 0
FAVOURITE = "Smiling"


def rows(checkpoint: Checkpoint) -> dict[str, np.ndarray]:
    """Rows of pictures, uint8 (N, H, W, 3), by caption: ten pairs for one attribute, or one noise in all colours."""
    return _palette(checkpoint) if groups(checkpoint.config["label_names"]) else _flips(checkpoint)


def _flips(checkpoint: Checkpoint) -> dict[str, np.ndarray]:
    """Ten noise vectors with labels of training rows, one attribute denied above and asked for below."""
    names = checkpoint.config["label_names"]
    column = names.index(FAVOURITE) if FAVOURITE in names else 0
    noise = latents.draw(SEED, PAIRS, checkpoint.network.latent_size)
    asked = training_labels(checkpoint, SEED, PAIRS)
    pictures = {}
    for answer, caption in ((0, f"Asked for no {names[column]}"), (1, f"The same noise, asked for {names[column]}")):
        asked[:, column] = answer
        pictures[caption.replace("_", " ")] = paint_labels(checkpoint, noise, asked)
    return pictures


def _palette(checkpoint: Checkpoint) -> dict[str, np.ndarray]:
    """One noise: a row for each answer to the first question, a column for each to the second."""
    names = checkpoint.config["label_names"]
    (first, down), (second, across) = groups(names).items()
    asked = all_pairs(names)
    noise = np.repeat(latents.draw(SEED, 1, checkpoint.network.latent_size), len(asked), axis=0)
    pictures = paint_labels(checkpoint, noise, asked).reshape(
        len(down), len(across), *(checkpoint.config["image_size"],) * 2, 3
    )
    columns = ", ".join(names[column].split(":", 1)[1] for column in across)
    captions = [f"{names[column].split(':', 1)[1]} {first}" for column in down]
    captions[0] += f"; {second} from the left: {columns}"
    return dict(zip(captions, pictures, strict=True))
