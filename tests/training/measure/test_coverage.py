from __future__ import annotations

import numpy as np
import pytest
import sklearn

from training.measure.checks import MeasureError
from training.measure.coverage import coverage


@pytest.fixture
def generator():
    return np.random.default_rng(0)


def test_a_set_is_precise_and_covers_itself(generator):
    features = generator.normal(size=(300, 10))
    found = coverage(features, features)
    assert (found.precision, found.recall) == (1.0, 1.0)
    assert (found.samples, found.references) == (300, 300)


def test_fresh_draws_of_one_distribution_are_precise_and_varied(generator):
    first, second = generator.normal(size=(2, 1000, 4))
    found = coverage(first, second)
    assert min(found.precision, found.recall) > 0.85


def test_a_collapsed_set_is_precise_but_covers_little(generator):
    references = generator.normal(size=(1000, 4))
    found = coverage(0.05 * generator.normal(size=(1000, 4)), references)
    assert found.precision > 0.95
    assert found.recall < 0.05


def test_a_scattered_set_covers_everything_but_is_not_precise(generator):
    references = generator.normal(size=(1000, 4))
    found = coverage(8 * generator.normal(size=(1000, 4)), references)
    assert found.precision < 0.1
    assert found.recall > 0.8


def test_sets_far_apart_share_nothing(generator):
    features = generator.normal(size=(50, 3))
    found = coverage(features + 100, features)
    assert (found.precision, found.recall) == (0.0, 0.0)


def test_a_ball_reaches_to_the_third_nearest_other_vector():
    """On a line at 0, 1, 3 and 6 the balls of 0 and 6 reach to 6 and 0, that of 1 to 6, that of 3 to 0 or 6."""
    references = np.array([[0.0], [1.0], [3.0], [6.0]])
    inside, outside = np.full((4, 1), 11.9), np.full((4, 1), 12.1)
    assert coverage(inside, references).precision == 1.0
    assert coverage(outside, references).precision == 0.0
    assert coverage(np.array([[5.9]] * 4), references, neighbours=1).precision == 1.0  # the ball of 6 reaches to 3
    assert coverage(np.array([[9.1]] * 4), references, neighbours=1).precision == 0.0


def test_more_vectors_than_a_block_change_nothing(generator):
    first, second = generator.normal(size=(2, 70, 3))
    whole = coverage(first, second)
    with sklearn.config_context(working_memory=0.01):  # megabytes: 18 rows of 70 distances
        assert coverage(first, second) == whole


def test_too_few_vectors_are_one_sentence(generator):
    with pytest.raises(MeasureError, match="need 4 images in each set or more, got 3 and 9"):
        coverage(generator.normal(size=(3, 2)), generator.normal(size=(9, 2)))
