"""A checkpoint folder: config.json beside safetensors. Save, load, verify and list. Never pickle."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import nn

from genfaces import hub, lfs, networks
from genfaces.stored_weights import from_stored, to_stored

FORMAT = 2
CONFIG, WEIGHTS, ARRAYS = "config.json", "weights.safetensors", "arrays.safetensors"
STATS = "stats.jsonl"
# Columns of the statistics that tell the clock and the machine, and nothing of the model.
BOOKKEEPING = frozenset({"images_seen", "seconds", "images_per_second", "data_wait", "memory_mb"})
REQUIRED = {
    "format": int,
    "name": str,
    "title": str,
    "family": str,
    "arguments": dict,
    "image_size": int,
    "pixel_range": list,
    "weights_sha256": str,
}
Contents = TypeVar("Contents")


class CheckpointError(Exception):
    """A checkpoint that cannot be used; the message is one sentence that names the file."""


@dataclass(frozen=True)
class Checkpoint:
    """A loaded model.

    network: in eval mode, float32, without gradients, channels_last (a quarter less time on a processor). arrays: what
    was fitted after training (a mixture, attribute directions ...), float32. config: the contents of config.json.
    """

    name: str
    folder: Path
    config: dict[str, Any]
    network: nn.Module
    arrays: dict[str, np.ndarray]

    @property
    def pixel_range(self) -> tuple[float, float]:
        """The values of black and white in the network's images."""
        low, high = self.config["pixel_range"]
        return float(low), float(high)


def root() -> Path:
    """The local folder of checkpoints: $GENFACES_CHECKPOINTS, or `checkpoints` beside the package."""
    return Path(os.environ.get("GENFACES_CHECKPOINTS") or Path(__file__).resolve().parent.parent / "checkpoints")


def names() -> list[str]:
    """Checkpoints that have weights, local and on the Hub if one is named, in alphabetical order."""
    local = {weights.parent.name for weights in root().glob(f"*/{WEIGHTS}")}
    return sorted(local | hub.names())


def find(name: str, files: str = "*") -> Path:
    """The folder of a checkpoint: local, else the Hub at a pinned revision, else the Hub's cache.

    files: which of its files are wanted, as a pattern, where they have to be fetched. Raises CheckpointError when the
    checkpoint is nowhere.
    """
    # A name may come from a visitor; it must not lead out of the folder.
    if re.fullmatch(r"\w[\w.-]*", name):
        if (root() / name / CONFIG).is_file():
            return root() / name
        fetched = hub.folder(f"{name}/{files}")
        if fetched and (fetched / name / CONFIG).is_file():
            return fetched / name
    raise CheckpointError(f"There is no checkpoint '{name}' in {root()}; train it with `python -m training {name}`.")


def read_config(name: str) -> dict[str, Any]:
    """A checkpoint's configuration, without reading its weights. Raises CheckpointError."""
    return config_in(find(name, CONFIG))


def config_in(folder: Path) -> dict[str, Any]:
    """The configuration in a checkpoint's folder, wherever it lies. Raises CheckpointError."""
    return read_object(folder / CONFIG, REQUIRED, FORMAT, "; fetch or make the checkpoint again")


