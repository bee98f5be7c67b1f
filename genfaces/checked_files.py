"""Files of a checkpoint: written whole or not at all, and read only if they are what their JSON says. Never pickle."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from safetensors import SafetensorError

from genfaces import lfs

Contents = TypeVar("Contents")


class CheckpointError(Exception):
    """A checkpoint that cannot be used; the message is one sentence that names the file."""


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


def json_bytes(told: Mapping[str, Any]) -> bytes:
    """A JSON object as it stands in its file."""
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def read_object(path: Path, required: Mapping[str, type], version: int, remedy: str = "") -> dict[str, Any]:
    """A JSON object with keys of the `required` types and format `version`.

    Raises CheckpointError, which ends in the remedy where the file is missing or of another format.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CheckpointError(f"{path} is missing{remedy}.") from error
    except (OSError, ValueError) as error:
        reason = f"is {lfs.REMEDY}" if lfs.is_pointer(path) else f"cannot be read as JSON ({error})"
        raise CheckpointError(f"{path} {reason}.") from error
    if not isinstance(found, dict):
        raise CheckpointError(f"{path} does not hold a JSON object.")
    for key, kind in required.items():
        if key not in found:
            raise CheckpointError(f"{path} lacks the key '{key}'.")
        if not isinstance(found[key], kind):
            raise CheckpointError(f"{path} has a '{key}' that is not of type {kind.__name__}.")
    if found["format"] != version:
        raise CheckpointError(f"{path} has format {found['format']}; this version reads format {version}{remedy}.")
    return found


def verified(path: Path, sha256: str, parse: Callable[[bytes], Contents], listed_in: str) -> Contents:
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
