"""Other web pages, foreign names, closed doors, and too much of everything, tried on the real page."""

from __future__ import annotations

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from genfaces.ui.kit import guard

UPLOAD = "/gradio_api/upload"


def client(number):
    return {"X-Forwarded-For": f"198.51.100.{number}"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example", "Content-Type": "text/plain"},
    ],
)
def test_another_web_page_cannot_send_anything(attacker, headers):
    answers = [attacker.upload(b"x", headers), attacker.post("sample", headers=headers)]
    assert [(answer.status, answer.text) for answer in answers] == [(403, guard.ELSEWHERE)] * 2


def test_the_page_itself_and_programs_can(page, attacker):
    origin = page.address.rstrip("/")
    for headers in ({}, {"Origin": origin}, {"Origin": "https://outer.example", "Sec-Fetch-Site": "same-origin"}):
        assert attacker.upload(b"x", headers).status == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "127.0.0.1@evil", ""])
def test_a_name_that_was_made_to_lead_here_is_not_answered(attacker, host):
    answer = attacker.ask("/config", headers={"Host": host})
    assert (answer.status, answer.text) == (421, guard.HOST)


@pytest.mark.parametrize("host", ["localhost:7860", "192.0.2.7:80", "[::1]:7860", "faces.example", "FACES.example:443"])
def test_the_names_of_this_machine_its_addresses_and_those_set_are(attacker, host):
    assert attacker.ask("/robots.txt", headers={"Host": host}).status == 200


def test_nobody_else_may_frame_the_page_or_guess_types(attacker):
    for path in ("/", "/config", "/nowhere"):
        told = attacker.ask(path).headers
        assert told["Content-Security-Policy"] == "frame-ancestors 'self'"
        assert (told["X-Frame-Options"], told["X-Content-Type-Options"]) == ("SAMEORIGIN", "nosniff")


def test_a_space_is_framed_by_its_host_and_a_setting_says_otherwise():
    space = dict(guard.headers({"SPACE_HOST": "me-genfaces.hf.space"}))
    assert space[b"content-security-policy"] == b"frame-ancestors 'self' https://huggingface.co"
    assert b"x-frame-options" not in space
    assert guard.hosts({"SPACE_HOST": "me-genfaces.hf.space"}) >= {"localhost", "me-genfaces.hf.space"}
    assert dict(guard.headers({"GENFACES_FRAMES": "'none'"}))[b"x-frame-options"] == b"DENY"


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=http://127.0.0.1:1/",
        "/gradio_api/file=HTTPS://evil.example/a.png",
        "/gradio_api/file=%68ttp://evil.example/a.png",
        "/gradio_api/file/http://evil.example/a.png",
        "/gradio_api/proxy=https://evil.hf.space/",
        "/gradio_api/deep_link?session_hash=a",
        "/?deep_link=aaaaaaaa",
        "/gradio_api/process_recording",
        "/gradio_api/vibe-edit/",
        "/gradio_api/vibe-code/",
        "/gradio_api/component_server",
        "/gradio_api/stream/a/b/1/playlist.m3u8",
        "/gradio_api/custom_component/1/client/component/..%2f..%2fx",
        "/gradio_api/runs",
        "/gradio_api/dev/reload",
        "/gradio_api/token",
        "/monitoring",
        "/login",
    ],
)
def test_doors_that_nobody_needs_are_closed(attacker, path):
    for body in (None, "{}"):
        answer = attacker.ask(path, body, {"Content-Type": "application/json"})
        assert (answer.status, answer.text) == (404, guard.CLOSED)


def test_nobody_passes_the_queue_by(attacker):
    for name in ("run", "api"):
        answer = attacker.ask(f"/gradio_api/{name}/sample", '{"data": []}', {"Content-Type": "application/json"})
        assert answer.status == 404


@pytest.mark.parametrize("path", ["/", "/config", "/theme.css", "/gradio_api/info", "/?tab=../../etc&model=/etc"])
def test_doors_that_the_page_needs_are_open(attacker, path):
    assert attacker.ask(path).status == 200


def test_a_request_is_at_most_twenty_megabytes(attacker):
    answer = attacker.ask(UPLOAD, b"", {"Content-Length": str(21 * 2**20)})
    assert (answer.status, answer.text) == (413, guard.LARGE)


def test_a_request_that_does_not_say_how_large_it_is_ends_there_too(attacker):
    for path in (UPLOAD, "/gradio_api/queue/join"):
        answer = attacker.ask(path, (b"x" * 2**20 for _ in range(21)), client(1) | {"Content-Type": "application/json"})
        assert answer.status in (400, 413)  # Gradio refuses what is no upload unread


def test_a_request_brings_few_files(attacker):
    answer = attacker.upload(b"x", client(2), files=guard.MOST_FILES + 1)
    assert (answer.status, answer.text) == (413, guard.MANY_FILES)


def test_a_client_uploads_only_so_often_and_others_still_can(attacker):
    answers = [attacker.upload(b"x", client(3)) for _ in range(guard.MOST_UPLOADS + 1)]
    assert [answer.status for answer in answers] == [200] * guard.MOST_UPLOADS + [429]
    assert answers[-1].text == guard.ENOUGH
    assert attacker.upload(b"x", client(4)).status == 200


def test_who_speaks_for_himself_with_a_forged_address_in_front_stays_the_same_client(attacker):
    forged = [{"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.5"} for number in range(guard.MOST_UPLOADS + 1)]
    assert [attacker.upload(b"x", headers).status for headers in forged][-1] == 429


def test_a_client_sends_only_so_much():
    sent = guard.Allowance()
    sent.allow("one", uploads=1, size=guard.MOST_BYTES)
    with pytest.raises(guard.Refused, match="429"):
        sent.allow("one", uploads=1, size=1)
    sent.allow("other", uploads=1, size=1)


def test_what_was_sent_is_forgotten_after_a_while(monkeypatch):
    sent = guard.Allowance()
    sent.allow("one", uploads=1, size=guard.MOST_BYTES)
    later = time.monotonic() + guard.WINDOW + 1
    monkeypatch.setattr(guard.time, "monotonic", lambda: later)
    sent.allow("one", uploads=1, size=guard.MOST_BYTES)
    assert len(sent._sent) == 1


def test_a_household_counts_as_one_client():
    assert guard.client_of({"client": ("2001:db8:1:2:3::4", 1)}) == guard.client_of({"client": ("2001:db8:1:2::9", 2)})
    assert guard.client_of({"client": ("198.51.100.7", 1)}) == "198.51.100.7"


def test_a_request_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(guard, "SLOWEST", 0.1)
    body = guard.Body({"headers": [], "client": None}, asyncio.Event().wait, guard.Allowance())
    with ThreadPoolExecutor(1) as worker:  # this thread's event loop may be a browser's
        assert worker.submit(asyncio.run, body.receive()).result() == {"type": "http.disconnect"}
    assert body.refused.args == (408, guard.SLOW)


def test_two_hosts_in_one_request_are_refused(page):
    where = urlsplit(page.address)
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall(b"GET /config HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        assert connection.recv(100).split()[1] in (b"400", b"421")
