"""What all handlers share: one queue for the models, and errors that a visitor can read."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

import gradio as gr

from genfaces.images import ImageError
from genfaces.tasks.errors import TaskError

log = logging.getLogger("genfaces")

# How every handler that runs a model is attached: one at a time, so that a burst of visitors waits instead of
# slowing everybody down. Helpers of the page are not endpoints.
MODEL: dict[str, Any] = {"concurrency_id": "model", "concurrency_limit": 1, "show_progress": "hidden"}
# What comes while an answer is being made waits, and of all that wait only the newest is answered: a picture follows
# a drag, and never goes back to an older place.
PRIVATE: dict[str, Any] = MODEL | {"api_visibility": "private", "trigger_mode": "always_last"}
# For handlers that read what an event says: none is left out, and they are answered in their order. `always_last`
# would not do, since Gradio 6.31 repeats what the first event said in place of the last; see `markup.control`.
EVERY: dict[str, Any] = PRIVATE | {"trigger_mode": "multiple"}
# For what needs no model.
LIGHT: dict[str, Any] = {"api_visibility": "private", "queue": False, "show_progress": "hidden"}
# For what tells controls. Pictures are drawn after it, from what all controls hold by then; drawn in the same answer,
# they would leave out what the visitor moved meanwhile. The one as PRIVATE, the other as EVERY.
TELL: dict[str, Any] = LIGHT | {"trigger_mode": "always_last"}
TELL_EVERY: dict[str, Any] = LIGHT | {"trigger_mode": "multiple"}

UNEXPECTED = "Something went wrong on this side, which the server's log describes; please try again."


def sentence_of(error: Exception) -> str:
    """What to tell the visitor; an error nobody foresaw is logged and described in general words."""
    if isinstance(error, TaskError | ImageError):
        return str(error)
    log.exception("unexpected error in a handler", exc_info=error)
    return UNEXPECTED


def polite(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Show whatever a handler raises as one sentence, without a traceback."""

    @functools.wraps(handler)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        try:
            return handler(*arguments, **options)
        except Exception as error:
            raise gr.Error(sentence_of(error), title="Sorry", print_exception=False) from error

    return wrapped
