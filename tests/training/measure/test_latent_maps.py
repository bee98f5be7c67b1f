from __future__ import annotations

import numpy as np
import pytest

from training.measure import latent_maps


@pytest.fixture
def two_groups():
    """Two groups far apart: (N, 2) points, and which group each belongs to."""
    rng = np.random.default_rng(0)
    points = rng.standard_normal((80, 2))
    group = np.arange(80) < 30
    points[group] += 50
    return points, group


def test_the_nearest_are_near_and_never_the_point_itself(two_groups):
    points, _ = two_groups
    found = latent_maps.nearest(points, 5)
    assert found.shape == (80, 5)
    assert (found != np.arange(80)[:, None]).all()
    true = np.argsort(np.linalg.norm(points - points[0], axis=1))[1:6]
    assert found[0].tolist() == true.tolist()


def test_separate_groups_are_pure_and_mixed_labels_are_not(two_groups):
    points, group = two_groups
    mixed = np.random.default_rng(1).random(80) < 0.25
    found = latent_maps.purity(latent_maps.nearest(points), np.stack([group, mixed], 1), ["group", "mixed"])
    assert found["group"]["same"] == found["group"]["among"] == 1
    assert found["group"]["chance_same"] == pytest.approx((3 / 8) ** 2 + (5 / 8) ** 2)
    assert found["mixed"]["same"] == pytest.approx(found["mixed"]["chance_same"], abs=0.12)
    assert found["mixed"]["among"] == pytest.approx(found["mixed"]["chance_among"], abs=0.12)


def test_a_label_that_nothing_has_is_no_error():
    found = latent_maps.purity(latent_maps.nearest(np.arange(20.0)[:, None], 3), np.zeros((20, 1)), ["never"])
    assert found["never"] == {"same": 1.0, "among": 0.0, "chance_same": 1.0, "chance_among": 0.0}


def test_a_true_map_is_trusted_and_a_shuffled_one_is_not():
    points = np.random.default_rng(0).standard_normal((120, 2))
    assert latent_maps.trust(points, 3 * points + 1) == 1
    assert latent_maps.trust(points, np.random.default_rng(1).permutation(points)) < 0.7
