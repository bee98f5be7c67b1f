from __future__ import annotations

from dataclasses import replace

import pytest
import tiny
import torch
from test_gan_method import all_of, changed, train_all_weights, weights
from tiny_gan import batch, step
from tiny_infogan import CODED, EVENTFUL, REPORTED, SETTINGS, make

from training.batches import Batch
from training.errors import TrainingError
from training.methods.objectives import Hinge, NonSaturating
from training.recipes_infogan import INFOGAN

EVERY_OPTION = {
    "relativistic": CODED,
    "relativistic, a turn of its own": replace(CODED, method=replace(SETTINGS, own_turn=True)),
    "hinge, one batch, two steps of G": replace(
        CODED, method=replace(SETTINGS, objective=Hinge(), one_batch=True, g_steps=2)
    ),
    "non-saturating, R1": replace(
        CODED, method=replace(SETTINGS, objective=NonSaturating(), r1=1.0, penalty_interval=1)
    ),
    "as reported": REPORTED,
}


def coded(method, count=8, seed=1):
    torch.manual_seed(seed)
    return Batch(batch(count).images, method.random_codes(count, torch.device("cpu")))


@pytest.mark.parametrize("name", EVERY_OPTION)
def test_every_option_trains_all_weights(name):
    method = make(EVERY_OPTION[name])
    for losses in train_all_weights(method, batch):
        expected = {"codes"} if method.settings.own_turn else {"codes_d", "codes_g"}
        assert {name for name in losses if name.startswith("codes")} == expected


def test_each_turn_moves_one_network_and_the_third_both():
    method = make(own_turn=True)
    discriminator, generator = method.networks["discriminator"], method.networks["generator"]
    a_batch = coded(method)
    fakes = method.draw(a_batch.labels, step(), learn=True)
    before = weights(generator)
    method.train_discriminator(a_batch, fakes.detach(), a_batch.labels, step())
    assert changed(before, generator) == set()
    before = weights(discriminator)
    method.train_generator(a_batch, fakes, a_batch.labels, step())
    assert changed(before, discriminator) == set()
    before = weights(discriminator), weights(generator)
    method.train_both(a_batch, step())
    # Q and the trunk learn to recognise codes; what tells real from fake does not.
    assert changed(before[0], discriminator) == all_of(discriminator) - {"trunk.head.weight", "trunk.head.bias"}
    assert changed(before[1], generator) == all_of(generator)


def test_q_learns_from_fakes_only():
    def gradient(real, fake):
        method = make()
        a_batch = replace(coded(method), images=torch.full((8, 3, 64, 64), real))
        method.train_discriminator(a_batch, torch.full((8, 3, 64, 64), fake), a_batch.labels, step())
        return method.networks["discriminator"].classes.weight.grad

    assert torch.equal(gradient(0.1, 0.5), gradient(0.9, 0.5))
    assert not torch.equal(gradient(0.1, 0.5), gradient(0.1, -0.5))


def test_each_weight_belongs_to_its_turn():
    def gradients(**weights_of_codes):
        method = make(**weights_of_codes)
        a_batch = coded(method)
        fakes = method.draw(a_batch.labels, step(), learn=True)
        method.train_generator(a_batch, fakes, a_batch.labels, step())
        return torch.cat([p.grad.flatten() for p in method.networks["generator"].parameters()])

    assert torch.equal(gradients(information_d=1.0), gradients(information_d=9.0))
    assert not torch.allclose(gradients(information_g=1.0), gradients(information_g=9.0))
    assert "codes_g" not in make(information_g=0.0).step(batch(), step())


def test_codes_are_fresh_at_every_step_and_those_of_a_fake_are_what_q_should_say():
    method, seen = make(), []
    method.networks["generator"].register_forward_pre_hook(lambda _, given: seen.append(given[1]))
    method.networks["discriminator"].register_forward_pre_hook(lambda _, given: seen.append(given[1]))
    for number in range(2):
        torch.manual_seed(number)
        method.step(batch(), step(number))
    first, second = seen[:5], seen[5:]  # G once; real and fake in each turn
    assert all(torch.equal(codes, first[0]) for codes in first)
    assert all(torch.equal(codes, second[0]) for codes in second)
    assert not torch.equal(first[0], second[0])


