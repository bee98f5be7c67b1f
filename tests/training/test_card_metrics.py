"""The tables of a card: every number beside its floor and its count, and in sensible digits."""

from __future__ import annotations

import math
from typing import Any

import pytest

from training.card_metrics import number, sections, table


def test_distances_stand_beside_their_floor_and_count():
    def distance(value: float) -> dict[str, Any]:
        counts = {"samples": 2000, "references": 1000}
        return {"frechet": {"value": value} | counts, "kernel": {"mean": value / 1e3, "std": 3e-4} | counts}

    text = sections({"distances": {"judge-faces": {"floor": distance(1.234), "mixture": distance(20.123)}}})
    assert "| judge-faces | Fréchet | fitted mixture | 20.1 | 1.23 | 2,000 |" in text
    assert "| judge-faces | kernel (KID) | fitted mixture | 0.0201 ± 0.0003 | 0.00123 ± 0.0003 | 2,000 |" in text


def test_a_missing_floor_is_said_to_be_missing():
    text = sections({"distances": {"dlib": {"prior": {"frechet": {"value": math.nan, "samples": 10}}}}})
    assert "| dlib | Fréchet | prior | not measured | not measured | 10 |" in text


def test_numbers_carry_their_images_and_lists_stay_away():
    metrics = {
        "reconstruction": {"test_mse": 0.0038561, "images": 1000},
        "latent": {"kl": 421.2345, "kl_per_dimension": [0.123456] * 64, "active": 60, "images": 1000},
        "something_new": {"score": 0.5},
        "neighbours": {"sample_median": 4.64, "test_median": 4.44, "closer": 0.4, "samples": 500, "test": 1000},
    }
    text = sections(metrics)
    assert "| Mean squared error, pixels in [0, 1] | 0.00386 | 1,000 |" in text
    assert "| Active latent dimensions | 60 | 1,000 |" in text
    assert "of a sample, median distance | 4.64 | 500 |" in text
    assert "of a held-out image, median distance | 4.44 | 1,000 |" in text
    assert "| something new: score | 0.500 | – |" in text
    assert "0.123" not in text


def test_a_judge_is_measured_label_by_label():
    attributes = {
        "accuracy": {"Male": 0.96, "Bald_Head": 1.0},
        "balanced": {"Male": 0.955},
        "mean_balanced": 0.84,
        "counted": ("Male",),
        "images": 1000,
    }
    group = {"names": ("hair:a", "hair:b"), "accuracy": 0.9, "confusion": ((9, 1), (1, 9)), "images": 20}
    text = sections({"classification": {"attributes": attributes, "hair": group}})
    assert "| Mean balanced accuracy (labels with 5 % or more of each value) | 0.840 | 1,000 |" in text
    assert "| Male | 0.960 | 0.955 |" in text
    assert "| Bald Head | 1.00 | – |" in text
    assert "| hair: Accuracy | 0.900 | 20 |" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "not measured"),
        (math.inf, "not measured"),
        (0.0, "0.00"),
        (0.0038561, "0.00386"),
        (-0.5, "-0.500"),
        (421.23, "421"),
        (12345.6, "12,346"),
        (0.00001234, "1.23e-05"),
        (9000, "9,000"),
    ],
)
def test_sensible_digits(value, text):
    assert number(value) == text


def test_a_bar_does_not_break_a_table():
    assert table(("a",), [("x|y",)]) == "| a |\n| --- |\n| x\\|y |"
