"""Which checkpoints a tab may offer, and loading one of them for a visitor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from genfaces import checkpoint
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.labels import groups
from genfaces.networks import DRAWN_LABELS
from genfaces.tasks.errors import TaskError

KINDS = {
    "vae": "vae",
    "vae-128": "vae",
    "vae-512": "vae",
    "vae-1024": "vae",
    "autoencoder-dense": "autoencoder",
    "autoencoder-conv": "autoencoder",
    "dcgan": "gan",
    "gan": "gan",
    DRAWN_LABELS: "gan",
    "gan-labels": "labels",
    "acgan-product": "labels",
    "cdcgan": "labels",
    "infogan": "infogan",
    "infogan-dcgan": "infogan",
    "translator": "translator",
}
SIDES = {"translator": 128}  # pixels a side that models of a kind are trained at, where that is not 64


@dataclass(frozen=True)
class Model:
    """A checkpoint as a tab lists it: name for the API, title for people, title of its data set, and its kind.

    kind: see `kind_of`.
    """

    name: str
    title: str
    data: str
    kind: str


def available(kinds: Sequence[str], preferred: Sequence[str]) -> list[Model]:
    """Checkpoints of these kinds (see `kind_of`): first the preferred ones in their order, then by name.

    Reads configurations only. One that cannot be read is left out here; asking for it by name says what is wrong.
    """
    models = []
    for name in checkpoint.names():
        try:
            config = checkpoint.read_config(name)
        except CheckpointError:
            continue
        if _suits(config, kinds):
            data = config.get("dataset", {}).get("title", "unknown data")
            models.append(Model(name, config["title"], data, kind_of(config)))
    rank = {name: position for position, name in enumerate(preferred)}
    return sorted(models, key=lambda model: (rank.get(model.name, len(rank)), model.name))


def load(name: str, kinds: Sequence[str], preferred: Sequence[str]) -> Checkpoint:
    """The checkpoint of a model that `available` would list. Raises TaskError when it is not one, or damaged."""
    if name in checkpoint.names():
        try:
            loaded = checkpoint.load(name)
        except CheckpointError as error:
            raise TaskError(f"The model '{name}' is unavailable: {error}") from error
        if _suits(loaded.config, kinds):
            return loaded
    names = ", ".join(model.name for model in available(kinds, preferred)) or "(none is installed)"
    raise TaskError(f"There is no model '{name}' for this; choose one of: {names}.")


def kind_of(config: Mapping[str, Any]) -> str | None:
    """What a checkpoint can do, and so which tab it belongs to; None for one that no tab shows.

    "vae", "autoencoder", "gan" (draws from a seed alone), "attributes" (a generator that is told yes-no labels), "tags"
    (one that is told a hair and an eye colour), "infogan" or "translator".
    """
    kind = KINDS.get(config["family"])
    if kind == "labels" or (kind == "gan" and config["arguments"].get("label_size")):
        asked = groups(config.get("label_names", ())).keys()
        return "attributes" if not asked else "tags" if asked == {"hair", "eyes"} else None
    return kind


def _suits(config: Mapping[str, Any], kinds: Sequence[str]) -> bool:
    kind = kind_of(config)
    return kind in kinds and config["image_size"] == SIDES.get(kind, 64)
