from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from training import progress
from training.progress import CLEAR, Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def write_to(stream, monkeypatch):
    monkeypatch.setattr(progress, "SECONDS", 0.0)
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
    return stream


@pytest.fixture
def terminal(monkeypatch):
    return write_to(Terminal(), monkeypatch)


def test_a_terminal_sees_one_line_that_is_wiped_at_the_end(terminal):
    with Progress("faces", 2_000, 1_000) as shown:
        shown.update(500)
        assert terminal.getvalue().startswith(f"{CLEAR}faces: 1,500 of 2,000, ")
        assert "\n" not in terminal.getvalue()
    assert terminal.getvalue().endswith(CLEAR)


def test_a_line_that_stays_does_not_mix_with_it(terminal):
    with Progress("faces", 2_000) as shown:
        shown.update(500)
        shown.say("a tick")
    assert f"{CLEAR}a tick\n" in terminal.getvalue()


@pytest.mark.parametrize("visible", [True, False])
def test_elsewhere_and_in_other_processes_only_lines_that_stay_are_written(monkeypatch, visible):
    stream = write_to(io.StringIO() if visible else Terminal(), monkeypatch)
    with Progress("faces", 2, visible=visible) as shown:
        assert list(shown.over("ab")) == ["a", "b"]
        shown.say("a tick")
    assert shown.done == 2
    assert stream.getvalue() == "a tick\n"
