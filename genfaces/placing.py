"""Where a new latent belongs on a map, and what latent a place on a map stands for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from genfaces.explorer_store import Explorer

if TYPE_CHECKING:
    from openTSNE import TSNEEmbedding
    from sklearn.neighbors import NearestNeighbors

# How many points around a place its latent is fitted to.
AROUND = 24


@dataclass(frozen=True)
class Estimate:
    """The latent at a place, float32 (D), and the nearest points (AROUND) with their distances on the map."""

    latent: np.ndarray
    around: np.ndarray
    distances: np.ndarray


def nearest(explorer: Explorer, latents: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The `count` points nearest to each of the latents (M, D): indices and distances, (M, count), nearest first.

    Distances are between latents @ explorer.metric; 1 is usual between any two.
    """
    distances, found = _index(explorer).kneighbors(latents @ explorer.metric, count)
    return found, distances


@lru_cache(maxsize=4)
def _index(explorer: Explorer) -> NearestNeighbors:
    # Imported here, as openTSNE below: a visitor who asks for no neighbours need not wait for it.
    from sklearn.neighbors import NearestNeighbors

    return NearestNeighbors(algorithm="brute").fit(explorer.measured)


def place(explorer: Explorer, latents: np.ndarray, name: str) -> np.ndarray:
    """Coordinates (M, 2 or 3) of new latents (M, D) on the map `name`, float32, mostly within -1..1.

    On principal components that is the projection. On t-SNE each new point is moved until the map's own objective is
    met with all other points held fixed (openTSNE's transform; Poličar et al., 2023). Raises KeyError.
    """
    entry = explorer.entry(name)
    if entry["kind"] == "pca":
        positions = (latents @ explorer.metric - explorer.mean) @ explorer.components[:, : len(entry["centre"])]
        positions = positions - entry["centre"]
    else:
        # openTSNE moves a map's bounding box to the middle, which is the frame that maps are stored in.
        positions = np.asarray(_embedding(explorer, name).transform(latents, perplexity=entry["perplexity"]))
    return (positions / entry["reach"]).astype(np.float32)


def prepare(explorer: Explorer) -> None:
    """Do ahead of time what all placing on t-SNE needs: some two seconds, after which a face takes a twentieth."""
    for entry in explorer.info["maps"]:
        if entry["kind"] == "tsne":
            _embedding(explorer, entry["name"]).prepare_interpolation_grid()


@lru_cache(maxsize=12)
def _embedding(explorer: Explorer, name: str) -> TSNEEmbedding:
    """A stored map as openTSNE has it, which keeps what it computed of the points that stay fixed."""
    # Imported here: it takes a second, and a visitor who places no face need not wait for it.
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import Affinities, joint_probabilities_nn
    from scipy.sparse import csr_matrix

    class Stored(Affinities):
        """Affinities of new points to the stored ones; those among the stored ones are not needed any more."""

        def __init__(self) -> None:
            super().__init__()
            self.P = csr_matrix((len(explorer.latents),) * 2)

        def to_new(self, data: np.ndarray, perplexity: float, return_distances: bool = False) -> tuple:
            count = min(int(3 * perplexity), len(explorer.latents))
            neighbours, distances = nearest(explorer, data, count)
            affinities = joint_probabilities_nn(
                neighbours,
                distances,
                [min(perplexity, (count - 1) / 3)],
                symmetrize=False,
                normalization="point-wise",
                n_reference_samples=len(explorer.latents),
            )
            return (affinities, neighbours, distances) if return_distances else affinities

    known = explorer.latent_maps[name].astype(np.float64) * explorer.entry(name)["reach"]
    return TSNEEmbedding(known, Stored(), negative_gradient_method="fft", n_jobs=1)


def latent_at(explorer: Explorer, place: np.ndarray, name: str) -> Estimate:
    """The latent that a place (2) on a flat map stands for: an estimate, since a map has no exact inverse.

    The latents of the points around are fitted by a plane over the map, nearer points counting more (locally weighted
    regression; Cleveland, 1979), and read off at the place. Raises KeyError.
    """
    points = explorer.latent_maps[name]
    distances = np.linalg.norm(points - place, axis=1)
    around = np.argsort(distances)[:AROUND]
    near = distances[around]
    weights = np.exp(-0.5 * np.square(near / max(float(np.median(near)), 1e-6)))
    weights /= weights.sum()
    offsets, latents = points[around] - place, explorer.latents[around]
    mean = weights @ latents
    centred = offsets - weights @ offsets
    scale = float(weights @ np.square(centred).sum(1))
    # A tenth of the offsets' spread as ridge: where all points lie to one side, a steep plane would run away.
    gram = (centred * weights[:, None]).T @ centred + 0.1 * scale * np.eye(points.shape[1])
    slope = np.linalg.solve(gram, (centred * weights[:, None]).T @ (latents - mean))
    return Estimate((mean - (weights @ offsets) @ slope).astype(np.float32), around, near)
