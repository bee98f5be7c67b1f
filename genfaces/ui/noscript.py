"""What the page shows where JavaScript is blocked: Gradio builds everything by script and would leave it empty."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MARK = b"</body>"


class NoScript:
    """ASGI middleware that puts a <noscript> with `html` at the end of the front page."""

    def __init__(self, app: ASGIApp, html: str) -> None:
        self.app = app
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
                body = body.replace(MARK, self.addition + MARK, 1)
                length = str(len(body)).encode()
                start["headers"] = [
                    (key, length if key == b"content-length" else value) for key, value in start["headers"]
                ]
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, collect)
