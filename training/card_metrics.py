"""The measured numbers of a checkpoint as Markdown tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

NAMES = {
    "test_mse": "Mean squared error, pixels in [0, 1]",
    "test_mse_std": "its standard deviation over images",
    "test_mse_5_percent": "its 5 % quantile",
    "test_mse_95_percent": "its 95 % quantile",
    "principal_components_mse": "the same of as many principal components (linear yardstick)",
    "kl": "KL divergence from the prior, nats an image",
    "active": "Active latent dimensions",
    "dimensions": "Latent dimensions",
    "sample_median": "Nearest training image of a sample, median distance",
    "test_median": "Nearest training image of a held-out image, median distance",
    "closer": "Samples nearer to the training set than held-out images (0.5: equally new, 1: copies)",
    "mean_balanced": "Mean balanced accuracy (labels with 5 % or more of each value)",
    "accuracy": "Accuracy",
    "mean_iou": "Mean intersection over union of the map's classes",
    "largest_class": "Share of the commonest class (what a map of one colour would get)",
    "read_back": "Pixels whose class the map reader finds again in the invented photograph",
    "read_back_mean_iou": "the same as mean intersection over union",
    "cycle_aerial": "Mean absolute error, photograph to map and back, pixels in [0, 1]",
    "hidden_aerial": "its growth by noise of one grey level in the map (what is hidden there)",
    "plain_map": "its growth when the map is set to pure palette colours",
    "cycle_map": "Mean absolute error, map to photograph and back, pixels in [0, 1]",
    "hidden_map": "its growth by noise of one grey level in the photograph (what is hidden there)",
}
SOURCES = {"mixture": "fitted mixture", "prior": "prior"}
COUNTS = ("images", "samples")
OF_TEST = {"test_median": "test"}  # numbers of another count than their group's
HIDDEN = {*COUNTS, "test", "train", "judge", "source", "names", "counted", "references", "confusion", "threshold"}
# Groups of numbers that have tables of their own, here or in another `card_*`.
TABLES = {"fd_imagenet", "distances", "flips", "tags", "codes"}
NONE, MISSING = "–", "not measured"


def sections(metrics: Mapping[str, Any]) -> str:
    """The tables of `config["metrics"]`: distances beside their floor, other numbers, accuracies of single labels.

    Long lists stay in config.json. A number that is missing or not finite is said to be not measured.
    """
    distances = list(_distances(metrics.get("distances", {})))
    others = list(_numbers({name: group for name, group in metrics.items() if name not in TABLES}))
    parts = []
    if others:
        parts.append(table(("Measure", "Value", "Images"), others))
    if distances:
        parts.append(
            "Distances between samples and the held-out images, in the features of a judge; lower is closer. The floor "
            "is the same distance between training images and the held-out images: what fresh data would get. A judge "
            "knows its own labels and is nearly blind to damage.\n\n"
            + table(("Features of", "Distance", "Latents from", "Value", "Floor", "Samples"), distances)
        )
    labels = list(_labels(metrics.get("classification", {}).get("attributes", {})))
    if labels:
        parts.append(table(("Label", "Accuracy", "Balanced accuracy"), labels))
    return "\n\n".join(parts) or "Nothing has been measured yet."


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def number(value: float | None, digits: int = 3) -> str:
    """A number with the digits that matter: counts whole, others to `digits` significant ones."""
    if value is None or not math.isfinite(value):
        return MISSING
    if isinstance(value, int) or abs(value) >= 1e3:
        return f"{value:,.0f}"
    if 0 < abs(value) < 1e-4:
        return f"{value:.{digits - 1}e}"
    # Without an exponent and with its zeros, so that a column reads straight down.
    before = math.floor(math.log10(abs(value))) + 1 if value else 1
    return f"{value:.{max(digits - before, 0)}f}"


def _distances(views: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Rows of {judge: {"floor" or source: {distance: fields}}}."""
    for view, sources in views.items():
        floor = sources.get("floor", {})
        for source, kinds in sources.items():
            if source == "floor":
                continue
            for kind, fields in kinds.items():
                name = {"frechet": "Fréchet", "kernel": "kernel (KID)"}.get(kind, kind)
                value, lowest = _distance(fields), _distance(floor.get(kind, {}))
                yield view, name, SOURCES.get(source, source), value, lowest, _count(fields)


def _distance(fields: Mapping[str, Any]) -> str:
    """The value of a distance, with its spread over subsets where it is a mean of them."""
    value = number(fields.get("mean", fields.get("value")))
    return f"{value} ± {number(fields['std'], 1)}" if "std" in fields and value != MISSING else value


def _numbers(group: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Rows of all numbers in nested groups, each with its group's count of images."""
    for key, value in group.items():
        name = NAMES.get(key, key.replace("_", " "))
        if key in HIDDEN:
            continue
        if isinstance(value, Mapping):
            # The accuracies of single labels have a table of their own.
            if not (prefix == "attributes" and key in ("accuracy", "balanced")):
                yield from _numbers(value, key.replace("_", " "))
        elif value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            # Names in the table say what they are; other keys need the group's name.
            label = f"{prefix}: {name}" if prefix and (key not in NAMES or key == "accuracy") else name
            yield label, number(value), number(group[OF_TEST[key]]) if key in OF_TEST else _count(group)


def _labels(attributes: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    balanced = attributes.get("balanced", {})
    for label, accuracy in attributes.get("accuracy", {}).items():
        yield label.replace("_", " "), number(accuracy), number(balanced[label]) if label in balanced else NONE


def _count(fields: Mapping[str, Any]) -> str:
    return next((number(fields[key]) for key in COUNTS if key in fields), NONE)
