"""The page in a process of its own, started and used as from outside: for the benchmark and for tests."""

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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil
from gradio_client import Client

from benchmarks.report import Seconds

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300  # seconds until a page that does not answer is given up
FAREWELL = 10  # seconds that it has to end by itself


class PageError(RuntimeError):
    """The page did not start, or answered with an error."""


@dataclass(frozen=True)
class Page:
    """A running page: its address, its process, what it took until it had answered for the first time, and a folder for
    what it answers."""

    address: str
    process: psutil.Process
    start: Seconds
    folder: Path

    def get(self, path: str) -> bytes:
        """The answer to a GET. Raises PageError."""
        return _answer(f"{self.address}{path}")

    def call(self, endpoint: str, *arguments: Any, **named: Any) -> Any:
        """What an endpoint ("/sample") returns, its files fetched; what is not told is as usual. Raises PageError."""
        try:
            return self._client.predict(*arguments, api_name=endpoint, **named)
        except Exception as error:  # the client has no class of its own for what a server or the way there may do
            raise PageError(f"{endpoint}: {error}") from error

    @property
    def endpoints(self) -> dict[str, list[dict[str, Any]]]:
        """The public endpoints, and what describes the parameters of each."""
        known = self._client.view_api(return_format="dict", print_info=False)["named_endpoints"]
        return {name: described["parameters"] for name, described in known.items()}

    @cached_property
    def _client(self) -> Client:
        return Client(self.address, verbose=False, download_files=self.folder / "answers")

    def load(self) -> None:
        """What a browser asks for as it opens the page: HTML, and the answers to all that loads. Raises PageError."""
        self.get("")
        values = {part["id"]: part["props"].get("value") for part in self._config["components"]}
        session, queued = uuid.uuid4().hex, False
        for event in self._config["dependencies"]:
            if any(name == "load" for _, name in event["targets"]):
                asked = {"data": [values[part] for part in event["inputs"]], "fn_index": event["id"]}
                where = "queue/join" if event["queue"] else "run/predict"
                body = json.dumps(asked | {"session_hash": session}).encode()
                _answer(f"{self.address}gradio_api/{where}", body, {"Content-Type": "application/json"})
                queued = queued or event["queue"]
        if queued:  # nothing ever comes of a queue that was not joined
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
            yield Page(address, process, _now(process) - Seconds(before, 0.0), Path(folder))
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
