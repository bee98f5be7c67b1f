from __future__ import annotations

import importlib.util

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from torch import nn

from genfaces.networks.classifier import Classifier
from training.measure import features
from training.measure.checks import MeasureError
from training.measure.features import (
    dlib_available,
    dlib_features,
    judge_features,
    judge_scores,
)

needs_dlib = pytest.mark.skipif(not dlib_available(), reason="dlib and face_recognition_models are an extra")


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, size=(7, 64, 64, 3), dtype=np.uint8)


@pytest.fixture
def judge():
    torch.manual_seed(0)
    return Classifier(labels=3, width=4)


def drawn_face(skin, mouth_height, size=64):
    """A cartoon in CelebA's geometry."""
    picture = Image.new("RGB", (256, 256), (90, 120, 160))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((48, 40, 208, 250), fill=skin)
    for x in (94, 161):
        draw.ellipse((x - 14, 124, x + 14, 140), fill="white")
        draw.ellipse((x - 7, 125, x + 7, 139), fill="black")
    draw.polygon([(127, 140), (116, 184), (138, 184)], fill=(150, 100, 80))
    draw.ellipse((98, 208 - mouth_height, 158, 208 + mouth_height), fill=(170, 40, 50))
    return np.asarray(picture.resize((size, size), Image.Resampling.LANCZOS))


def test_features_of_an_image_depend_neither_on_its_batch_nor_on_training_mode(judge, images):
    judge.train()
    whole = judge_features(judge, images)
    assert whole.shape == (7, 32)
    assert whole.dtype == np.float32
    np.testing.assert_allclose(judge_features(judge, images, batch_size=2), whole, atol=1e-5)
    np.testing.assert_allclose(judge_features(judge.eval(), images[3:4]), whole[3:4], atol=1e-5)


@pytest.mark.parametrize("training", [True, False])
def test_judge_is_left_as_it_was(judge, images, training):
    judge.train(training)
    before = {name: value.clone() for name, value in judge.state_dict().items()}
    judge_features(judge, images)
    assert judge.training is training
    assert all(torch.equal(value, before[name]) for name, value in judge.state_dict().items())


def test_scores_are_the_mean_logits_of_an_image_and_its_mirror_image(judge, images):
    both = [judge.head(torch.from_numpy(judge_features(judge, view))) for view in (images, images[:, :, ::-1])]
    expected = (both[0] + both[1]) / 2
    np.testing.assert_allclose(judge_scores(judge, images), expected.detach().numpy(), atol=1e-5)


def test_pixel_range_reaches_the_judge(images):
    class Extremes(nn.Linear):
        def features(self, batch):
            return torch.stack([batch.amin((1, 2, 3)), batch.amax((1, 2, 3))], dim=1)

    judge, ends = Extremes(1, 1), images.copy()
    ends[:, 0, 0], ends[:, 0, 1] = 0, 255
    np.testing.assert_allclose(judge_features(judge, ends), [[-1, 1]] * 7)
    np.testing.assert_allclose(judge_features(judge, ends, pixel_range=(0.0, 1.0)), [[0, 1]] * 7)


def test_other_things_than_images_are_refused(images):
    for wrong in (images[:0], images / 255, images[0]):
        with pytest.raises(MeasureError, match="uint8 images"):
            dlib_features(wrong)


def test_missing_packages_are_named(monkeypatch, images):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert not dlib_available()
    with pytest.raises(MeasureError, match="pip install dlib-bin"):
        dlib_features(images)


@needs_dlib
def test_dlib_tells_faces_apart_and_knows_one_again_at_another_size(monkeypatch):
    monkeypatch.setattr(features, "DLIB_BATCH", 2)
    pale, dark = ((240, 205, 180), 6), ((110, 70, 45), 16)
    small = dlib_features(np.stack([drawn_face(*pale), drawn_face(*dark), drawn_face(*pale)]))
    large = dlib_features(np.stack([drawn_face(*pale, size=128), drawn_face(*dark, size=128)]))
    assert small.shape == (3, 128)
    assert small.dtype == np.float32
    np.testing.assert_allclose(small[0], small[2], atol=1e-6)
    between = np.linalg.norm(small[0] - small[1])
    assert np.linalg.norm(small[:2] - large, axis=1).max() < between / 2


@needs_dlib
def test_dlib_wants_square_crops(images):
    with pytest.raises(MeasureError, match="square"):
        dlib_features(images[:, :50])
