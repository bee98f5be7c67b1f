"""One file a kind of system: what is fitted after training, what is measured, which figures, what the card says.

The kinds are those of `genfaces.kinds`, and the files are named as they are.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from torch import nn

from genfaces import kinds
from genfaces.checkpoint import Checkpoint
from training.data import Dataset, PairedDataset
from training.kinds.base import Metrics, System
from training.measure.features import dlib_available

log = logging.getLogger(__name__)


def of(config: Mapping[str, Any]) -> System:
    """The system that a checkpoint's configuration describes. Raises CheckpointError for one that is not known."""
    return import_module(f"{__name__}.{kinds.of(config).name}").SYSTEM


def measure(
    checkpoint: Checkpoint,
    dataset: Dataset | PairedDataset,
    second_opinion: bool = False,
    recogniser: nn.Module | None = None,
) -> Metrics:
    """What can be said of this kind of system. Raises TrainingError when the data set's judge is missing.

    second_opinion: distances through dlib's face embeddings as well, for data of faces; minutes rather than seconds. On
    a machine without dlib they are left out, and a sentence says so.
    recogniser: what reads the codes of an InfoGAN; without it the stored numbers of that stay.
    """
    if second_opinion and not dlib_available():
        log.warning("Distances by dlib's face embeddings are left out, because dlib is not installed here.")
        second_opinion = False
    return of(checkpoint.config).measure(checkpoint, dataset, second_opinion, recogniser)
