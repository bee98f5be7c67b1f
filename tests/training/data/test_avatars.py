from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageColor

from training.data import DataError, avatars, open_dataset
from training.data.avatars import EYE_COLOURS, HAIR_COLOURS, LABEL_NAMES, SKIN_COLOURS, draw, vector

SEEDS = range(40)


@pytest.fixture(scope="module")
def drawn():
    return [draw(seed) for seed in SEEDS]


def pixels_near(image, colour, reach=40):
    """How many pixels are within `reach` of a colour in each channel."""
    difference = np.abs(np.asarray(image).astype(int) - ImageColor.getrgb(colour))
    return int((difference.max(-1) < reach).sum())


def test_one_seed_one_picture(drawn):
    again, labels = draw(3)
    assert np.array_equal(again, drawn[3][0])
    assert labels == drawn[3][1]
    assert not np.array_equal(drawn[3][0], drawn[4][0])


def test_size_does_not_change_who_is_drawn(drawn):
    large, labels = draw(3, 128)
    assert (large.size, large.mode) == ((128, 128), "RGB")
    assert labels == drawn[3][1]
    difference = np.asarray(large.reduce(2)).astype(int) - np.asarray(drawn[3][0])
    assert np.abs(difference).mean() < 6


def test_hair_skin_and_eye_colours_can_be_seen_at_64_pixels(drawn):
    for image, labels in drawn:
        assert pixels_near(image, HAIR_COLOURS[labels["hair_colour"]]) > 150
        assert pixels_near(image, SKIN_COLOURS[labels["skin"]]) > 150
        eyes = image.crop((22, 20, 58, 44))  # where a pixel can be an iris
        assert pixels_near(eyes, EYE_COLOURS[labels["eye_colour"]]) >= 6


@pytest.mark.parametrize(("label", "least"), [("smile", 8), ("glasses", 20), ("beard", 80)])
def test_a_yes_differs_plainly_from_a_no(monkeypatch, label, least):
    """The same avatar with and without: at least so many pixels change by a tenth of the range or more."""
    choose = avatars._choose
    style_option = {"glasses": "glassesProbability", "beard": "beardProbability"}
    for seed in range(8):
        pictures = []
        for probability, mouth in ((0, "frown"), (100, "arc")):
            labels, options = choose(seed)
            change = {"mouthVariant": mouth} if label == "smile" else {style_option[label]: probability}
            monkeypatch.setattr(avatars, "_choose", lambda _, both=(labels, options | change): both)
            pictures.append(np.asarray(draw(seed)[0]).astype(int))
        assert (np.abs(pictures[0] - pictures[1]).max(-1) > 25).sum() >= least


def test_vector_has_one_of_each_group(drawn):
    for _, labels in drawn:
        names = {name for name, value in zip(LABEL_NAMES, vector(labels), strict=True) if value}
        for group in ("hair_colour", "eye_colour", "skin", "hair_length"):
            assert [name for name in names if name.startswith(group)] == [f"{group}:{labels[group]}"]
        assert names >= {name for name in ("smile", "glasses", "beard") if labels[name] == "yes"}


def test_labels_are_independent_and_common_enough():
    vectors = np.array([vector(avatars._choose(seed)[0]) for seed in range(3000)])
    assert vectors.mean(0).min() > 0.1
    correlation = np.corrcoef(vectors.T)
    groups = np.array([name.split(":")[0] for name in LABEL_NAMES])
    assert np.abs(correlation[groups[:, None] != groups]).max() < 0.08


def test_open_dataset_draws_once_and_splits_by_seed(monkeypatch):
    monkeypatch.setattr(avatars, "TRAINING_COUNT", 9)
    monkeypatch.setattr(avatars, "TEST_COUNT", 3)
    dataset = open_dataset("avatars", None, 24)
    assert dataset.train.ids + dataset.test.ids == [str(seed) for seed in range(12)]
    assert dataset.train.images.shape == (9, 24, 24, 3)
    np.testing.assert_array_equal(dataset.test.images[0], draw(9, 24)[0])
    np.testing.assert_array_equal(dataset.test.labels[0], vector(draw(9, 24)[1]))
    monkeypatch.setattr(avatars, "draw", None)
    assert len(open_dataset("avatars", None, 24).test) == 3


def test_drawn_sets_take_no_path(tmp_path):
    with pytest.raises(DataError, match="drawn here and not read from"):
        open_dataset("avatars", tmp_path, 64)