def load(name: str) -> Checkpoint:
    """A verified checkpoint; the last few stay in memory. Raises CheckpointError."""
    folder = find(name)
    # The time of the last change is part of the key, so that a refreshed checkpoint is read again.
    return _load(folder, (folder / CONFIG).stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _load(folder: Path, _changed: int) -> Checkpoint:
    return read(folder)


def read(folder: Path) -> Checkpoint:
    """Read and verify the checkpoint in `folder`. Raises CheckpointError naming the file that is wrong."""
    config = config_in(folder)
    network = _build(config, folder / CONFIG)
    weights = verified(folder / WEIGHTS, config["weights_sha256"], load_tensors)
    try:
        network.load_state_dict(from_stored(weights), assign=True)
    except (RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[1].strip() if "\n" in str(error) else str(error)
        raise CheckpointError(f"{folder / WEIGHTS} does not fit the network in {CONFIG}: {reason}") from error
    arrays = {}
    if "arrays_sha256" in config:
        arrays = {
            name: array.astype(np.float32) if array.dtype == np.float16 else array
            for name, array in verified(folder / ARRAYS, config["arrays_sha256"], load_arrays).items()
        }
    network = network.eval().requires_grad_(False).to(memory_format=torch.channels_last)
    return Checkpoint(config["name"], folder, config, network, arrays)


def save(
    folder: Path,
    network: nn.Module,
    config: Mapping[str, Any],
    arrays: Mapping[str, np.ndarray] | None = None,
    bits: int = 16,
) -> None:
    """Write config, weights and arrays into `folder`, keeping its other files.

    bits: of a weight, 16 or 8 (see `stored_weights`). The configuration comes last: until then the old one's hashes
    refuse the new weights, so that a torn checkpoint is noticed rather than used. Raises CheckpointError when that
    fails or a weight is not finite, or too large for 16 bits.
    """
    try:
        stored = to_stored(network.state_dict(), bits)
    except ValueError as error:
        raise CheckpointError(f"{folder / WEIGHTS} is not written: {error}.") from error
    files = {WEIGHTS: save_tensors(stored)}
    config = {"format": FORMAT} | dict(config) | {"weights_sha256": sha256_of(files[WEIGHTS])}
    config.pop("arrays_sha256", None)
    if arrays:
        files[ARRAYS] = save_arrays({name: np.ascontiguousarray(array) for name, array in arrays.items()})
        config["arrays_sha256"] = sha256_of(files[ARRAYS])
    write_together(folder, files | {CONFIG: config_bytes(config)})
    if not arrays:
        (folder / ARRAYS).unlink(missing_ok=True)


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into `folder`, all of them to a temporary folder first, then moved in their order.

    Raises CheckpointError when that fails.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".partial-") as temporary:
            for name, data in files.items():
                (Path(temporary) / name).write_bytes(data)
            for name in files:
                (Path(temporary) / name).replace(folder / name)
    except OSError as error:
        raise CheckpointError(f"{folder} could not be written: {error.strerror or error}.") from error


def update_config(folder: Path, changes: Mapping[str, Any]) -> None:
    """Replace top-level keys of config.json, atomically."""
    config = config_in(folder) | dict(changes)
    partial = folder / f".{CONFIG}.partial"
    partial.write_bytes(config_bytes(config))
    partial.replace(folder / CONFIG)


def config_bytes(config: Mapping[str, Any]) -> bytes:
    """config.json as it stands in the file."""
    return (json.dumps(config, indent=2, ensure_ascii=False) + "\n").encode()


def read_object(path: Path, required: Mapping[str, type], version: int, remedy: str = "") -> dict[str, Any]:
    """A JSON object with keys of the `required` types and format `version`.

    Raises CheckpointError, which ends in the remedy where the file is missing or of another format.
    """
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CheckpointError(f"{path} is missing{remedy}.") from error
    except (OSError, ValueError) as error:
        reason = f"is {lfs.REMEDY}" if lfs.is_pointer(path) else f"cannot be read as JSON ({error})"
        raise CheckpointError(f"{path} {reason}.") from error
    if not isinstance(config, dict):
        raise CheckpointError(f"{path} does not hold a JSON object.")
    for key, kind in required.items():
        if key not in config:
            raise CheckpointError(f"{path} lacks the key '{key}'.")
        if not isinstance(config[key], kind):
            raise CheckpointError(f"{path} has a '{key}' that is not of type {kind.__name__}.")
    if config["format"] != version:
        raise CheckpointError(f"{path} has format {config['format']}; this version reads format {version}{remedy}.")
    return config


def _build(config: Mapping[str, Any], path: Path) -> nn.Module:
    """The network without memory for its weights: drawing initial ones would take longer than reading the file.

    So whatever a network computes with must be a parameter or a buffer that its state_dict holds.
    """
    if config["family"] not in networks.FAMILIES:
        known = ", ".join(networks.FAMILIES)
        raise CheckpointError(f"{path} names the unknown network family '{config['family']}'; known are: {known}.")
    try:
        with torch.device("meta"):
            return networks.build(config["family"], config["arguments"])
    except (TypeError, ValueError, RuntimeError) as error:
        raise CheckpointError(
            f"{path}: family '{config['family']}' does not take these arguments ({error})."
        ) from error


def verified(path: Path, sha256: str, parse: Callable[[bytes], Contents], listed_in: str = CONFIG) -> Contents:
    """What `parse` makes of a file, once its hash is the one in the file `listed_in`. Raises CheckpointError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"{path} is missing or cannot be read.") from error
    if lfs.is_pointer(path):
        raise CheckpointError(f"{path} is {lfs.REMEDY}.")
    if sha256_of(data) != sha256:
        raise CheckpointError(
            f"{path} is damaged or was replaced: its sha256 is not the one in {listed_in}; fetch or make it again."
        )
    try:
        return parse(data)
    except SafetensorError as error:
        raise CheckpointError(f"{path} is not a safetensors file ({error}).") from error


def sha256_of(data: bytes) -> str:
    """The hash by which a configuration knows a file."""
    return hashlib.sha256(data).hexdigest()
