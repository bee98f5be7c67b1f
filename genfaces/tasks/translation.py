"""Translate pictures between maps and aerial photographs, in either direction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import nn

from genfaces import checkpoint, example_maps
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.images import to_tensor, to_uint8
from genfaces.networks.translator import DIRECTIONS, SMALLEST, Translator
from genfaces.palette import PALETTES, Palette, hardly_right
from genfaces.tasks.errors import TaskError
from genfaces.tasks.models import Model, available, load

TAB = "translation"
# The order in which the tab offers them; others that are installed follow by name.
MODELS = ("cyclegan-maps", "cyclegan-maps-bce", "cyclegan-earth", "pix2pix-maps")
MAX_SIDE = 1024
OPPOSITE = dict(zip(DIRECTIONS, reversed(DIRECTIONS), strict=True))
Progress = Callable[[float], None]  # is told the share of the work that is done, up to 1


@dataclass(frozen=True)
class Comparison:
    """What tells how far a translation can be trusted, each uint8 (H,W,3).

    back: the translation, translated back. identity: the input itself through the translator of the way back, which
    should leave it alone, since it is on the right side already. Their errors: mean absolute distance from the input,
    values in [0,1].
    """

    back: np.ndarray
    identity: np.ndarray
    back_error: float
    identity_error: float


def models() -> list[Model]:
    """Translators, the preferred one first."""
    return available(TAB, MODELS)


def translate(model: str, image: np.ndarray, direction: str, progress: Progress | None = None) -> np.ndarray:
    """An image, uint8 (H,W,3) of 8 to 1024 pixels a side, translated, of the same size. Raises TaskError.

    direction: "map_to_aerial" or "aerial_to_map". The picture goes through the network as a whole, not in tiles: norms
    take brightness and contrast from all that they see, so neighbouring tiles disagree, and blending where they overlap
    only softens that. Measured with cyclegan-maps on 1024 x 384 pixels, tiles of 256 that overlap by 64 were 0.006 (to
    a map) and 0.042 (to a photograph, where besides every tile has the same noise) from the whole picture, values in
    [0,1], tiles of 128 were 0.008 and 0.040. The whole has no seams by its nature. 1024 x 1024 pixels take 0.8 GB
    meanwhile.
    """
    network = open_model(model, direction).network
    return _sent(image, direction, network, network, progress)


def compare(
    model: str, image: np.ndarray, translation: np.ndarray, direction: str, progress: Progress | None = None
) -> Comparison:
    """The way back of a translation, and of the image itself, all uint8 (H,W,3). Raises TaskError.

    The way back starts from the 256 steps of a colour that are seen, so whatever lies between two of them is lost.
    """
    tell = progress or (lambda share: None)
    back = translate(model, translation, OPPOSITE[direction], lambda share: tell(share / 2))
    network = open_model(model, direction).network
    identity = _sent(
        image, OPPOSITE[direction], network, partial(network, identity=True), lambda share: tell(0.5 + share / 2)
    )
    return Comparison(back, identity, _distance(image, back), _distance(image, identity))


def fitted(image: Image.Image) -> tuple[np.ndarray, str]:
    """An RGB image as uint8 (H,W,3) of at most 1024 pixels a side, and a sentence where it had to be scaled down."""
    if max(image.size) <= MAX_SIDE:
        return np.asarray(image), ""
    smaller = image.copy()
    smaller.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    return np.asarray(smaller), (
        f"Your picture has more than {MAX_SIDE:,} pixels a side; it was scaled down to "
        f"{smaller.width:,} × {smaller.height:,}."
    )


def open_model(model: str, direction: str) -> Checkpoint:
    """The checkpoint, once the direction has been found to exist. Raises TaskError."""
    if direction not in DIRECTIONS:
        raise TaskError(f"There is no direction '{direction}'; choose one of: {', '.join(DIRECTIONS)}.")
    return load(model, TAB, MODELS)


def check_image(image: np.ndarray) -> None:
    """Raises TaskError unless `image` is uint8 (H,W,3) of a size that can be translated."""
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise TaskError(f"An RGB picture of bytes is needed, not an array {image.dtype} {image.shape}.")
    height, width = image.shape[:2]
    if not SMALLEST <= min(height, width) <= max(height, width) <= MAX_SIDE:
        raise TaskError(
            f"This picture has {width:,} × {height:,} pixels; please choose one of {SMALLEST} to {MAX_SIDE:,} a side."
        )


def data_of(model: str) -> str:
    """Which kind of maps a model knows: "maps" or "earth"; for a model that doesn't say, "maps". Raises TaskError."""
    try:
        name = checkpoint.read_config(model).get("dataset", {}).get("name")
    except CheckpointError as error:
        raise TaskError(f"The model '{model}' is unavailable: {error}") from error
    return name if name in PALETTES else "maps"


