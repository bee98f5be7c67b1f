from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from training import atlas, latent_maps


@pytest.fixture(scope="module")
def pictures():
    """Latents (300, 6), and pictures whose brightness follows the first latent and whose left half the second."""
    latents = np.random.default_rng(0).standard_normal((300, 6)).astype(np.float32)
    values = np.full((300, 32, 32, 3), 128.0) + 30 * latents[:, :1, None, None]
    values[:, :, :16] += 6 * latents[:, 1, None, None, None]
    return latents, values.clip(0, 255).astype(np.uint8)


def test_distances_count_what_moves_the_picture(pictures):
    latents, images = pictures
    metric = latent_maps.picture_metric(latents, images)
    assert metric == pytest.approx(metric.T)
    strength = np.linalg.norm(metric, axis=1)
    assert strength[0] > strength[1] > 3 * strength[2:].max()


def test_the_usual_distance_is_one(pictures):
    latents, images = pictures
    points = latents @ latent_maps.picture_metric(latents, images)
    squares = np.square(points[:150] - points[150:]).sum(1)
    assert squares.mean() == pytest.approx(1, abs=0.2)


def test_principal_components_are_ordered_and_framed(pictures):
    points = pictures[0] * [5, 3, 1, 0.1, 0.1, 0.1]
    found, projection = latent_maps.principal_components(points, 3)
    assert found.entry["explained"] == sorted(found.entry["explained"], reverse=True)
    assert np.abs(found.coordinates).max() == pytest.approx(1)
    own = (points - points.mean(0)) @ projection
    assert found.coordinates * found.entry["reach"] + found.entry["centre"] == pytest.approx(own, abs=1e-4)


def test_tsne_keeps_groups_together():
    rng = np.random.default_rng(0)
    points = rng.standard_normal((120, 5)).astype(np.float32)
    points[:60] += 20
    found = latent_maps.tsne(points, 10)
    assert found.entry["name"] == "tsne-10"
    assert found.coordinates.min(0) == pytest.approx(-found.coordinates.max(0), abs=1e-6)
    centres = found.coordinates[:60].mean(0), found.coordinates[60:].mean(0)
    spread = np.linalg.norm(found.coordinates[:60] - centres[0], axis=1).max()
    assert np.linalg.norm(centres[0] - centres[1]) > spread


def test_the_atlas_has_each_sprite_in_its_place():
    colours = np.random.default_rng(0).integers(0, 256, (10, 1, 1, 3), dtype=np.uint8)
    sprites = np.tile(colours, (1, 48, 48, 1))
    image = np.asarray(Image.open(io.BytesIO(atlas.atlas(sprites))).convert("RGB"))
    assert image.shape == (3 * 48, 4 * 48, 3)
    for index, colour in enumerate(colours[:, 0, 0].astype(int)):
        top, left = index // 4 * 48, index % 4 * 48
        assert np.abs(image[top + 24, left + 24] - colour).max() < 12


def test_the_still_picture_shows_sprites_of_the_map():
    rng = np.random.default_rng(0)
    sprites = np.zeros((400, 48, 48, 3), np.uint8)
    data = atlas.still(rng.uniform(-1, 1, (400, 2)).astype(np.float32), sprites)
    image = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    assert image.shape == (atlas.STILL, atlas.STILL)
    assert 0.3 < (image < 40).mean() < 0.95


def test_sprites_are_small_copies():
    images = np.random.default_rng(0).integers(100, 110, (3, 64, 64, 3), dtype=np.uint8)
    assert atlas.shrink(images).shape == (3, atlas.SPRITE, atlas.SPRITE, 3)
