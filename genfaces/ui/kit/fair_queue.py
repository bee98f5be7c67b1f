"""Gradio's queue, made fair: who was served least comes next, and nothing is computed for nobody."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Sequence
from typing import Any

import fastapi
import gradio as gr
from gradio import queueing
from gradio.server_messages import ProcessCompletedMessage

from genfaces.ui.kit.guard import client_of

MOST_WAITING = 24  # events of one client; a page that opens sends about ten
MOST_SECONDS = 60  # that a client's waiting events are expected to take together
HALF_LIFE = 30  # seconds until half of what a client has used is forgotten
PATIENCE = 15  # seconds that an event waits for somebody to listen to its answer
KEPT = 60  # seconds that an answer waits to be fetched
ATTENTION = 30  # seconds; who listens looks every ten of them, whatever happens
CALL = "call-"  # how the sessions of single calls (`/call/NAME`) begin

TOO_MANY = "Many of your requests wait already; please wait for their answers, then ask again."
NOBODY = "Nobody was waiting for this answer any more, so it was not computed; please ask again."


class Mailbox(asyncio.Queue):
    """A session's answers; remembers when somebody last looked."""

    looked = float("-inf")

    async def get(self) -> Any:
        """The next answer."""
        self.looked = time.monotonic()
        return await super().get()


class FairQueue(queueing.Queue):
    """`gradio.queueing.Queue` with bounds and turns by client (its address).

    The next event is that of the client who has used the least time lately, so what costs more counts for more. Events
    to whose answers nobody listens wait, and are dropped after PATIENCE seconds.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.ANALYTICS_MAX_EVENTS = 1  # nobody looks at them, and each event would summarize 10,000
        self._usage: dict[str, tuple[float, float]] = {}  # seconds used, as of when

    def compute_analytics_summary(self, records: Any) -> dict[str, Any]:
        """Nothing: the page has no monitoring."""
        return {}

    async def push(self, body: Any, request: fastapi.Request, username: str | None) -> tuple[bool, Any, Any]:
        """As Gradio's; refuses a client of whom much waits already."""
        self._drop_abandoned()
        waiting = [event for event in self._events() if _client(event.request) == _client(request)]
        seconds = sum(self._expected(event.fn) for event in waiting)
        if len(waiting) >= MOST_WAITING or seconds >= MOST_SECONDS:
            return False, TOO_MANY, "queue_full"
        body.session_hash = body.session_hash or f"{CALL}{uuid.uuid4().hex}"
        if body.session_hash not in self.pending_messages_per_session:
            self.pending_messages_per_session[body.session_hash] = Mailbox()
        return await super().push(body, request, username)

    def get_events(self) -> tuple[list[queueing.Event], bool, str] | None:
        """The event to do next, if there is room for one; the page has no batches."""
        self._drop_abandoned()
        for name, line in random.sample([*self.event_queue_per_concurrency_id.items()], k=len(self._lines)):
            if line.concurrency_limit is not None and line.current_concurrency >= line.concurrency_limit:
                continue
            ready = [event for event in line.queue if self._heard(event.session_hash)]
            if ready:
                event = min(ready, key=lambda event: self._used(_client(event.request)))
                line.queue.remove(event)
                return [event], False, name
        return None

    async def process_events(self, events: list[queueing.Event], *arguments: Any) -> None:
        """As Gradio's; notes the time against the client, and forgets what nobody needs afterwards."""
        started = time.monotonic()
        try:
            await super().process_events(events, *arguments)
        finally:
            for event in events:
                self._note(_client(event.request), time.monotonic() - started)
                self._forget_later(event)
                if event.session_hash.startswith(CALL) and self.server_app is not None:
                    self.server_app.state_holder.session_data.pop(event.session_hash, None)
                    self.server_app.state_holder.time_last_used.pop(event.session_hash, None)

    @property
    def _lines(self) -> Sequence[queueing.EventQueue]:
        return list(self.event_queue_per_concurrency_id.values())

    def _events(self) -> list[queueing.Event]:
        return [event for line in self._lines for event in line.queue]

    def _expected(self, fn: Any) -> float:
        """Seconds, from what it took before."""
        return self.process_time_per_fn[fn].avg_time if fn in self.process_time_per_fn else 1.0

    def _heard(self, session: str) -> bool:
        mailbox = self.pending_messages_per_session.get(session)
        return isinstance(mailbox, Mailbox) and time.monotonic() - mailbox.looked < ATTENTION

    def _used(self, client: str) -> float:
        seconds, then = self._usage.get(client, (0.0, 0.0))
        return seconds * 0.5 ** ((time.monotonic() - then) / HALF_LIFE)

    def _note(self, client: str, seconds: float) -> None:
        self._usage[client] = (self._used(client) + seconds, time.monotonic())
        if len(self._usage) > 1000:
            self._usage = {name: used for name, used in self._usage.items() if self._used(name) > 0.01}

    def _drop_abandoned(self) -> None:
        for line in self._lines:
            for event in list(line.queue):
                if time.monotonic() - event.enqueue_time > PATIENCE and not self._heard(event.session_hash):
                    line.queue.remove(event)
                    self.event_ids_to_events.pop(event._id, None)
                    error = gr.Error(NOBODY, title="Sorry", print_exception=False)
                    output = queueing.error_payload(error, False)
                    self.send_message(event, ProcessCompletedMessage(output=output, success=False))
                    self._forget_later(event)

    def _forget_later(self, event: queueing.Event) -> None:
        asyncio.get_running_loop().call_later(KEPT, self._forget, event.session_hash, event._id)

    def _forget(self, session: str, event_id: str) -> None:
        """Let go of an answer that was not fetched, and of the session's mailbox when nothing else is in it."""
        ids = self.pending_event_ids_session.get(session, set())
        ids.discard(event_id)
        if not ids and not self._heard(session):
            self.pending_event_ids_session.pop(session, None)
            self.pending_messages_per_session.pop(session, None)


def _client(request: fastapi.Request) -> str:
    return client_of(request.scope)
