"""What stands before Gradio: who may ask, for what, and how much may be sent.

Settings, by environment: GENFACES_HOSTS names the hosts under which the page is reached, beside this machine's own,
and GENFACES_FRAMES the pages that may frame it, as in the header `Content-Security-Policy: frame-ancestors`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import re
import socket
import time
from collections import deque
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# All that the page, its API and Gradio's clients ask for; Gradio has doors beside it that nobody here needs (proxies,
# deep links, recordings, editors, monitoring). Of files, addresses of other servers are not fetched.
OPEN = re.compile(
    "/(config|theme.css|robots.txt|favicon.ico|manifest.json|pwa_icon(/[0-9]+)?|(static|assets|svelte)/.*|gradio_api/("
    "info|openapi.json|startup-events|app_id|user|login_check|theme.css|queue/(join|data|status)|(call|run|api)/.*"
    "|upload|upload_progress|heartbeat/.*|cancel|reset|file=(?!https?:).*))?/?",
    re.IGNORECASE | re.DOTALL,
)
SAFE = ("GET", "HEAD", "OPTIONS")

LARGEST = 20 * 2**20 + 2**16  # bytes of a request: the largest picture, and what an upload adds to it
SLOWEST = 120  # seconds that a request may take to arrive
WINDOW = 600  # seconds, in which a client may send
MOST_BYTES = 200 * 2**20  # in all, and
MOST_UPLOADS = 120  # uploads, of
MOST_FILES = 4  # files each

CLOSED = "There is nothing here."
HOST = "This page is not served under this name; whoever runs it can add the name to GENFACES_HOSTS."
ELSEWHERE = "Requests from other pages are refused; please open this page itself."
LARGE = "This request is larger than 20 MB; please choose a smaller picture."
SLOW = f"This request took longer than {SLOWEST} seconds to arrive; please try again."
MANY_FILES = f"Please upload at most {MOST_FILES} files at once."
ENOUGH = f"This is more than is accepted in {WINDOW // 60} minutes; please come back later."


class Refused(Exception):
    """A request that is not answered: its status and one sentence."""


class Guard:
    """ASGI middleware that refuses what no visitor of the page does, and adds headers to what is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.hosts = hosts(os.environ)
        self.headers = headers(os.environ)
        self.sent = Allowance()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lifespan passes; the page has no web sockets."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                if body and body.refused:  # the application saw a visitor leave, and may say something about it
                    raise body.refused
                started = True
                message["headers"] = [*message.get("headers", ()), *self.headers]
            await send(message)

        body = None
        try:
            self.check(scope)
            if scope["method"] not in SAFE:
                body = Body(scope, receive, self.sent)
            await self.app(scope, body.receive if body else receive, answer)
        except Exception as error:
            refused = body.refused if body and body.refused else error
            if started or not isinstance(refused, Refused):
                raise
            status, words = refused.args
            body = None
            await PlainTextResponse(words, status)(scope, receive, answer)

    def check(self, scope: Scope) -> None:
        """Raises Refused for a foreign name, page or path."""
        told = {name: [value.decode("latin-1") for key, value in scope["headers"] if key == name] for name in ASKED}
        host = told[b"host"]
        if "*" not in self.hosts and (len(host) != 1 or not self.knows(host[0])):
            raise Refused(421, HOST)
        if scope["method"] not in SAFE and not self.is_own(told):
            raise Refused(403, ELSEWHERE)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if not OPEN.fullmatch(path or "/") or "deep_link" in parse_qs(scope["query_string"].decode("latin-1"), True):
            raise Refused(404, CLOSED)

    def knows(self, host: str) -> bool:
        """Whether the page is served under this name.

        Any address in digits will do: a page elsewhere can make its own *name* lead here (DNS rebinding), and no more.
        """
        name = (urlsplit(f"//{host}").hostname or "") if host.isascii() else ""
        return name in self.hosts or _is_address(name)

    def is_own(self, told: Mapping[bytes, list[str]]) -> bool:
        """Whether a request that changes something comes from the page itself, or from no web page at all."""
        if told[b"sec-fetch-site"]:  # which no script can set
            return told[b"sec-fetch-site"] in (["same-origin"], ["none"])
        origins = told[b"origin"]
        return all(urlsplit(origin).netloc in told[b"host"] for origin in origins)


ASKED = (b"host", b"origin", b"sec-fetch-site")


