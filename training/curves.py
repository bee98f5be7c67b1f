"""Learning curves: small multiples of every loss and every watched number over images seen."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from genfaces.checkpoint import BOOKKEEPING
from training.errors import TrainingError
from training.run_folder import write_atomically

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Numbers of one unit share a panel: the panel's title, then key and label of each line.
SHARED = [
    ("Losses of G and D", {"generator": "generator", "discriminator": "discriminator"}),
    ("D's mean score", {"d_real": "real images", "d_fake": "generated images"}),
    ("Cycle error, training", {"cycle_aerial": "photograph", "cycle_map": "map"}),
    ("Identity error, training", {"identity_aerial": "photograph", "identity_map": "map"}),
    ("Error, training", {"l1_aerial": "photograph", "l1_map": "map"}),
    ("Cycle error, held-out (pixels 0 to 1)", {"test_cycle_aerial": "photograph", "test_cycle_map": "map"}),
    ("Cycle error, training part (0 to 1)", {"watched_cycle_aerial": "photograph", "watched_cycle_map": "map"}),
    ("Gradient penalties", {"r1": "R1, real", "r2": "R2, generated", "gradient_penalty": "unit gradient"}),
]
TITLES = {
    "reconstruction": "Reconstruction error, training",
    "test_mse": "Squared error, held-out",
    "kl": "KL divergence (nats an image)",
    "cross_entropy": "Cross-entropy",
    "accuracy": "Accuracy",
    "mean_iou": "Mean IoU of classes",
    "watched_accuracy": "Accuracy, training part",
    "watched_mean_iou": "Mean IoU of classes, training part",
    "spread": "Spread of samples (data = 1)",
}

INK, FAINT, CARD = "#1d2430", "#6b7585", "#ffffff"
COLOURS = ("#2b5fd9", "#e0641f", "#1b998b", "#a23fb0")
STYLE = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so that the figure is the same everywhere
    "font.size": 8.5,
    "text.color": INK,
    "axes.edgecolor": "#c3cad5",
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e8ebf0",
    "grid.linewidth": 0.8,
    "xtick.color": "#c3cad5",
    "ytick.color": "#c3cad5",
    "xtick.labelcolor": FAINT,
    "ytick.labelcolor": FAINT,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "round",
    "lines.solid_joinstyle": "round",
    "legend.frameon": False,
    "legend.fontsize": 8.5,
}
COLUMNS = 3
PANEL_INCHES = (3.2, 2.25)
DPI = 150
COLOURS_IN_FILE = 64
# Above this ratio of the largest to the smallest value a linear axis hides all but the first ticks.
LOGARITHMIC_FROM = 20

Line = tuple[str, list[int], list[float]]


def curves(ticks: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw the statistics of a run (one mapping a tick, as in stats.jsonl) as a PNG on a white card.

    A number that a tick lacks, or that is not finite, leaves the line out there. Raises TrainingError when no tick
    holds a finite loss, or when matplotlib is missing.
    """
    groups = panels(ticks)
    if not groups:
        raise TrainingError(f"There is nothing to draw in {path}: train for at least one tick first.")
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError as error:
        raise TrainingError(
            "Figures need matplotlib; install it with `pip install -r requirements-train.txt`."
        ) from error
    # Four panels make a square rather than a row and a straggler.
    columns = 2 if len(groups) == 4 else min(COLUMNS, len(groups))
    rows = -(-len(groups) // columns)
    width, height = PANEL_INCHES
    with rc_context(STYLE):
        # A Figure of its own, without pyplot: no window system and no global state.
        figure = Figure((width * columns, height * rows), dpi=DPI, facecolor=CARD, layout="constrained")
        figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12)
        axes = figure.subplots(rows, columns, squeeze=False).ravel()
        legends = any(len(lines) > 1 for _, lines in groups)
        end = max(tick["images_seen"] for tick in ticks)
        for axis, (title, lines) in zip(axes, groups, strict=False):
            _draw(axis, title, lines, end, legends)
        for axis in axes[len(groups) :]:
            axis.remove()
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png")
    # A few flat colours and their blends: a palette looks the same at a third of the size.
    image = Image.open(buffer).convert("RGB").quantize(COLOURS_IN_FILE, dither=Image.Dither.NONE)
    write_atomically(path, lambda file: image.save(file, "PNG", optimize=True))


