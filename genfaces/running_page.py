"""The page in a process of its own, started and used as from outside; for the benchmark."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil

from genfaces.benchmarks import Seconds

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300  # seconds until a page that does not answer is given up
FAREWELL = 10  # seconds that it has to end by itself
BOUNDARY = "genfaces-boundary"


class PageError(RuntimeError):
    """The page did not start, or answered with an error."""


@dataclass(frozen=True)
class Page:
    """A running page: its address, its process, and what it took until it had answered for the first time."""

    address: str
    process: psutil.Process
    start: Seconds

    def get(self, path: str) -> bytes:
        """The answer to a GET. Raises PageError."""
        return _answer(f"{self.address}{path}")

    def upload(self, picture: bytes) -> str:
        """Send a PNG as the browser does; returns the path that stands for it. Raises PageError."""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="face.png"\r\n'
        body = f"{head}Content-Type: image/png\r\n\r\n".encode() + picture + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return json.loads(_answer(f"{self.address}gradio_api/upload", body, kind))[0]

    def call(self, endpoint: str, arguments: Sequence[Any]) -> list[Any]:
        """What an endpoint of the API ("/sample") returns. Raises PageError."""
        url = f"{self.address}gradio_api/call{endpoint}"
        body, kind = json.dumps({"data": list(arguments)}).encode(), {"Content-Type": "application/json"}
        event = json.loads(_answer(url, body, kind))["event_id"]
        name, _, data = _answer(f"{url}/{event}").decode().strip().split("\n\n")[-1].partition("\n")
        if name != "event: complete":
            raise PageError(f"{endpoint} answered {name} {data}")
        return json.loads(data.removeprefix("data: "))

    def load(self) -> None:
        """What a browser asks for as it opens the page: HTML, and the answers to all that loads. Raises PageError."""
        self.get("")
        values = {part["id"]: part["props"].get("value") for part in self._config["components"]}
        session = uuid.uuid4().hex
        for event in self._config["dependencies"]:
            if any(name == "load" for _, name in event["targets"]):
                asked = {"data": [values[part] for part in event["inputs"]], "fn_index": event["id"]}
                where = "queue/join" if event["queue"] else "run/predict"
                body = json.dumps(asked | {"session_hash": session}).encode()
                _answer(f"{self.address}gradio_api/{where}", body, {"Content-Type": "application/json"})
        self.get(f"gradio_api/queue/data?session_hash={session}")

    @cached_property
    def _config(self) -> dict[str, Any]:
        return json.loads(self.get("config"))

    def memory(self) -> int:
        """Resident bytes, of its children too."""
        return sum(process.memory_info().rss for process in (self.process, *self.process.children(recursive=True)))

    def now(self) -> Seconds:
        """The clock, and the processor time that the page has used so far."""
        return _now(self.process)


@contextmanager
def started() -> Iterator[Page]:
    """`python app.py` on a free port, ended on leaving. Raises PageError when it does not answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    with tempfile.TemporaryDirectory(prefix="genfaces-bench-") as folder, open(Path(folder) / "log", "w+b") as log:
        where = {"GRADIO_SERVER_NAME": "127.0.0.1", "GRADIO_SERVER_PORT": str(port), "GRADIO_TEMP_DIR": folder}
        before = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=os.environ | where, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            process = psutil.Process(server.pid)
            if not _wait(address, server):
                log.seek(0)
                said = log.read().decode(errors="replace").strip().splitlines()
                raise PageError(f"the page did not start: {said[-1] if said else 'it said nothing'}")
            yield Page(address, process, _now(process) - Seconds(before, 0.0))
        finally:
            _end(server)


def _wait(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Whether the page answers before it ends or patience does."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end and server.poll() is None:
        try:
            _answer(address)
        except PageError:
            time.sleep(0.05)
        else:
            return True
    return False


def _end(server: subprocess.Popen[bytes]) -> None:
    """Ask the process to end; make it, where it does not."""
    server.terminate()
    try:
        server.wait(timeout=FAREWELL)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _now(process: psutil.Process) -> Seconds:
    times = process.cpu_times()
    return Seconds(time.perf_counter(), times.user + times.system)


def _answer(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
    request = urllib.request.Request(url, body, headers or {})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read()
    except OSError as error:  # urllib's errors are OSErrors
        raise PageError(f"{url}: {error}") from error
