"""What every task asks of its arguments."""

from __future__ import annotations

from numbers import Integral

from genfaces.tasks.errors import TaskError

MAX_COUNT = 64
MAX_SEED = 2**32 - 1


def check_integer(what: str, value: object, low: int, high: int) -> None:
    """Raises TaskError unless `value` is a whole number from `low` to `high`."""
    if not isinstance(value, Integral) or isinstance(value, bool) or not low <= value <= high:
        raise TaskError(f"{what} must be a whole number from {low} to {high}, not {value}.")
