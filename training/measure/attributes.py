"""Does a generator show the attributes it is asked for, and only those? One noise, one label flipped at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from genfaces import latents
from genfaces.checkpoint import Checkpoint
from genfaces.drawing import paint_labels, training_labels
from training.errors import TrainingError
from training.measure.features import dlib_features, judge_features, judge_scores

VECTORS, SEED = 1000, 30_000
# dlib takes a fifteenth of a second an image.
DLIB_VECTORS = 100


@dataclass(frozen=True)
class Flips:
    """Shares in [0, 1], by the judge, over `vectors` noise vectors with labels of training rows.

    to_yes, to_no, by attribute: of the images of all vectors that were asked for yes (no), those that the judge gives
    it. success: the mean of the two. pair: of vectors, those for which both hold. change[i][j]: of vectors, those whose
    attribute j the judge sees otherwise after i alone was flipped. side_change: its mean over i and j that differ,
    None where there is but one.
    """

    judge: str
    names: tuple[str, ...]
    to_yes: dict[str, float]
    to_no: dict[str, float]
    success: dict[str, float]
    pair: dict[str, float]
    mean_success: float
    change: tuple[tuple[float, ...], ...]
    side_change: float | None
    vectors: int


@dataclass(frozen=True)
class Identity:
    """Mean Euclidean distance in features of the two images of a flip (`pair`, over all attributes; `by_attribute`)
    and of two random images with training labels; `ratio` is pair / random."""

    pair: float
    random: float
    ratio: float
    by_attribute: dict[str, float]
    vectors: int


def measure_flips(checkpoint: Checkpoint, judge: Checkpoint, second_opinion: bool = False) -> dict[str, Any]:
    """Flips, and whose face it stays, in the judge's features and, for a second opinion, dlib's.

    Raises TrainingError when the judge does not know an attribute.
    """
    names = tuple(checkpoint.config["label_names"])
    unknown = set(names) - set(judge.config["label_names"])
    if unknown:
        raise TrainingError(f"The judge '{judge.name}' does not know {', '.join(sorted(unknown))}.")
    columns = [judge.config["label_names"].index(name) for name in names]
    noise = latents.draw(SEED, VECTORS, checkpoint.network.latent_size)
    rows = training_labels(checkpoint, SEED, VECTORS)
    asked = (rows, *(_flipped(rows, i) for i in range(len(names))))
    images = [paint_labels(checkpoint, noise, each) for each in asked]

    def says(part: np.ndarray) -> np.ndarray:
        scores = judge_scores(judge.network, part, judge.pixel_range)
        return (scores > judge.arrays["thresholds"])[:, columns]

    seen = np.stack([says(part) for part in images])
    views: dict[str, tuple[Callable[[np.ndarray], np.ndarray], int]] = {
        judge.name: (lambda part: judge_features(judge.network, part, judge.pixel_range), VECTORS)
    }
    if second_opinion:
        views["dlib"] = (dlib_features, DLIB_VECTORS)
    identity = {
        view: asdict(identity_kept(np.stack([features(part[:count]) for part in images]), names))
        for view, (features, count) in views.items()
    }
    return asdict(count_flips(rows.astype(bool), seen, names, judge.name)) | {"identity": identity}


def count_flips(asked: np.ndarray, seen: np.ndarray, names: tuple[str, ...], judge: str) -> Flips:
    """asked bool (N, A): labels before any flip. seen bool (1 + A, N, A): what the judge says of the images before,
    and after each attribute was flipped."""
    before, after = seen[0], seen[1:]
    every = range(len(names))
    # Of each vector there is an image asked for yes and one asked for no: before and after the flip, or the other way.
    said = [(np.where(asked[:, i], before[:, i], after[i, :, i]), np.where(asked[:, i], after[i, :, i], before[:, i]))
            for i in every]  # fmt: skip
    yes = [float(with_yes.mean()) for with_yes, _ in said]
    no = [float((~with_no).mean()) for _, with_no in said]
    both = [float((with_yes & ~with_no).mean()) for with_yes, with_no in said]
    success = [(a + b) / 2 for a, b in zip(yes, no, strict=True)]
    change = (before[None] != after).mean(1)
    others = ~np.eye(len(names), dtype=bool)
    return Flips(
        judge=judge,
        names=names,
        to_yes=_named(names, yes),
        to_no=_named(names, no),
        success=_named(names, success),
        pair=_named(names, both),
        mean_success=round(float(np.mean(success)), 4),
        change=tuple(tuple(round(float(value), 4) for value in line) for line in change),
        side_change=round(float(change[others].mean()), 4) if len(names) > 1 else None,
        vectors=len(asked),
    )


def identity_kept(features: np.ndarray, names: tuple[str, ...]) -> Identity:
    """features (1 + A, N, F) of the images before, and after each attribute was flipped."""
    before = features[0]
    distances = np.linalg.norm(features[1:] - before, axis=2).mean(1)
    # Each against the next: all are random draws, and none is compared with itself.
    random = float(np.linalg.norm(before - np.roll(before, 1, axis=0), axis=1).mean())
    pair = float(distances.mean())
    return Identity(pair, random, pair / random, _named(names, distances / random), len(before))


def _flipped(rows: np.ndarray, column: int) -> np.ndarray:
    changed = rows.copy()
    changed[:, column] = 1 - changed[:, column]
    return changed


def _named(names: tuple[str, ...], values: list[float] | np.ndarray) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}