def palette_of(data: str) -> Palette:
    """The classes and colours of a kind of maps ("maps" or "earth")."""
    return PALETTES[data]


def in_palette(pixels: np.ndarray, data: str) -> np.ndarray:
    """A map uint8 (H,W,3) with each pixel in the nearest colour of that kind of maps."""
    palette = palette_of(data)
    return palette.paint(palette.classes(pixels))


def examples(data: str) -> tuple[str, ...]:
    """The names of the example maps of a kind."""
    return example_maps.names(data)


def example(model: str, direction: str, name: str) -> np.ndarray:
    """An example to translate, uint8 (256,256,3): a map of ours, or what the model itself makes of that map.

    Raises TaskError.
    """
    known = examples(data_of(model))
    if name not in known:
        raise TaskError(f"There is no example '{name[:40]}'; choose one of: {', '.join(known)}.")
    drawn = example_maps.draw(data_of(model), name)
    return drawn if direction == "map_to_aerial" else translate(model, drawn, OPPOSITE[direction])


def example_photographs(model: str, size: int) -> np.ndarray:
    """The middles of all example maps as the model sees them from above, uint8 (N,size,size,3). Raises TaskError."""
    return _photographs(model, size, open_model(model, "map_to_aerial").config["weights_sha256"])


@lru_cache(maxsize=8)
def _photographs(model: str, size: int, _weights: str) -> np.ndarray:
    """They are made once; `_weights` is here so that a refreshed checkpoint makes them again."""
    maps = example_maps.all_of(data_of(model), size)
    return np.stack([translate(model, drawn, "map_to_aerial") for drawn in maps])


def measured(model: str, direction: str) -> float | None:
    """Share of pixels of held-out pairs whose class came out right; None where that was not measured.

    From photographs: by the map that it draws. From maps: by the map that a model trained on pairs reads from the
    photograph that it invents. Raises TaskError.
    """
    value = _numbers(model, direction).get("accuracy" if direction == "aerial_to_map" else "read_back")
    return None if value is None else float(value)


def missed_classes(model: str) -> list[str]:
    """The classes that its maps of held-out photographs hardly ever show where they are; empty where that was not
    measured. Raises TaskError."""
    return hardly_right(_numbers(model, "aerial_to_map").get("intersection_over_union", {}))


def data_title(model: str) -> str:
    """The data that a model was trained on, as its config names them; empty where it does not. Raises TaskError."""
    return _config(model).get("dataset", {}).get("title", "")


def needs_contrast(model: str) -> bool:
    """Whether all pictures of one colour are one and the same to a model: instance norm takes the mean of each channel
    away. Raises TaskError."""
    return _config(model).get("arguments", {}).get("norm", "instance") == "instance"


def learnt_from_pairs(model: str) -> bool:
    """Whether a model saw which photograph belongs to which map, and nothing was ever sent back. Raises TaskError."""
    return _config(model).get("training", {}).get("settings", {}).get("method") == "Pix2Pix"


def hidden(model: str, direction: str) -> float | None:
    """By how much the error of the way there and back grows, on held-out pictures, when noise of one grey level wipes
    out what the networks hide for each other; None where that was not measured. Raises TaskError."""
    side = "aerial" if direction == "aerial_to_map" else "map"
    value = _numbers(model, "cycle").get(f"hidden_{side}")
    return None if value is None else max(float(value), 0.0)


def _numbers(model: str, group: str) -> Mapping[str, Any]:
    """What was measured of a direction, or of the "cycle"; empty where nothing was."""
    return _config(model).get("metrics", {}).get("translation", {}).get(group, {})


def _config(model: str) -> Mapping[str, Any]:
    """What a checkpoint says of itself. Raises TaskError."""
    return load(model, TAB, MODELS).config


def _sent(
    image: np.ndarray,
    direction: str,
    network: Translator,
    through: Callable[[torch.Tensor, str], torch.Tensor],
    progress: Progress | None,
) -> np.ndarray:
    """An image, uint8 (H,W,3), `through` the network or its identity. Raises TaskError."""
    check_image(image)
    with torch.inference_mode(), _watched(getattr(network, direction), progress):
        return to_uint8(through(to_tensor(image[None]), direction))[0]


def _distance(image: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(image.astype(np.int16) - other).mean()) / 255


@contextmanager
def _watched(generator: nn.Module, progress: Progress | None) -> Iterator[None]:
    """Tell `progress` after every convolution; they are where the time goes, nearly evenly."""
    layers = [layer for layer in generator.modules() if isinstance(layer, nn.Conv2d)] if progress else []
    done = 0

    def count(*_: object) -> None:
        nonlocal done
        done += 1
        progress(min(done / len(layers), 1.0))

    hooks = [layer.register_forward_hook(count) for layer in layers]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
