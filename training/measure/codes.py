"""What the codes of an InfoGAN do: whether Q finds them in a picture, and what a judge sees of each."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from sklearn.metrics import normalized_mutual_info_score
from torch import nn

from genfaces import latents
from genfaces.checkpoint import Checkpoint
from genfaces.images import to_tensor
from genfaces.labels import groups
from training.measure.asking import paint
from training.measure.features import BATCH, judge_scores

SAMPLES, VECTORS, SEED = 2000, 500, 40_000
Answers = dict[str, np.ndarray]


def measure_codes(checkpoint: Checkpoint, judge: Checkpoint, recogniser: nn.Module | None) -> dict[str, Any]:
    """Numbers of "recognition" by Q, and of the "meaning" that codes have to the judge.

    recogniser: Q, which lies in a run and not in a checkpoint. Without it the recognition that was measured when the
    checkpoint was published stays as it is; the weights that ship have not changed since.
    """
    noise = latents.draw(SEED, SAMPLES, checkpoint.network.latent_size)
    codes = checkpoint.network.codes.draw(SEED, SAMPLES)
    images = paint(checkpoint, noise, codes)
    if recogniser is None:
        recognition = checkpoint.config.get("metrics", {}).get("codes", {}).get("recognition")
    else:
        recognition = recognise(images, codes, checkpoint, recogniser)
    meaning = category_meaning(_says(judge, images), codes, checkpoint) | continuous_meaning(checkpoint, judge)
    return {"recognition": recognition, "meaning": {"judge": judge.name} | meaning}


@torch.inference_mode()
def recognise(images: np.ndarray, codes: np.ndarray, checkpoint: Checkpoint, recogniser: nn.Module) -> dict[str, Any]:
    """How well Q reads codes (N, size) out of uint8 images (N, H, W, 3): the share of categories that it tells, and
    the correlation of each continuous code with what it says."""
    parts = [
        recogniser(to_tensor(images[i : i + BATCH], checkpoint.pixel_range), torch.from_numpy(codes[i : i + BATCH]))
        for i in range(0, len(images), BATCH)
    ]
    told = torch.cat([part.classes for part in parts]).float().numpy()
    count = checkpoint.network.codes.category
    pairs = zip(told.T[count:], codes.T[count:], strict=True)
    return {
        "category_accuracy": _rounded((told[:, :count].argmax(1) == codes[:, :count].argmax(1)).mean()),
        "continuous_correlation": [
            _rounded(np.corrcoef(one, other)[0, 1]) if one.std() else 0.0 for one, other in pairs
        ],
        "samples": len(images),
    }


def category_meaning(says: tuple[Answers, np.ndarray], codes: np.ndarray, checkpoint: Checkpoint) -> dict[str, Any]:
    """What goes with the category in images of random codes (N, size), by what `_says` gives of them.

    mutual_information, by question: normalised by the mean of the two entropies, 0 for nothing and 1 for the same.
    shares[category][label]: of its images, those in which the judge sees the label.
    """
    answers, seen = says
    count = checkpoint.network.codes.category
    categories = codes[:, :count].argmax(1)
    return {
        "samples": len(codes),
        "mutual_information": {
            name: _rounded(normalized_mutual_info_score(categories, given)) for name, given in answers.items()
        },
        "shares": [_line(seen[categories == k].mean(0)) if (categories == k).any() else None for k in range(count)],
    }


def continuous_meaning(checkpoint: Checkpoint, judge: Checkpoint) -> dict[str, Any]:
    """What each continuous code changes between -1 and 1, all else the same, over random noise and codes.

    effect[code][label]: the share of pictures in which the judge sees the label at 1, less that at -1. changes[code]
    [question]: of noise vectors, those for which the judge's answer is another.
    """
    layout = checkpoint.network.codes
    noise, codes = latents.draw(SEED + 1, VECTORS, checkpoint.network.latent_size), layout.draw(SEED + 1, VECTORS)
    effect, changes = [], []
    for column in range(layout.category, layout.size):
        ends = []
        for value in (-1.0, 1.0):
            moved = codes.copy()
            moved[:, column] = value
            ends.append(_says(judge, paint(checkpoint, noise, moved)))
        (before, low), (after, high) = ends
        effect.append(_line(high.mean(0) - low.mean(0)))
        changes.append({name: _rounded((before[name] != after[name]).mean()) for name in before})
    return {"names": list(judge.config["label_names"]), "effect": effect, "changes": changes, "vectors": VECTORS}


def _says(judge: Checkpoint, images: np.ndarray) -> tuple[Answers, np.ndarray]:
    """The judge's answer to each question, int (N), by its name; and the same as labels, bool (N, L)."""
    names = judge.config["label_names"]
    scores = judge_scores(judge.network, images, judge.pixel_range)
    seen = scores > judge.arrays["thresholds"]
    answers: Answers = {}
    for group, columns in groups(names).items():
        answers[group] = scores[:, columns].argmax(1)
        seen[:, columns] = np.eye(len(columns), dtype=bool)[answers[group]]
    return answers | {name: seen[:, i].astype(int) for i, name in enumerate(names) if ":" not in name}, seen


def _line(values: np.ndarray) -> list[float]:
    return [round(float(value), 3) for value in values]


def _rounded(value: float) -> float:
    return round(float(value), 4)
