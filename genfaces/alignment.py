"""Faces as CelebA has them: eyes found, and the picture turned, scaled and shifted until they are where they belong."""

from __future__ import annotations

import cmath
import importlib.util
import math
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from genfaces.images import ImageError

Point = tuple[float, float]
Eyes = tuple[Point, Point]  # centres of the eye at the left and of the eye at the right of the picture, (x, y)

# Where CelebA (Liu et al. 2015) has the eyes, in fractions of the side of the crop: the middle 148 x 148 of the aligned
# image, 178 x 218. Measured with the detector below, which found 5,790 of the first 6,000 faces: mean positions in the
# aligned image (69.9, 113.25) and (108.1, 113.29), standard deviation 1.8 across and 1.5 down. The middle between the
# corners of an eye, which it reports, lies a little below the pupil, which CelebA's own landmarks mark (near 111.5).
CELEBA_EYES: Eyes = ((0.371, 0.529), (0.629, 0.529))

# What to try until a face is found: (longest side of the copy that is searched, the detector's threshold). It sees
# faces from 80 pixels on, so the second look is for small faces in large pictures. At -0.2 the last one finds half of
# the CelebA faces missed before (the first finds 0.967) and still none in 150 aerial photographs.
LOOKS = ((480, 0.0), (960, 0.0), (480, -0.2))

# Eyes this near to their places (fraction of the side) are left where they are: 97 of 100 crops of CelebA itself are.
IN_PLACE = 0.04

NOT_INSTALLED = (
    "Face detection is not installed here (packages dlib-bin and face_recognition_models), "
    "so this is the middle of the picture; move it by hand where needed."
)
NO_FACE = "No face was found, so this is the middle of the picture; move it by hand where needed."


# dlib's detector works in buffers of its own and lets other threads run meanwhile: two at once crash the process.
_detector_lock = threading.Lock()


class DetectorMissing(RuntimeError):
    """dlib or its eye model is not installed."""


@dataclass(frozen=True)
class Adjustment:
    """A visitor's correction, applied to the crop that was found: enlarged and turned about its middle, then shifted.

    `zoom` in 0.5..2 (2 shows the face twice as large), `shift_x` and `shift_y` in -0.5..0.5 of the crop's side
    (positive moves the face right and down), `rotation` in -45..45 degrees (positive turns the face clockwise).
    Raises ImageError for a value outside.
    """

    zoom: float = 1.0
    shift_x: float = 0.0
    shift_y: float = 0.0
    rotation: float = 0.0

    def __post_init__(self) -> None:
        for name, low, high in (
            ("zoom", 0.5, 2),
            ("shift_x", -0.5, 0.5),
            ("shift_y", -0.5, 0.5),
            ("rotation", -45, 45),
        ):
            if not low <= getattr(self, name) <= high:
                raise ImageError(
                    f"The adjustment {name} is {getattr(self, name)}; it must be between {low} and {high}."
                )


UNADJUSTED = Adjustment()


@dataclass(frozen=True)
class Alignment:
    """The crop (RGB, size x size), whether a face was found, a sentence on it, and its eyes in source pixels."""

    crop: Image.Image
    face_found: bool
    message: str
    eyes: Eyes | None


@dataclass(frozen=True)
class Similarity:
    """Rotation, scale and shift as complex numbers: `origin + factor * position`, where x + iy is the point (x, y)."""

    factor: complex
    origin: complex

    def __call__(self, position: complex) -> complex:
        return self.origin + self.factor * position

    def adjusted(self, adjustment: Adjustment) -> Similarity:
        """The map from the adjusted crop to the source, given the map from the crop to the source."""
        turn = cmath.rect(adjustment.zoom, math.radians(adjustment.rotation))
        shift = complex(adjustment.shift_x, adjustment.shift_y)
        return Similarity(self.factor / turn, self(-shift / turn))


def align(image: Image.Image, size: int = 64, adjustment: Adjustment = UNADJUSTED) -> Alignment:
    """Crop the largest face out of an RGB image so that its eyes are where CelebA has them.

    Without a face, or without dlib, it is the middle square. Beyond its edges the picture is mirrored.
    """
    try:
        faces = find_faces(image)
    except DetectorMissing:
        eyes, message = None, NOT_INSTALLED
    else:
        eyes = faces[0] if faces else None
        message = _message(len(faces))
    to_source = _middle_square(image)
    if eyes is not None and not _in_place(eyes, image):
        to_source = _put_eyes(eyes)
    crop = resample(image, to_source.adjusted(adjustment), size)
    return Alignment(crop, eyes is not None, message, eyes)


