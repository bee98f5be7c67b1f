"""How the page answers: the protocol that all tabs keep, the modes of events, and errors that a visitor can read.

*One event, one handler, one answer.* A handler gets what the controls hold at the moment it runs, and returns what the
browser is to change; `gr.skip()` leaves the rest as it is. What runs a model waits in one queue (MODEL).

*Late answers.* While an answer is made, the visitor goes on. So an answer tells no control what that control itself
said, which may be another thing by now; and where an answer tells controls, the pictures follow in a second one, from
what all of them hold then (TELL). Of moves that wait, only the newest is answered (PRIVATE); events that say something
themselves are answered one and all, in their order (EVERY).

*Stamps.* A set of sliders has a name (`sliders.stamp`), which comes back with every move: moves of a set that is being
replaced say nothing (`sliders.outdated`). A value that must count as new though it equals the one before carries the
time (`download.saving`), since the browser is told of changes only.

*Which part is told what.* A tab with one state names its outputs (`parts.Parts`); a handler names those that follow
from it, and only these are made. The line below the pictures (`address.signpost`) holds the view's address: the browser
puts it into the address bar and says `drawn` to whatever follows the view: histories, palettes, places to be renewed.

*Made when wanted.* What is large or slow is no part of a move. Files are made when their button is pressed
(`download`), strips and grids when they are seen and show another view (seen.js). A server that was started anew has
lost the state of open pages: its first answer tells everything.
"""

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
