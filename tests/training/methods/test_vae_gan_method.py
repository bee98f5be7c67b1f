from __future__ import annotations

from dataclasses import replace

import pytest
import tiny
import torch
from tiny_gan import batch, step

from training.methods.projected import Projected
from training.methods.vae_gan import VAEGANSettings, perceptual_distance

SETTINGS = VAEGANSettings(perceptual=0.1, adversarial=0.1, patches=4, projected=Projected(channels=8))
RECIPE = replace(tiny.RECIPE, family="vae", arguments={"latent_size": 6, "width": 4, "linear_size": 0}, method=SETTINGS)


def make(**changes):
    torch.manual_seed(0)
    settings = replace(SETTINGS, **changes)
    return settings.create(replace(RECIPE, method=settings), tiny.dataset())


def weights(network):
    return torch.cat([parameter.detach().flatten().clone() for parameter in network.parameters()])


def test_all_three_networks_learn_and_every_term_is_told():
    method = make()
    before = {name: weights(network) for name, network in method.networks.items()}
    losses = method.step(batch(), step())
    assert set(losses) == {"patches", "heads", "reconstruction", "kl", "perceptual", "adversarial"}
    assert all(torch.isfinite(loss) and not loss.requires_grad for loss in losses.values())
    for name, network in method.networks.items():
        assert not torch.equal(weights(network), before[name]), name


@pytest.mark.parametrize("changed", [{"perceptual": 0.0}, {"adversarial": 0.0}, {"kl_weight": 1.0}])
def test_each_weight_changes_what_the_autoencoder_learns(changed):
    plain, other = make(), make(**changed)
    for method in (plain, other):
        torch.manual_seed(1)
        method.step(batch(), step())
    assert not torch.equal(weights(plain.networks["autoencoder"]), weights(other.networks["autoencoder"]))


def test_the_verdict_counts_only_from_its_start_while_discriminators_learn_before():
    waiting, without = make(adversarial_from=1_000), make(adversarial=0.0)
    before = weights(waiting.networks["heads"])
    for method in (waiting, without):
        torch.manual_seed(1)
        method.step(batch(), step())
    assert torch.equal(weights(waiting.networks["autoencoder"]), weights(without.networks["autoencoder"]))
    assert not torch.equal(weights(waiting.networks["heads"]), before)


def test_perceptual_distance_compares_directions_of_features():
    one = torch.tensor([[3.0, 4.0]]).view(1, 2, 1, 1)
    assert perceptual_distance([one], [10 * one]) == pytest.approx(0.0, abs=1e-6)
    assert perceptual_distance([one], [-one]) == pytest.approx(4.0)
    crossed = torch.tensor([[4.0, -3.0]]).view(1, 2, 1, 1)
    assert perceptual_distance([one, one], [crossed, one]) == pytest.approx(2.0)
