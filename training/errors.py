"""The one error a training command shows its user."""

from __future__ import annotations


class TrainingError(Exception):
    """Something the user can mend; the message is one sentence that says what, where and how."""
