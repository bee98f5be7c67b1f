"""The few measured numbers that say most about a checkpoint, on one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from training.measure.reconstruction import LINEAR, NETWORK
from training.measure.ruler import EQUAL, FLOOR, KEY


def headline(metrics: Mapping[str, Any]) -> str:
    """One line for `config["metrics"]`, empty when nothing was measured."""
    parts = (_ruler, _reconstruction, _distances, _accuracies, _labels, _codes, _translation)
    return "; ".join(text for part in parts for text in part(metrics))


def _ruler(metrics: Mapping[str, Any]) -> Iterator[str]:
    scores = dict(metrics.get(KEY, {}))
    if not scores:
        return
    floor = _frechet(scores.pop(FLOOR))
    rebuilt, linear = scores.pop(NETWORK, None), scores.pop(LINEAR, None)
    for found in list(scores.values())[:1]:  # the page's own way to draw; others stand on the card
        equal, shares = found.get(EQUAL, found), found["coverage"]
        count = equal["frechet"]["samples"]
        yield f"{KEY} {_frechet(found)} (of {count:,} {_frechet(equal)}, floor {floor})"
        yield f"precision {shares['precision']:.2f}, recall {shares['recall']:.2f}"
    if rebuilt:
        yield f"reconstructions' {KEY} {_frechet(rebuilt)} (principal components {_frechet(linear)}, floor {floor})"


def _frechet(found: Mapping[str, Any]) -> str:
    return f"{found['frechet']['value']:.3g}"


def _reconstruction(metrics: Mapping[str, Any]) -> Iterator[str]:
    if numbers := metrics.get("reconstruction"):
        linear = numbers["principal_components_mse"]
        yield f"MSE {numbers['test_mse']:.4f} (principal components of equal size {linear:.4f})"


def _distances(metrics: Mapping[str, Any]) -> Iterator[str]:
    for judge, distances in metrics.get("distances", {}).items():
        values = {source: distance["frechet"]["value"] for source, distance in distances.items()}
        floor = values.pop("floor")
        sources = ", ".join(f"{source} {value:.3g}" for source, value in values.items())
        yield f"Fréchet ({judge}) {sources}; floor {floor:.2g}"


def _accuracies(metrics: Mapping[str, Any]) -> Iterator[str]:
    for group, numbers in metrics.get("classification", {}).items():
        if "mean_balanced" in numbers:
            counted = len(numbers["counted"])
            over = f" over {counted} attributes" if counted > 1 else ""
            yield f"balanced accuracy {numbers['mean_balanced']:.3f}{over}"
        else:
            yield f"{group.replace('_', ' ')} {numbers['accuracy']:.3f}"


def _labels(metrics: Mapping[str, Any]) -> Iterator[str]:
    if numbers := metrics.get("flips"):
        change = numbers["side_change"]
        others = "" if change is None else f", others change {change:.3f}"
        yield f"flips succeed {numbers['mean_success']:.3f}{others}"
    if numbers := metrics.get("tags"):
        yield f"hair {numbers['hair']['accuracy']:.3f}, eyes {numbers['eyes']['accuracy']:.3f} as asked"


def _codes(metrics: Mapping[str, Any]) -> Iterator[str]:
    if numbers := metrics.get("codes", {}).get("recognition"):
        continuous = numbers["continuous_correlation"]
        worst = f", continuous codes with correlation {min(continuous):.3f} or more" if continuous else ""
        yield f"category recognised {numbers['category_accuracy']:.3f}{worst}"


def _translation(metrics: Mapping[str, Any]) -> Iterator[str]:
    if numbers := metrics.get("translation"):
        read, cycle = numbers["aerial_to_map"], numbers["cycle"]
        yield f"map classes {read['accuracy']:.3f}, mean IoU {read['mean_iou']:.3f}"
        if "map_to_aerial" in numbers:
            yield f"read back {numbers['map_to_aerial']['read_back']:.3f}"
        yield f"cycle L1 photograph {cycle['cycle_aerial']:.3f}, map {cycle['cycle_map']:.3f}"
