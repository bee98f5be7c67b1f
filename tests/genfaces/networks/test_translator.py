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


def test_group_norm_tells_pictures_of_one_colour_apart(translator):
    """Instance norm takes the mean away, and with it all there is of them."""
    grouped = networks.build("translator", {"width": 8, "blocks": 1, "norm": "group"}).eval()
    dark, bright = (torch.full((1, 3, 32, 32), value) for value in (-0.5, 0.7))
    for network, apart in ((translator, False), (grouped, True)):
        difference = (network(dark, "map_to_aerial") - network(bright, "map_to_aerial")).abs().max()
        assert (difference > 1e-4) == apart
    discriminators = PairOfDiscriminators(8, norm="group")
    assert not torch.allclose(discriminators("map", dark), discriminators("map", bright))
    with pytest.raises(ValueError, match="no norm 'layer'"):
        networks.build("translator", {"norm": "layer"})


def test_noise_gives_a_map_of_one_colour_texture():
    torch.manual_seed(0)
    noisy = networks.build("translator", {"width": 8, "blocks": 1, "norm": "group", "noise": True}).eval()
    blank = torch.zeros(2, 3, 16, 16)
    aerial = noisy(blank, "map_to_aerial")
    assert aerial.std() > 1e-4
    assert torch.equal(aerial[0], aerial[1]), "a map looks the same, whatever else is in the batch"
    assert torch.equal(aerial, noisy(blank, "map_to_aerial")), "and the same again"
    one, other = noisy.train()(blank, "map_to_aerial")
    assert not torch.equal(one, other), "in training, every map meets noise of its own"


def test_discriminators_judge_patches():
    torch.manual_seed(0)
    plain, conditional = (PairOfDiscriminators(4, conditional=value) for value in (False, True))
    images, origin = torch.rand(2, 2, 3, 64, 64)
    assert plain("aerial", images).shape == (2, 1, 7, 7)
    assert torch.equal(plain("map", images), plain("map", images, origin))
    assert not torch.allclose(conditional("map", images, origin), conditional("map", images, images))
