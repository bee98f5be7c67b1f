"""Does a generator show the hair and eye colours it is asked for? Twenty samples of each of the 120 pairs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from genfaces import labels, latents
from genfaces.checkpoint import Checkpoint
from genfaces.drawing import paint_labels
from training.data import Dataset
from training.measure.classification import group_accuracy
from training.measure.eyes import same_eyes
from training.measure.features import judge_scores

SAMPLES, SEED = 20, 40_000


def measure_tags(checkpoint: Checkpoint, judge: Checkpoint, dataset: Dataset) -> dict[str, Any]:
    """Accuracies and confusion (asked against seen) of each group, pairs without a training image apart, and the share
    whose eyes have one colour, also of held-out images."""
    names = checkpoint.config["label_names"]
    hair, eyes = labels.groups(names).values()
    asked = np.repeat(all_pairs(names), SAMPLES, axis=0)
    images = paint_labels(checkpoint, latents.draw(SEED, len(asked), checkpoint.network.latent_size), asked)
    seen = judge_scores(judge.network, images, judge.pixel_range)
    unseen = ~_occurs(asked, checkpoint.arrays["label_rows"])
    real = np.asarray(dataset.test.images)
    metrics: dict[str, Any] = {"judge": judge.name, "samples": len(asked)}
    for group, columns in labels.groups(names).items():
        short = [names[column].split(":", 1)[1] for column in columns]
        metrics[group] = asdict(group_accuracy(seen[:, columns], asked[:, columns], short))
    right = {
        "hair": seen[:, hair].argmax(1) == asked[:, hair].argmax(1),
        "eyes": seen[:, eyes].argmax(1) == asked[:, eyes].argmax(1),
    }
    if unseen.any():
        metrics["pairs_never_seen"] = {
            "pairs": [" ".join(names[c] for c in np.flatnonzero(row)) for row in np.unique(asked[unseen], axis=0)],
            **{group: float(values[unseen].mean()) for group, values in right.items()},
            "images": int(unseen.sum()),
        }
    metrics["same_eyes"] = {
        "samples_agree": same_eyes(judge, images, eyes),
        "held_out_agree": same_eyes(judge, real, eyes),
        # What the measure says where one eye was taken from another face.
        "mixed_agree": same_eyes(judge, real, eyes, np.roll(real, len(real) // 2, axis=0)),
        "images": len(images),
    }
    return metrics


def all_pairs(names: list[str]) -> np.ndarray:
    """One-hot rows of every hair colour with every eye colour, hair changing slowest: uint8 (pairs, L)."""
    hair, eyes = labels.groups(names).values()
    rows = np.zeros((len(hair) * len(eyes), len(names)), dtype=np.uint8)
    rows[np.arange(len(rows)), np.repeat(hair, len(eyes))] = 1
    rows[np.arange(len(rows)), np.tile(eyes, len(hair))] = 1
    return rows


def _occurs(rows: np.ndarray, table: np.ndarray) -> np.ndarray:
    """For each row (N, L), whether the table (R, L) has it."""
    known = {row.tobytes() for row in table.astype(np.uint8)}
    return np.array([row.tobytes() in known for row in rows.astype(np.uint8)])
