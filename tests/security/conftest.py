"""The real page, started once."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from attacker import Attacker

from benchmarks import running_page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def page(tmp_path_factory):
    """`python app.py` with one model, in a process of its own."""
    shelf = tmp_path_factory.mktemp("checkpoints")
    (shelf / "vae-faces").symlink_to(ROOT / "checkpoints" / "vae-faces")
    with ExitStack() as running:
        with pytest.MonkeyPatch.context() as patch:  # for the page alone, not for the tests that run beside it
            patch.setenv("GENFACES_CHECKPOINTS", str(shelf))
            patch.setenv("GENFACES_HOSTS", "faces.example")
            patch.setenv("FORWARDED_ALLOW_IPS", "127.0.0.1")  # tests speak for many clients
            page = running.enter_context(running_page.started())
        yield page


@pytest.fixture
def attacker(page):
    return Attacker(page.address)
