from __future__ import annotations

import numpy as np
import pytest

from genfaces.tasks import attributes
from genfaces.tasks.errors import TaskError

NAMES = ["Bangs", "Black_Hair", "Blond_Hair", "Smiling"]
# Nobody has black and blond hair at once, though chance would give 200 of the 1,000 both.
ROWS = np.array([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 1, 1]], np.uint8)
COUNTS = np.array([400, 300, 200, 100], np.int32)


@pytest.fixture
def model(add):
    arguments = {"label_groups": [1] * 4, "latent_size": 6, "width": 4, "embedding_size": 2}
    arrays = {"label_rows": ROWS, "label_counts": COUNTS}
    add("acgan-faces", "gan-labels", arguments=arguments, label_names=NAMES, arrays=arrays)
    return "acgan-faces"


@pytest.fixture
def judge(add):
    names = ["Young", "Smiling", "Bangs"]
    arrays = {"thresholds": np.array([0.0, -50.0, 50.0])}
    metrics = {"classification": {"attributes": {"accuracy": {"Young": 0.5, "Smiling": 0.9, "Bangs": 0.7}}}}
    arguments = {"labels": 3, "width": 2}
    add("judge-faces", "classifier", arguments=arguments, label_names=names, arrays=arrays, metrics=metrics)


def test_models_that_take_attributes_are_offered(model, add):
    add("gan", "gan")
    assert [item.name for item in attributes.models()] == ["acgan-faces"]
    assert attributes.attributes(model) == tuple(NAMES)


def test_a_wish_changes_the_picture_and_what_is_not_named_is_left_open(model):
    picture = attributes.toggle(model, 7, {"Smiling": 1})
    assert picture.shape == (64, 64, 3)
    assert picture.dtype == np.uint8
    named = dict.fromkeys(NAMES, 0.0) | {"Smiling": 1}
    assert (picture == attributes.toggle(model, 7, named)).all()
    assert (picture != attributes.toggle(model, 7, {"Smiling": -1})).any()
    assert (picture != attributes.toggle(model, 7, {"Smiling": 1.5})).any()
    assert (picture != attributes.toggle(model, 8, {"Smiling": 1})).any()


def test_an_unknown_attribute_is_refused_by_name_with_those_that_are_known(model):
    with pytest.raises(TaskError) as refused:
        attributes.toggle(model, 7, {"Smiling": 1, "Hat": 1})
    assert str(refused.value) == (
        "There is no attribute 'Hat'; 'acgan-faces' knows: Bangs, Black_Hair, Blond_Hair, Smiling."
    )


@pytest.mark.parametrize("strength", [1.6, float("nan"), "1", True, None])
def test_impossible_strengths_are_refused(model, strength):
    with pytest.raises(TaskError, match=r"'Smiling' must be a number from -1\.5 to 1\.5"):
        attributes.toggle(model, 7, {"Smiling": strength})


@pytest.mark.parametrize(("seed", "wishes"), [(-1, {}), (0.5, {}), (7, ["Smiling"])])
def test_impossible_questions_are_refused(model, seed, wishes):
    with pytest.raises(TaskError):
        attributes.toggle(model, seed, wishes)


def test_a_model_without_attributes_is_refused(model, add):
    add("gan", "gan")
    with pytest.raises(TaskError, match="choose one of: acgan-faces"):
        attributes.toggle("gan", 7, {})


def test_pairs_differ_by_one_attribute_and_begin_with_the_picture_shown(model):
    wishes = {"Bangs": 1, "Smiling": 1}
    off, on = attributes.pairs(model, 7, wishes, "Smiling", 3)
    assert (on[0] == attributes.toggle(model, 7, wishes)).all()
    assert (off[0] == attributes.toggle(model, 7, {"Bangs": 1, "Smiling": -1})).all()
    assert (attributes.pairs(model, 7, wishes, "Smiling", 10)[:, :3] == np.stack([off, on])).all()
    with pytest.raises(TaskError, match="no attribute 'Hat'"):
        attributes.pairs(model, 7, wishes, "Hat")


