"""Charts as Plotly figures: hover tells values, the legend switches curves off and on, and the buttons above zoom.

Gradio draws them with the Plotly that it brings along, so nothing is fetched from elsewhere.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Seen on paper and on ink alike, since a figure does not know whether the page is light or dark.
INK, LINES = "#8a8279", "rgba(138, 130, 121, 0.25)"
COLOURS = ("#5571f2", "#d9772b", "#2f9e77", "#b9539b", "#a08a1f")
PANEL, GAP, BAR, HEAD = 140, 84, 46, 90  # pixels of height: curves, words above them, a bar, and all above the first
WORDS = 46  # letters of a line that a phone shows

Curve = tuple[str, Sequence[float], Sequence[float]]  # its name, images seen, and values


def curves(panels: Mapping[str, Sequence[Curve]]) -> Figure:
    """Learning curves, one panel below the other over the same images seen.

    panels: by title, the curves that share an axis; all positive values that span more than a factor of ten get a
    logarithmic one.
    """
    # Imported here, as in `bars`: it takes half a second, and nobody need wait for it who opens no fold.
    from plotly.subplots import make_subplots

    drawn = len(panels) * PANEL + (len(panels) - 1) * GAP
    figure = make_subplots(len(panels), 1, shared_xaxes=True, subplot_titles=list(panels), vertical_spacing=GAP / drawn)
    for place, shown in enumerate(panels.values(), 1):
        legend = f"legend{place}" if place > 1 else "legend"
        for number_, (name, xs, ys) in enumerate(shown):
            figure.add_scatter(
                x=list(xs),
                y=list(ys),
                name=name,
                mode="lines",
                line={"color": COLOURS[number_ % len(COLOURS)], "width": 2},
                hovertemplate="%{y:.4~g}",
                legend=legend,
                showlegend=len(shown) > 1,
                row=place,
                col=1,
            )
        axis = "log" if _spans(value for _, _, ys in shown for value in ys) else "linear"
        figure.update_yaxes(type=axis, row=place, col=1)
        top = figure.layout[f"yaxis{place}" if place > 1 else "yaxis"].domain[1]
        figure.layout[legend] = {"orientation": "h", "x": 0, "xanchor": "left", "y": top, "yanchor": "bottom"}
        # A phone needs a line for each name.
        figure.layout.annotations[place - 1].yshift = 22 * min(len(shown), 2) if len(shown) > 1 else 2
    figure.update_annotations(x=0, xanchor="left", font={"size": 14})
    figure.update_xaxes(title="images seen", row=len(panels), col=1)
    return _styled(figure, drawn, hovermode="x unified")


def bars(title: str, shown: Mapping[str, float], hints: Sequence[str] = ()) -> Figure:
    """Numbers as bars, the first one on top, each below its name. hints: what hovering a bar tells beside it."""
    from plotly.graph_objects import Bar, Figure

    places = list(range(len(shown)))
    figure = Figure(
        Bar(
            x=list(shown.values()),
            y=places,
            orientation="h",
            width=0.4,
            marker={"color": COLOURS[0]},
            text=[number(value) for value in shown.values()],
            textposition="outside",
            cliponaxis=False,
            customdata=list(hints) or [""] * len(shown),
            hovertemplate="%{x}  %{customdata}<extra></extra>",
        )
    )
    for place, name in zip(places, shown, strict=True):
        words = textwrap.shorten(name, WORDS + 6, placeholder=" …")
        figure.add_annotation(
            text=words, x=0, xref="paper", y=place - 0.25, xanchor="left", yanchor="bottom", showarrow=False
        )
    figure.update_yaxes(visible=False, range=[len(shown) - 0.5, -0.75])
    figure.update_xaxes(range=[0, 1.2 * max(*shown.values(), 1e-9)])  # with room for the longest bar's number
    words = {"text": "<br>".join(textwrap.wrap(title, WORDS)), "x": 0, "font": {"size": 14}}
    return _styled(figure, BAR * len(shown), showlegend=False, title=words)


def number(value: float) -> str:
    """A number as people write it: 270,000 or 0.0039 or 12.3."""
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{min(digits, 6)}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


def _spans(values: Any) -> bool:
    known = list(values)
    return min(known) > 0 and max(known) / min(known) > 10


def _styled(figure: Figure, height: int, **layout: Any) -> Figure:
    """The page's look; height: of what is drawn, in pixels."""
    figure.update_layout(
        template="none",
        dragmode=False,  # a finger on a figure scrolls the page; the buttons above it zoom
        height=HEAD + height + 48,
        autosize=True,
        margin={"l": 56, "r": 24, "t": HEAD, "b": 48},
        paper_bgcolor="rgba(0, 0, 0, 0)",
        plot_bgcolor="rgba(0, 0, 0, 0)",
        font={"color": INK, "size": 12},
        **layout,
    )
    figure.update_xaxes(gridcolor=LINES, zerolinecolor=LINES, tickformat="~s")
    figure.update_yaxes(gridcolor=LINES, zerolinecolor=LINES, nticks=5)
    return figure
