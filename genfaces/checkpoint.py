"""A checkpoint folder: config.json beside safetensors. Save, load, verify, list, fetch from the Hub. Never pickle."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import nn

from genfaces import networks

FORMAT = 1
CONFIG, WEIGHTS, ARRAYS = "config.json", "weights.safetensors", "arrays.safetensors"
REQUIRED = ("format", "name", "title", "family", "arguments", "image_size", "pixel_range", "weights_sha256")

# A copy of `checkpoints/` on the Hub may be named for installations without one. Set both or neither: without a
# revision a changed repository would change what the page shows.
HUB_REPOSITORY = os.environ.get("GENFACES_HUB_REPOSITORY", "")
HUB_REVISION = os.environ.get("GENFACES_HUB_REVISION", "")


class CheckpointError(Exception):
    """A checkpoint that cannot be used; the message is one sentence that names the file."""


@dataclass(frozen=True)
class Checkpoint:
    """A loaded model.

    network: in eval mode, float32, without gradients. arrays: what was fitted after training (a mixture, attribute
    directions ...), float32. config: the contents of config.json.
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
    """Local checkpoints that have weights, in alphabetical order."""
    return sorted(folder.parent.name for folder in root().glob(f"*/{WEIGHTS}"))


def find(name: str) -> Path:
    """The folder of a checkpoint: local, else the Hub at a pinned revision, else the Hub's cache.

    Raises CheckpointError when it is nowhere.
    """
    folder = root() / name
    if (folder / CONFIG).is_file():
        return folder
    if HUB_REPOSITORY and HUB_REVISION:
        for offline in (False, True):
            try:
                snapshot = snapshot_download(
                    HUB_REPOSITORY,
                    revision=HUB_REVISION,
                    allow_patterns=f"checkpoints/{name}/*",
                    local_files_only=offline,
                )
            except (HfHubHTTPError, LocalEntryNotFoundError, OSError):
                continue
            if (Path(snapshot) / "checkpoints" / name / CONFIG).is_file():
                return Path(snapshot) / "checkpoints" / name
    raise CheckpointError(f"There is no checkpoint '{name}' in {root()}; train it with `python -m training {name}`.")


def read_config(name: str) -> dict[str, Any]:
    """A checkpoint's configuration, without reading its weights. Raises CheckpointError."""
    return _read_config(find(name) / CONFIG)


def load(name: str) -> Checkpoint:
    """A verified checkpoint; the last few stay in memory. Raises CheckpointError."""
    folder = find(name)
    # The time of the last change is part of the key, so that a refreshed checkpoint is read again.
    return _load(folder, (folder / CONFIG).stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _load(folder: Path, _changed: int) -> Checkpoint:
    return read(folder)


def read(folder: Path) -> Checkpoint:
    """Read and verify the checkpoint in `folder`. Raises CheckpointError naming the file that is wrong."""
    config = _read_config(folder / CONFIG)
    network = _build(config, folder / CONFIG)
    weights = load_tensors_of(folder / WEIGHTS, config["weights_sha256"])
    try:
        network.load_state_dict(
            {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in weights.items()}
        )
    except RuntimeError as error:
        reason = str(error).splitlines()[1].strip() if "\n" in str(error) else str(error)
        raise CheckpointError(f"{folder / WEIGHTS} does not fit the network in {CONFIG}: {reason}") from error
    arrays = {}
    if "arrays_sha256" in config:
        data = _verified(folder / ARRAYS, config["arrays_sha256"])
        arrays = {
            name: array.astype(np.float32) if array.dtype == np.float16 else array
            for name, array in load_arrays(data).items()
        }
    return Checkpoint(config["name"], folder, config, network.eval().requires_grad_(False), arrays)


def load_tensors_of(path: Path, sha256: str) -> dict[str, torch.Tensor]:
    """Weights of a verified file. Raises CheckpointError."""
    try:
        return load_tensors(_verified(path, sha256))
    except SafetensorError as error:
        raise CheckpointError(f"{path} is not a safetensors file ({error}).") from error


def save(
    folder: Path, network: nn.Module, config: Mapping[str, Any], arrays: Mapping[str, np.ndarray] | None = None
) -> None:
    """Write config, 16-bit weights and arrays into `folder`, keeping its other files.

    Everything is written to a temporary folder first, then moved file by file with the configuration last: until then
    the old one's hashes refuse the new weights, so that a torn checkpoint is noticed rather than used.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {WEIGHTS: save_tensors(_halved(network))}
    config = {"format": FORMAT} | dict(config) | {"weights_sha256": _sha256(files[WEIGHTS])}
    config.pop("arrays_sha256", None)
    if arrays:
        files[ARRAYS] = save_arrays({name: np.ascontiguousarray(array) for name, array in arrays.items()})
        config["arrays_sha256"] = _sha256(files[ARRAYS])
    files[CONFIG] = config_bytes(config)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".partial-") as temporary:
        for name, data in files.items():
            (Path(temporary) / name).write_bytes(data)
        for name in files:
            shutil.move(Path(temporary) / name, folder / name)


def update_config(folder: Path, changes: Mapping[str, Any]) -> None:
    """Replace top-level keys of config.json, atomically."""
    config = _read_config(folder / CONFIG) | dict(changes)
    partial = folder / f".{CONFIG}.partial"
    partial.write_bytes(config_bytes(config))
    partial.replace(folder / CONFIG)


def config_bytes(config: Mapping[str, Any]) -> bytes:
    """config.json as it stands in the file."""
    return (json.dumps(config, indent=2, ensure_ascii=False) + "\n").encode()


def _halved(network: nn.Module) -> dict[str, torch.Tensor]:
    """The state with 16-bit floats; a value too large for 16 bits is an error, not an infinity."""
    state = {}
    for name, tensor in network.state_dict().items():
        halved = tensor.half() if tensor.is_floating_point() else tensor
        if not torch.isfinite(halved).all():
            raise CheckpointError(f"Weights '{name}' hold values that 16-bit floats cannot; the network is not saved.")
        state[name] = halved.detach().cpu().contiguous()
    return state


def _read_config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CheckpointError(f"{path} is missing.") from error
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} cannot be read as JSON ({error}).") from error
    if not isinstance(config, dict):
        raise CheckpointError(f"{path} does not hold a JSON object.")
    missing = [key for key in REQUIRED if key not in config]
    if missing:
        raise CheckpointError(f"{path} lacks the key '{missing[0]}'.")
    if config["format"] != FORMAT:
        raise CheckpointError(f"{path} has format {config['format']}; this version reads format {FORMAT}.")
    return config


def _build(config: Mapping[str, Any], path: Path) -> nn.Module:
    if config["family"] not in networks.FAMILIES:
        known = ", ".join(networks.FAMILIES)
        raise CheckpointError(f"{path} names the unknown network family '{config['family']}'; known are: {known}.")
    try:
        return networks.build(config["family"], config["arguments"])
    except (TypeError, ValueError, RuntimeError) as error:
        raise CheckpointError(
            f"{path}: family '{config['family']}' does not take these arguments ({error})."
        ) from error


def _verified(path: Path, sha256: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"{path} is missing or cannot be read.") from error
    if _sha256(data) != sha256:
        raise CheckpointError(
            f"{path} is damaged or was replaced: its sha256 is not the one in {CONFIG}; fetch or train it again."
        )
    return data


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
