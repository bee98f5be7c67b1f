from __future__ import annotations

import resource
import signal

import pytest
import torch

from training.errors import TrainingError
from training.run_folder import STATE_KEYS, RunFolder, write_atomically

STATE = dict.fromkeys(STATE_KEYS, 0) | {"average": {"weight": torch.arange(5.0)}}


def test_a_new_folder_holds_nothing(tmp_path):
    run = RunFolder(tmp_path / "a" / "b")
    assert run.load_state() is None
    assert run.read_stats() == []
    assert run.samples.is_dir()


def test_state_and_statistics_come_back(tmp_path):
    run = RunFolder(tmp_path)
    run.save_state(STATE)
    loaded = run.load_state()
    assert loaded.keys() == STATE.keys()
    assert torch.equal(loaded["average"]["weight"], STATE["average"]["weight"])
    ticks = [{"images_seen": 1, "loss": 0.1}, {"images_seen": 2, "loss": 1e-9}]
    run.write_stats(ticks)
    assert run.read_stats() == ticks
    assert run.stats_path.read_text().count("\n") == 2


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("a fault")])
def test_a_write_that_fails_leaves_the_old_file(tmp_path, error):
    path = tmp_path / "state.pt"
    path.write_bytes(b"old")

    def write(file):
        file.write(b"ne")
        raise error

    expected = TrainingError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected):
        write_atomically(path, write)
    assert path.read_bytes() == b"old"
    write_atomically(path, lambda file: file.write(b"new"))
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def no_file_above_100_kb():
    """The closest to a full disk that a test can have: the system refuses to let a file grow."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_real_write_error_in_torch_save_is_one_sentence(tmp_path, no_file_above_100_kb):
    run = RunFolder(tmp_path)
    run.save_state(STATE)
    with pytest.raises(TrainingError, match=r"Could not write .*state\.pt: File too large; free some space") as caught:
        run.save_state(STATE | {"networks": torch.zeros(10**6)})
    assert "\n" not in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["samples", "state.pt"]
    assert torch.equal(run.load_state()["average"]["weight"], STATE["average"]["weight"])


def test_faults_of_ours_are_not_taken_for_a_full_disk(tmp_path):
    def write(file):
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError, match="a fault"):
        write_atomically(tmp_path / "x", write)


@pytest.mark.parametrize("damage", ["cut", "text", "empty", "flipped"])
def test_a_damaged_state_is_one_sentence(tmp_path, damage):
    run = RunFolder(tmp_path)
    run.save_state(STATE)
    data = run.state_path.read_bytes()
    flipped = data.replace(b"PK", b"XX")
    run.state_path.write_bytes({"cut": data[:-200], "text": b"hello", "empty": b"", "flipped": flipped}[damage])
    with pytest.raises(TrainingError, match=r"state\.pt cannot be read .*; remove the folder to start again") as caught:
        run.load_state()
    assert "\n" not in str(caught.value)


def test_a_state_that_could_run_code_is_refused(tmp_path):
    run = RunFolder(tmp_path)
    torch.save({"recipe": pytest.fail}, run.state_path)
    with pytest.raises(TrainingError, match="UnpicklingError"):
        run.load_state()


@pytest.mark.parametrize("foreign", [[1, 2], {"weight": torch.zeros(2)}])
def test_another_programs_file_is_refused(tmp_path, foreign):
    run = RunFolder(tmp_path)
    torch.save(foreign, run.state_path)
    with pytest.raises(TrainingError, match="is not the state of a run"):
        run.load_state()


def test_a_damaged_line_of_statistics_is_one_sentence(tmp_path):
    run = RunFolder(tmp_path)
    run.stats_path.write_text('{"images_seen": 1}\n{"images_\n')
    with pytest.raises(TrainingError, match=r"stats\.jsonl holds a line that is no JSON"):
        run.read_stats()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TrainingError, match=r"Could not create .*; choose another --runs folder"):
        RunFolder(tmp_path / "file" / "run")
