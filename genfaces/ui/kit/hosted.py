"""`gr.Blocks` for a page that strangers use: files must come through it, and no handler holds a worker for long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from typing import Any

import anyio.to_thread
import gradio as gr

from genfaces.ui.kit.fair_queue import FairQueue
from genfaces.ui.kit.upload import NOT_HERE, is_inline

log = logging.getLogger("genfaces")

LONGEST = 60  # seconds that a handler may take
TOO_LONG = f"This took longer than {LONGEST} seconds and was given up; please try again, or ask for less."


class HostedBlocks(gr.Blocks):
    """`gr.Blocks` with a `FairQueue`; what a visitor sends is looked at before Gradio moves, copies or fetches it."""

    def queue(self, *arguments: Any, **options: Any) -> HostedBlocks:
        """As Gradio's; its queue is exchanged for one that is fair."""
        super().queue(*arguments, **options)
        self._queue = FairQueue(
            live_updates=self._queue.live_updates,
            concurrency_count=self._queue.max_thread_count,
            update_intervals=self._queue.update_intervals,
            max_size=self._queue.max_size,
            blocks=self,
            default_concurrency_limit=self._queue.default_concurrency_limit,
        )
        return self

    async def preprocess_data(
        self, block_fn: Any, inputs: list[Any], state: Any, explicit_call: bool = False
    ) -> list[Any]:
        """As Gradio's. Raises gr.Error for a file that did not come through this page, whatever component takes it.

        Gradio would fetch addresses, take any path for some components, and tell in its errors where files lie.
        """
        for block, value in zip(block_fn.inputs, inputs, strict=False):
            self._refuse_strangers(block._id, value, state)
        return await super().preprocess_data(block_fn, inputs, state, explicit_call)

    def _refuse_strangers(self, block_id: int, value: Any, state: Any) -> None:
        """Files are those uploaded, and those that the page itself has put into the same component."""
        for file in _files(value):
            path = file.get("path")
            if path is None and is_inline(file.get("url")):
                continue
            shown = state[block_id] if state and block_id in state else self.blocks[block_id]
            places = (self.upload_file_set, self.blocks[block_id].temp_files, getattr(shown, "temp_files", ()))
            if not isinstance(path, str) or not any(path in place for place in places):
                raise gr.Error(NOT_HERE, title="Sorry", print_exception=False)

    async def process_api(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        """As Gradio's. Raises gr.Error for a handler that takes longer than LONGEST seconds; others go on meanwhile.

        A thread cannot be stopped: it goes on unheard, and another one is allowed in its stead until it ends.
        """
        state = options.get("state")
        task = asyncio.ensure_future(super().process_api(*arguments, **options))
        try:
            done, _ = await asyncio.wait({task}, timeout=LONGEST)
        except asyncio.CancelledError:
            task.cancel()
            raise
        finally:
            if state is not None:
                # Nearly a megabyte a session, of which only Gradio's deep links are made, and those are closed.
                state.config_values.clear()
        if done:
            return task.result()
        self._let_go(task)
        log.error("a handler took longer than %d seconds and was given up", LONGEST)
        raise gr.Error(TOO_LONG, title="Sorry", print_exception=False)

    def _let_go(self, task: asyncio.Task[Any]) -> None:
        limiter = self.limiter or anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens += 1

        def ended(task: asyncio.Task[Any]) -> None:
            limiter.total_tokens -= 1
            if not task.cancelled():
                task.exception()  # looked at, or asyncio complains

        task.add_done_callback(ended)
        task.cancel()


def _files(value: Any) -> Iterator[dict[str, Any]]:
    """Everything in a payload that Gradio or a component could take for a file."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if part.get("path") is not None or part.get("url") is not None:
                yield part
            waiting.extend(part.values())
        elif isinstance(part, Sequence) and not isinstance(part, str):
            waiting.extend(part)
