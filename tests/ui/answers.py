"""What the tests of all tabs read in a handler's answer, and what they tell a handler."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import gradio as gr


def pictures(html: str) -> list[str]:
    """The contents of all pictures."""
    return re.findall(r'<img class="drawn" src="data:image/(?:png|webp);base64,([^"]+)"', html)


def file_in(link: str) -> bytes:
    """What a link saves."""
    return base64.b64decode(re.search(r'base64,([^"]+)"', link)[1])


def recipe_in(html: str) -> dict[str, Any]:
    """The first JSON that a link saves."""
    return json.loads(base64.b64decode(re.search(r'json;base64,([^"]+)"', html)[1]))


def changed(names: tuple[str, ...], answer: tuple[Any, ...]) -> dict[str, Any]:
    """What an answer changes, by part."""
    return {name: value for name, value in zip(names, answer, strict=True) if value != gr.skip()}


def asked_for(form: str) -> gr.EventData:
    """What a download's button says."""
    return gr.EventData(None, {"form": form})


def size(answer: tuple[Any, ...]) -> int:
    """Bytes of what an answer sends: markup and values, but not what stays in the server."""
    parts = [
        {"markup": part.props.get("markup"), "value": part.value} if isinstance(part, gr.HTML) else part
        for part in answer
        if isinstance(part, gr.HTML | str | dict | int)
    ]
    return len(json.dumps(parts))