def test_presets_are_frequent_rows_that_differ(model):
    first, second, *_ = attributes.presets(model)
    assert first == {"Bangs": -1, "Black_Hair": 1, "Blond_Hair": -1, "Smiling": 1}
    assert second == {"Bangs": 1, "Black_Hair": -1, "Blond_Hair": 1, "Smiling": -1}
    assert len(attributes.presets(model, count=1)) == 1


def test_wishes_that_training_never_had_together_are_told(model):
    wishes = {"Black_Hair": 1, "Blond_Hair": 1, "Smiling": 1}
    (rare,) = attributes.rare_together(model, wishes)
    assert (rare.first, rare.second) == (("Black_Hair", True), ("Blond_Hair", True))
    assert (rare.count, rare.total) == (0, 1000)
    assert attributes.rare_together(model, wishes | {"Blond_Hair": 0.4}) == []
    assert attributes.rare_together(model, {"Black_Hair": 1, "Smiling": 1}) == []


@pytest.mark.parametrize(
    ("together", "is_rare"),
    [
        (9, True),  # of 100 by chance, and of 1,000 in all: less than a quarter, and less than one in a hundred
        (10, False),  # one in a hundred is no longer few
    ],
)
def test_wishes_are_rare_together_below_one_image_in_a_hundred(add, together, is_rare):
    assert bool(rare_among(add, first=400, second=250, together=together)) == is_rare


@pytest.mark.parametrize(("together", "is_rare"), [(4, True), (5, False)])
def test_wishes_are_rare_together_below_a_quarter_of_what_chance_gives(add, together, is_rare):
    """100 and 200 of 1,000 have each: by chance 20 have both."""
    assert bool(rare_among(add, first=100, second=200, together=together)) == is_rare


def rare_among(add, first, second, together, total=1000):
    """What is rare where so many of `total` training images have one wish, the other, and both."""
    rows = np.array([[1, 1], [1, 0], [0, 1], [0, 0]], np.uint8)
    counts = np.array([together, first - together, second - together, total - first - second + together], np.int32)
    arguments = {"label_groups": [1, 1], "latent_size": 6, "width": 4, "embedding_size": 2}
    arrays = {"label_rows": rows, "label_counts": counts}
    add("acgan-faces", "gan-labels", arguments=arguments, label_names=["Bangs", "Young"], arrays=arrays)
    return attributes.rare_together("acgan-faces", {"Bangs": 1, "Young": 1})


@pytest.mark.parametrize(("strength", "is_clear"), [(0.5, True), (0.49, False)])
def test_a_wish_is_clear_from_half_its_strength_on(model, strength, is_clear):
    wishes = {"Black_Hair": 1, "Blond_Hair": strength}
    assert bool(attributes.rare_together(model, wishes)) == is_clear


def test_the_difference_is_the_share_of_the_way_from_black_to_white():
    black = np.zeros((2, 2, 3), np.uint8)
    grey = black.copy()
    grey[0, 0] = (255, 0, 0)
    assert np.allclose(attributes.difference(black, grey), [[1 / 3, 0], [0, 0]])
    assert np.allclose(attributes.difference(grey, black), attributes.difference(black, grey))


def test_the_judge_answers_at_its_own_thresholds(model, judge):
    images = np.stack([attributes.toggle(model, seed, {}) for seed in (1, 2)])
    told = attributes.seen(images, NAMES)
    assert [set(each) for each in told] == [{"Bangs", "Smiling"}] * 2
    assert all(each["Smiling"] > 0.9 and each["Bangs"] < -0.9 for each in told)
    assert attributes.judge_accuracy(NAMES) == pytest.approx(0.8)


def test_without_a_judge_a_sentence_says_so(model):
    with pytest.raises(TaskError, match="'judge-faces' is not installed"):
        attributes.seen(np.zeros((1, 64, 64, 3), np.uint8), NAMES)
    assert attributes.judge_accuracy(NAMES) is None


def test_the_batch_does_not_change_a_picture(model):
    wishes = [{"Smiling": strength / 10} for strength in range(-10, 11)]
    together = attributes.toggle_all(model, [7] * len(wishes), wishes)
    assert (together[17] == attributes.toggle(model, 7, wishes[17])).all()
