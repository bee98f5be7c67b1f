"""Learning curves as inline SVG: a few hundred bytes that follow the page's colours, without a plotting library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 320, 150
LEFT, RIGHT, TOP, BOTTOM = 54, 10, 10, 24


def line_chart(title: str, xs: Sequence[float], ys: Sequence[float]) -> str:
    """One curve over images seen. Values that are all positive and span more than a factor of ten get a log scale."""
    logarithmic = min(ys) > 0 and max(ys) / min(ys) > 10
    heights = [math.log10(y) for y in ys] if logarithmic else list(ys)
    low, high = min(heights), max(heights)
    if low == high:
        low, high = low - abs(low) / 2 - 1e-9, high + abs(high) / 2 + 1e-9

    def across(x: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * x / max(max(xs), 1)

    def up(height: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - height) / (high - low)

    points = " ".join(f"{across(x):.1f},{up(height):.1f}" for x, height in zip(xs, heights, strict=True))
    marks = [low + (high - low) * part / 2 for part in range(3)]
    ticks = "".join(_tick(up(mark), 10**mark if logarithmic else mark) for mark in marks)
    summary = f"{title}: from {number(ys[0])} to {number(ys[-1])} after {number(xs[-1])} images"
    return (
        f'<figure class="chart"><figcaption>{escape(title)} <b>{number(ys[-1])}</b></figcaption>'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(summary)}">{ticks}'
        f'<polyline points="{points}"/><circle cx="{across(xs[-1]):.1f}" cy="{up(heights[-1]):.1f}" r="3"/>'
        f'<text x="{LEFT}" y="{HEIGHT - 6}">0</text>'
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 6}" text-anchor="end">{number(max(xs))} images seen</text>'
        "</svg></figure>"
    )


def _tick(y: float, value: float) -> str:
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{number(value)}</text>'
    )


def number(value: float) -> str:
    """A number as people write it: 270,000 or 0.0039 or 12.3."""
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{min(digits, 6)}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
