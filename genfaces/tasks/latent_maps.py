"""Which models come with latent maps, and opening these."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from genfaces import explorer_store, placing
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.explorer_store import Explorer
from genfaces.tasks import models
from genfaces.tasks.errors import TaskError
from genfaces.tasks.models import Model

TAB = "explorer"
# The order in which the tab offers them; others that have latent maps follow by name.
MODELS = ("vae-faces", "vae-anime", "vae-avatars")


def available() -> tuple[list[Model], list[str]]:
    """Models whose latent maps are here, the preferred one first; and a sentence for each where they cannot be used.

    Reads configurations only. A model without any map is no problem, and is left out.
    """
    found, problems = [], []
    for model in models.available(TAB, MODELS):
        try:
            explorer_store.read_info(model.name)
            found.append(model)
        except CheckpointError as error:
            if (explorer_store.local_folder(model.name) / explorer_store.INFO).exists():
                problems.append(f"The map of '{model.name}' is unavailable: {error}")
    return found, problems


@dataclass(frozen=True)
class Drawing:
    """What a browser needs to draw a model's latent maps.

    folder: holds explorer.json, map.safetensors, atlas.webp and still.webp. latent_size: numbers a latent. colour: the
    label, or the group of labels such as "hair", that neighbours agree in most clearly.
    """

    folder: Path
    latent_size: int
    colour: str


def drawing(model: str) -> Drawing:
    """How to draw a model's latent maps. Raises TaskError."""
    _, explorer = open_explorer(model)
    purity = explorer.info["purity_measured"]
    clearest = max(purity, key=lambda label: purity[label]["same"] - purity[label]["chance_same"], default="")
    return Drawing(explorer.folder, explorer.latents.shape[1], clearest.partition(":")[0])


def still(model: str) -> Path | None:
    """A picture of one of a model's latent maps, if it is on this machine."""
    try:
        path = explorer_store.local_folder(model) / explorer_store.STILL
    except CheckpointError:
        return None
    return path if path.is_file() else None


def warm(model: str) -> None:
    """Prepare a model's latent maps for new faces, so that the first one need not wait. Raises TaskError."""
    placing.prepare(open_explorer(model)[1])


def open_explorer(model: str) -> tuple[Checkpoint, Explorer]:
    """A model with its latent maps. Raises TaskError."""
    checkpoint = models.load(model, TAB, MODELS)
    try:
        return checkpoint, explorer_store.load(model)
    except CheckpointError as error:
        raise TaskError(f"The map of '{model}' is unavailable: {error}") from error
