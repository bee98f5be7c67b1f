"""`python -m training.readme`: writes the table of models in README.md from the checkpoints' own numbers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from genfaces import checkpoint as checkpoints
from training.headline import headline
from training.run_folder import write_atomically

README = Path(__file__).resolve().parent.parent / "README.md"
START, END = "<!-- models: python -m training.readme -->\n", "<!-- end of models -->"


def table() -> str:
    """One row for each folder in checkpoints/, as Markdown."""
    folders = sorted(path.parent for path in checkpoints.root().glob(f"*/{checkpoints.CONFIG}"))
    rows = [_row(checkpoints.read_config(folder.name)) for folder in folders]
    head = ["| model | what | data | images seen | measured on held-out data |", "|---|---|---|---:|---|"]
    return "\n".join(head + rows) + "\n"


def replaced(text: str) -> str:
    """README text with a fresh table between the two markers. Raises ValueError where a marker is missing."""
    before, found, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not found or not end:
        raise ValueError(f"{README} lacks the markers of the table of models.")
    return before + START + table() + END + after


def _row(config: dict[str, Any]) -> str:
    name = f"[`{config['name']}`](checkpoints/{config['name']}/README.md)"
    title = config["title"] + ("" if config.get("weights_shipped", True) else "; card only")
    data, measured = config["dataset"]["title"], headline(config["metrics"])
    return f"| {name} | {title} | {data} | {config['images_seen']:,} | {measured} |"


def main() -> int:
    """Rewrites README.md in place."""
    text = replaced(README.read_text(encoding="utf-8"))
    write_atomically(README, lambda file: file.write(text.encode()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