def test_random_codes_are_one_category_and_uniform_numbers():
    codes = coded(make(), 3000).labels
    categories, continuous = codes.split([3, 2], 1)
    assert torch.equal(categories.sum(1), torch.ones(3000))
    assert torch.equal(categories.unique(), torch.tensor([0.0, 1.0]))
    assert (categories.mean(0) - 1 / 3).abs().max() < 0.03
    assert continuous.min() >= -1
    assert continuous.max() < 1
    assert continuous.mean(0).abs().max() < 0.05
    assert (continuous.square().mean(0) - 1 / 3).abs().max() < 0.03


def test_the_error_is_zero_for_certainty_and_counts_what_is_wrong():
    method = make(deviation=0.5)
    codes = torch.tensor([[0.0, 1.0, 0.0, 0.5, -1.0]])
    sure = torch.tensor([[0.0, 50.0, 0.0, 0.5, -1.0]])
    assert method.error(sure, codes) == pytest.approx(0.0, abs=1e-6)
    away = sure + torch.tensor([[0.0, 0.0, 0.0, 1.0, 0.0]])
    assert method.error(away, codes) == pytest.approx(1.0 / (2 * 0.5**2))
    ignorant = torch.tensor([[0.0, 0.0, 0.0, 0.5, -1.0]])
    assert method.error(ignorant, codes) == pytest.approx(torch.log(torch.tensor(3.0)).item())


@pytest.mark.parametrize("own_turn", [False, True])
def test_the_error_falls_on_a_tiny_set(own_turn):
    method = make(learning_rate_g=5e-4, learning_rate_d=5e-4, own_turn=own_turn)
    errors = []
    for number in range(40):
        torch.manual_seed(number)
        losses = method.step(batch(16), step(number))
        errors.append(float(losses["codes" if own_turn else "codes_g"]))
    assert sum(errors[-5:]) < 0.7 * sum(errors[:5])


def test_fixed_noise_has_fixed_random_codes():
    method, seen = make(), []
    network = method.networks["generator"].eval()
    network.register_forward_pre_hook(lambda _, given: seen.append(given[1]))
    assert torch.equal(method.sample(network), method.sample(network))
    assert torch.equal(seen[0], torch.from_numpy(method.codes.draw(CODED.seed, 64)))


def test_a_q_of_other_codes_is_refused():
    with pytest.raises(TrainingError, match="codes of 5 numbers, but its discriminator tells 4"):
        make(discriminator_arguments={"label_size": 4, "width": 4})


@pytest.mark.parametrize("recipe", [EVENTFUL, REPORTED], ids=["eventful", "reported"])
def test_stopping_and_resuming_equals_never_having_stopped(recipe, tmp_path):
    tiny.loop(tmp_path / "unbroken", recipe).train(96)
    tiny.loop(tmp_path / "broken", recipe).train(48)
    tiny.loop(tmp_path / "broken", recipe, seed=99).train(96)
    tiny.assert_same_run(tmp_path / "unbroken", tmp_path / "broken")


def test_q_comes_back_from_a_run_s_weights():
    method = make()
    again = SETTINGS.recogniser(method.networks["discriminator"].state_dict())
    images, codes = torch.rand(4, 3, 64, 64), torch.zeros(4, 5)
    method.networks["discriminator"].eval()
    assert torch.equal(
        again(images, codes).classes, method.judge(method.networks["discriminator"], images, codes).classes
    )
    assert not again.training


@pytest.mark.parametrize("recipe", INFOGAN, ids=lambda recipe: recipe.name)
def test_recipe_builds_networks_that_fit_and_ship(recipe):
    method = recipe.method.create(recipe, tiny.dataset())
    state = method.networks[method.shipped].state_dict()
    assert 2 * sum(tensor.numel() for tensor in state.values()) < 10e6


def test_the_error_of_codes_counts_once_at_its_weight_in_every_turn():
    for own_turn, expected in ((False, {"codes_d": 2.0 * 1.5, "codes_g": 3.0 * 1.5}), (True, {"codes": 3.0 * 1.5})):
        method = make(information_d=2.0, information_g=3.0, own_turn=own_turn)
        method.error = lambda told, codes: 1.5 + 0.0 * told.sum()
        losses = method.step(batch(), step())
        assert {name: float(losses[name]) for name in losses if name.startswith("codes")} == pytest.approx(expected)
