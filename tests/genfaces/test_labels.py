from __future__ import annotations

import numpy as np

from genfaces import labels

NAMES = ("hair:red", "Smiling", "hair:blue", "eyes:red", "eyes:blue")


def test_groups_follow_the_prefix():
    assert labels.groups(NAMES) == {"hair": [0, 2], "eyes": [3, 4]}
    assert labels.groups(("Smiling", "Male")) == {}


def test_yes_and_no_are_signed_and_answers_stay_one_hot():
    rows = np.array([[1, 0, 0, 0, 1], [0, 1, 1, 1, 0]], dtype=np.uint8)
    encoded = labels.encode(rows, NAMES)
    assert encoded.dtype == np.float32
    assert encoded.tolist() == [[1, -1, 0, 0, 1], [0, 1, 1, 1, 0]]


def test_rows_are_drawn_as_often_as_they_were_counted():
    rows, counts = np.eye(3, dtype=np.uint8), np.array([0, 3, 1])
    drawn = labels.draw(5, 4000, rows, counts)
    np.testing.assert_allclose(drawn.mean(0), [0.0, 0.75, 0.25], atol=0.03)
    assert np.array_equal(labels.draw(5, 10, rows, counts), drawn[:10])
    assert not np.array_equal(labels.draw(6, 4000, rows, counts), drawn)
