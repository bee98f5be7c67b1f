"""Handlers that hang, requests that nobody waits for, and clients who ask for everything, on a page with one worker."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import gradio as gr
import pytest
from attacker import Attacker
from starlette.middleware import Middleware

from genfaces.ui.kit import fair_queue, hosted
from genfaces.ui.kit.events import MODEL
from genfaces.ui.kit.guard import Guard
from genfaces.ui.kit.hosted import HostedBlocks


class Work:
    """What the page's handlers do: `work` takes a while and is noted, `hang` takes until it is let go."""

    def __init__(self):
        self.done = []
        self.end = threading.Event()

    def work(self, name: str, seconds: float) -> str:
        time.sleep(seconds)
        self.done.append(name)
        return name

    def hang(self) -> None:
        self.end.wait(60)


async def start(work: Work) -> HostedBlocks:
    """A page with both; with a loop running, without which Gradio makes one for every lock, and closes none of them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with HostedBlocks(analytics_enabled=False) as blocks:
        gr.on([], work.work, [gr.Textbox(), gr.Number()], gr.Textbox(), api_name="work", **MODEL)
        gr.on([], work.hang, None, None, api_name="hang", **MODEL)
    blocks.queue(max_size=128)
    guarded = {"middleware": [Middleware(Guard)]}
    options = {"prevent_thread_lock": True, "quiet": True, "ssr_mode": False, "run_history": False}
    blocks.launch(server_name="127.0.0.1", server_port=port, app_kwargs=guarded, **options)
    return blocks


@pytest.fixture(scope="module")
def served():
    work = Work()
    with ThreadPoolExecutor(1) as thread:
        blocks = thread.submit(asyncio.run, start(work)).result()
        yield blocks, work
        work.end.set()
        thread.submit(blocks.close).result()


@pytest.fixture
def blocks(served):
    return served[0]


@pytest.fixture
def work(served):
    served[1].done.clear()
    served[0]._queue._usage.clear()
    return served[1]


@pytest.fixture
def attacker(blocks):
    return Attacker(blocks.local_url)


def client(number):
    return {"X-Forwarded-For": f"198.51.100.{number}"}


def patiently(condition):
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_what_nobody_waits_for_is_not_computed(attacker, blocks, work, monkeypatch):
    monkeypatch.setattr(fair_queue, "PATIENCE", 0.5)
    asked = [attacker.post("work", "nobody", 0.1, headers=client(1)) for _ in range(6)]
    assert attacker.call("work", "somebody", 0.1).startswith("event: complete")
    assert patiently(lambda: len(blocks._queue) == 0)
    assert work.done == ["somebody"]
    assert fair_queue.NOBODY in attacker.fetch("work", asked[0])


def test_who_was_served_least_comes_next(attacker, work):
    with ThreadPoolExecutor(9) as threads:
        greedy = [attacker.post("work", f"greedy {i}", 0.3, headers=client(1)) for i in range(8)]
        answers = [threads.submit(attacker.fetch, "work", each) for each in greedy]
        assert patiently(lambda: work.done)
        assert attacker.fetch("work", attacker.post("work", "modest", 0.3, headers=client(2))).startswith("event: comp")
        assert work.done.index("modest") <= 3
        assert all(answer.result().startswith("event: complete") for answer in answers)


def test_a_client_has_a_bound_of_its_own(attacker, work, monkeypatch):
    monkeypatch.setattr(fair_queue, "PATIENCE", 3)
    answers = [attacker.post("work", "x", 0, headers=client(1)) for _ in range(fair_queue.MOST_WAITING + 1)]
    assert [answer.status for answer in answers] == [200] * fair_queue.MOST_WAITING + [503]
    assert json.loads(answers[-1].text)["detail"] == fair_queue.TOO_MANY
    assert attacker.fetch("work", attacker.post("work", "other", 0, headers=client(2))).startswith("event: complete")


def test_what_takes_long_may_be_asked_for_less_often(attacker, blocks, work, monkeypatch):
    monkeypatch.setattr(fair_queue, "MOST_SECONDS", 1)
    monkeypatch.setattr(fair_queue, "PATIENCE", 3)
    for times in blocks._queue.process_time_per_fn.values():
        monkeypatch.setattr(times, "avg_time", 0.6)
    assert [attacker.post("work", "x", 0, headers=client(3)).status for _ in range(3)] == [200, 200, 503]


def test_a_handler_that_hangs_is_given_up_and_the_others_go_on(attacker, work, monkeypatch):
    monkeypatch.setattr(hosted, "LONGEST", 0.5)
    assert hosted.TOO_LONG in attacker.call("hang")
    assert attacker.call("work", "next", 0).startswith("event: complete")


def test_even_many_that_hang_leave_threads_for_the_others(attacker, work, monkeypatch):
    monkeypatch.setattr(hosted, "LONGEST", 0.05)
    assert all(hosted.TOO_LONG in attacker.call("hang") for _ in range(45))  # Gradio has 40 threads
    monkeypatch.setattr(hosted, "LONGEST", 20)
    assert attacker.call("work", "next", 0).startswith("event: complete")


def test_calls_leave_no_session_behind_refused_ones_neither(attacker, blocks, work):
    before = set(blocks.state_holder.session_data)
    for arguments in [("x", 0), ("x", "no number"), ("x",)] * 3:
        attacker.call("work", *arguments)
    # Those of the tests before may still be on their way out.
    assert patiently(lambda: set(blocks.state_holder.session_data) <= before)


def test_a_session_of_the_page_keeps_no_configuration(attacker, blocks, work):
    fn = next(fn._id for fn in blocks.fns.values() if fn.api_name == "work")
    body = {"data": ["x", 0], "fn_index": fn, "session_hash": "visitor"}
    attacker.ask("/gradio_api/queue/join", json.dumps(body), {"Content-Type": "application/json"})
    attacker.ask("/gradio_api/queue/data?session_hash=visitor")
    assert not blocks.state_holder.session_data["visitor"].config_values


def test_answers_that_nobody_fetches_are_forgotten(attacker, blocks, work, monkeypatch):
    monkeypatch.setattr(fair_queue, "KEPT", 0.2)
    monkeypatch.setattr(fair_queue, "PATIENCE", 0.2)
    monkeypatch.setattr(fair_queue, "ATTENTION", 0.1)
    queue = blocks._queue
    before = set(queue.pending_messages_per_session)
    for _ in range(3):
        attacker.post("work", "x", 0, headers=client(9))
    assert patiently(lambda: set(queue.pending_messages_per_session) <= before)
    assert set(queue.pending_event_ids_session) <= before
