"""Where a model comes from: its configuration, its training log, its card and its film, for people to read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from genfaces import checkpoint, kinds
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.lfs import REMEDY, is_pointer, pointers
from genfaces.tasks.errors import TaskError

BOOKKEEPING = checkpoint.BOOKKEEPING


@dataclass(frozen=True)
class Frame:
    """What one fixed noise gave after a number of images seen, as a WebP file's bytes."""

    images_seen: int
    webp: bytes


@dataclass(frozen=True)
class Study:
    """Variants of a model that were trained alike and compared: a table, what was found of each, and their pictures.

    findings: what was changed, and what came of it. webp: one noise through every variant, a row each; None without.
    """

    title: str
    intro: str
    header: list[str]
    rows: list[list[str]]
    findings: dict[str, str]
    notes: list[str]
    webp: bytes | None


@dataclass(frozen=True)
class Provenance:
    """How a model was made; what its folder lacks is empty here.

    config: as stored with the checkpoint. parameters: how many numbers were learned. stats: one mapping a tick of the
    training, with "images_seen" among its numbers. card: sections of the model card, heading to Markdown. film: one
    fixed noise through training, first to last. study: None for a model without one.
    """

    config: dict[str, Any]
    parameters: int
    stats: list[dict[str, Any]]
    card: dict[str, str]
    film: list[Frame]
    study: Study | None


def describe(model: str) -> Provenance:
    """How `model` was made. Raises TaskError."""
    loaded = _load(model)
    return Provenance(
        config=loaded.config,
        parameters=sum(parameter.numel() for parameter in loaded.network.parameters()),
        stats=_stats(loaded.folder / checkpoint.STATS),
        card=_sections(loaded.folder / "README.md"),
        film=_film(loaded.folder / "figures" / "history"),
        study=_study(loaded.folder),
    )


def test_mse(model: str) -> float | None:
    """The model's mean squared error on held-out faces, values in [0,1], if it was measured. Raises TaskError."""
    value = _load(model).config.get("metrics", {}).get("reconstruction", {}).get("test_mse")
    return None if value is None else float(value)


def unreadable() -> list[str]:
    """One sentence for each checkpoint whose configuration cannot be read or has no place, so that no tab offers it."""
    sentences = []
    for name in checkpoint.names():
        try:
            kinds.of(checkpoint.read_config(name))
        except CheckpointError as error:
            sentences.append(f"The model '{name}' is unavailable: {error}")
    return sentences


def missing(*folders: Path) -> list[str]:
    """One sentence if checkpoints, or other `folders`, hold Git LFS pointers in place of weights or pictures."""
    found = pointers(checkpoint.root(), *folders)
    if not found:
        return []
    others = f" ({len(found) - 1} other, too)" if len(found) > 1 else ""
    return [f"{found[0]} is {REMEDY}{others}."]


def signed(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """A picture's recipe with the weights' hash and the versions added, if its "model" is here.

    Where that is a list of models, the hash of each by its name.
    """
    model = recipe.get("model")
    try:
        weights = {name: _weights(name) for name in model} if isinstance(model, list) else _weights(str(model))
    except CheckpointError:
        return dict(recipe)
    versions = {"numpy": np.__version__, "torch": torch.__version__}
    return {**recipe, "weights_sha256": weights, "versions": versions}


def _weights(model: str) -> str:
    return checkpoint.read_config(model)["weights_sha256"]


def _stats(path: Path) -> list[dict[str, Any]]:
    """The log's lines; a line that is torn off is left out."""
    if not path.is_file():
        return []
    stats = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and "images_seen" in row:
            stats.append(row)
    return stats


def _sections(path: Path) -> dict[str, str]:
    """The card's sections: what stands below each heading of the second level, without pictures.

    Their addresses are the card's own, beside which they lie; the page has none for them.
    """
    if not path.is_file():
        return {}
    parts = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", path.read_text(encoding="utf-8")).split("\n## ")[1:]
    return {heading.strip(): body.strip() for heading, _, body in (part.partition("\n") for part in parts)}


def _film(folder: Path) -> list[Frame]:
    """Frames named by the images seen: history/000010048.webp."""
    return [Frame(int(path.stem), path.read_bytes()) for path in _pictures(folder) if path.stem.isdecimal()]


def _pictures(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.webp")) if not is_pointer(path)]


def _study(folder: Path) -> Study | None:
    """What study.json tells; None when there is none or it is damaged."""
    picture = folder / "figures" / "study.webp"
    try:
        told = json.loads((folder / "study.json").read_text(encoding="utf-8"))
        return Study(
            title=str(told["title"]),
            intro=str(told["intro"]),
            header=[str(cell) for cell in told["header"]],
            rows=[[str(cell) for cell in row] for row in told["rows"]],
            findings={str(finding["title"]): str(finding["text"]) for finding in told["findings"]},
            notes=[str(text) for text in told["notes"]],
            webp=picture.read_bytes() if picture.is_file() and not is_pointer(picture) else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _load(model: str) -> Checkpoint:
    try:
        return checkpoint.load(model)
    except CheckpointError as error:
        raise TaskError(f"The model '{model}' is unavailable: {error}") from error
