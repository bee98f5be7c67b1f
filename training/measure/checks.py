"""What the measures have in common: their error, and the check of the arrays they are given."""

from __future__ import annotations

import numpy as np

from training.errors import TrainingError


class MeasureError(TrainingError):
    """A measurement that cannot be made; the message is one sentence that says what is missing."""


def as_rows(array: np.ndarray, what: str) -> np.ndarray:
    """Return `array` (N,D) in float64.

    `what` names the rows in the message. Raises MeasureError for another shape, no rows, or values that are not finite.
    """
    rows = np.asarray(array, dtype=np.float64)
    if rows.ndim != 2 or 0 in rows.shape:
        raise MeasureError(f"Expected {what} as a table of shape (N, D) with at least one row, got {rows.shape}.")
    if not np.isfinite(rows).all():
        bad = int((~np.isfinite(rows)).any(axis=1).sum())
        raise MeasureError(f"{bad} of {len(rows)} {what} hold values that are not finite; look at what made them.")
    return rows


def same_width(first: np.ndarray, second: np.ndarray, what: str) -> None:
    """Raise MeasureError unless the arrays (N,D) and (M,D) have the same number of columns."""
    if first.shape[1] != second.shape[1]:
        raise MeasureError(
            f"The two sets of {what} have {first.shape[1]} and {second.shape[1]} columns, but need the same number."
        )
