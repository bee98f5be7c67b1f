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


def test_the_vae_steps_down_its_terms_at_their_weights():
    """The discriminators' turns come first; then squared error at weight 1, and every other term at its own."""
    method, descended = make(kl_weight=0.02, perceptual=0.3, adversarial=0.7), []

    def backward(loss):
        descended.append(float(loss.detach()))
        loss.backward()

    losses = {name: float(loss) for name, loss in method.step(batch(), replace(step(), backward=backward)).items()}
    weighted = losses["reconstruction"] + 0.02 * losses["kl"] + 0.3 * losses["perceptual"] + 0.7 * losses["adversarial"]
    assert descended == pytest.approx([losses["patches"], losses["heads"], weighted], rel=1e-4)


def test_terms_are_the_squared_error_the_kl_of_an_image_and_both_verdicts(monkeypatch):
    method, images = make(projected=Projected(weight=0.5, channels=8)), batch().images
    compared = []
    monkeypatch.setattr(
        "training.methods.vae_gan.perceptual_distance", lambda *maps: compared.append(maps) or maps[0][0].mean()
    )
    method.networks["autoencoder"].forward = lambda given: (
        given + 0.5,
        torch.full((len(given), 6), 2.0),
        torch.zeros(len(given), 6),
    )
    method.networks["patches"].forward = lambda pictures: torch.full((len(pictures), 4), 3.0) + 0 * pictures.mean()
    method.networks["heads"].forward = lambda maps: torch.full((len(maps[0]), 4), 4.0) + 0 * maps[0].mean()
    losses = method.step(batch(), replace(step(), backward=lambda loss: None))
    assert float(losses["reconstruction"]) == pytest.approx(0.25, rel=1e-4)
    assert float(losses["kl"]) == pytest.approx(6 * 2.0**2 / 2)
    assert float(losses["adversarial"]) == pytest.approx(-3.0 + 0.5 * -4.0)
    of_reconstructions, of_real = compared[0]
    for made, real in zip(of_reconstructions, of_real, strict=True):
        assert len(made) == len(real) == len(images), "draws from the prior have nothing to be compared with"
    expected = method.maps(images + 0.5)
    torch.testing.assert_close(of_reconstructions[0], expected[0], atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("sampled", [0.5, 1.0])
def test_discriminators_see_reconstructions_and_a_share_of_draws(sampled):
    method, seen = make(sampled=sampled), []
    method.networks["patches"].register_forward_pre_hook(lambda _, given: seen.append(len(given[0])))
    method.step(batch(), step())
    assert seen == [8, 8 + round(8 * sampled), 8 + round(8 * sampled)], "real, made, and made again in the VAE's turn"
