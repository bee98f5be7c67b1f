from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np
import pytest

from training.errors import TrainingError
from training.measure import views
from training.measure.views import View, dlib_view, judge_view


class Eyes:
    """Features that say how often they were asked for."""

    def __init__(self):
        self.looks = 0

    def __call__(self, images):
        self.looks += 1
        return images.reshape(len(images), -1)[:, :5].astype(np.float32)


@pytest.fixture
def eyes():
    return Eyes()


@pytest.fixture
def view(eyes):
    return View("judge-noise", "abc", eyes)


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, size=(7, 4, 4, 3), dtype=np.uint8)


def test_real_images_are_looked_at_once(view, eyes, images, tmp_path):
    made = view.real(images, tmp_path)
    np.testing.assert_array_equal(view.real(images.copy(), tmp_path), made)
    np.testing.assert_array_equal(made, eyes(images))
    assert eyes.looks == 2  # one of them by this test


def test_the_folder_is_the_one_of_the_data_sets(view, images, tmp_path, monkeypatch):
    monkeypatch.setenv("GENFACES_CACHE", str(tmp_path))
    view.real(images)
    assert len(list(tmp_path.glob("features/judge-noise-abc-*.npy"))) == 1


@pytest.mark.parametrize("change", ["pixel", "order", "shape", "count", "judge", "weights"])
def test_whatever_changes_the_features_makes_them_anew(change, view, eyes, images, tmp_path):
    view.real(images, tmp_path)
    if change == "pixel":
        images[3, 2, 1, 0] ^= 1
    changed = {"order": images[::-1], "shape": images.reshape(7, 2, 8, 3), "count": images[:6]}.get(change, images)
    other = {"judge": {"name": "judge-other"}, "weights": {"version": "abd"}}.get(change, {})
    found = replace(view, **other).real(changed, tmp_path)
    assert eyes.looks == 2
    np.testing.assert_array_equal(found, eyes(changed))


@pytest.mark.parametrize("damage", ["torn", "empty", "other"])
def test_a_damaged_file_is_made_again(damage, view, eyes, images, tmp_path):
    made = view.real(images, tmp_path)
    (path,) = (tmp_path / "features").iterdir()
    if damage == "other":
        np.save(path, made[:3])
    else:
        path.write_bytes(path.read_bytes()[:-9] if damage == "torn" else b"")
    np.testing.assert_array_equal(view.real(images, tmp_path), made)
    np.testing.assert_array_equal(np.load(path), made)
    assert eyes.looks == 2


def test_a_cache_that_cannot_be_written_is_no_obstacle(view, eyes, images, tmp_path, caplog):
    (tmp_path / "features").write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        np.testing.assert_array_equal(view.real(images, tmp_path), eyes(images))
    assert "not kept" in caplog.text


def test_a_missing_judge_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("GENFACES_CHECKPOINTS", str(tmp_path))
    with pytest.raises(TrainingError, match="'judge-anime'; publish that first"):
        judge_view("anime")
    with pytest.raises(TrainingError, match="'flowers'"):
        judge_view("flowers")


def test_the_judge_is_known_by_its_weights():
    view = judge_view("anime")
    assert view.name == "judge-anime"
    assert len(view.version) == 16
    assert view.features(np.zeros((2, 64, 64, 3), np.uint8)).shape[0] == 2


def test_a_second_opinion_is_for_photographs(monkeypatch):
    class Drawings:
        name = "avatars"

    monkeypatch.setattr(views, "dlib_available", lambda: True)
    with pytest.raises(TrainingError, match="photographs"):
        dlib_view(Drawings())
