"""A copy of `checkpoints/` on the Hugging Face Hub, for installations without a local one."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from huggingface_hub import snapshot_download

# Set both or neither: without a revision a changed repository would change what the page shows.
REPOSITORY = os.environ.get("GENFACES_HUB_REPOSITORY", "")
REVISION = os.environ.get("GENFACES_HUB_REVISION", "")

log = logging.getLogger(__name__)


def folders(pattern: str) -> Iterator[Path]:
    """`checkpoints` folders holding the files of `pattern`: fetched at the pinned revision, then as last fetched.

    Nothing when no repository is named or neither way gives the files.
    """
    if not (REPOSITORY and REVISION):
        return
    for offline in (False, True):
        try:
            snapshot = snapshot_download(
                REPOSITORY, revision=REVISION, allow_patterns=f"checkpoints/{pattern}", local_files_only=offline
            )
        except Exception as error:
            # Of many types (HTTP client, proxy, unknown revision, incomplete cache), all to the same effect.
            log.warning("%s is not available %s: %s", REPOSITORY, "offline" if offline else "online", error)
        else:
            yield Path(snapshot) / "checkpoints"


@lru_cache(maxsize=1)
def names(file: str) -> frozenset[str]:
    """Checkpoints there that have `file`, which is fetched; asked for once, as a pinned revision does not change."""
    for folder in folders(f"*/{file}"):
        return frozenset(path.parent.name for path in folder.glob(f"*/{file}"))
    return frozenset()
