from __future__ import annotations

import inspect
import json

import pytest
import torch
from torch.nn import functional

from genfaces import networks
from genfaces.networks.vae import VAE

# Family, slim arguments, latent size, range of the pixels it may give.
VAES = [
    ("vae", {"latent_size": 6, "width": 4, "linear_size": 8}, 6, (-torch.inf, torch.inf)),
    ("vae", {"latent_size": 6, "width": 4, "linear_size": 0}, 6, (-torch.inf, torch.inf)),
    ("vae-128", {}, 128, (0.0, 1.0)),
    ("vae-1024", {"latent_size": 32, "width": 4}, 32, (0.0, 1.0)),
    ("vae-512", {}, 512, (-1.0, 1.0)),
]
AUTOENCODERS = [
    ("autoencoder-dense", {}, 128, (0.0, 1.0)),
    ("autoencoder-conv", {}, 128, (0.0, 1.0)),
]
every_vae = pytest.mark.parametrize(("family", "arguments", "size", "pixels"), VAES)
every_one = pytest.mark.parametrize(("family", "arguments", "size", "pixels"), VAES + AUTOENCODERS)


def build(family, arguments):
    torch.manual_seed(0)
    return networks.build(family, arguments)


def mean_of(encoded):
    return encoded[0] if isinstance(encoded, tuple) else encoded


@every_one
def test_shapes_and_ranges(family, arguments, size, pixels):
    network = build(family, arguments).eval()
    images = torch.rand(3, 3, 64, 64)
    with torch.no_grad():
        latents = mean_of(network.encode(images))
        decoded = network.decode(30 * torch.randn(3, size))
    assert latents.shape == (3, size) == (3, network.latent_size)
    assert latents.dtype == torch.float32
    assert decoded.shape == (3, 3, 64, 64)
    assert pixels[0] <= decoded.min() < decoded.max() <= pixels[1]


@every_one
def test_an_image_is_reconstructed_the_same_alone_and_among_others(family, arguments, size, pixels):
    network = build(family, arguments).eval()
    images = torch.rand(3, 3, 64, 64)
    with torch.no_grad():
        together = network.decode(mean_of(network.encode(images)))
        alone = network.decode(mean_of(network.encode(images[1:2])))
    torch.testing.assert_close(together[1:2], alone, rtol=1e-4, atol=1e-5)


@every_vae
def test_a_pass_draws_from_the_posterior_and_logvar_stays_finite(family, arguments, size, pixels):
    network = build(family, arguments).eval()
    with torch.no_grad():
        first, mean, logvar = network(torch.rand(2, 3, 64, 64))
        second = network(torch.rand(2, 3, 64, 64))[0]
        bounded = network.encode(1e4 * torch.randn(2, 3, 64, 64))[1]
    assert mean.shape == logvar.shape == (2, size)
    assert not torch.equal(first, second)
    assert -12 <= bounded.min() <= bounded.max() <= 6
    assert bounded.exp().isfinite().all()


def test_the_noise_has_the_posteriors_deviation():
    network = build("vae", {"latent_size": 2, "width": 2, "linear_size": 0})
    seen = []
    network.encode = lambda images: (torch.full((20_000, 2), 3.0), torch.tensor([0.0, -4.0]).expand(20_000, 2))
    network.decode = lambda latents: seen.append(latents) or latents
    network(torch.zeros(1))
    torch.testing.assert_close(seen[0].mean(0), torch.tensor([3.0, 3.0]), rtol=0, atol=0.03)
    torch.testing.assert_close(seen[0].std(0), torch.tensor([1.0, 0.1353]), rtol=0.03, atol=0)


@every_one
def test_every_weight_learns(family, arguments, size, pixels):
    network = build(family, arguments).train()
    if isinstance(network, VAE) and network.linear_size:
        network.start_linear_path(torch.rand(16, 3, 64, 64), 1e-4)
    before = {name: parameter.detach().clone() for name, parameter in network.named_parameters()}
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    images = torch.rand(4, 3, 64, 64)
    # More than one step, because a block that starts as zero hides the layers before it from the first.
    for _ in range(4):
        output = network(images)
        image, *posterior = output if isinstance(output, tuple) else (output,)
        loss = functional.mse_loss(image, images) + sum(p.square().mean() for p in posterior)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for name, parameter in network.named_parameters():
        assert parameter.grad.isfinite().all(), name
        assert not torch.equal(parameter, before[name]), f"{name} did not move"


@every_one
def test_decoding_leaves_the_encoder_alone_and_the_other_way_round(family, arguments, size, pixels):
    network = build(family, arguments).train()
    network.decode(torch.randn(4, size)).square().mean().backward()
    decoder = {name for name, parameter in network.named_parameters() if parameter.grad is not None}
    network.zero_grad()
    encoded = network.encode(torch.rand(4, 3, 64, 64))
    sum(part.square().mean() for part in (encoded if isinstance(encoded, tuple) else (encoded,))).backward()
    encoder = {name for name, parameter in network.named_parameters() if parameter.grad is not None}
    assert {name.split(".")[0] for name in decoder} <= {"decoder", "linear_decoder"}
    assert {name.split(".")[0] for name in encoder} <= {"encoder", "linear_encoder", "trunk", "mean", "logvar"}
    assert decoder | encoder == {name for name, _ in network.named_parameters()}


