"""The folder `explorer` of a checkpoint: latent maps of encoded images, for the page to draw and for new faces to join.

explorer.json says what there is. map.safetensors is what a browser needs to draw: every map's coordinates, neighbours
and labels. latents.safetensors stays with the server. atlas.webp holds the decoder's own reconstructions, and
still.webp is a picture of one map. No image of the data is among them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from genfaces import checked_files, checkpoint
from genfaces.checked_files import CheckpointError, json_bytes, read_object, sha256_of, write_together

FORMAT = 2
REQUIRED = {"format": int, "weights_sha256": str, "points": int, "label_names": list, "maps": list, "files": dict}
REMEDY = "; make it with `python -m training.explore`"
FOLDER = "explorer"
INFO, MAP, LATENTS = "explorer.json", "map.safetensors", "latents.safetensors"
ATLAS, STILL = "atlas.webp", "still.webp"
LEVELS = 127  # latents are stored as whole numbers from minus to plus this, each latent over its own range
STEPS = 65535  # coordinates are stored as whole numbers from 0 to this, over the square from -1 to 1


@dataclass(frozen=True, eq=False)  # compared by identity: what is computed from one is kept with it
class Explorer:
    """N encoded images of a model and latent maps of them.

    info: the contents of explorer.json. latents: float32 (N, D), posterior means rounded to 8 bits. labels: bool
    (N, L), named by info["label_names"]. held_out: bool (N), not trained on. metric (D, D): distances are between
    latents @ metric, and 1 is usual. neighbours: int (N, K), nearest first. latent_maps: by name, float32 (N, 2 or 3)
    within -1..1; the map's own units are `centre + reach * coordinates` with the numbers of its entry in info["maps"].
    mean (D) and components (D, 3): principal components are (latents @ metric - mean) @ components.
    """

    folder: Path
    info: dict[str, Any]
    latents: np.ndarray
    labels: np.ndarray
    held_out: np.ndarray
    metric: np.ndarray
    neighbours: np.ndarray
    latent_maps: dict[str, np.ndarray]
    mean: np.ndarray
    components: np.ndarray

    @cached_property
    def measured(self) -> np.ndarray:
        """The latents as distances see them, float32 (N, D)."""
        return self.latents @ self.metric

    def entry(self, name: str) -> dict[str, Any]:
        """What explorer.json says of a map. Raises KeyError."""
        return {entry["name"]: entry for entry in self.info["maps"]}[name]


def read_info(name: str) -> dict[str, Any]:
    """A checkpoint's explorer.json, once it belongs to the present weights. Raises CheckpointError."""
    return _read_info(name, local_folder(name))


def local_folder(name: str) -> Path:
    """The folder of a checkpoint's explorer, of which no more than explorer.json is fetched. Raises CheckpointError."""
    return checkpoint.find(name, f"{FOLDER}/{INFO}") / FOLDER


def folder_of(name: str) -> Path:
    """The complete folder of a checkpoint's explorer, fetched if need be. Raises CheckpointError."""
    return checkpoint.find(name, f"{FOLDER}/*") / FOLDER


def load(name: str) -> Explorer:
    """The verified explorer of a checkpoint; the last few stay in memory. Raises CheckpointError."""
    folder = folder_of(name)
    info = _read_info(name, folder)
    return _load(folder, json.dumps(info["files"], sort_keys=True), (folder / INFO).stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _load(folder: Path, files: str, _changed: int) -> Explorer:
    info = read_object(folder / INFO, REQUIRED, FORMAT, REMEDY)
    hashes = json.loads(files)

    def verified(file: str, parse: Callable[[bytes], Any]) -> Any:
        return checked_files.verified(folder / file, hashes.get(file, ""), parse, listed_in=INFO)

    drawn, kept = verified(MAP, load_arrays), verified(LATENTS, load_arrays)
    for picture in (ATLAS, STILL):
        verified(picture, len)
    count = info["points"]
    try:
        return Explorer(
            folder=folder,
            info=info,
            latents=from_levels(kept["levels"], kept["level"]),
            labels=_unpacked(drawn["labels"], len(info["label_names"])),
            held_out=_unpacked(drawn["held_out"][None], count)[0],
            metric=kept["metric"],
            neighbours=drawn["neighbours"].astype(np.int64),
            latent_maps={entry["name"]: from_steps(drawn[entry["name"]]) for entry in info["maps"]},
            mean=kept["mean"],
            components=kept["components"],
        )
    except (KeyError, ValueError) as error:
        raise CheckpointError(f"{folder} lacks what {INFO} promises ({error}); make it again.") from error


def save(explorer: Explorer, pictures: Mapping[str, bytes]) -> None:
    """Write an explorer of at most 65,536 images into its folder, with its pictures (bytes by file name).

    explorer.json is last, so that a torn folder is noticed by its hashes. Raises CheckpointError when that fails.
    """
    drawn = {
        **{name: to_steps(coordinates) for name, coordinates in explorer.latent_maps.items()},
        "neighbours": explorer.neighbours.astype(np.uint16),
        "labels": np.packbits(explorer.labels, axis=1),
        "held_out": np.packbits(explorer.held_out),
    }
    levels, level = to_levels(explorer.latents)
    kept = {
        "levels": levels,
        "level": level,
        "metric": explorer.metric.astype(np.float32),
        "mean": explorer.mean.astype(np.float32),
        "components": explorer.components.astype(np.float32),
    }
    files = {MAP: _bytes(drawn), LATENTS: _bytes(kept), **pictures}
    hashes = {name: sha256_of(data) for name, data in files.items()}
    info = {"format": FORMAT} | explorer.info | {"files": hashes}
    write_together(explorer.folder, files | {INFO: json_bytes(info)})


def to_levels(latents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Latents (N, D) as int8 (N, D), and the width (D) of a level of each: a 127th of the latent's largest value."""
    level = np.maximum(np.abs(latents).max(0), np.finfo(np.float32).tiny).astype(np.float32) / np.float32(LEVELS)
    return np.round(latents / level).astype(np.int8), level


def from_levels(levels: np.ndarray, level: np.ndarray) -> np.ndarray:
    """The inverse of `to_levels`, float32."""
    return levels.astype(np.float32) * level


def to_steps(coordinates: np.ndarray) -> np.ndarray:
    """Coordinates within -1..1 as uint16: equally fine everywhere, as 16-bit floats would not be."""
    return np.round((np.clip(coordinates, -1, 1) + 1) * (STEPS / 2)).astype(np.uint16)


def from_steps(steps: np.ndarray) -> np.ndarray:
    """The inverse of `to_steps`, float32."""
    return steps.astype(np.float32) * np.float32(2 / STEPS) - 1


def _read_info(name: str, folder: Path) -> dict[str, Any]:
    info = read_object(folder / INFO, REQUIRED, FORMAT, REMEDY)
    if info["weights_sha256"] != checkpoint.read_config(name)["weights_sha256"]:
        raise CheckpointError(f"{folder} was made with other weights; run `python -m training.explore {name}` again.")
    return info


def _bytes(arrays: Mapping[str, np.ndarray]) -> bytes:
    return save_arrays({name: np.ascontiguousarray(array) for name, array in arrays.items()})


def _unpacked(bits: np.ndarray, count: int) -> np.ndarray:
    return np.unpackbits(bits, axis=-1, count=count).astype(bool)
