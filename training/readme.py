"""`python -m training readme`: writes the tables of models in README.md from the checkpoints' own numbers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from genfaces import checkpoint as checkpoints
from training.headline import headline
from training.run_folder import write_atomically

README = Path(__file__).resolve().parent.parent / "README.md"
MARKERS = "<!-- {name}: python -m training.readme -->\n", "<!-- end of {name} -->"


def models() -> str:
    """One row for each folder in checkpoints/, as Markdown."""
    head = ["| model | what | data | images seen | measured on held-out data |", "|---|---|---|---:|---|"]
    return "\n".join(head + [_row(config) for config in _configs()]) + "\n"


def translations() -> str:
    """One row for each model that translates, as Markdown."""
    head = [
        "| model | data | classes right | mean IoU | map read back | cycle, photograph | cycle, map | hidden in it |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join(head + [_translation(c) for c in _configs() if "translation" in c["metrics"]]) + "\n"


TABLES: Mapping[str, Callable[[], str]] = {"models": models, "translations": translations}


def replaced(text: str) -> str:
    """README text with fresh tables between their markers. Raises ValueError where a marker is missing."""
    for name, table in TABLES.items():
        start, stop = (marker.format(name=name) for marker in MARKERS)
        before, found, rest = text.partition(start)
        _, end, after = rest.partition(stop)
        if not found or not end:
            raise ValueError(f"{README} lacks the markers of the table of {name}.")
        text = before + start + table() + stop + after
    return text


def _configs() -> list[dict[str, Any]]:
    names = sorted(path.parent.name for path in checkpoints.root().glob(f"*/{checkpoints.CONFIG}"))
    return [checkpoints.read_config(name) for name in names]


def _link(config: dict[str, Any]) -> str:
    return f"[`{config['name']}`](checkpoints/{config['name']}/README.md)"


def _translation(config: dict[str, Any]) -> str:
    numbers = config["metrics"]["translation"]
    read, cycle = numbers["aerial_to_map"], numbers["cycle"]
    back = f"{numbers['map_to_aerial']['read_back']:.3f}" if "map_to_aerial" in numbers else "–"
    cells = (
        _link(config),
        config["dataset"]["title"],
        f"{read['accuracy']:.3f}",
        f"{read['mean_iou']:.3f}",
        back,
        f"{cycle['cycle_aerial']:.3f}",
        f"{cycle['cycle_map']:.3f}",
        ", ".join(f"{max(cycle[f'hidden_{side}'], 0.0):.3f}" for side in ("aerial", "map")),
    )
    return f"| {' | '.join(cells)} |"


def _row(config: dict[str, Any]) -> str:
    title = config["title"] + ("" if config.get("weights_shipped", True) else "; card only")
    data, measured = config["dataset"]["title"], headline(config["metrics"])
    return f"| {_link(config)} | {title} | {data} | {config['images_seen']:,} | {measured} |"


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training readme", description=__doc__)
    parser.parse_args(arguments)
    renew()
    return 0


def renew() -> None:
    """Rewrite README.md in place."""
    text = replaced(README.read_text(encoding="utf-8"))
    write_atomically(README, lambda file: file.write(text.encode()))


def tells_of_these() -> bool:
    """Whether README.md stands beside the checkpoints that are in use."""
    return checkpoints.root().resolve() == (README.parent / "checkpoints").resolve()


if __name__ == "__main__":
    sys.exit(main())
