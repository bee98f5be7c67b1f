from __future__ import annotations

import pytest
import torch

from genfaces import networks
from genfaces.networks.flowers import FlowerDiscriminator


def parameters(network):
    return sum(weight.numel() for weight in network.parameters())


@pytest.mark.parametrize("latents", [3, 256])
def test_the_vae_takes_flowers_of_32_pixels_to_few_numbers_and_back(latents):
    network = networks.build("vae-flowers", {"latent_size": latents}).eval()
    images = torch.rand(2, 3, 32, 32)
    back, mean, logvar = network(images)
    assert mean.shape == logvar.shape == (2, latents)
    assert back.shape == images.shape
    assert ((back >= 0.0) & (back <= 1.0)).all()
    assert network.decoder[0].out_features == 2048


def test_the_generators_have_the_sizes_of_the_report():
    assert networks.build("dcgan-flowers", {"latent_size": 10}).layers[0].out_features == 8192
    high = {"latent_size": 1024, "width": 256, "side": 16, "dropout": 0.3, "high": True}
    with torch.device("meta"):
        assert 69e6 < parameters(networks.build("dcgan-flowers", high)) < 70e6


@pytest.mark.parametrize(("high", "size"), [(False, 16), (True, 32)])
def test_a_generator_doubles_the_size_at_every_layer(high, size):
    network = networks.build("dcgan-flowers", {"latent_size": 5, "width": 4, "side": 4, "high": high}).eval()
    latents = torch.randn(3, 5)
    images = network(latents)
    assert images.shape == (3, 3, size, size)
    assert images.abs().max() < 1.0
    assert not torch.allclose(images[0], images[1], atol=1e-3 * float(images.std(0).mean()))


@pytest.mark.parametrize(("channels", "size"), [((4, 8), 32), ((4, 8, 8, 8), 64)])
def test_a_discriminator_has_one_dense_layer_after_its_convolutions(channels, size):
    network = FlowerDiscriminator(channels, size)
    images = torch.rand(2, 3, size, size)
    assert network.features(images).shape == (2, 8, size >> len(channels), size >> len(channels))
    assert network(images).shape == (2,)
    network(images).sum().backward()
    assert all(weight.grad.abs().sum() > 0 for weight in network.parameters())
