"""Photographs of flowers of 18 kinds, a folder a kind: five common ones of `tf_flowers`, thirteen of Oxford's 17."""

from __future__ import annotations

from training.data import folders
from training.data.dataset import Plan
from training.data.record import DataNotes, Record
from training.data.source import Source

TITLE = "Flowers"
TERMS = (
    "The flowers are photographs by many people: those of tf_flowers under CC BY, those of Oxford's 17 flowers for "
    "research only; together they are used for research only and not passed on."
)
KINDS = (
    "bluebell", "buttercup", "coltsfoot", "cowslip", "crocus", "daffodil", "daisy", "dandelion", "fritillary", "iris",
    "lily_of_the_valley", "pansy", "rose", "snowdrop", "sunflower", "tigerlily", "tulip", "windflower",
)  # fmt: skip


def plan(source: Source, size: int) -> Plan:
    """What `source` holds; see `folders.plan`."""
    return folders.plan(source, size, TITLE, TERMS, KINDS, "kind")


RECORD = Record(
    name="flowers",
    title=TITLE,
    plain="Flowers",
    terms=TERMS,
    split="of each kind the tenth whose path has the smallest sha256",
    read=plan,
    notes=DataNotes(
        limits=(
            "The photographs are 5,027 in all, and 80 of each of the thirteen rarer kinds: the model has seen few of "
            "these, and draws them worse.",
            "They were taken by people who liked the flower: close, in bloom and in good light, of kinds that grow in "
            "European and American gardens.",
        ),
        tags=("flowers",),
        license_name="research-only",
    ),
)
