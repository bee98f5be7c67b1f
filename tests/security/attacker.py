"""Requests as an attacker sends them."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit

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
