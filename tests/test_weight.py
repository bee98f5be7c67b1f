"""What the repository weighs: every version of a checkpoint stays in its history for ever."""

from __future__ import annotations

from pathlib import Path

CHECKPOINTS = Path(__file__).resolve().parent.parent / "checkpoints"
A_FILE, IN_ALL = 10_000_000, 120_000_000  # bytes


def test_checkpoints_stay_small():
    sizes = {path: path.stat().st_size for path in CHECKPOINTS.rglob("*") if path.is_file()}
    assert sizes
    assert [str(path) for path, size in sizes.items() if size > A_FILE] == []
    assert sum(sizes.values()) <= IN_ALL
