from __future__ import annotations

import pytest
import torch
from torch import nn

from genfaces import networks
from genfaces.networks.dcgan import DCGANDiscriminator, DCGANGenerator, MinibatchDeviation
from genfaces.networks.gan import ResidualDiscriminator, ResidualGenerator

GENERATORS = {"dcgan": {"width": 4}, "gan": {"width": 4}, "decoder-labels": {"width": 4}}
DISCRIMINATORS = {
    "reported": lambda: DCGANDiscriminator(4),
    "no norm": lambda: DCGANDiscriminator(4, norm="none", minibatch_deviation=True),
    "spectral": lambda: DCGANDiscriminator(4, norm="spectral"),
    "residual": lambda: ResidualDiscriminator(4),
    "residual, plain": lambda: ResidualDiscriminator(4, minibatch_deviation=False),
    "residual, spectral": lambda: ResidualDiscriminator(4, spectral=True),
}


def noise(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(autouse=True)
def _seeded():
    torch.manual_seed(0)


@pytest.mark.parametrize("family", GENERATORS)
@pytest.mark.parametrize("labels", [0, 3])
def test_generator_draws_images_in_range(family, labels):
    network = networks.build(family, GENERATORS[family] | {"latent_size": 7, "label_size": labels})
    assert (network.latent_size, network.label_size) == (7, labels)
    images = network(noise(5, 7), noise(5, labels) if labels else None)
    assert images.shape == (5, 3, 64, 64)
    assert images.abs().max() <= 1.0
    assert images.std() > 0.0


@pytest.mark.parametrize("family", GENERATORS)
def test_generator_refuses_missing_and_unasked_labels(family):
    with pytest.raises(ValueError, match="3 labels"):
        networks.build(family, GENERATORS[family] | {"latent_size": 7, "label_size": 3})(noise(2, 7))
    with pytest.raises(ValueError, match="0 labels"):
        networks.build(family, GENERATORS[family] | {"latent_size": 7})(noise(2, 7), noise(2, 3))


@pytest.mark.parametrize("family", GENERATORS)
def test_picture_depends_on_noise_and_labels_but_not_on_its_neighbours(family):
    network = networks.build(family, GENERATORS[family] | {"latent_size": 7, "label_size": 2}).eval()
    latents, labels = noise(3, 7), noise(3, 2, seed=1)
    images = network(latents, labels)
    # Fresh networks of this width draw faintly: the comparisons are relative.
    scale = float(images.detach().std(0).mean())
    assert torch.allclose(network(latents[1:2], labels[1:2])[0], images[1], atol=1e-3 * scale)
    assert not torch.allclose(network(latents + 1.0, labels), images, atol=0.1 * scale)
    assert not torch.allclose(network(latents, labels + 1.0), images, atol=0.1 * scale)


@pytest.mark.parametrize("family", ["dcgan", "gan"])  # a decoder's blocks begin as the identity
def test_every_weight_of_a_generator_learns(family):
    network = networks.build(family, GENERATORS[family] | {"latent_size": 7, "label_size": 2})
    (network(noise(4, 7), noise(4, 2)) * noise(4, 3, 64, 64)).sum().backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0.0, name


@pytest.mark.parametrize(("family", "width"), [("dcgan", 64), ("dcgan", 48), ("gan", 32)])
def test_generators_fit_into_ten_megabytes_even_in_16_bits(family, width):
    network = networks.build(family, {"width": width})
    assert 2 * sum(tensor.numel() for tensor in network.state_dict().values()) < 10e6


def test_reported_networks_are_those_of_the_report():
    generator, discriminator = DCGANGenerator(), DCGANDiscriminator()
    up = [layer for layer in generator.layers if isinstance(layer, nn.ConvTranspose2d)]
    shapes = [(layer.in_channels, layer.out_channels, layer.stride[0]) for layer in up]
    assert shapes == [(100, 512, 1), (512, 256, 2), (256, 128, 2), (128, 64, 2), (64, 3, 2)]
    assert all(layer.bias is None for layer in up)
    down = [layer for layer in [*discriminator.layers, discriminator.head] if isinstance(layer, nn.Conv2d)]
    shapes = [(layer.in_channels, layer.out_channels, layer.stride[0]) for layer in down]
    assert shapes == [(3, 64, 2), (64, 128, 2), (128, 256, 2), (256, 512, 2), (512, 1, 1)]
    assert sum(isinstance(layer, nn.BatchNorm2d) for layer in discriminator.modules()) == 3
    for layer in [*up, *down]:
        assert float(layer.weight.detach().std()) == pytest.approx(0.02, rel=0.1)


def test_dropout_follows_each_batch_norm():
    layers = list(DCGANGenerator(width=4, dropout=0.5).layers)
    norms = [i for i, layer in enumerate(layers) if isinstance(layer, nn.BatchNorm2d)]
    assert len(norms) == 4
    assert all(isinstance(layers[i + 1], nn.Dropout) and layers[i + 1].p == 0.5 for i in norms)


@pytest.mark.parametrize("name", DISCRIMINATORS)
def test_discriminator_gives_one_raw_logit_an_image(name):
    network = DISCRIMINATORS[name]()
    images = noise(6, 3, 64, 64)
    assert network(images).shape == (6,)
    assert network.features(images).shape == (6, 32, 4, 4)
    # Raw: neither squashed nor clipped.
    with torch.no_grad():
        network.head.bias = nn.Parameter(torch.tensor([50.0]))
    assert network(images).max() > 10.0


@pytest.mark.parametrize("name", DISCRIMINATORS)
def test_every_weight_of_a_discriminator_learns(name):
    network = DISCRIMINATORS[name]()
    network(noise(6, 3, 64, 64)).square().sum().backward()
    for parameter_name, parameter in network.named_parameters():
        assert parameter.grad is not None, parameter_name
        assert parameter.grad.abs().sum() > 0.0, parameter_name


def test_unknown_norm_is_named():
    with pytest.raises(ValueError, match="norm is 'layer', not one of: batch, spectral, none"):
        DCGANDiscriminator(4, norm="layer")


@pytest.mark.parametrize("name", ["spectral", "residual, spectral"])
def test_spectral_norm_bounds_every_layer(name):
    network = DISCRIMINATORS[name]()
    for _ in range(30):  # one power iteration a pass
        network(noise(2, 3, 64, 64))
    layers = [layer for layer in network.modules() if isinstance(layer, (nn.Conv2d, nn.Linear))]
    assert layers
    for layer in layers:
        assert torch.linalg.matrix_norm(layer.weight.detach().flatten(1), 2) == pytest.approx(1.0, abs=0.05)


def test_minibatch_deviation_is_that_of_the_group():
    layer = MinibatchDeviation(group=2)
    hidden = noise(4, 3, 2, 2)
    # Groups are images 0 and 2, and 1 and 3.
    expected = [hidden[[i, i + 2]].std(0, correction=0).mean() for i in (0, 1, 0, 1)]
    out = layer(hidden)
    assert torch.equal(out[:, :3], hidden)
    assert torch.allclose(out[:, 3], torch.stack(expected)[:, None, None].expand(4, 2, 2), atol=1e-3)


def test_minibatch_deviation_of_equal_images_is_nothing_and_has_a_gradient():
    hidden = noise(1, 3, 2, 2).repeat(5, 1, 1, 1).requires_grad_(True)  # five: no multiple of the group
    out = MinibatchDeviation()(hidden)
    assert out[:, 3].abs().max() < 1e-3
    out.sum().backward()
    assert torch.isfinite(hidden.grad).all()


def test_code_reaches_every_block_of_the_residual_generator():
    network = ResidualGenerator(latent_size=5, width=4, label_size=2)
    assert all(block.first_modulation.affine.in_features == 7 for block in network.blocks)
    assert all(block.second_modulation.affine.in_features == 7 for block in network.blocks)