def test_the_linear_path_starts_as_principal_components():
    images = torch.randn(40, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    network = build("vae", {"latent_size": 7, "width": 2, "linear_size": 8})
    network.start_linear_path(images, kl_weight=1e-4)
    small = functional.interpolate(images, size=8, mode="area").flatten(1).double()
    centre = small.mean(0)
    components = torch.linalg.svd(small - centre, full_matrices=False).Vh[:7]
    projected = ((small - centre) @ components.T @ components + centre).float().unflatten(1, (3, 8, 8))
    expected = functional.interpolate(projected, size=64, mode="bilinear", align_corners=False)
    with torch.no_grad():
        mean, logvar = network.encode(images)
        torch.testing.assert_close(network.decode(mean), expected, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(mean.mean(0), torch.zeros(7), rtol=0, atol=1e-4)
    torch.testing.assert_close(torch.cov(mean.T), torch.eye(7), rtol=0, atol=1e-3)
    # What matters less is told with more noise, and with the same noise for every image.
    assert (logvar.diff(dim=1) >= -1e-5).all()
    assert (logvar <= 0).all()
    torch.testing.assert_close(logvar, logvar[:1].expand_as(logvar))


def test_the_starting_noise_is_where_the_loss_is_least():
    images = torch.randn(300, 3, 64, 64, generator=torch.Generator().manual_seed(2))
    kl_weight = 2e-4
    network = build("vae", {"latent_size": 3, "width": 2, "linear_size": 8})
    network.start_linear_path(images, kl_weight)
    with torch.no_grad():
        _, logvar = network.encode(images)
        # Squared error from noise of variance exp(logvar) in one latent, at the linear path's size.
        spread = network.linear_decoder.weight.square().sum(0) / (3 * 8 * 8)

    def loss(logvar):
        return (spread * logvar.exp() + kl_weight * 0.5 * (logvar.exp() - logvar)).sum()

    start = logvar[0].clone().requires_grad_()
    assert (start < 0).all(), "the bound at 1 would hide the optimum"
    loss(start).backward()
    slope_elsewhere = torch.autograd.functional.jacobian(loss, logvar[0] + 1.0)
    assert (start.grad.abs() < 0.5 * slope_elsewhere.abs()).all()


def test_no_linear_path_to_start_is_an_error():
    with pytest.raises(ValueError, match="without a linear path"):
        build("vae", {"latent_size": 3, "width": 2, "linear_size": 0}).start_linear_path(torch.rand(4, 3, 64, 64), 1e-4)


@pytest.mark.parametrize(
    ("family", "parameters", "latent_size"),
    [
        ("vae-128", 8_602_403, 128),
        ("vae-1024", 54_048_771, 1024),
        ("vae-512", 8_539_043, 512),
        ("autoencoder-dense", 4_780_544, 128),
        ("autoencoder-conv", 29_829, 128),
    ],
)
def test_reported_networks_have_the_reported_size(family, parameters, latent_size):
    with torch.device("meta"):
        network = networks.build(family, {})
    assert sum(parameter.numel() for parameter in network.parameters()) == parameters
    assert network.latent_size == latent_size


def stages(layers, shape):
    """Shapes after each layer that changes them, without the batch."""
    hidden, shapes = torch.zeros(1, *shape, device="meta"), []
    for layer in layers:
        hidden = layer(hidden)
        if not shapes or shapes[-1] != tuple(hidden.shape[1:]):
            shapes.append(tuple(hidden.shape[1:]))
    return shapes


def test_reported_networks_have_the_reported_stages():
    with torch.device("meta"):
        v1, v2, v3 = (networks.build(family, {}).eval() for family in ("vae-128", "vae-1024", "vae-512"))
        convolutional = networks.build("autoencoder-conv", {})
    assert stages(v1.trunk, (3, 64, 64)) == [(64, 32, 32), (128, 16, 16), (256, 8, 8), (512, 4, 4), (8192,)]
    assert stages(v1.decoder, (128,)) == [
        (8192,), (512, 4, 4), (256, 8, 8), (128, 16, 16), (32, 32, 32), (3, 64, 64)
    ]  # fmt: skip
    assert stages(v2.trunk, (3, 64, 64)) == [(64, 32, 32), (128, 16, 16), (256, 8, 8), (16384,)]
    assert stages(v2.decoder, (1024,)) == [
        (16384,), (256, 8, 8), (256, 16, 16), (128, 32, 32), (64, 64, 64), (3, 64, 64)
    ]  # fmt: skip
    assert stages(v3.trunk, (3, 64, 64)) == [(32, 32, 32), (64, 16, 16), (128, 8, 8), (256, 4, 4), (4096,)]
    assert stages(v3.decoder, (512,)) == [
        (4096,), (256, 4, 4), (128, 12, 12), (64, 28, 28), (32, 60, 60), (3, 64, 64)
    ]  # fmt: skip
    assert stages(convolutional.encoder, (3, 64, 64))[-2:] == [(2, 8, 8), (128,)]


def test_reported_weights_start_at_a_deviation_of_002():
    network = build("vae-128", {})
    torch.testing.assert_close(network.mean.weight.std().item(), 0.02, rtol=0.02, atol=0)
    torch.testing.assert_close(network.trunk[1][0].weight.std().item(), 0.02, rtol=0.02, atol=0)
    assert not network.mean.bias.any()


@pytest.mark.parametrize("family", networks.FAMILIES)
def test_arguments_go_into_json_and_back(family):
    parameters = inspect.signature(networks.FAMILIES[family]).parameters.values()
    defaults = {
        parameter.name: parameter.default for parameter in parameters if parameter.default is not parameter.empty
    }
    assert json.loads(json.dumps(defaults)) == defaults
    assert {parameter.name for parameter in parameters} - set(defaults) <= {
        "labels",
        "label_size",
        "label_groups",
        "codes",
    }
