from __future__ import annotations

import copy
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from tiny_explorer import make_explorer

from genfaces import placing


@pytest.fixture(scope="module")
def explorer(tmp_path_factory):
    return make_explorer(tmp_path_factory.mktemp("maps"), "", 5, count=400)


def test_the_nearest_point_to_a_point_is_itself(explorer):
    indices, distances = placing.nearest(explorer, explorer.latents[[3, 50]], 4)
    assert indices[:, 0].tolist() == [3, 50]
    assert distances[:, 0] == pytest.approx(0, abs=1e-3)
    assert (np.diff(distances, axis=1) >= 0).all()
    true = np.sort(np.linalg.norm(explorer.latents - explorer.latents[3], axis=1))[:4]
    assert distances[0] == pytest.approx(true, abs=1e-3)


@pytest.mark.parametrize("name", ["pca-2d", "pca-3d"])
def test_principal_components_place_a_point_where_it_is(explorer, name):
    placed = placing.place(explorer, explorer.latents[:20], name)
    assert placed == pytest.approx(explorer.latent_maps[name][:20], abs=1e-4)


def test_tsne_places_a_point_among_its_neighbours(explorer):
    # The flat map keeps two of five latents; latents that differ in these alone have a plain place.
    latents = np.zeros((4, 5), np.float32)
    latents[:, :2] = [[1, 1], [-1, 1], [1, -1], [-1, -1]]
    placed = placing.place(explorer, latents, "tsne-5")
    truth = placing.place(explorer, latents, "pca-2d")
    assert (np.sign(placed) == np.sign(truth)).all()
    assert np.linalg.norm(placed - truth, axis=1).max() < 0.5


def test_where_a_map_has_its_origin_changes_nothing(explorer):
    moved = replace(explorer, info=copy.deepcopy(explorer.info))
    moved.entry("tsne-5")["centre"] = [70.0, -30.0]
    placed = [placing.place(an_explorer, explorer.latents[:3], "tsne-5") for an_explorer in (explorer, moved)]
    assert placed[0] == pytest.approx(placed[1], abs=1e-4)
    assert np.abs(placed[0]).max() < 1.2


def test_new_points_do_not_move_each_other(explorer):
    together = placing.place(explorer, explorer.latents[:3], "tsne-5")
    alone = placing.place(explorer, explorer.latents[1:2], "tsne-5")
    assert together[1] == pytest.approx(alone[0], abs=1e-2)


def test_a_place_gives_back_the_latent_that_the_map_shows(explorer):
    place = np.array([0.2, -0.1], np.float32)
    estimate = placing.latent_at(explorer, place, "pca-2d")
    assert placing.place(explorer, estimate.latent[None], "pca-2d")[0] == pytest.approx(place, abs=0.02)
    assert (np.diff(estimate.distances) >= 0).all()


def test_a_plane_through_points_on_one_side_is_half_as_steep():
    """Three points on an arc around the place, and their latent is how far right they lie: a plane without ridge would
    go on to 0 at the place; with a tenth of the spread it falls half as fast, from 2/3 to 1/3."""
    angles = np.radians([0, 60, -60])
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    explorer = SimpleNamespace(latent_maps={"arc": points}, latents=points[:, :1])
    estimate = placing.latent_at(explorer, np.zeros(2), "arc")
    assert estimate.latent == pytest.approx([1 / 3], abs=1e-6)


def test_a_place_beside_the_map_does_not_run_away(explorer):
    estimate = placing.latent_at(explorer, np.array([2, 2], np.float32), "pca-2d")
    assert np.abs(estimate.latent).max() < 3 * np.abs(explorer.latents).max()
