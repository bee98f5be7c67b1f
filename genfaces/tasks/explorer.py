"""Walk about on latent maps, those of a VAE's latents: decode points and places, sum up groups, place new faces."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np

from genfaces import latents, placing
from genfaces.checkpoint import Checkpoint
from genfaces.drawing import paint
from genfaces.explorer_store import Explorer
from genfaces.tasks import reconstruction
from genfaces.tasks.errors import TaskError
from genfaces.tasks.ingredients import Ingredients
from genfaces.tasks.latent_maps import open_explorer

NEIGHBOURS = 12
MAX_FRAMES = 64
LISTED = 6  # labels that are named on either side of a group's comparison
CLEAR = 3.0  # standard errors from which a difference is worth a name


@dataclass(frozen=True)
class Neighbours:
    """The nearest points: indices and distances (K), nearest first, and their pictures, uint8 (K,H,W,3).

    A distance of 1 is usual between any two points.
    """

    indices: np.ndarray
    distances: np.ndarray
    images: np.ndarray


@dataclass(frozen=True)
class Point:
    """One of the map's points, decoded: uint8 (H,W,3), the labels it has, whether it was held out from training."""

    index: int
    image: np.ndarray
    labels: tuple[str, ...]
    held_out: bool
    neighbours: Neighbours


@dataclass(frozen=True)
class Place:
    """What a place on a map may look like: an estimate from the points around it.

    distance: from the place to the nearest point, as a multiple of what is usual between a point and its 12th nearest.
    """

    image: np.ndarray
    latent: np.ndarray
    distance: float
    neighbours: Neighbours


@dataclass(frozen=True)
class Placed:
    """A visitor's face: its reconstruction uint8 (H,W,3), mse, its place on each map by name, and neighbours."""

    image: np.ndarray
    mse: float
    latent: np.ndarray
    places: dict[str, np.ndarray]
    neighbours: Neighbours


@dataclass(frozen=True)
class Share:
    """How many of a group have a label, beside all points; both from 0 to 1."""

    label: str
    inside: float
    overall: float


@dataclass(frozen=True)
class Group:
    """The decoded mean of some latents, uint8 (H,W,3), and the labels that set them apart, clearest first."""

    image: np.ndarray
    count: int
    more: tuple[Share, ...]
    less: tuple[Share, ...]


@dataclass(frozen=True)
class Walk:
    """Pictures on the way from one point to another, uint8 (F,H,W,3), and their places on one map, (F, 2 or 3)."""

    images: np.ndarray
    places: np.ndarray


def point(model: str, index: int) -> Point:
    """Decode point `index` of a model's latent maps. Raises TaskError."""
    checkpoint, explorer = open_explorer(model)
    index = _index(explorer, index)
    neighbours = explorer.neighbours[index, :NEIGHBOURS]
    distances = np.linalg.norm(explorer.measured[neighbours] - explorer.measured[index], axis=1)
    images = _painted(checkpoint, explorer.latents[[index, *neighbours]])
    names = explorer.info["label_names"]
    return Point(
        index=index,
        image=images[0],
        labels=tuple(name for name, has in zip(names, explorer.labels[index], strict=True) if has),
        held_out=bool(explorer.held_out[index]),
        neighbours=Neighbours(neighbours, distances, images[1:]),
    )


def place(model: str, map_name: str, position: Sequence[float]) -> Place:
    """What the place `position`, two numbers from -1 to 1, on a flat map may look like. Raises TaskError."""
    checkpoint, explorer = open_explorer(model)
    estimate = placing.latent_at(explorer, _position(explorer, map_name, position), map_name)
    neighbours = _neighbours(checkpoint, explorer, estimate.latent)
    points = explorer.latent_maps[map_name][estimate.around]
    spread = np.linalg.norm(points[:, None] - points[None], axis=2)
    usual = float(np.median(np.sort(spread, axis=1)[:, min(NEIGHBOURS, len(points) - 1)]))
    return Place(
        image=_painted(checkpoint, estimate.latent[None])[0],
        latent=estimate.latent,
        distance=float(estimate.distances[0]) / max(usual, 1e-6),
        neighbours=neighbours,
    )


def place_face(model: str, face: np.ndarray) -> Placed:
    """Encode a face, uint8 (H,W,3), and find its place on every map. Raises TaskError."""
    checkpoint, explorer = open_explorer(model)
    done = reconstruction.reconstruct(face, model)
    places = {name: placing.place(explorer, done.latent[None], name)[0] for name in explorer.latent_maps}
    neighbours = _neighbours(checkpoint, explorer, done.latent)
    return Placed(done.image, done.mse, done.latent, places, neighbours)


