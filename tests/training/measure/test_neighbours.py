from __future__ import annotations

import numpy as np
import pytest

from training.measure.checks import MeasureError
from training.measure.neighbours import nearest, neighbour_check


@pytest.fixture
def generator():
    return np.random.default_rng(0)


def images(generator, count):
    return generator.integers(0, 256, size=(count, 8, 8, 3), dtype=np.uint8)


@pytest.mark.parametrize("block", [1, 7, 50, 1000])
def test_agrees_with_brute_force_whatever_the_block(generator, block):
    queries, references = generator.normal(size=(20, 6)) + 1000, generator.normal(size=(50, 6)) + 1000
    distances = np.linalg.norm(queries[:, None] - references[None], axis=-1)
    result = nearest(queries, references, block)
    np.testing.assert_array_equal(result.indices, distances.argmin(axis=1))
    np.testing.assert_allclose(result.distances, distances.min(axis=1))


def test_pixels_are_compared_in_zero_to_one():
    black, grey = np.zeros((1, 4, 4, 3), np.uint8), np.full((1, 4, 4, 3), 51, np.uint8)
    assert nearest(black, grey).distances[0] == pytest.approx(0.2 * np.sqrt(48))


def test_reads_a_memory_mapped_training_set(generator, tmp_path):
    np.save(tmp_path / "train.npy", images(generator, 40))
    train = np.load(tmp_path / "train.npy", mmap_mode="r")
    result = nearest(np.array(train[[30, 3]]), train, block=16)
    np.testing.assert_array_equal(result.indices, [30, 3])
    np.testing.assert_array_equal(result.distances, [0, 0])


def test_a_generator_that_copies_is_told_from_one_that_does_not(generator):
    train, test, fresh = images(generator, 60), images(generator, 30), images(generator, 40)
    honest, copying = neighbour_check(fresh, test, train), neighbour_check(train[:40], test, train)
    assert honest.closer == pytest.approx(0.5, abs=0.15)
    assert honest.sample_median == pytest.approx(honest.test_median, rel=0.05)
    assert copying.closer == 1
    assert copying.sample_median == 0 < copying.test_median == honest.test_median
    assert (copying.samples, copying.test, copying.train) == (40, 30, 60)


def test_test_images_against_themselves_are_exactly_as_close(generator):
    train, test = images(generator, 20), images(generator, 15)
    assert neighbour_check(test, test, train).closer == 0.5


def test_unusable_sets_are_refused(generator):
    some = images(generator, 3)
    with pytest.raises(MeasureError, match="no images at all"):
        nearest(some, some[:0])
    with pytest.raises(MeasureError, match="at least one row"):
        nearest(some[:0], some)
    with pytest.raises(MeasureError, match="192 and 48 columns"):
        nearest(some, some[:, :4, :4])
