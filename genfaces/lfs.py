"""Git LFS pointers: what a clone holds in place of large files when they were not fetched."""

from __future__ import annotations

from pathlib import Path

MARK = b"version https://git-lfs.github.com/spec/"
REMEDY = "a Git LFS pointer in place of its contents; fetch it with `git lfs pull`"


def is_pointer(path: Path) -> bool:
    """Whether a file holds a pointer; False for one that cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(MARK)) == MARK
    except OSError:
        return False


def pointers(*folders: Path) -> list[Path]:
    """All pointers in some folders and below."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file() and is_pointer(path))