def panels(ticks: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Line]]]:
    """The panels of a figure in reading order: title, and (label, images seen, values) of each line.

    A number `x` and its held-out twin `test_x` share a panel, as do the groups of SHARED; every other number has its
    own. Numbers without a finite value are left out.
    """
    shared = {key for _, labels in SHARED for key in labels}
    keys = list(dict.fromkeys(key for tick in ticks for key in tick if key not in BOOKKEEPING))
    keys.sort(key=lambda key: (_is_held_out(key), key not in shared))
    groups = []
    while keys:
        title, labels = _group(keys[0], keys)
        keys = [key for key in keys if key not in labels]
        lines = [_line(ticks, key, label) for key, label in labels.items()]
        lines = [line for line in lines if line[1]]
        if lines:
            groups.append((title, lines))
    return groups


def thousands(images: float) -> str:
    """Images seen in three digits: 500, 2.5k, 10k, 1.2M."""
    # Rounded first, so that 999,999 becomes 1M and not 1000k.
    rounded = float(f"{images:.3g}")
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if rounded >= size:
            return f"{rounded / size:.3g}{letter}"
    return f"{rounded:.3g}"


def _group(key: str, keys: Iterable[str]) -> tuple[str, dict[str, str]]:
    """The title of the panel that `key` belongs to, and the label of each of its keys."""
    for title, labels in SHARED:
        if key in labels:
            return title, {other: label for other, label in labels.items() if other in keys}
    if f"test_{key}" in keys:
        return _title(key), {key: "training", f"test_{key}": "held-out"}
    return _title(key), {key: ""}


def _title(key: str) -> str:
    if key in TITLES:
        return TITLES[key]
    words = key.removeprefix("test_").replace("_", " ")
    known = TITLES.get(key.removeprefix("test_"), words[:1].upper() + words[1:])
    return f"{known}, held-out" if _is_held_out(key) else known


def _is_held_out(key: str) -> bool:
    return key.startswith("test_")


def _line(ticks: Sequence[Mapping[str, Any]], key: str, label: str) -> Line:
    points = [
        (tick["images_seen"], float(tick[key]))
        for tick in ticks
        if isinstance(tick.get(key), int | float) and math.isfinite(tick[key])
    ]
    return label, [seen for seen, _ in points], [value for _, value in points]


def _draw(axis: Axes, title: str, lines: Sequence[Line], end: int, legends: bool) -> None:
    """One panel; `legends` says whether any panel of the figure has one, so that all titles stand equally high."""
    for colour, (label, seen, values) in zip(COLOURS, lines, strict=False):
        # A line through one point is invisible, and a few points should show as what they are.
        marker = "o" if len(seen) < 5 else ""
        axis.plot(seen, values, color=colour, marker=marker, markersize=4, label=label)
        axis.plot(seen[-1], values[-1], "o", color=colour, markersize=4.5, clip_on=False)
    axis.set_title(title, pad=20 if legends else 7)
    if len(lines) > 1:
        axis.legend(
            loc="lower left", bbox_to_anchor=(-0.02, 0.98), ncols=len(lines), borderaxespad=0, handlelength=1.2,
            columnspacing=1.2, handletextpad=0.5,
        )  # fmt: skip
    values = [value for _, _, line in lines for value in line]
    if min(values) > 0 and max(values) / min(values) > LOGARITHMIC_FROM:
        axis.set_yscale("log")
    axis.set_xlim(0, end * 1.02)
    axis.locator_params(axis="x", nbins=5)
    axis.xaxis.set_major_formatter(lambda images, _: thousands(images))
    axis.set_xlabel("images seen", color=FAINT, loc="right")
    axis.tick_params(length=0)
