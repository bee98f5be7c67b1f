"""Several runs at once, in the place of which stand small programs that are done in a moment."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import SimpleNamespace

import pytest

from training import side_by_side
from training.data import DataError
from training.side_by_side import Child, train_side_by_side

# Does as its name says; notes what it was given.
RUN = """
import signal, sys, time
from pathlib import Path

name, folder = sys.argv[1], Path(sys.argv[3])
(folder / f"{name}.txt").write_text(" ".join(sys.argv[2:]))
if name == "failing":
    print("error: it had no luck.", file=sys.stderr, flush=True)
    sys.exit(1)

def stop(number, frame):
    print("Stopped at 10 images.", flush=True)
    sys.exit(128 + number)

signal.signal(signal.SIGTERM, stop)
if name == "long":
    print("10 images", flush=True)
    time.sleep(60)
while name == "patient" and not (folder / "failing.txt").exists():
    time.sleep(0.01)
print("20 images", flush=True)
"""


def a_recipe(name, error=None):
    def open_data(path):
        if error:
            raise DataError(error)

    return SimpleNamespace(name=name, open_data=open_data)


@pytest.fixture
def train(tmp_path, monkeypatch):
    """Trains recipes by name in `tmp_path`, and returns the status."""
    (tmp_path / "run.py").write_text(RUN)
    monkeypatch.setattr(side_by_side, "command", lambda: [sys.executable, str(tmp_path / "run.py")])
    monkeypatch.setattr(side_by_side, "SECONDS", 0.02)

    def train(*names, unreadable=(), data=None, options=()):
        recipes = [a_recipe(name, "there is no such file" if name in unreadable else None) for name in names]
        return train_side_by_side([(recipe, data) for recipe in recipes], tmp_path, options)

    return train


def test_one_failing_does_not_stop_the_others_and_the_status_tells(train, tmp_path, capfd):
    assert train("patient", "failing") == 1
    shown = capfd.readouterr().err.splitlines()
    assert "patient: 20 images" in shown
    assert shown[-1] == f"error: failing: it had no luck. (more in {tmp_path}/failing/log.txt)"
    assert (tmp_path / "patient" / "log.txt").read_text() == "20 images\n"
    assert (tmp_path / "failing" / "log.txt").read_text() == "error: it had no luck.\n"


def test_data_that_cannot_be_read_fail_their_recipe_alone(train, tmp_path, capfd):
    assert train("one", "other", unreadable={"one"}) == 1
    assert "error: one: there is no such file" in capfd.readouterr().err
    assert not (tmp_path / "one.txt").exists()
    assert (tmp_path / "other.txt").exists()


def test_all_is_well_when_all_end_well(train, tmp_path):
    assert train("one", "other", data=tmp_path / "set.zip", options=["--minutes", "5"]) == 0
    for name in ("one", "other"):
        assert (tmp_path / f"{name}.txt").read_text() == f"--runs {tmp_path} --minutes 5 --data {tmp_path}/set.zip"


def test_a_signal_reaches_every_run_and_they_are_waited_for(train, tmp_path, capfd):
    def stop():
        while not all((tmp_path / name / "log.txt").exists() for name in ("long", "failing")):
            pass
        while "10 images" not in (tmp_path / "long" / "log.txt").read_text():
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=stop, daemon=True)
    thread.start()
    before = signal.getsignal(signal.SIGTERM)
    assert train("long", "failing") == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before
    assert "Stopped at 10 images." in (tmp_path / "long" / "log.txt").read_text()
    errors = [line for line in capfd.readouterr().err.splitlines() if line.startswith("error")]
    assert [line.split(":")[1].strip() for line in errors] == ["failing"], "to be stopped is no failure"


def test_what_an_earlier_call_wrote_is_not_taken_for_progress(tmp_path):
    log = tmp_path / "log.txt"
    log.write_bytes(b"done long ago\n")
    child = Child("late", log, begin=log.stat().st_size)
    assert child.line() == "starts"
    with log.open("ab") as file:
        file.write(b"10 images\n20 im")
    assert child.line() == "10 images", "half a line is not shown"
