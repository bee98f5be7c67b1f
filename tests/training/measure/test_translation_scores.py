from __future__ import annotations

import numpy as np
import pytest
import torch
from tiny_landscape import pair
from torch import nn

from genfaces.images import to_tensor
from genfaces.palette import LANDCOVER
from training.measure.translation import class_scores, cycle, hidden_notes, translate, translation_scores


class Made(nn.Module):
    """A translator whose two directions are given as functions."""

    def __init__(self, **directions):
        super().__init__()
        self.directions = directions
        self.device_of = nn.Parameter(torch.zeros(1))

    def forward(self, images, direction):
        return self.directions[direction](images)


def test_scores_count_pixels_and_classes():
    truth = LANDCOVER.paint(np.array([[[0, 0, 1, 1], [0, 0, 2, 2]]]))
    found = LANDCOVER.paint(np.array([[[0, 0, 1, 1], [0, 0, 1, 1]]]))
    scores = class_scores(found, truth, LANDCOVER)
    assert scores["accuracy"] == pytest.approx(6 / 8)
    assert scores["intersection_over_union"] == pytest.approx({"ground": 1.0, "wood": 0.5, "water": 0.0})
    assert scores["mean_iou"] == pytest.approx(0.5)
    assert scores["largest_class"] == pytest.approx(0.5)


def test_perfect_translators_score_perfectly():
    aerial, maps = (image[None] for image in pair(16, 16))
    perfect = Made(aerial_to_map=lambda _: to_tensor(maps), map_to_aerial=lambda _: to_tensor(aerial))
    scores = translation_scores(perfect, aerial, maps, LANDCOVER, reader=perfect)
    assert scores["aerial_to_map"]["accuracy"] == scores["map_to_aerial"]["read_back"] == 1.0
    assert scores["map_to_aerial"]["read_back_intersection_over_union"]["road"] == 1.0
    assert scores["cycle"]["cycle_aerial"] == scores["cycle"]["cycle_map"] == scores["cycle"]["plain_map"] == 0.0


def test_the_cycles_error_is_in_pixels_of_zero_to_one():
    shift = Made(aerial_to_map=lambda x: x, map_to_aerial=lambda x: x + 0.2)
    images = torch.full((3, 3, 8, 8), -0.5)
    assert cycle(shift, images, "aerial").error == pytest.approx(0.1, abs=1e-6)
    assert cycle(shift, images, "map").error == pytest.approx(0.1, abs=1e-6)


def test_hidden_notes_show():
    """One hides the photograph in differences of a thousandth; the other shows it openly."""
    images = torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(0)) * 1.6 - 0.8
    hiding = Made(aerial_to_map=lambda x: x / 1000, map_to_aerial=lambda x: x * 1000)
    honest = Made(aerial_to_map=lambda x: x, map_to_aerial=lambda x: x)
    assert cycle(hiding, images, "aerial").error == pytest.approx(0.0, abs=1e-4)
    random = torch.Generator().manual_seed(0)
    assert hidden_notes(hiding, cycle(hiding, images, "aerial"), "aerial", random) > 0.5
    assert hidden_notes(honest, cycle(honest, images, "aerial"), "aerial", random) < 0.01


def test_a_few_at_a_time_score_as_all_together(monkeypatch):
    aerial, maps = (np.stack(images) for images in zip(*(pair(16, 16, seed) for seed in range(5)), strict=True))
    darker = Made(aerial_to_map=lambda x: x * 0.5, map_to_aerial=lambda x: x * 0.8)
    together = translation_scores(darker, aerial, maps, LANDCOVER, reader=darker)
    monkeypatch.setattr("training.measure.translation.BATCH", 2)
    apart = translation_scores(darker, aerial, maps, LANDCOVER, reader=darker)
    for group in ("aerial_to_map", "map_to_aerial"):
        assert apart[group] == together[group]
    assert apart["cycle"] == pytest.approx(together["cycle"], abs=1e-4)


def test_translating_a_few_at_a_time_changes_nothing():
    images = torch.rand(37, 3, 8, 8)
    assert torch.equal(translate(Made(map_to_aerial=lambda x: -x), images, "map_to_aerial"), -images)
