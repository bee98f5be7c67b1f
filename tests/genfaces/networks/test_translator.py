from __future__ import annotations

import pytest
import torch

from genfaces import networks
from genfaces.networks.translator import DIRECTIONS, PairOfDiscriminators


@pytest.fixture
def translator():
    torch.manual_seed(0)
    return networks.build("translator", {"width": 4, "blocks": 1}).eval()


@pytest.mark.parametrize("size", [(8, 8), (64, 64), (37, 50), (9, 130)])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_any_size_keeps_its_size(translator, size, direction):
    translated = translator(torch.rand(2, 3, *size) * 2 - 1, direction)
    assert translated.shape == (2, 3, *size)
    assert translated.abs().max() <= 1.0


def test_directions_are_networks_of_their_own(translator):
    images = torch.rand(1, 3, 16, 16)
    assert not torch.allclose(*(translator(images, direction) for direction in DIRECTIONS))
    assert torch.equal(translator(images, "map_to_aerial"), translator.map_to_aerial(images))
    with pytest.raises(ValueError, match="no direction 'A_to_B'"):
        translator(images, "A_to_B")


def test_a_tiny_image_is_refused(translator):
    with pytest.raises(ValueError, match="16x7 pixels is too small"):
        translator(torch.zeros(1, 3, 7, 16), "map_to_aerial")


def test_images_of_a_batch_do_not_see_each_other(translator):
    images = torch.rand(3, 3, 16, 16)
    together = translator(images, "aerial_to_map")
    torch.testing.assert_close(together[1:2], translator(images[1:2], "aerial_to_map"))


def test_discriminators_judge_patches():
    torch.manual_seed(0)
    plain, conditional = (PairOfDiscriminators(4, conditional=value) for value in (False, True))
    images, origin = torch.rand(2, 2, 3, 64, 64)
    assert plain("aerial", images).shape == (2, 1, 7, 7)
    assert torch.equal(plain("map", images), plain("map", images, origin))
    assert not torch.allclose(conditional("map", images, origin), conditional("map", images, images))
