"""What the ruler says of a model, in few numbers: what tests of cards and headlines share."""

from __future__ import annotations


def a_score(value, count, **others):
    return {
        "frechet": {"value": value, "samples": count, "references": 8000},
        "kernel": {"mean": value / 1e3, "std": 2e-3, "samples": count},
        "coverage": {"precision": 0.61, "recall": 0.22, "samples": count, "references": count},
    } | others


RULER = {"floor": a_score(36.2, 1000), "prior": a_score(120.4, 2000, as_many_as_floor=a_score(133.1, 1000))}
