"""Which checkpoints a tab may offer, and loading one of them for a visitor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genfaces import checkpoint, kinds
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.kinds import Kind
from genfaces.tasks.errors import TaskError


@dataclass(frozen=True)
class Model:
    """A checkpoint as a tab lists it: name for the API, title for people, and its kind.

    data: the title of its data set; plain: the plainest word for that set's pictures.
    """

    name: str
    title: str
    data: str
    kind: Kind = kinds.GAN
    plain: str = ""


def available(tab: str, preferred: Sequence[str]) -> list[Model]:
    """Checkpoints that a tab shows (see `kinds`): first the preferred ones in their order, then by name.

    Reads configurations only. One that cannot be read is left out here; asking for it by name says what is wrong.
    """
    models = []
    for name in checkpoint.names():
        try:
            config = checkpoint.read_config(name)
            kind = kinds.of(config)
        except CheckpointError:
            continue
        if tab in kind.tabs:
            data = config.get("dataset", {})
            title = data.get("title", "unknown data")
            # Checkpoints of earlier versions tell no plain word.
            models.append(Model(name, config["title"], title, kind, data.get("plain", title)))
    rank = {name: position for position, name in enumerate(preferred)}
    return sorted(models, key=lambda model: (rank.get(model.name, len(rank)), model.name))


def load(name: str, tab: str, preferred: Sequence[str]) -> Checkpoint:
    """The checkpoint of a model that `available` would list. Raises TaskError when it is not one, or damaged."""
    if name in checkpoint.names():
        try:
            loaded = checkpoint.load(name)
            shown = tab in kinds.of(loaded.config).tabs
        except CheckpointError as error:
            raise TaskError(f"The model '{name}' is unavailable: {error}") from error
        if shown:
            return loaded
    names = ", ".join(model.name for model in available(tab, preferred)) or "(none is installed)"
    raise TaskError(f"There is no model '{name}' for this; choose one of: {names}.")
