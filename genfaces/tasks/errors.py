"""The one error a task shows a visitor."""

from __future__ import annotations


class TaskError(ValueError):
    """Something a visitor asked for that cannot be done; the message is one sentence that says why."""
