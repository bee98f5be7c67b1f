"""Ask a generator for attributes at a fixed noise, and let a judge look at what it made of the wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from numbers import Real

import numpy as np
import torch

from genfaces import checkpoint, latents
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.drawing import paint
from genfaces.images import resized, to_tensor
from genfaces.labels import encode
from genfaces.tasks.checks import MAX_COUNT, MAX_SEED, check_integer
from genfaces.tasks.errors import TaskError
from genfaces.tasks.ingredients import Ingredients
from genfaces.tasks.models import Model, available, load

TAB = "attributes"
# The order in which the tab offers them; others that are installed follow by name.
MODELS = ("acgan-faces", "acgan-faces-reported", "acgan-smile")
JUDGE = "judge-faces"
REACH = 1.5  # strengths go from -REACH to REACH; training knows -1 for no and 1 for yes
CLEAR = 0.5  # what is weaker is neither asked for nor denied
# Two wishes are rare together when the training rows have this little of what chance alone would give, and this few.
RARE_LIFT, RARE_SHARE = 0.25, 0.01


@dataclass(frozen=True)
class Rare:
    """Two wishes, (attribute, wanted or not), that `count` of `total` training images have together."""

    first: tuple[str, bool]
    second: tuple[str, bool]
    count: int
    total: int


def models() -> list[Model]:
    """Models that are told yes-no attributes, the preferred one first."""
    return available(TAB, MODELS)


def attributes(model: str) -> tuple[str, ...]:
    """The attributes that a model can be asked for. Raises TaskError."""
    return tuple(_open(model).config["label_names"])


def toggle(model: str, seed: int, wishes: Mapping[str, float]) -> np.ndarray:
    """The picture of a seed's noise with these wishes, uint8 (H,W,3): a pure function of its arguments.

    wishes: attribute to strength, from -1.5 to 1.5; 1 is yes and -1 is no, as in training; what is not named is 0, left
    open: halfway between the two, where training never was. Raises TaskError.
    """
    return toggle_all(model, [seed], [wishes])[0]


def ingredients(model: str, seed: int, wishes: Mapping[str, float], index: int = 0) -> Ingredients:
    """What `toggle` is painted from, at noise `index` (0 to 63) of the seed. Raises TaskError."""
    opened = _open(model)
    return Ingredients(opened, _noise(opened, seed, 1, index)[0], _strengths(opened, [wishes])[0])


def toggle_all(model: str, seeds: Sequence[int], wishes: Sequence[Mapping[str, float]], index: int = 0) -> np.ndarray:
    """Pictures uint8 (N,H,W,3) of N seeds with N wishes, each at the seed's noise `index` (0 to 63); see `toggle`.

    Raises TaskError.
    """
    opened = _open(model)
    noise = np.concatenate([_noise(opened, seed, 1, index) for seed in seeds])
    return paint(opened, noise, _strengths(opened, wishes))


def pairs(
    model: str, seed: int, wishes: Mapping[str, float], attribute: str, count: int = 10, index: int = 0
) -> np.ndarray:
    """`count` noises of a seed (1 to 64), each without and with one attribute: uint8 (2,count,H,W,3).

    All other wishes are as given; the first noise is that of `ingredients` at `index`. Raises TaskError.
    """
    opened = _open(model)
    check_integer("The number of pairs", count, 1, MAX_COUNT)
    noise = _noise(opened, seed, int(count), index)
    rows = _strengths(opened, [{**wishes, attribute: strength} for strength in (-1.0, 1.0)])
    images = paint(opened, np.concatenate([noise, noise]), np.repeat(rows, len(noise), axis=0))
    return images.reshape(2, len(noise), *images.shape[1:])


def presets(model: str, count: int = 8) -> list[dict[str, float]]:
    """Wishes that really occur: the most frequent rows of training labels that differ clearly from one another.

    At most `count`, each a strength of -1 or 1 for every attribute. Raises TaskError.
    """
    opened = _open(model)
    names, chosen = opened.config["label_names"], []
    apart = max(1, len(names) // 3)
    for row in opened.arrays["label_rows"]:
        if all(np.count_nonzero(row != other) >= apart for other in chosen):
            chosen.append(row)
        if len(chosen) == count:
            break
    strengths = encode(np.array(chosen).reshape(len(chosen), len(names)), names)
    return [dict(zip(names, map(float, row), strict=True)) for row in strengths]


def rare_together(model: str, wishes: Mapping[str, float]) -> list[Rare]:
    """Pairs of clear wishes that training rows hardly ever have together, the rarest first. Raises TaskError."""
    opened = _open(model)
    names = opened.config["label_names"]
    strengths = dict(zip(names, _strengths(opened, [wishes])[0], strict=True))
    rows, counts = opened.arrays["label_rows"].astype(bool), opened.arrays["label_counts"].astype(np.int64)
    total = int(counts.sum())
    clear = [(name, bool(value > 0)) for name, value in strengths.items() if abs(value) >= CLEAR]
    has = {wish: rows[:, names.index(wish[0])] == wish[1] for wish in clear}
    found = []
    for first, second in combinations(clear, 2):
        count = int(counts[has[first] & has[second]].sum())
        by_chance = counts[has[first]].sum() * counts[has[second]].sum() / max(total, 1)
        if count < RARE_LIFT * by_chance and count < RARE_SHARE * total:
            found.append(Rare(first, second, count, total))
    return sorted(found, key=lambda rare: rare.count)


def difference(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """How far two pictures, uint8 (H,W,3), are apart: the mean over the colours, float (H,W) from 0 to 1."""
    return np.abs(before.astype(np.float64) - after).mean(2) / 255


def seen(images: np.ndarray, names: Sequence[str]) -> list[dict[str, float]]:
    """What the judge sees in images, uint8 (N,S,S,3): for each, attribute to a number from -1 to 1.

    Above 0 it sees the attribute, that is, its score is above the threshold stored with it; 1 or -1 is certainty. Names
    that it does not know are left out. Raises TaskError when no judge is installed.
    """
    judge = _judge()
    known = judge.config["label_names"]
    names = [name for name in names if name in known]
    columns = [known.index(name) for name in names]
    with torch.inference_mode():
        scores = judge.network.scores(to_tensor(resized(images, judge.config["image_size"]), judge.pixel_range)).numpy()
    # The logistic function of the distance to the threshold, stretched from (0, 1) to (-1, 1).
    certainty = np.tanh((scores - judge.arrays["thresholds"])[:, columns] / 2)
    return [dict(zip(names, map(float, row), strict=True)) for row in certainty]


def judge_accuracy(names: Sequence[str]) -> float | None:
    """How often the judge is right about these attributes on held-out photographs, on average; None if unknown."""
    try:
        measured = checkpoint.read_config(JUDGE)["metrics"]["classification"]["attributes"]["accuracy"]
        shares = [float(measured[name]) for name in names if name in measured]
    except (CheckpointError, KeyError, TypeError):
        return None
    return sum(shares) / len(shares) if shares else None


def _open(model: str) -> Checkpoint:
    return load(model, TAB, MODELS)


def _judge() -> Checkpoint:
    if JUDGE not in checkpoint.names():
        raise TaskError(f"The judge '{JUDGE}' is not installed, so nobody looks at the picture.")
    try:
        return checkpoint.load(JUDGE)
    except CheckpointError as error:
        raise TaskError(f"The judge '{JUDGE}' is unavailable: {error}") from error


def _noise(opened: Checkpoint, seed: int, count: int, index: int = 0) -> np.ndarray:
    check_integer("The seed", seed, 0, MAX_SEED)
    check_integer("The noise of a seed", index, 0, MAX_COUNT - 1)
    return latents.draw(int(seed), index + count, opened.network.latent_size)[index:]


def _strengths(opened: Checkpoint, wishes: Sequence[Mapping[str, float]]) -> np.ndarray:
    """Wishes as a generator takes them, float32 (N, L). Raises TaskError."""
    names = opened.config["label_names"]
    for wish in wishes:
        if not isinstance(wish, Mapping):
            raise TaskError(f'Attributes are given as names with strengths, such as {{"{names[0]}": 1}}.')
        for name, strength in wish.items():
            if name not in names:
                raise TaskError(f"There is no attribute '{name}'; '{opened.name}' knows: {', '.join(names)}.")
            if not isinstance(strength, Real) or isinstance(strength, bool) or not -REACH <= strength <= REACH:
                raise TaskError(
                    f"The strength of '{name}' must be a number from -{REACH:g} to {REACH:g}, not {strength}."
                )
    return np.array([[wish.get(name, 0.0) for name in names] for wish in wishes], np.float32)
