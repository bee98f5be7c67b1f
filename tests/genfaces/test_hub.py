"""Where a checkpoint is looked for: here, then on the Hub at a pinned revision, then in its cache."""

from __future__ import annotations

import pytest
from huggingface_hub.errors import LocalEntryNotFoundError

from genfaces import checkpoint, hub
from genfaces.checkpoint import CheckpointError


@pytest.fixture
def snapshots(monkeypatch):
    """A Hub repository is named; calls to it are recorded, and answered by what `answers` does at that moment."""
    calls, answers = [], {}

    def download(repository, *, revision, allow_patterns, local_files_only):
        calls.append((repository, revision, allow_patterns, local_files_only))
        return answers["offline" if local_files_only else "online"]()

    def forget():
        hub.names.cache_clear()
        hub._fetch.cache_clear()

    monkeypatch.setattr(hub, "REPOSITORY", "someone/genfaces")
    monkeypatch.setattr(hub, "REVISION", "0123abc")
    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    forget()
    yield calls, answers
    forget()


def unreachable():
    raise ConnectionError("no network")


def not_cached():
    raise LocalEntryNotFoundError("not cached")


def test_local_checkpoints_come_before_the_hub(add, snapshots):
    add()
    calls, _ = snapshots
    assert checkpoint.load("tiny").name == "tiny"
    assert calls == []


@pytest.mark.parametrize("reachable", [True, False])
def test_the_hub_is_asked_at_the_pinned_revision_and_its_cache_after_that(add, shelf, snapshots, tmp_path, reachable):
    calls, answers = snapshots
    snapshot = tmp_path / "snapshot"
    (snapshot / "checkpoints").mkdir(parents=True)
    for name, shipped in {"remote": True, "card-only": False}.items():
        add(name, weights_shipped=shipped).rename(snapshot / "checkpoints" / name)
    add("local")
    answers["online"] = (lambda: str(snapshot)) if reachable else unreachable
    answers["offline"] = lambda: str(snapshot)

    def asked(pattern):
        there = ("someone/genfaces", "0123abc", f"checkpoints/{pattern}", False)
        return [there] if reachable else [there, (*there[:3], True)]

    for _ in range(2):
        assert checkpoint.names() == ["local", "remote"]
    assert calls == asked("*/config.json")
    calls.clear()
    for _ in range(2):
        assert checkpoint.read_config("remote")["name"] == "remote"
    assert calls == asked("remote/config.json"), "no weights are fetched to read a configuration"
    calls.clear()
    for _ in range(2):
        assert checkpoint.load("remote").folder == snapshot / "checkpoints" / "remote"
    assert calls == asked("remote/*")


def test_the_hub_is_asked_again_after_a_failure(add, snapshots, tmp_path):
    _, answers = snapshots
    (tmp_path / "snapshot" / "checkpoints").mkdir(parents=True)
    add("remote").rename(tmp_path / "snapshot" / "checkpoints" / "remote")
    answers.update(online=unreachable, offline=not_cached)
    with pytest.raises(CheckpointError, match="There is no checkpoint 'remote'"):
        checkpoint.load("remote")
    answers["online"] = lambda: str(tmp_path / "snapshot")
    assert checkpoint.load("remote").name == "remote"


def test_neither_the_hub_nor_its_cache_has_it(shelf, snapshots):
    _, answers = snapshots
    answers.update(online=unreachable, offline=not_cached)
    with pytest.raises(CheckpointError, match="There is no checkpoint 'remote'"):
        checkpoint.load("remote")
    assert checkpoint.names() == []


def test_no_repository_named_means_no_request(shelf, monkeypatch):
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda *_, **__: pytest.fail("a request was made"))
    monkeypatch.setattr(hub, "REPOSITORY", "")
    with pytest.raises(CheckpointError):
        checkpoint.load("remote")
