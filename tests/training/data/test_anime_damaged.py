from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from tiny_sets import anime_files, write_folder

from training.data import open_dataset
from training.data.anime_damaged import DAMAGES, damaged


def picture() -> np.ndarray:
    """Something of a face: two eyes and a mouth, on a slope of light."""
    image = np.full((64, 64, 3), (240, 200, 180), dtype=np.uint8)
    image[:, :, 1] -= np.arange(64, dtype=np.uint8)
    image[22:30, 14:24] = image[22:30, 40:50] = (40, 60, 200)
    image[46:48, 28:36] = (160, 40, 60)
    image[:10] = np.asarray(Image.fromarray(image[:10])) // 2
    return image


@pytest.mark.parametrize("damage", dict.fromkeys(DAMAGES), ids=lambda damage: damage.__name__)
def test_every_damage_shows_and_leaves_the_original_alone(damage):
    image = picture()
    for seed in range(10):
        spoilt = damage(image, np.random.default_rng(seed))
        assert spoilt.shape == image.shape
        assert spoilt.dtype == np.uint8
        assert np.abs(spoilt.astype(int) - image).mean() > 0.5
    assert np.array_equal(image, picture())


def test_the_name_decides_the_damage():
    assert np.array_equal(damaged(picture(), "17-damaged"), damaged(picture(), "17-damaged"))
    many = [damaged(picture(), f"{number}-damaged") for number in range(8)]
    assert len({image.tobytes() for image in many}) == 8


def test_each_image_is_there_whole_and_damaged_and_the_split_stays(tmp_path):
    folder = write_folder(tmp_path / "set", anime_files(40))
    whole, both = open_dataset("anime", folder, 64), open_dataset("anime-damaged", folder, 64)
    assert both.label_names == ("face",)
    for split, of in ((whole.train, both.train), (whole.test, both.test)):
        labels = dict(zip(of.ids, of.labels[:, 0], strict=True))
        assert labels == dict.fromkeys(split.ids, 1.0) | {f"{name}-damaged": 0.0 for name in split.ids}
        pictures = dict(zip(of.ids, np.asarray(of.images), strict=True))
        for name, image in zip(split.ids, np.asarray(split.images), strict=True):
            assert np.array_equal(pictures[name], image)
            assert not np.array_equal(pictures[f"{name}-damaged"], image)