def find_faces(image: Image.Image) -> list[Eyes]:
    """Find the eyes of every face, in pixels of an RGB image, the largest face first.

    The histogram-of-gradients detector and the five-point regression trees of dlib (King 2009; Kazemi and Sullivan
    2014). Frontal faces only, turned up to some 30 degrees. Raises DetectorMissing.
    """
    detector, predictor = _load_detector()
    for side, threshold in LOOKS:
        if side > LOOKS[0][0] and max(image.size) <= LOOKS[0][0]:
            continue  # a small picture shows nothing new when it is enlarged
        scale = side / max(image.size)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        pixels = np.asarray(image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0))
        with _detector_lock:
            boxes, _, _ = detector.run(pixels, 0, threshold)
        if boxes:
            boxes = sorted(boxes, key=lambda box: box.area(), reverse=True)
            return [_eyes(predictor(pixels, box), np.divide(image.size, size)) for box in boxes]
    return []


def _eyes(landmarks: Any, ratio: np.ndarray) -> Eyes:
    """The middles between the corners of each eye, from dlib's five points times `ratio`."""
    # Outer and inner corner of the eye at the right, outer and inner corner of the eye at the left, nose.
    points = np.array([(point.x + 0.5, point.y + 0.5) for point in landmarks.parts()]) * ratio
    right, left = points[0:2].mean(axis=0).tolist(), points[2:4].mean(axis=0).tolist()
    return tuple(left), tuple(right)


@lru_cache(maxsize=1)
def _load_detector() -> tuple[Any, Any]:
    """Load dlib's face detector and eye model."""
    try:
        import dlib
    except ImportError as error:
        raise DetectorMissing("dlib is not installed") from error
    # The package is found but not imported: its import needs pkg_resources, which newer setuptools no longer have.
    package = importlib.util.find_spec("face_recognition_models")
    if package is None or package.origin is None:
        raise DetectorMissing("face_recognition_models is not installed")
    model = Path(package.origin).parent / "models" / "shape_predictor_5_face_landmarks.dat"
    if not model.is_file():
        raise DetectorMissing(f"{model.name} is missing")
    try:
        return dlib.get_frontal_face_detector(), dlib.shape_predictor(str(model))
    except RuntimeError as error:
        raise DetectorMissing(f"{model.name} is damaged") from error


def _message(faces: int) -> str:
    if faces == 0:
        return NO_FACE
    if faces == 1:
        return "A face was found and its eyes were put in place."
    return f"{faces} faces were found; this is the largest."


def _middle_square(image: Image.Image) -> Similarity:
    return Similarity(complex(min(image.size)), complex(image.width, image.height) / 2)


def _put_eyes(eyes: Eyes) -> Similarity:
    """The map from the crop (side 1, origin in its middle) to source pixels that takes CelebA's eyes to `eyes`."""
    left, right = (complex(*eye) for eye in eyes)
    left_place, right_place = (complex(*eye) - (0.5 + 0.5j) for eye in CELEBA_EYES)
    factor = (right - left) / (right_place - left_place)
    return Similarity(factor, left - factor * left_place)


def _in_place(eyes: Eyes, image: Image.Image) -> bool:
    """Whether a square picture is aligned already: then it is better left alone than moved by the detector's noise."""
    offsets = np.divide(eyes, image.size) - CELEBA_EYES
    return image.width == image.height and bool(np.hypot(*offsets.T).max() < IN_PLACE)


def resample(image: Image.Image, to_source: Similarity, size: int) -> Image.Image:
    """Draw the square that `to_source` maps (-0.5..0.5)² to, as size x size pixels, without aliasing.

    Large pictures are first averaged down by a whole factor; then about one sample per pixel of what is left is taken
    (bicubic) and reduced (Lanczos). Where nothing is to be done, pixels come out exactly as they were.
    """
    reduction = max(1, int(abs(to_source.factor) / size / 2))
    if reduction > 1:
        image = image.reduce(reduction)
    to_source = Similarity(to_source.factor / reduction, to_source.origin / reduction)
    samples = size * math.ceil(abs(to_source.factor) / size - 1e-6)

    corners = np.array([to_source(complex(x, y)) for x in (-0.5, 0.5) for y in (-0.5, 0.5)])
    margin = 3  # what bicubic interpolation reads around a point
    left, top = (math.floor(part.min()) - margin for part in (corners.real, corners.imag))
    right, bottom = (math.ceil(part.max()) + margin for part in (corners.real, corners.imag))
    columns, rows = _mirrored(left, right, image.width), _mirrored(top, bottom, image.height)
    region = Image.fromarray(np.asarray(image)[rows[:, None], columns])

    step = to_source.factor / samples
    start = to_source(-0.5 - 0.5j) - complex(left, top)
    matrix = (step.real, -step.imag, start.real, step.imag, step.real, start.imag)
    crop = region.transform((samples, samples), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
    return crop.resize((size, size), Image.Resampling.LANCZOS)


def _mirrored(start: int, stop: int, length: int) -> np.ndarray:
    """Indices start..stop-1 of an axis, those beyond its `length` mirrored at its ends."""
    indices = np.arange(start, stop) % (2 * length)
    return np.minimum(indices, 2 * length - 1 - indices)
