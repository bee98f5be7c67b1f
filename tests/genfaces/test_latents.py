from __future__ import annotations

import numpy as np
import pytest

from genfaces.latents import draw, draw_mixture, spherical

WEIGHTS = np.array([0.7, 0.0, 0.3])
MEANS = np.array([[-50.0, 0.0], [0.0, 99.0], [50.0, 10.0]])
SCALES = np.array([[1.0, 2.0], [1.0, 1.0], [0.5, 3.0]])
TURN = np.array([[0.6, -0.8], [0.8, 0.6]])


def test_one_seed_one_draw_and_rows_do_not_depend_on_the_count():
    assert np.array_equal(draw(3, 10, 4)[:7], draw(3, 7, 4))
    assert draw(3, 10, 4).dtype == np.float32
    assert not np.array_equal(draw(3, 7, 4), draw(4, 7, 4))


def test_these_numbers_are_drawn_on_every_machine():
    np.testing.assert_allclose(draw(42, 1, 3), [[0.1419072, -1.6685079, -1.3321081]], rtol=1e-6)


@pytest.mark.parametrize("basis", [None, TURN])
def test_rows_of_a_mixture_do_not_depend_on_the_count(basis):
    longer = draw_mixture(5, 40, WEIGHTS, MEANS, SCALES, basis)
    assert longer.dtype == np.float32
    for count in (1, 2, 39):
        assert np.array_equal(draw_mixture(5, count, WEIGHTS, MEANS, SCALES, basis), longer[:count])


def test_a_mixture_has_its_weights_means_and_scales():
    drawn = draw_mixture(0, 20_000, WEIGHTS, MEANS, SCALES)
    left = drawn[drawn[:, 0] < 0]
    right = drawn[drawn[:, 0] > 0]
    assert len(left) / len(drawn) == pytest.approx(0.7, abs=0.015)
    assert not (drawn[:, 1] > 50).any(), "a component of weight zero was drawn"
    np.testing.assert_allclose(left.mean(0), MEANS[0], atol=0.08)
    np.testing.assert_allclose(left.std(0), SCALES[0], rtol=0.05)
    np.testing.assert_allclose(right.mean(0), MEANS[2], atol=0.15)
    np.testing.assert_allclose(right.std(0), SCALES[2], rtol=0.05)


def test_a_basis_turns_coordinates_into_latents():
    coordinates = draw_mixture(1, 6, WEIGHTS, MEANS, SCALES)
    np.testing.assert_allclose(draw_mixture(1, 6, WEIGHTS, MEANS, SCALES, TURN), coordinates @ TURN.T, rtol=1e-5)


def test_temperature_scales_the_deviation_from_the_components_mean():
    cold = draw_mixture(2, 30, WEIGHTS, MEANS, SCALES, temperature=0.0)
    assert {tuple(row) for row in cold.tolist()} == {(-50.0, 0.0), (50.0, 10.0)}
    one = draw_mixture(2, 30, WEIGHTS, MEANS, SCALES)
    np.testing.assert_allclose(
        draw_mixture(2, 30, WEIGHTS, MEANS, SCALES, temperature=0.5), cold + 0.5 * (one - cold), rtol=1e-5, atol=1e-5
    )


def test_weights_that_lost_digits_on_disk_still_choose_a_component():
    drawn = draw_mixture(9, 5000, np.full(3, 0.33, np.float16), MEANS, SCALES, temperature=0.0)
    shares = [(drawn[:, 0] == value).mean() for value in (-50.0, 0.0, 50.0)]
    np.testing.assert_allclose(shares, 1 / 3, atol=0.03)


def test_the_arc_keeps_its_radius_and_its_pace():
    start, end = np.array([2.0, 0.0, 0.0], np.float32), np.array([0.0, 2.0, 0.0], np.float32)
    path = spherical(start, end, np.linspace(0, 1, 7))
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), 2.0, rtol=1e-6)
    np.testing.assert_allclose(np.degrees(np.arctan2(path[:, 1], path[:, 0])), np.linspace(0, 90, 7), atol=1e-4)


def test_the_arc_meets_its_ends_exactly():
    start, end = draw(1, 2, 128)
    path = spherical(start, end, np.array([0.0, 0.5, 1.0]))
    assert path.dtype == np.float32
    assert np.array_equal(path[[0, 2]], [start, end])
    # A straight line would pass well inside of where all noise is.
    assert np.linalg.norm(path[1]) > 0.97 * min(np.linalg.norm(start), np.linalg.norm(end))
    assert np.linalg.norm((start + end) / 2) < 0.8 * np.linalg.norm(start)


@pytest.mark.parametrize("end", [[1.0, 2.0], [3.0, 6.0], [-1.0, -2.0], [0.0, 0.0]])
def test_where_there_is_no_one_arc_the_line_is_taken(end):
    start, end = np.array([1.0, 2.0], np.float32), np.array(end, np.float32)
    np.testing.assert_allclose(spherical(start, end, np.array([0.25])), [0.75 * start + 0.25 * end], atol=1e-6)