class Body:
    """A request's body on its way in, held to size, time and the client's allowance."""

    def __init__(self, scope: Scope, receive: Receive, sent: Allowance) -> None:
        """Raises Refused for one that says it is too large, or whose client has sent enough."""
        told = dict(scope["headers"])
        length = told.get(b"content-length", b"0")
        self.refused: Refused | None = None
        self._receive, self._sent, self._client = receive, sent, client_of(scope)
        self._deadline = time.monotonic() + SLOWEST
        self._size, self._complete = 0, False
        boundary = re.search(rb'boundary="?([^";]+)', told.get(b"content-type", b""))
        self._mark = b"--" + boundary[1].strip() if boundary else b""
        self._marks, self._tail = 0, b""
        if not length.isdigit() or int(length) > LARGEST:
            raise Refused(413, LARGE)
        sent.allow(self._client, uploads=int(bool(self._mark)), size=0)

    async def receive(self) -> Message:
        """The next part; the client's leaving in its stead, once there was too much of it (`refused` says what)."""
        if self._complete:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), max(self._deadline - time.monotonic(), 0))
            if message["type"] == "http.request":
                self._take(message.get("body", b""))
                self._complete = not message.get("more_body")
            return message
        except TimeoutError:
            self.refused = Refused(408, SLOW)
        except Refused as refused:
            self.refused = refused
        return {"type": "http.disconnect"}

    def _take(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > LARGEST:
            raise Refused(413, LARGE)
        self._sent.allow(self._client, uploads=0, size=len(part))
        if self._mark:
            seen = self._tail + part
            self._marks += seen.count(self._mark)
            self._tail = seen[-len(self._mark) + 1 :]
            if self._marks > MOST_FILES + 1:  # one before each, one at the end
                raise Refused(413, MANY_FILES)


class Allowance:
    """What each client has sent within the last WINDOW seconds."""

    def __init__(self) -> None:
        self._sent: deque[tuple[float, str, int, int]] = deque()
        self._sums: dict[str, tuple[int, int]] = {}

    def allow(self, client: str, uploads: int, size: int) -> None:
        """Note uploads and bytes. Raises Refused when they are too many."""
        self._add(client, uploads, size)
        self._sent.append((time.monotonic(), client, uploads, size))
        while self._sent[0][0] < time.monotonic() - WINDOW:
            _, other, count, much = self._sent.popleft()
            self._add(other, -count, -much)
        count, much = self._sums.get(client, (0, 0))
        if count > MOST_UPLOADS or much > MOST_BYTES:
            raise Refused(429, ENOUGH)

    def _add(self, client: str, uploads: int, size: int) -> None:
        before = self._sums.pop(client, (0, 0))
        after = before[0] + uploads, before[1] + size
        if any(after):
            self._sums[client] = after


def client_of(scope: Scope) -> str:
    """A client's address; of IPv6, the network that one household is given.

    Behind a proxy the server puts the visitor's address here if FORWARDED_ALLOW_IPS names the proxy.
    """
    address = (scope.get("client") or ("",))[0]
    if ":" in address and _is_address(address):
        return str(ipaddress.ip_network(f"{address.partition('%')[0]}/64", strict=False))
    return address


def hosts(environment: Mapping[str, str]) -> set[str]:
    """The names under which the page answers; "*" stands for all of them."""
    given = f"{environment.get('GENFACES_HOSTS', '')},{environment.get('SPACE_HOST', '')}"
    own = ["localhost", socket.gethostname(), socket.getfqdn(), environment.get("GRADIO_SERVER_NAME", "")]
    return {name.strip().lower() for name in [*given.split(","), *own]} - {""}


def headers(environment: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """What is said with every answer: who may frame the page, and that types are not to be guessed."""
    usual = "'self' https://huggingface.co" if environment.get("SPACE_HOST") else "'self'"
    frames = " ".join(environment.get("GENFACES_FRAMES", usual).split())
    found = [("content-security-policy", f"frame-ancestors {frames}"), ("x-content-type-options", "nosniff")]
    if frames in ("'self'", "'none'"):  # the older header knows no others
        found.append(("x-frame-options", {"'self'": "SAMEORIGIN", "'none'": "DENY"}[frames]))
    return [(name.encode(), value.replace(";", "").encode("latin-1", "ignore")) for name, value in found]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
