"""A checkpoint folder: config.json beside safetensors. Save, load, verify and list. Never pickle."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import nn

from genfaces import hub, networks
from genfaces.checked_files import CheckpointError, json_bytes, read_object, sha256_of, verified, write_together
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
    weights = verified(folder / WEIGHTS, config["weights_sha256"], load_tensors, CONFIG)
    try:
        network.load_state_dict(from_stored(weights), assign=True)
    except (RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[1].strip() if "\n" in str(error) else str(error)
        raise CheckpointError(f"{folder / WEIGHTS} does not fit the network in {CONFIG}: {reason}") from error
    arrays = {}
    if "arrays_sha256" in config:
        arrays = {
            name: array.astype(np.float32) if array.dtype == np.float16 else array
            for name, array in verified(folder / ARRAYS, config["arrays_sha256"], load_arrays, CONFIG).items()
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
    write_together(folder, files | {CONFIG: json_bytes(config)})
    if not arrays:
        (folder / ARRAYS).unlink(missing_ok=True)


def update_config(folder: Path, changes: Mapping[str, Any]) -> None:
    """Replace top-level keys of config.json, atomically."""
    config = config_in(folder) | dict(changes)
    partial = folder / f".{CONFIG}.partial"
    partial.write_bytes(json_bytes(config))
    partial.replace(folder / CONFIG)


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
