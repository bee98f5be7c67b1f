"""What the two benchmarks (`benchmarks.page`, `benchmarks.loop`) share: the machine in words, clocks and a table."""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

Row = tuple[str, ...]


@dataclass(frozen=True)
class Seconds:
    """How long something took: by the clock on the wall, and in processor time, which other programs don't stretch."""

    wall: float
    processor: float

    def __sub__(self, earlier: Seconds) -> Seconds:
        return Seconds(self.wall - earlier.wall, self.processor - earlier.processor)

    def per(self, count: int) -> Seconds:
        """The share of one of `count`."""
        return Seconds(self.wall / count, self.processor / count)


def now() -> Seconds:
    """Both clocks of this process, all threads together; only differences mean something."""
    return Seconds(time.perf_counter(), time.process_time())


def machine() -> dict[str, str]:
    """The processor, the cores and how many threads PyTorch uses of them, memory and versions."""
    return {
        "processor": _processor(),
        "cores": f"{os.cpu_count()}, {torch.get_num_threads()} used by PyTorch, "
        f"load before the start {os.getloadavg()[0] if hasattr(os, 'getloadavg') else 0:.1f}",
        "memory": _memory(),
        "versions": f"Python {platform.python_version()}, PyTorch {torch.__version__}, {platform.system()}",
    }


def _memory() -> str:
    try:
        return gigabytes(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError):  # no such question on this system
        return "unknown"


def gigabytes(size: int) -> str:
    """Bytes in words."""
    return f"{size / 2**30:.2f} GB"


def table(rows: Sequence[Row], markdown: bool = False) -> str:
    """Rows as aligned columns, or as a Markdown table; the first row is the heading."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    cells = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    rule = ["-" * width for width in widths]
    if markdown:
        return "\n".join(f"| {' | '.join(row)} |" for row in (cells[0], rule, *cells[1:]))
    return "\n".join("  ".join(row).rstrip() for row in (cells[0], rule, *cells[1:]))


def report(rows: Sequence[Row], about: dict[str, str], markdown: bool) -> str:
    """The table of results with the description of what was measured, and on what, below it."""
    mark = "- " if markdown else ""
    return "\n".join([table(rows, markdown), "", *(f"{mark}{name}: {text}" for name, text in about.items())])


def add_markdown(parser: argparse.ArgumentParser) -> None:
    """The option that both commands have."""
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table, for the README")


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
