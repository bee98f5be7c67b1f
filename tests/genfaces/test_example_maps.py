from __future__ import annotations

import numpy as np
import pytest

from genfaces import example_maps
from genfaces.palette import LANDCOVER, PALETTES


def test_classes_are_the_nearest_colours():
    assert (LANDCOVER.classes(LANDCOVER.array) == np.arange(5)).all()
    image = np.array([[(250, 250, 250), (0, 0, 0)], [(160, 200, 250), (230, 230, 222)]], dtype=np.uint8)
    assert LANDCOVER.classes(image).tolist() == [[3, 1], [2, 0]]
    assert (LANDCOVER.paint(np.array([[2]])) == (163, 204, 255)).all()


@pytest.mark.parametrize("data", PALETTES)
def test_examples_hold_pure_colours_and_together_every_class(data):
    drawn = example_maps.all_of(data)
    assert drawn.shape == (8, 256, 256, 3)
    palette = PALETTES[data]
    assert (palette.paint(palette.classes(drawn)) == drawn).all()
    assert set(np.unique(palette.classes(drawn))) == set(range(5))
    assert len({image.tobytes() for image in drawn}) == 8
    assert np.array_equal(example_maps.all_of(data, 128), drawn[:, 64:192, 64:192])