def group(model: str, indices: Sequence[int]) -> Group:
    """The mean face of some points, and the labels they have clearly more or less often. Raises TaskError."""
    _, explorer = open_explorer(model)
    if not len(indices):
        raise TaskError("There is no face in this selection; draw it around some points.")
    chosen = np.unique([_index(explorer, index) for index in indices])
    inside, overall = explorer.labels[chosen].mean(0), explorer.labels.mean(0)
    error = np.sqrt(overall * (1 - overall) / len(chosen)).clip(min=1e-9)
    clearness = (inside - overall) / error
    names = explorer.info["label_names"]

    def clearest(sign: int) -> tuple[Share, ...]:
        order = np.argsort(-sign * clearness)[:LISTED]
        return tuple(
            Share(names[label], float(inside[label]), float(overall[label]))
            for label in order
            if sign * clearness[label] > CLEAR
        )

    image = ingredients(model, indices).paint()
    return Group(image, len(chosen), clearest(1), clearest(-1))


def ingredients(model: str, indices: Sequence[int]) -> Ingredients:
    """What the mean face of some points is painted from; of a single one, the point itself. Raises TaskError."""
    checkpoint, explorer = open_explorer(model)
    chosen = np.unique([_index(explorer, index) for index in indices])
    return Ingredients(checkpoint, explorer.latents[chosen].mean(0), padded=False)


def estimated(model: str, map_name: str, position: Sequence[float]) -> Ingredients:
    """What the face of a place on a flat map is painted from, as `place` takes it. Raises TaskError."""
    checkpoint, explorer = open_explorer(model)
    estimate = placing.latent_at(explorer, _position(explorer, map_name, position), map_name)
    return Ingredients(checkpoint, estimate.latent, padded=False)


def walk(model: str, start: int, end: int, frames: int, map_name: str) -> Walk:
    """`frames` (2 to 64) pictures from one point to another along the arc about the mean latent. Raises TaskError.

    A VAE's latents fill a shell about their mean; the straight way would lead through its empty middle.
    """
    if not isinstance(frames, Integral) or not 2 <= frames <= MAX_FRAMES:
        raise TaskError(f"The number of frames must be a whole number from 2 to {MAX_FRAMES}, not {frames}.")
    checkpoint, explorer = open_explorer(model)
    _known_map(explorer, map_name)
    middle = explorer.latents.mean(0)
    ends = (explorer.latents[_index(explorer, index)] - middle for index in (start, end))
    path = latents.spherical(*ends, np.linspace(0, 1, int(frames))) + middle
    path = path.astype(np.float32)
    return Walk(_painted(checkpoint, path), placing.place(explorer, path, map_name))


def _neighbours(checkpoint: Checkpoint, explorer: Explorer, latent: np.ndarray) -> Neighbours:
    indices, distances = placing.nearest(explorer, latent[None], min(NEIGHBOURS, len(explorer.latents)))
    return Neighbours(indices[0], distances[0], _painted(checkpoint, explorer.latents[indices[0]]))


def _painted(checkpoint: Checkpoint, drawn: np.ndarray) -> np.ndarray:
    return paint(checkpoint, drawn, padded=False)


def _index(explorer: Explorer, index: object) -> int:
    last = len(explorer.latents) - 1
    if not isinstance(index, Integral) or isinstance(index, bool) or not 0 <= index <= last:
        raise TaskError(f"A point's index must be a whole number from 0 to {last}, not {index}.")
    return int(index)


def _known_map(explorer: Explorer, name: str) -> None:
    if name not in explorer.latent_maps:
        raise TaskError(f"There is no map '{name}' of this model; its maps are: {', '.join(explorer.latent_maps)}.")


def _position(explorer: Explorer, name: str, position: Sequence[float]) -> np.ndarray:
    _known_map(explorer, name)
    if explorer.latent_maps[name].shape[1] != 2:
        raise TaskError(f"A place cannot be pointed at on the map '{name}', which is not flat; take another map.")
    numbers = list(position)
    if len(numbers) != 2 or not all(isinstance(n, Real) and math.isfinite(n) and abs(n) <= 2 for n in numbers):
        raise TaskError("A place on a map is two numbers, each from -1 to 1 on the map and at most 2 beside it.")
    return np.array(numbers, dtype=np.float32)
