"""Reconstruct a face by an autoencoder, compare several, and move its latent along known directions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from genfaces import drawing
from genfaces.checkpoint import Checkpoint
from genfaces.images import resized
from genfaces.tasks.errors import TaskError
from genfaces.tasks.ingredients import Ingredients
from genfaces.tasks.models import Model, available, load

TAB = "reconstruction"
# The order in which the tab offers them; others that are installed follow by name.
MODELS = (
    "vae-faces",
    "vae-faces-1024",
    "vae-faces-1024-slim",
    "vae-faces-512",
    "vae-faces-512-slim",
    "vae-faces-128",
    "vae-faces-128-slim",
    "ae-faces-dense",
    "ae-faces-conv",
    "vae-avatars",
)


@dataclass(frozen=True)
class Reconstruction:
    """What a model makes of a face.

    image: uint8 (S,S,3), S being the model's. error: float32 (S,S), mean absolute difference over colours, in [0,1].
    mse: mean squared error of a pixel value in [0,1]. latent: float32 (D,), the posterior's mean or the code; `edit`
    takes it.
    """

    model: str
    image: np.ndarray
    error: np.ndarray
    mse: float
    latent: np.ndarray


@dataclass(frozen=True)
class Directions:
    """Where a model's latents can be moved.

    axes: how many latent directions that matter most are known. axes_scale: float32 (axes,), the standard deviation of
    training latents along each. attribute_names: names of the attribute directions. Any of them may be empty.
    """

    axes: int
    axes_scale: np.ndarray
    attribute_names: tuple[str, ...]


def models() -> list[Model]:
    """Models that reconstruct, the preferred one first."""
    return available(TAB, MODELS)


def reconstruct(face: np.ndarray, model: str) -> Reconstruction:
    """Encode and decode a face, uint8 (S,S,3), without any noise, at the model's own size. Raises TaskError."""
    if not (isinstance(face, np.ndarray) and face.dtype == np.uint8 and face.shape == (len(face), len(face), 3)):
        found = f"{face.dtype} {face.shape}" if isinstance(face, np.ndarray) else type(face).__name__
        raise TaskError(f"A face must be a square of S x S x 3 uint8 values, not {found}.")
    checkpoint = load(model, TAB, MODELS)
    face = resized(face[None], checkpoint.config["image_size"])
    latent = drawing.encode(checkpoint, face)[0]
    image = _decode(latent, checkpoint)
    difference = (image.astype(np.float32) - face[0].astype(np.float32)) / 255
    return Reconstruction(
        model=model,
        image=image,
        error=np.abs(difference).mean(axis=2),
        mse=float(np.square(difference).mean()),
        latent=latent,
    )


def size_of(model: str) -> int:
    """How many pixels a side a model sees. Raises TaskError."""
    return load(model, TAB, MODELS).config["image_size"]


def compare(face: np.ndarray, models: Sequence[str]) -> list[Reconstruction | TaskError]:
    """`reconstruct` by each model, in order; in the place of one that fails stands its error, and the others work."""

    def attempt(model: str) -> Reconstruction | TaskError:
        try:
            return reconstruct(face, model)
        except TaskError as error:
            return error

    return [attempt(model) for model in models]


def directions(model: str) -> Directions:
    """The directions that were fitted to the model's training latents. Raises TaskError."""
    return _directions(load(model, TAB, MODELS))


def edit(latent: np.ndarray, model: str, axes: Sequence[float], attributes: Mapping[str, float]) -> np.ndarray:
    """The image, uint8 (S,S,3), of a latent (D,) moved along the model's directions; all zeros: as it is.

    axes: how far along each axis, in standard deviations of training latents; missing ones are zero. attributes: how
    much of each attribute to add; 1 is the whole way from without to with it. Raises TaskError.
    """
    return ingredients(latent, model, axes, attributes).paint()


def ingredients(latent: np.ndarray, model: str, axes: Sequence[float], attributes: Mapping[str, float]) -> Ingredients:
    """What `edit` is painted from. Raises TaskError."""
    checkpoint = load(model, TAB, MODELS)
    size = checkpoint.network.latent_size
    latent = _finite(latent, "The latent", 1)
    if len(latent) != size:
        raise TaskError(f"A latent of '{model}' has {size} numbers, not {len(latent)}.")
    amounts = _finite(axes, "The amounts of the axes", 1)
    known = _directions(checkpoint)
    if len(amounts) > known.axes:
        raise TaskError(f"The model '{model}' has {known.axes} axes, not {len(amounts)}.")
    moved = latent.copy()
    if len(amounts):
        moved += (amounts * known.axes_scale[: len(amounts)]) @ checkpoint.arrays["axes"][: len(amounts)]
    for name, amount in attributes.items():
        if name not in known.attribute_names:
            names = ", ".join(known.attribute_names) or "(none)"
            raise TaskError(f"The model '{model}' has no attribute '{name}'; its attributes are: {names}.")
        row = known.attribute_names.index(name)
        moved += _finite(amount, f"The amount of '{name}'", 0) * checkpoint.arrays["attribute_directions"][row]
    return Ingredients(checkpoint, moved, padded=False)


def _decode(latent: np.ndarray, checkpoint: Checkpoint) -> np.ndarray:
    return drawing.paint(checkpoint, latent[None], padded=False)[0]


def _directions(checkpoint: Checkpoint) -> Directions:
    scale = checkpoint.arrays.get("axes_scale", np.zeros(0, np.float32))
    names = checkpoint.config.get("attribute_names", ()) if "attribute_directions" in checkpoint.arrays else ()
    return Directions(len(scale), scale, tuple(names))


def _finite(values: object, what: str, dimensions: int) -> np.ndarray:
    try:
        array = np.asarray(values, dtype=np.float32)
    except (TypeError, ValueError):
        array = np.full(1, np.nan)
    if array.ndim != dimensions or not np.isfinite(array).all():
        raise TaskError(f"{what} must be {'a list of finite numbers' if dimensions else 'a finite number'}.")
    return array
