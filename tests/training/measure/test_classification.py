from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, confusion_matrix

from training.measure.checks import MeasureError
from training.measure.classification import (
    attribute_accuracy,
    balanced_accuracy,
    group_accuracy,
    prevalence_thresholds,
)


@pytest.fixture
def judged():
    """Scores that lean the right way, of attributes with a share of one half, a fifth and a fiftieth."""
    generator = np.random.default_rng(0)
    labels = (generator.random((500, 3)) < (0.5, 0.2, 0.02)).astype(np.float32)
    return generator.normal(size=(500, 3)).astype(np.float32) + 2 * labels - 3, labels


def test_thresholds_are_the_logits_of_the_prevalence():
    labels = np.array([[1, 1], [1, 0], [0, 0], [0, 0]])
    np.testing.assert_allclose(1 / (1 + np.exp(-prevalence_thresholds(labels))), [0.5, 0.25])


def test_thresholds_of_attributes_that_all_or_none_have_are_infinite():
    np.testing.assert_array_equal(prevalence_thresholds(np.array([[0, 1]] * 4)), [-np.inf, np.inf])


def test_thresholds_give_the_best_balanced_accuracy_where_probabilities_are_right():
    generator = np.random.default_rng(0)
    probability = generator.beta(0.5, 4.0, (20_000, 1))
    labels = (generator.random(probability.shape) < probability).astype(float)
    scores = np.log(probability) - np.log1p(-probability)
    at_prevalence = balanced_accuracy(scores, labels, prevalence_thresholds(labels))
    assert at_prevalence > balanced_accuracy(scores, labels, np.zeros(1)) + 0.05
    others = [balanced_accuracy(scores, labels, np.array([logit])) for logit in np.linspace(-6, 2, 33)]
    assert at_prevalence >= max(others) - 0.01


def test_balanced_accuracy_agrees_with_scikit_learn(judged):
    scores, labels = judged
    thresholds = np.array([-2.0, -1.5, -3.0])
    expected = [balanced_accuracy_score(labels[:, i], scores[:, i] > thresholds[i]) for i in range(3)]
    np.testing.assert_allclose(balanced_accuracy(scores, labels, thresholds), expected)


def test_always_saying_no_is_half_right_however_rare_the_attribute(judged):
    scores, labels = judged
    np.testing.assert_array_equal(balanced_accuracy(scores, labels, np.full(3, np.inf)), 0.5)


def test_mean_is_over_attributes_with_enough_of_each_value(judged):
    scores, labels = judged
    result = attribute_accuracy(scores, labels, np.array([-2.0, -2.0, -1.0]), ["male", "smiling", "bald"])
    assert result.counted == ("male", "smiling")
    assert result.mean_balanced == pytest.approx((result.balanced["male"] + result.balanced["smiling"]) / 2)
    assert 0.8 < result.mean_balanced < result.accuracy["bald"]
    assert result.images == 500


def test_attribute_without_a_second_value_has_no_balanced_accuracy_and_stays_json():
    scores, labels = np.array([[1.0, 1.0], [-1.0, -1.0]]), np.array([[1, 0], [0, 0]])
    result = attribute_accuracy(scores, labels, np.zeros(2), ["known", "absent"])
    assert result.balanced == {"known": 1.0}
    assert result.accuracy == {"known": 1.0, "absent": 0.5}
    assert json.loads(json.dumps(asdict(result), allow_nan=False))["counted"] == ["known"]


def test_group_accuracy_and_confusion_agree_with_scikit_learn():
    generator = np.random.default_rng(0)
    truth, names = generator.integers(0, 4, size=100), ["aqua", "black", "blue", "brown"]
    scores = generator.normal(size=(100, 4)) + 2 * np.eye(4)[truth]
    result = group_accuracy(scores, np.eye(4)[truth], names)
    expected = confusion_matrix(truth, scores.argmax(axis=1))
    np.testing.assert_array_equal(result.confusion, expected)
    assert result.accuracy == pytest.approx(np.trace(expected) / 100)
    assert json.loads(json.dumps(asdict(result)))["images"] == 100


def test_unusable_labels_are_refused(judged):
    scores, labels = judged
    with pytest.raises(MeasureError, match="0 or 1"):
        prevalence_thresholds(2 * labels - 1)
    with pytest.raises(MeasureError, match="same shape"):
        balanced_accuracy(scores, labels[:, :2], np.zeros(3))
    with pytest.raises(MeasureError, match="2 names for 3 columns"):
        attribute_accuracy(scores, labels, np.zeros(3), ["male", "smiling"])
    with pytest.raises(MeasureError, match="None of the attributes"):
        attribute_accuracy(scores, np.zeros_like(labels), np.zeros(3), ["a", "b", "c"])
    with pytest.raises(MeasureError, match="2 of 3 images"):
        group_accuracy(np.zeros((3, 2)), np.array([[1, 0], [1, 1], [0, 0]]), ["a", "b"])
