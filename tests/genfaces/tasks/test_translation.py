"""Translating pictures: any size, both ways, as a whole."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from tiny_translator import save_translator

from genfaces.images import to_tensor, to_uint8
from genfaces.palette import EARTH, LANDCOVER
from genfaces.tasks import translation
from genfaces.tasks.errors import TaskError

MODEL, THERE, BACK = "cyclegan-maps", "map_to_aerial", "aerial_to_map"


@pytest.fixture(autouse=True)
def _translators(shelf):
    classes = {"accuracy": 0.7, "intersection_over_union": {"wood": 0.5, "road": 0.05}}
    cycle = {"hidden_aerial": 0.02, "hidden_map": -0.001}
    measured = {"translation": {THERE: {"read_back": 0.6}, BACK: classes, "cycle": cycle}}
    save_translator(shelf, "pix2pix-maps", seed=1)
    save_translator(shelf, "cyclegan-earth", "earth", seed=2)
    save_translator(shelf, MODEL, metrics=measured)


def noise(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_the_preferred_model_comes_first():
    assert [model.name for model in translation.models()] == ["cyclegan-maps", "cyclegan-earth", "pix2pix-maps"]


@pytest.mark.parametrize("size", [(8, 8), (37, 101), (256, 256)])
def test_any_size_is_kept_and_each_direction_is_a_network_of_its_own(size):
    image = noise(*size)
    there, back = (translation.translate(MODEL, image, direction) for direction in (THERE, BACK))
    assert there.shape == back.shape == image.shape
    assert there.dtype == np.uint8
    assert not np.array_equal(there, back)
    assert np.array_equal(there, translation.translate(MODEL, image, THERE))


def test_progress_rises_to_one_and_changes_nothing():
    image, shares = noise(32, 48), []
    told = translation.translate(MODEL, image, THERE, shares.append)
    assert shares == sorted(shares)
    assert len(shares) > 3
    assert shares[-1] == 1
    again = len(shares)
    assert np.array_equal(told, translation.translate(MODEL, image, THERE))
    assert len(shares) == again


def test_there_is_no_seam():
    """A pattern that repeats is translated into one that repeats: no place is treated apart, as a tile's edge would."""
    pattern = np.tile(noise(16, 16), (20, 20, 1))
    made = translation.translate(MODEL, pattern, THERE)
    inner = made[64:-64, 64:-64].astype(int)
    assert np.abs(inner - np.tile(inner[:16, :16], (12, 12, 1))).max() <= 1


def test_the_way_back_and_the_identity_are_compared_with_the_input():
    image, shares = noise(24, 24), []
    made = translation.translate(MODEL, image, THERE)
    found = translation.compare(MODEL, image, made, THERE, shares.append)
    assert np.array_equal(found.back, translation.translate(MODEL, made, BACK))
    network = translation.open_model(MODEL, BACK).network
    unchanged = network(to_tensor(image[None]), BACK, identity=True)
    assert np.array_equal(found.identity, to_uint8(unchanged)[0])
    assert found.back_error == pytest.approx(np.abs(image / 255 - found.back / 255).mean())
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_large_pictures_are_scaled_down_with_a_sentence():
    small, said = translation.fitted(Image.new("RGB", (1024, 20)))
    assert (small.shape, said) == ((20, 1024, 3), "")
    large, said = translation.fitted(Image.new("RGB", (2048, 1000)))
    assert large.shape == (512 - 12, 1024, 3)
    assert "1,024 × 500" in said


@pytest.mark.parametrize(
    ("size", "model", "direction", "words"),
    [
        ((7, 30), MODEL, THERE, "30 × 7 pixels"),
        ((8, 1025), MODEL, THERE, "8 to 1,024"),
        ((8, 8), MODEL, "sideways", "map_to_aerial, aerial_to_map"),
        ((8, 8), "nobody", THERE, "choose one of: cyclegan-maps"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(size, model, direction, words):
    with pytest.raises(TaskError, match=words):
        translation.translate(model, noise(*size), direction)


def test_examples_are_maps_of_the_models_palette_and_photographs_that_it_made_of_them():
    for model, palette in ((MODEL, LANDCOVER), ("cyclegan-earth", EARTH)):
        data = translation.data_of(model)
        assert translation.palette_of(data) is palette
        name = translation.examples(data)[0]
        drawn = translation.example(model, THERE, name)
        assert set(map(tuple, drawn.reshape(-1, 3))) <= set(palette.colours.values())
        assert np.array_equal(translation.example(model, BACK, name), translation.translate(model, drawn, THERE))
    assert translation.example_photographs(MODEL, 16).shape == (8, 16, 16, 3)
    with pytest.raises(TaskError, match="village"):
        translation.example(MODEL, THERE, "nowhere")


def test_what_was_measured_is_told():
    assert translation.measured(MODEL, THERE) == 0.6
    assert translation.measured(MODEL, BACK) == 0.7
    assert translation.measured("pix2pix-maps", BACK) is None
    assert translation.missed_classes(MODEL) == ["road"]
    assert translation.missed_classes("pix2pix-maps") == []
    assert (translation.hidden(MODEL, BACK), translation.hidden(MODEL, THERE)) == (0.02, 0.0)
    assert translation.hidden("pix2pix-maps", BACK) is None
