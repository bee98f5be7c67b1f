"""What the codes of an InfoGAN do: whether Q finds them in a picture, and what a judge sees of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from sklearn.metrics import normalized_mutual_info_score
from torch import nn

from genfaces import latents
from genfaces.checkpoint import Checkpoint
from genfaces.drawing import paint
from genfaces.images import to_tensor
from genfaces.labels import groups
from training.data import Split
from training.measure.features import BATCH, judge_scores

SAMPLES, VECTORS, SEED = 2000, 500, 40_000
Answers = dict[str, np.ndarray]


def measure_codes(
    checkpoint: Checkpoint, judge: Checkpoint, split: Split, recogniser: nn.Module | None
) -> dict[str, Any]:
    """Numbers of "recognition" by Q, of the "meaning" that codes have to the judge, and of the category that Q sees in
    the "held_out" images `split`, whose labels are known.

    recogniser: Q, which lies in a run and not in a checkpoint. Without it what was measured by it when the checkpoint
    was published stays as it is; the weights that ship have not changed since.
    """
    noise = latents.draw(SEED, SAMPLES, checkpoint.network.latent_size)
    codes = checkpoint.network.codes.draw(SEED, SAMPLES)
    images = paint(checkpoint, noise, codes)
    if recogniser is None:
        known = checkpoint.config.get("metrics", {}).get("codes", {})
        told = {name: known.get(name) for name in ("recognition", "held_out")}
    else:
        told = {
            "recognition": recognise(images, codes, checkpoint, recogniser),
            "held_out": held_out_meaning(split, judge.config["label_names"], checkpoint, recogniser),
        }
    meaning = category_meaning(_says(judge, images), codes, checkpoint) | continuous_meaning(checkpoint, judge)
    return told | {"meaning": {"judge": judge.name} | meaning}


def recognise(images: np.ndarray, codes: np.ndarray, checkpoint: Checkpoint, recogniser: nn.Module) -> dict[str, Any]:
    """How well Q reads codes (N, size) out of uint8 images (N, H, W, 3): the share of categories that it tells, and
    the correlation of each continuous code with what it says."""
    told, count = _told(images, codes, checkpoint, recogniser), checkpoint.network.codes.category
    pairs = zip(told.T[count:], codes.T[count:], strict=True)
    return {
        "category_accuracy": _rounded((told[:, :count].argmax(1) == codes[:, :count].argmax(1)).mean()),
        "continuous_correlation": [
            _rounded(np.corrcoef(one, other)[0, 1]) if one.std() else 0.0 for one, other in pairs
        ],
        "samples": len(images),
    }


def held_out_meaning(
    split: Split, names: Sequence[str], checkpoint: Checkpoint, recogniser: nn.Module
) -> dict[str, Any]:
    """Of held-out images the normalised mutual information between the category that Q sees in them and their own
    labels, `names` of (N, L), by question. Q learned categories from drawn pictures only."""
    layout = checkpoint.network.codes
    unknown = np.zeros((len(split), layout.size), dtype=np.float32)
    categories = _told(np.asarray(split.images), unknown, checkpoint, recogniser)[:, : layout.category].argmax(1)
    answers = _answers(np.asarray(split.labels, dtype=np.float32), names)
    return {"images": len(split), "mutual_information": _information(categories, answers)}


@torch.inference_mode()
def _told(images: np.ndarray, codes: np.ndarray, checkpoint: Checkpoint, recogniser: nn.Module) -> np.ndarray:
    """What Q says of uint8 images (N, H, W, 3): logits of the category and means of the continuous codes, (N, size)."""
    parts = [
        recogniser(to_tensor(images[i : i + BATCH], checkpoint.pixel_range), torch.from_numpy(codes[i : i + BATCH]))
        for i in range(0, len(images), BATCH)
    ]
    return torch.cat([part.classes for part in parts]).float().numpy()


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
        "mutual_information": _information(categories, answers),
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
    for columns in groups(names).values():
        seen[:, columns] = np.eye(len(columns), dtype=bool)[scores[:, columns].argmax(1)]
    return _answers(seen, names), seen


def _answers(labels: np.ndarray, names: Sequence[str]) -> Answers:
    """Labels (N, L), one of each group being the largest, as the answer to each question, int (N), by its name."""
    answers = {group: labels[:, columns].argmax(1) for group, columns in groups(names).items()}
    return answers | {name: labels[:, i].astype(int) for i, name in enumerate(names) if ":" not in name}


def _information(categories: np.ndarray, answers: Answers) -> dict[str, float]:
    return {name: _rounded(normalized_mutual_info_score(categories, given)) for name, given in answers.items()}


def _line(values: np.ndarray) -> list[float]:
    return [round(float(value), 3) for value in values]


def _rounded(value: float) -> float:
    return round(float(value), 4)
