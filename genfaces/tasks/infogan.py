"""Move an InfoGAN's codes, which nobody named, at a fixed noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from genfaces import checkpoint, latents
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.drawing import paint
from genfaces.networks.codes import Codes
from genfaces.tasks.checks import MAX_SEED, check_integer
from genfaces.tasks.errors import TaskError
from genfaces.tasks.ingredients import Ingredients
from genfaces.tasks.models import Model, available, load

TAB = "infogan"
# The order in which the tab offers them; others that are installed follow by name.
MODELS = ("infogan-faces", "infogan-avatars", "infogan-binary")
REACH = 1.5  # continuous codes go from -REACH to REACH; training knows -1 to 1
STOPS = (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)  # of a grid, along a continuous code
NOISES = 8  # columns of a grid where there is no continuous code
CLEAR, MOST = 0.1, 4  # what moves a label by less is no meaning; at most so many labels are told


@dataclass(frozen=True)
class Grid:
    """Pictures uint8 (categories, columns, 64,64,3); what each column is: a code's value or, without any, a seed."""

    images: np.ndarray
    columns: tuple[float, ...]


@dataclass(frozen=True)
class Share:
    """A label that a judge sees in `share` of a category's pictures, and in `usual` over all categories."""

    label: str
    share: float
    usual: float


@dataclass(frozen=True)
class Meaning:
    """What codes were measured to do, as a judge sees it.

    categories: for each, the labels that set it apart, the clearest first. continuous: for each code, labels and by how
    much their share of the pictures changes from -1 to 1, the clearest first. question: what the category tells most
    about, with the mutual information (0 to 1). recognised: the share of categories that Q told; None if unknown.
    """

    judge: str
    categories: tuple[tuple[Share, ...], ...]
    continuous: tuple[tuple[tuple[str, float], ...], ...]
    question: tuple[str, float] | None
    recognised: float | None


def models() -> list[Model]:
    """InfoGANs, the preferred one first."""
    return available(TAB, MODELS)


def layout(model: str) -> Codes:
    """How many categories and continuous codes a model has. Raises TaskError."""
    return _open(model).network.codes


def draw(model: str, seed: int, category: int, continuous: Sequence[float] = ()) -> np.ndarray:
    """The picture of a seed's noise with these codes, uint8 (H,W,3): a pure function of its arguments.

    category: from 1 to as many as the model has. continuous: from -1.5 to 1.5 each; those not given are 0, and codes
    that the model does not have must be 0. Raises TaskError.
    """
    return ingredients(model, seed, category, continuous).paint()


def ingredients(model: str, seed: int, category: int, continuous: Sequence[float] = ()) -> Ingredients:
    """What `draw` is painted from. Raises TaskError."""
    opened = _open(model)
    codes = _encode(opened, [category], [_continuous(opened, continuous)])
    return Ingredients(opened, _noise(opened, seed)[0], codes[0])


def traverse(model: str, seed: int, continuous: Sequence[float] = (), along: int = 1) -> Grid:
    """A seed's noise in every category (rows) and along the continuous code `along`, from 1 (columns, at STOPS).

    The other continuous codes are as given. Without any continuous code the columns are this seed and the next ones.
    Raises TaskError.
    """
    opened = _open(model)
    codes, given = opened.network.codes, _continuous(opened, continuous)
    if codes.continuous:
        check_integer("The code to move along", along, 1, codes.continuous)
        rows = [[*given[: along - 1], stop, *given[along:]] for stop in STOPS]
        noise, columns = np.repeat(_noise(opened, seed), len(STOPS), axis=0), STOPS
    else:
        check_integer("The seed", seed, 0, MAX_SEED)
        columns = tuple((int(seed) + offset) % (MAX_SEED + 1) for offset in range(NOISES))
        noise, rows = np.concatenate([_noise(opened, each) for each in columns]), [[]] * NOISES
    categories = np.repeat(np.arange(codes.category) + 1, len(columns))
    given = _encode(opened, categories, rows * codes.category)
    images = paint(opened, np.tile(noise, (codes.category, 1)), given)
    return Grid(images.reshape(codes.category, len(columns), *images.shape[1:]), columns)


def meaning(model: str) -> Meaning | None:
    """What the codes were measured to do when the model was published; None where that was not measured."""
    try:
        measured = checkpoint.read_config(model)["metrics"]["codes"]
        return _read(measured["meaning"], measured.get("recognition") or {})
    except (CheckpointError, KeyError, TypeError, ValueError, IndexError):
        return None


def _read(told: Mapping[str, Any], recognition: Mapping[str, Any]) -> Meaning:
    names, information = told["names"], told["mutual_information"]
    shares = [line for line in told["shares"] if line is not None]
    usual = np.mean(shares, axis=0) if shares else np.zeros(len(names))
    best = max(information, key=information.get, default=None)
    return Meaning(
        judge=str(told["judge"]),
        categories=tuple(_apart(names, line, usual) for line in told["shares"]),
        continuous=tuple(_clearest(names, line) for line in told["effect"]),
        question=(str(best), float(information[best])) if best else None,
        recognised=recognition.get("category_accuracy"),
    )


def _apart(names: Sequence[str], line: Sequence[float] | None, usual: np.ndarray) -> tuple[Share, ...]:
    if line is None:
        return ()
    moved = _clearest(names, np.asarray(line) - usual)
    return tuple(Share(name, float(line[names.index(name)]), float(usual[names.index(name)])) for name, _ in moved)


def _clearest(names: Sequence[str], changes: Sequence[float]) -> tuple[tuple[str, float], ...]:
    pairs = sorted(zip(names, map(float, changes), strict=True), key=lambda pair: -abs(pair[1]))
    return tuple(pair for pair in pairs if abs(pair[1]) >= CLEAR)[:MOST]


def _open(model: str) -> Checkpoint:
    return load(model, TAB, MODELS)


def _noise(opened: Checkpoint, seed: int) -> np.ndarray:
    check_integer("The seed", seed, 0, MAX_SEED)
    return latents.draw(int(seed), 1, opened.network.latent_size)


def _continuous(opened: Checkpoint, given: Sequence[float]) -> list[float]:
    """As many continuous codes as the model has. Raises TaskError."""
    count = opened.network.codes.continuous
    for number, value in enumerate(given, 1):
        if not isinstance(value, Real) or isinstance(value, bool) or not -REACH <= value <= REACH:
            raise TaskError(f"c{number} must be a number from -{REACH:g} to {REACH:g}, not {value}.")
        if number > count and value:
            plural = "" if count == 1 else "s"
            raise TaskError(f"The model '{opened.name}' has {count} continuous code{plural}, so c{number} must be 0.")
    return [*map(float, given), *[0.0] * count][:count]


def _encode(opened: Checkpoint, categories: Sequence[int], continuous: Sequence[Sequence[float]]) -> np.ndarray:
    codes = opened.network.codes
    for category in categories:
        check_integer("The category", category, 1, codes.category)
    return codes.encode(np.asarray(categories) - 1, np.array(continuous, float).reshape(len(categories), -1))
