"""The real page, started once, and requests as an attacker sends them."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from genfaces import page_process

ROOT = Path(__file__).resolve().parents[2]
JSON = {"Content-Type": "application/json"}
BOUNDARY = "a-boundary"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    text: str


@dataclass(frozen=True)
class Attacker:
    """Sends whatever is said to an address; Host is right unless given."""

    address: str

    def ask(self, path, body=None, headers=None, method=None):
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        try:
            connection.request(method or ("GET" if body is None else "POST"), path, body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
        finally:
            connection.close()

    def post(self, endpoint, *arguments, headers=None):
        """The first half of a call: asks for it."""
        body = json.dumps({"data": arguments})
        return self.ask(f"/gradio_api/call/{endpoint}", body, JSON | (headers or {}))

    def fetch(self, endpoint, asked):
        """The second half: waits for the answer."""
        return self.ask(f"/gradio_api/call/{endpoint}/{json.loads(asked.text)['event_id']}").text

    def call(self, endpoint, *arguments):
        return self.fetch(endpoint, self.post(endpoint, *arguments))

    def upload(self, contents, headers=None, files=1):
        part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="face.png"\r\n\r\n'.encode()
        body = (part + contents + b"\r\n") * files + f"--{BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.ask("/gradio_api/upload", body, kind | (headers or {}))


@pytest.fixture(scope="session")
def page(tmp_path_factory):
    """`python app.py` with one model, in a process of its own."""
    shelf = tmp_path_factory.mktemp("checkpoints")
    (shelf / "vae-faces").symlink_to(ROOT / "checkpoints" / "vae-faces")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENFACES_CHECKPOINTS", str(shelf))
        patch.setenv("GENFACES_HOSTS", "faces.example")
        patch.setenv("FORWARDED_ALLOW_IPS", "127.0.0.1")  # tests speak for many clients
        with page_process.started() as page:
            yield page


@pytest.fixture
def attacker(page):
    return Attacker(page.address)
