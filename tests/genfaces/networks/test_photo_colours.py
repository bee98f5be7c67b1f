from __future__ import annotations

import numpy as np
import pytest
import torch

from genfaces import networks
from genfaces.networks.photo_colours import SPREAD, PhotoColours


@pytest.fixture
def photographs():
    """Bright and dark, and hardly anything but grey: a little more blue here, a little more green there."""
    rng = np.random.default_rng(0)
    grey = rng.integers(60, 200, (4, 32, 32, 1))
    return (grey + rng.integers(-4, 5, (4, 32, 32, 3))).astype(np.uint8)


def test_colours_spread_evenly_and_keep_their_names(photographs):
    colours = PhotoColours()
    colours.fit(photographs)
    seen = colours.to_coordinates(torch.from_numpy(photographs).movedim(-1, 1) / 127.5 - 1)
    flat = seen.movedim(1, 0).flatten(1)
    torch.testing.assert_close(flat.cov(), torch.eye(3) * SPREAD**2, atol=2e-3, rtol=0)
    middle = photographs.reshape(-1, 3).mean(0)
    for name, channel in (("red", 0), ("green", 1), ("blue", 2)):
        tinted = torch.tensor(middle + 6 * np.eye(3)[channel], dtype=torch.float32).view(1, 3, 1, 1) / 127.5 - 1
        assert colours.to_coordinates(tinted).flatten().argmax() == channel, name


def test_it_changes_nothing_before_it_is_fitted_and_takes_grey():
    colours, images = PhotoColours(), torch.rand(1, 3, 4, 4)
    torch.testing.assert_close(colours.to_coordinates(images), images)
    grey = np.full((1, 8, 8, 3), 90, np.uint8)
    colours.fit(grey)
    assert torch.isfinite(colours.to_coordinates(images)).all()


def test_a_translator_carries_them_in_its_weights(photographs):
    arguments = {"width": 4, "blocks": 1, "photo_colours": True}
    fitted, other = (networks.build("translator", arguments).eval() for _ in range(2))
    fitted.photo_colours.fit(photographs)
    other.load_state_dict(fitted.state_dict())
    images = torch.rand(1, 3, 16, 16) * 2 - 1
    read = fitted(images, "aerial_to_map")
    assert torch.equal(read, other(images, "aerial_to_map"))
    coordinates = fitted.photo_colours.to_coordinates(images)
    assert torch.equal(read, fitted(coordinates, "aerial_to_map", identity=True)), "a map is not spread"
    assert torch.equal(fitted(images, "map_to_aerial", identity=True), fitted(coordinates, "map_to_aerial")), (
        "a photograph is, in either direction"
    )
