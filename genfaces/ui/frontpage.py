"""The front page before any script runs: what is told of it where it is shared, and what is seen without JavaScript.

Gradio builds everything by script, would leave it empty, and speaks of itself where it is shared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MARK = b"</body>"


HEAD = b"</head>"
THEIRS = re.compile(rb'<meta\s+(property="og:|name="twitter:)[^>]*>\s*')
Told = Callable[[Mapping[str, str], str], str]  # the address's parts and the page's own address to HTML for its head


class FrontPage:
    """ASGI middleware that puts a <noscript> with `html` at the end of the front page, and what `told` says into its
    head, in place of what Gradio tells of itself."""

    def __init__(self, app: ASGIApp, html: str, told: Told = lambda query, base: "") -> None:
        self.app = app
        self.told = told
        self.addition = f"<noscript>{html}</noscript>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Everything but the front page passes as it is."""
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or scope["path"].rstrip("/") not in ("", scope["root_path"])
        ):
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            headers = dict(start["headers"])
            if headers.get(b"content-type", b"").startswith(b"text/html"):
                body = THEIRS.sub(b"", body).replace(MARK, self.addition + MARK, 1)
                body = body.replace(HEAD, self._head(scope) + HEAD, 1)
                length = str(len(body)).encode()
                start["headers"] = [
                    (key, length if key == b"content-length" else value) for key, value in start["headers"]
                ]
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, collect)

    def _head(self, scope: Scope) -> bytes:
        query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        return self.told(query, f"{scope['scheme']}://{host}{scope['root_path']}/").encode()
