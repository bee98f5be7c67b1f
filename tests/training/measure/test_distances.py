from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import sqrtm

from training.measure.checks import MeasureError
from training.measure.distances import frechet_distance, kernel_distance


def whitened(generator, count, width):
    """Vectors whose sample mean is exactly 0 and whose sample covariance is exactly the identity."""
    raw = generator.normal(size=(count, width))
    raw -= raw.mean(axis=0)
    return np.linalg.qr(raw)[0] * np.sqrt(count - 1)


@pytest.fixture
def generator():
    return np.random.default_rng(0)


def test_frechet_of_a_set_with_itself_is_zero(generator):
    features = generator.normal(size=(300, 20)) @ generator.normal(size=(20, 20)) + 5
    result = frechet_distance(features, features)
    assert result.value == pytest.approx(0, abs=1e-9)
    assert (result.samples, result.references) == (300, 300)


def test_frechet_of_shifted_set_is_the_squared_shift(generator):
    features, shift = generator.normal(size=(200, 8)), np.arange(8.0)
    assert frechet_distance(features, features + shift).value == pytest.approx(np.square(shift).sum())


def test_frechet_of_scaled_set_sums_squared_differences_of_deviation(generator):
    features, scale = whitened(generator, 400, 5), np.array([1.0, 2.0, 3.0, 0.5, 0.0])
    assert frechet_distance(features, features * scale).value == pytest.approx(np.square(scale - 1).sum())


def test_frechet_agrees_with_the_matrix_root_of_the_definition(generator):
    first = generator.normal(size=(150, 6)) @ generator.normal(size=(6, 6))
    second = generator.normal(size=(90, 6)) @ generator.normal(size=(6, 6)) + 1
    covariances = np.cov(first.T), np.cov(second.T)
    shift = first.mean(axis=0) - second.mean(axis=0)
    root = sqrtm(covariances[0] @ covariances[1]).real
    expected = shift @ shift + np.trace(covariances[0] + covariances[1] - 2 * root)
    assert frechet_distance(first, second).value == pytest.approx(expected)


def test_frechet_is_symmetric_and_blind_to_order_and_rotation(generator):
    first, second = generator.normal(size=(100, 6)), generator.gamma(1.0, size=(120, 6))
    rotation = np.linalg.qr(generator.normal(size=(6, 6)))[0]
    value = frechet_distance(first, second).value
    assert frechet_distance(second, first).value == pytest.approx(value)
    assert frechet_distance(first[::-1], second).value == pytest.approx(value)
    assert frechet_distance(first @ rotation, second @ rotation).value == pytest.approx(value)


def test_frechet_stays_exact_when_features_are_dead_or_doubled(generator):
    """ReLU features that never fire and columns that repeat make the covariance singular."""
    live = generator.normal(size=(300, 10))
    features = np.hstack([live, live, np.zeros((300, 12))]).astype(np.float32)
    assert frechet_distance(features, features + 1).value == pytest.approx(32, rel=1e-5)


def test_frechet_needs_a_full_covariance_unless_told_otherwise(generator):
    few, many = generator.normal(size=(10, 16)), generator.normal(size=(50, 16))
    with pytest.raises(MeasureError, match="at least 17 images in each set, got 10 and 50"):
        frechet_distance(few, many)
    assert frechet_distance(few, many, minimum_count=2).value > 0
    with pytest.raises(MeasureError, match="at least 2 images"):
        frechet_distance(few[:1], many, minimum_count=1)


def test_kernel_distance_of_one_distribution_is_zero_on_average_and_goes_below(generator):
    estimates = np.array(
        [
            kernel_distance(*generator.normal(size=(2, 60, 8)), subset_size=60, subsets=1, seed=trial).mean
            for trial in range(400)
        ]
    )
    standard_error = estimates.std() / np.sqrt(len(estimates))
    assert abs(estimates.mean()) < 3 * standard_error
    assert estimates.min() < 0 < estimates.max()


def test_kernel_distance_equals_the_sums_of_the_definition(generator):
    first, second = generator.normal(size=(7, 3)), generator.normal(size=(7, 3)) + 0.5

    def kernel(x, y):
        return (x @ y / 3 + 1) ** 3

    def mean(x, y, distinct):
        pairs = [(i, j) for i in range(7) for j in range(7) if i != j or not distinct]
        return np.mean([kernel(x[i], y[j]) for i, j in pairs])

    expected = mean(first, first, True) + mean(second, second, True) - 2 * mean(first, second, False)
    result = kernel_distance(first, second, subset_size=7, subsets=3)
    assert result.mean == pytest.approx(expected)
    assert result.std == pytest.approx(0, abs=1e-12)


def test_kernel_distance_grows_with_the_shift_and_is_symmetric_over_whole_sets(generator):
    first, second = generator.normal(size=(2, 200, 8))
    near = kernel_distance(first, second + 0.3, subset_size=200, subsets=1)
    far = kernel_distance(first, second + 0.6, subset_size=200, subsets=1)
    assert 0 < near.mean < far.mean
    assert kernel_distance(second + 0.6, first, subset_size=200, subsets=1).mean == pytest.approx(far.mean)


def test_kernel_distance_repeats_with_its_seed_and_reports_counts(generator):
    first, second = generator.normal(size=(80, 4)), generator.normal(size=(90, 4))
    result = kernel_distance(first, second, subset_size=40, subsets=10, seed=3)
    assert result == kernel_distance(first, second, subset_size=40, subsets=10, seed=3)
    assert result != kernel_distance(first, second, subset_size=40, subsets=10, seed=4)
    assert (result.samples, result.references, result.subset_size, result.subsets) == (80, 90, 40, 10)
    assert result.std > 0


def test_kernel_distance_needs_a_subset_in_each_set(generator):
    with pytest.raises(MeasureError, match="at least 500 images in each set, got 600 and 100"):
        kernel_distance(generator.normal(size=(600, 4)), generator.normal(size=(100, 4)))
    with pytest.raises(MeasureError, match="subset_size=1"):
        kernel_distance(np.ones((4, 2)), np.ones((4, 2)), subset_size=1)


@pytest.mark.parametrize("distance", [frechet_distance, kernel_distance])
def test_unusable_features_are_refused_in_one_sentence(distance):
    good, broken = np.ones((600, 4)), np.ones((600, 4))
    broken[[2, 5], 0] = np.nan, np.inf
    with pytest.raises(MeasureError, match="2 of 600 features"):
        distance(good, broken)
    with pytest.raises(MeasureError, match="4 and 5 columns"):
        distance(good, np.ones((600, 5)))
    with pytest.raises(MeasureError, match="shape"):
        distance(good, np.ones(600))
