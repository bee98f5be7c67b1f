"""A copy of `checkpoints/` on the Hugging Face Hub, for installations without a local one."""

from __future__ import annotations

import json
import logging
import os
from functools import lru_cache, partial
from pathlib import Path

# Set both or neither: without a revision a changed repository would change what the page shows.
REPOSITORY = os.environ.get("GENFACES_HUB_REPOSITORY", "")
REVISION = os.environ.get("GENFACES_HUB_REVISION", "")

log = logging.getLogger(__name__)


def folder(pattern: str) -> Path | None:
    """A `checkpoints` folder with the files of `pattern`: fetched at the pinned revision, else as last fetched.

    None when no repository is named or neither way gives the files.
    """
    if not (REPOSITORY and REVISION):
        return None
    try:
        return _fetch(REPOSITORY, REVISION, pattern)
    except Exception as error:
        # Of many types (HTTP client, proxy, unknown revision, incomplete cache), all to the same effect.
        log.warning("%s of %s cannot be had, nor is it in the cache: %s", pattern, REPOSITORY, error)
        return None


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Checkpoints there that come with weights; asked for once."""
    found = folder("*/config.json")
    return frozenset(path.parent.name for path in found.glob("*/config.json") if _ships(path)) if found else frozenset()


def _ships(config: Path) -> bool:
    try:
        return json.loads(config.read_text(encoding="utf-8")).get("weights_shipped", True)
    except ValueError:
        return False


@lru_cache(maxsize=256)
def _fetch(repository: str, revision: str, pattern: str) -> Path:
    """Successes are remembered, because a pinned revision does not change; failures are not."""
    from huggingface_hub import snapshot_download  # not on every machine that trains

    fetch = partial(snapshot_download, repository, revision=revision, allow_patterns=f"checkpoints/{pattern}")
    try:
        snapshot = fetch(local_files_only=False)
    except Exception as error:
        log.warning("%s cannot be reached: %s", repository, error)
        snapshot = fetch(local_files_only=True)
    return Path(snapshot) / "checkpoints"
