"""Answers that tell the browser of some parts of a tab and leave the others as they are; see `events`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from genfaces.ui.kit.address import Query
from genfaces.ui.kit.events import sentence_of
from genfaces.ui.kit.markup import note
from genfaces.ui.kit.visit import asked


@dataclass(frozen=True)
class Parts:
    """names: of a tab's outputs, in their order. speaks: the one that tells of an error; emptied: those that would then
    show what no longer holds."""

    names: tuple[str, ...]
    speaks: str
    emptied: tuple[str, ...]

    def without(self, *names: str) -> tuple[str, ...]:
        """All names but these."""
        return tuple(other for other in self.names if other not in names)

    def answer(self, makers: Mapping[str, Callable[[], Any]], wanted: tuple[str, ...]) -> tuple[Any, ...]:
        """The `wanted` parts as their makers make them; a sentence when one of them cannot."""
        try:
            return tuple(makers[name]() if name in wanted else gr.skip() for name in self.names)
        except Exception as error:
            return self.sorry(error)

    def restore(self, value: Mapping[str, Any], read: Callable[[Query], Any], answer: Callable[..., Any]) -> Any:
        """All parts of the view that is asked for; `value` is that of the tab's visits."""
        query = asked(value).query
        try:
            view = read(query)
        except Exception as error:
            return self.sorry(error)
        query.complain()
        return answer(view, *self.names)

    def sorry(self, error: Exception) -> tuple[Any, ...]:
        """What went wrong, in a sentence."""
        told = dict.fromkeys(self.emptied, "") | {self.speaks: note(sentence_of(error))}
        return tuple(told.get(name, gr.skip()) for name in self.names)
