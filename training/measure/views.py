"""The eyes that samples are compared through. What they make of real images is kept, because neither changes often."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from genfaces import checkpoint as checkpoints
from genfaces.checkpoint import Checkpoint, CheckpointError
from training.data import Dataset, record_of
from training.data.cache import default_folder
from training.errors import TrainingError
from training.measure.features import dlib_available, dlib_features, judge_features
from training.run_folder import write_atomically

FORMAT = 1  # counts changes to how features are made, so that old ones are passed over

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class View:
    """How images are seen: features float32 (N, F) of uint8 images (N, H, W, 3).

    version: changes whenever the features do, and is part of a file's name.
    """

    name: str
    version: str
    features: Callable[[np.ndarray], np.ndarray]

    def real(self, images: np.ndarray, cache: Path | None = None) -> np.ndarray:
        """Features of images of a data set: made once for these very pixels, read from the cache after that.

        cache: $GENFACES_CACHE or ~/.cache/genfaces unless given; where it cannot be written, a warning says so.
        """
        folder = (cache or default_folder()) / "features"
        path = folder / f"{self.name}-{self.version}-{_fingerprint(images)}-v{FORMAT}.npy"
        found = _read(path, len(images))
        if found is not None:
            return found
        features = self.features(images)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(path, lambda file: np.save(file, features))
        except (OSError, TrainingError) as error:
            log.warning("the features of %d images are not kept (%s)", len(images), error)
        return features


def judge_view(data: str) -> View:
    """Through the judge of a data set. Raises TrainingError when it is not there."""
    judge = load_judge(data)
    return View(
        judge.name,
        judge.config["weights_sha256"][:16],
        lambda images: judge_features(judge.network, images, judge.pixel_range),
    )


def dlib_view(dataset: Dataset) -> View:
    """Through dlib's face embeddings. Raises TrainingError for other data than photographs, or without dlib."""
    if "faces" not in record_of(dataset.name).notes.tags or not dlib_available():
        raise TrainingError("The second opinion needs photographs of faces, and dlib: see requirements.txt.")
    return View("dlib", "resnet-v1", dlib_features)


def load_judge(data: str) -> Checkpoint:
    """The checkpoint that judges what is made of a data set. Raises TrainingError when it is not there."""
    name = record_of(data).judge
    if name is None:
        raise TrainingError(f"Samples of '{data}' have no judge: name one in the record of that data set.")
    try:
        return checkpoints.load(name)
    except CheckpointError as error:
        raise TrainingError(
            f"Samples of '{data}' are measured by the checkpoint '{name}'; publish that first."
        ) from error


def _fingerprint(images: np.ndarray) -> str:
    """Of the pixels themselves: a fraction of a second, and right whatever the data set was read from."""
    digest = hashlib.sha256(repr(images.shape).encode())
    digest.update(np.ascontiguousarray(images))
    return digest.hexdigest()[:16]


def _read(path: Path, count: int) -> np.ndarray | None:
    """The features in a file, or None when there is none or it is not whole."""
    try:
        features = np.load(path)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, EOFError) as error:
        log.warning("%s is damaged (%s) and will be made again", path, error)
        return None
    return features if features.ndim == 2 and len(features) == count else None
