"""Feature vectors of images, through the eyes of a judge: a classifier of ours, or dlib's face network.

The second is an extra: where its packages are missing, one sentence says so.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from genfaces.images import to_tensor
from training.measure.checks import MeasureError

# Images in a network at once: what a batch of 32 makes of them stays in a processor's cache, with 250 a judge takes 1.8
# times as long.
BATCH = 32
# dlib sees a face through a chip of 150 pixels in which the eyes are 53 pixels apart. In a CelebA crop they are 0.26 of
# the side apart, so at this side almost nothing is lost or invented on the way to the chip.
DLIB_SIDE = 192
# Left, top, right and bottom of the face as shares of the side: the median of what dlib's frontal detector found on 400
# aligned CelebA crops, which is also what its landmark predictor was trained to be given.
DLIB_FACE = (0.176, 0.309, 0.824, 0.953)
DLIB_BATCH = 64


def judge_features(
    judge: nn.Module, images: np.ndarray, pixel_range: tuple[float, float] = (-1.0, 1.0), batch_size: int = BATCH
) -> np.ndarray:
    """Features of uint8 images (N,H,W,3) by `judge.features`, float32 (N,F).

    The judge works on its own device, in evaluation mode. Raises MeasureError for no images, another type or shape.
    """
    return _by_network(judge, judge.features, images, pixel_range, batch_size)


def judge_scores(
    judge: nn.Module, images: np.ndarray, pixel_range: tuple[float, float] = (-1.0, 1.0), batch_size: int = BATCH
) -> np.ndarray:
    """Logits of uint8 images (N,H,W,3) by `judge.scores`, float32 (N,L); otherwise as `judge_features`."""
    return _by_network(judge, judge.scores, images, pixel_range, batch_size)


def dlib_available() -> bool:
    """Whether dlib and the networks it needs are installed; imports neither."""
    return importlib.util.find_spec("dlib") is not None and _dlib_models() is not None


def dlib_features(images: np.ndarray) -> np.ndarray:
    """Face embeddings (N,128), float32, of uint8 images (N,H,W,3), by dlib's residual network (King, 2017).

    The images are square crops in CelebA's geometry (eyes at 0.37 and 0.63 of the width, 0.51 of the height), so the
    face is not searched for: its rectangle is known, landmarks place it exactly. No jitter; some 65 ms an image on one
    core. Raises MeasureError where dlib is missing, for no images, another type or shape.
    """
    _check_images(images)
    if images.shape[1] != images.shape[2]:
        raise MeasureError(f"dlib embeddings are for square aligned crops, got images of shape {images.shape[1:]}.")
    if not dlib_available():
        raise MeasureError("dlib embeddings need two packages: pip install dlib-bin face_recognition_models.")
    network = _dlib_networks()[1]
    batches = [images[start : start + DLIB_BATCH] for start in range(0, len(images), DLIB_BATCH)]
    # The zero is the number of jittered copies; the batched call takes chips of exactly 150 pixels.
    embeddings = [network.compute_face_descriptor([_dlib_chip(image) for image in batch], 0) for batch in batches]
    return np.concatenate([np.asarray(embedding, dtype=np.float32) for embedding in embeddings])


def _by_network(
    judge: nn.Module,
    function: Callable[[Tensor], Tensor],
    images: np.ndarray,
    pixel_range: tuple[float, float],
    batch_size: int,
) -> np.ndarray:
    _check_images(images)
    device = next(judge.parameters()).device
    was_training = judge.training
    judge.eval()  # batch norm would otherwise let the images of a batch change each other's features
    try:
        return in_batches(lambda batch: function(to_tensor(batch, pixel_range).to(device)), images, batch_size)
    finally:
        judge.train(was_training)


@torch.inference_mode()
def in_batches(function: Callable[[np.ndarray], Tensor], images: np.ndarray, batch_size: int) -> np.ndarray:
    """What `function` makes of uint8 images (N,H,W,3), a batch at a time, float32. Raises MeasureError for others."""
    _check_images(images)
    batches = [images[start : start + batch_size] for start in range(0, len(images), batch_size)]
    return np.concatenate([function(batch).float().cpu().numpy() for batch in batches])


def _check_images(images: np.ndarray) -> None:
    if images.dtype != np.uint8 or images.ndim != 4 or images.shape[3] != 3 or len(images) == 0:
        raise MeasureError(f"Features need uint8 images of shape (N, H, W, 3), got {images.dtype} {images.shape}.")


def _dlib_models() -> Path | None:
    """Folder of the package's model files, found without importing it (it imports what newer setuptools lack)."""
    found = importlib.util.find_spec("face_recognition_models")
    return Path(found.submodule_search_locations[0]) / "models" if found and found.submodule_search_locations else None


@cache
def _dlib_networks() -> tuple[Any, Any]:
    """The landmark predictor and the embedding network."""
    import dlib

    folder = _dlib_models()
    return (
        dlib.shape_predictor(str(folder / "shape_predictor_5_face_landmarks.dat")),
        dlib.face_recognition_model_v1(str(folder / "dlib_face_recognition_resnet_model_v1.dat")),
    )


def _dlib_chip(image: np.ndarray) -> np.ndarray:
    """The face of a crop (H,H,3), turned and scaled as the embedding network expects it: uint8 (150,150,3)."""
    import dlib

    enlarged = np.asarray(Image.fromarray(image).resize((DLIB_SIDE, DLIB_SIDE), Image.Resampling.BICUBIC))
    face = dlib.rectangle(*(round(share * DLIB_SIDE) for share in DLIB_FACE))
    return dlib.get_face_chip(enlarged, _dlib_networks()[0](enlarged, face), size=150, padding=0.25)
