from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pytest
import tiny
import torch
from tiny_gan import AUGMENT, RECIPE, SETTINGS, batch, make, step, with_plane

from training.methods.diffaugment import DiffAugment
from training.methods.objectives import (
    NOISY_FAKE,
    NOISY_REAL,
    SMOOTH_REAL,
    Hinge,
    LeastSquares,
    NonSaturating,
    Relativistic,
    Wasserstein,
)

REPORTED = {"discriminator": "dcgan", "discriminator_arguments": {"width": 4}}


def weights(network):
    return {name: tensor.detach().clone() for name, tensor in network.named_parameters()}


def changed(before, network):
    """Names of the weights that moved; D's last bias is left out, for it cancels in all that compares real to fake."""
    return {name for name, tensor in network.named_parameters() if not torch.equal(tensor, before[name])} - {
        "head.bias"
    }


def all_of(network):
    return {name for name, _ in network.named_parameters()} - {"head.bias"}


def train_all_weights(method, draw_batch):
    """Two steps with finite losses, after which every weight has moved; returns the losses of each step."""
    before, seen = {name: weights(network) for name, network in method.networks.items()}, []
    for number in range(2):
        losses = method.step(draw_batch(), step(number))
        assert all(loss.dim() == 0 and not loss.requires_grad and torch.isfinite(loss) for loss in losses.values())
        seen.append(losses)
    for name, network in method.networks.items():
        last_bias = {"trunk.head.bias"}  # it cancels in all that compares real to fake
        assert changed(before[name], network) - last_bias == all_of(network) - last_bias, name
    return seen


EVERY_OPTION = {
    "least squares": replace(SETTINGS, objective=LeastSquares()),
    "hinge, spectral norm": replace(
        SETTINGS, objective=Hinge(), discriminator_arguments={"width": 4, "spectral": True}
    ),
    "wgan-gp": replace(
        SETTINGS,
        objective=Wasserstein(),
        gradient_penalty=10.0,
        optimizer="rmsprop",
        discriminator_arguments={"width": 4, "minibatch_deviation": False},
    ),
    "relativistic, R1 and R2": replace(SETTINGS, objective=Relativistic(), r1=1.0, r2=1.0, penalty_interval=2),
    "R2 alone": replace(SETTINGS, r2=1.0, penalty_interval=1),
    "noisy labels": replace(SETTINGS, objective=NonSaturating(NOISY_REAL, NOISY_FAKE)),
    "smooth labels": replace(SETTINGS, objective=NonSaturating(SMOOTH_REAL)),
    "three steps of D": replace(SETTINGS, d_steps=3),
    "two steps of G": replace(SETTINGS, g_steps=2),
    "one batch, R1": replace(SETTINGS, one_batch=True, r1=1.0, penalty_interval=1),
    "one batch, batch norm": replace(SETTINGS, one_batch=True, **REPORTED),
    "reported discriminator": replace(SETTINGS, **REPORTED),
    "augmented": replace(SETTINGS, augment=AUGMENT, r1=1.0),
    "two learning rates": replace(SETTINGS, learning_rate_g=1e-4, learning_rate_d=4e-4, betas=(0.0, 0.9)),
}


@pytest.mark.parametrize("name", EVERY_OPTION)
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_every_option_trains(name, precision):
    method = make(EVERY_OPTION[name])
    before = {name: weights(network) for name, network in method.networks.items()}
    cast = nullcontext if precision == "float32" else lambda: torch.autocast("cpu", torch.bfloat16)
    for number in range(3):
        losses = method.step(batch(), step(number, cast))
        assert all(loss.dim() == 0 and not loss.requires_grad and torch.isfinite(loss) for loss in losses.values())
        assert {"discriminator", "d_real", "d_fake"} <= losses.keys()
    for name, network in method.networks.items():
        assert changed(before[name], network) == all_of(network), name
        assert all(torch.isfinite(parameter).all() for parameter in network.parameters())


def test_learning_rates_fall_together_and_only_when_asked():
    for decay_from, expected in ((1.0, (1e-4, 4e-4)), (0.5, (5e-5, 2e-4))):
        method = make(replace(SETTINGS, learning_rate_g=1e-4, learning_rate_d=4e-4, decay_from=decay_from))
        for _ in range(2):  # twice: a factor must not be applied to a rate that has fallen already
            method.step(batch(), replace(step(), images_seen=3 * method.recipe.images // 4))
        rates = tuple(method.optimizers[name].param_groups[0]["lr"] for name in ("generator", "discriminator"))
        assert rates == pytest.approx(expected)


def test_dropout_in_g_is_an_argument_of_the_network():
    torch.manual_seed(0)
    recipe = replace(RECIPE, family="dcgan", arguments={"latent_size": 6, "width": 4, "dropout": 0.5})
    method = SETTINGS.create(recipe, tiny.dataset())
    assert torch.isfinite(method.step(batch(), step())["generator"])
    noise = torch.ones(1, 6).repeat(8, 1)
    assert not torch.allclose(*method.networks["generator"](noise)[:2])


@pytest.mark.parametrize("objective", [NonSaturating(), Relativistic()])
def test_each_turn_teaches_one_network_and_leaves_the_other(objective):
    method = make(replace(SETTINGS, objective=objective, augment=AUGMENT, r1=1.0, r2=1.0, gradient_penalty=1.0))
    generator, discriminator = method.networks["generator"], method.networks["discriminator"]
    fakes = method.draw(batch().labels, step(), learn=True)
    assert fakes.dtype == torch.float32
    before = {name: weights(network) for name, network in method.networks.items()}

    method.train_discriminator(batch(), fakes.detach(), batch().labels, step())
    assert changed(before["discriminator"], discriminator) == all_of(discriminator)
    assert changed(before["generator"], generator) == set()
    assert all(parameter.grad is None for parameter in generator.parameters())

    before["discriminator"] = weights(discriminator)
    gradients = [parameter.grad.clone() for parameter in discriminator.parameters()]
    method.train_generator(batch(), fakes, batch().labels, step())
    assert changed(before["generator"], generator) == all_of(generator)
    assert changed(before["discriminator"], discriminator) == set()
    assert all(map(torch.equal, gradients, (parameter.grad for parameter in discriminator.parameters())))


def test_g_learns_from_d_as_it_is_after_its_step():
    """In bfloat16 the 16-bit copies of D's weights must not outlive its step."""

    def cast():
        return torch.autocast("cpu", torch.bfloat16)

    method = make(replace(SETTINGS, learning_rate_d=0.05))
    train_generator, expected = method.train_generator, []

    def train(a_batch, fakes, asked, how):
        with torch.no_grad(), cast():
            expected.append(SETTINGS.objective.generator(method.networks["discriminator"](fakes).float()))
        return train_generator(a_batch, fakes, asked, how)

    method.train_generator = train
    losses = method.step(batch(), step(0, cast))
    assert float(losses["generator"]) == pytest.approx(float(expected[0]), rel=1e-3)


def test_fakes_that_teach_nobody_leave_no_graph():
    assert not make().draw(batch().labels, step(), learn=False).requires_grad


@pytest.mark.parametrize(
    ("settings", "g_turns"),
    [
        (SETTINGS, [1, 1, 1, 1, 1, 1]),
        (replace(SETTINGS, d_steps=3), [0, 0, 1, 0, 0, 1]),
        (replace(SETTINGS, g_steps=2), [2, 2, 2, 2, 2, 2]),
        (replace(SETTINGS, d_steps=2, g_steps=2), [0, 2, 0, 2, 0, 2]),
    ],
)
def test_whose_turn_it_is(settings, g_turns):
    method = make(settings)
    turns = []
    method.train_discriminator = lambda *_: {"discriminator": torch.tensor(1.0)}
    method.train_generator = lambda *_: turns.append(1) or {"generator": torch.tensor(3.0)}
    seen, total = [], 0.0
    for number in range(6):
        turns.clear()
        total += float(method.step(batch(2), step(number)).get("generator", 0.0))
        seen.append(len(turns))
    assert seen == g_turns
    # The loop's mean over steps is the mean over G's turns.
    assert total / 6 == pytest.approx(3.0)


def test_penalty_is_lazy_and_keeps_its_weight():
    """Every step at weight 1, or every fourth at weight 4: over four steps of a still D the same."""

    def total(interval):
        method = make(replace(SETTINGS, r1=2.0, r2=3.0, penalty_interval=interval, learning_rate_d=0.0))
        fakes = batch(value=0.3).images
        losses = [method.train_discriminator(batch(), fakes, batch().labels, step(number)) for number in range(4)]
        assert [("r1" in loss, "r2" in loss) for loss in losses] == [(n % interval == 0,) * 2 for n in range(4)]
        return [float(sum(loss[name] for loss in losses if name in loss)) for name in ("r1", "r2")]

    assert total(4) == pytest.approx(total(1), rel=1e-4)
    assert min(total(4)) > 0.0


def test_penalties_weigh_what_their_papers_say():
    """R1 and R2 are half their gamma times the squared gradient, at every fourth step four times that; the gradient
    penalty is its weight times the squared distance from a gradient of length 1."""
    settings = replace(SETTINGS, r1=2.0, r2=6.0, penalty_interval=4, gradient_penalty=10.0)
    method = with_plane(make(settings), steepness=3.0)
    losses = method.train_discriminator(batch(), batch(value=0.3).images, batch().labels, step())
    assert float(losses["r1"]) == pytest.approx(4 * 2.0 / 2 * 3.0**2, rel=1e-4)
    assert float(losses["r2"]) == pytest.approx(4 * 6.0 / 2 * 3.0**2, rel=1e-4)
    assert float(losses["gradient_penalty"]) == pytest.approx(10.0 * (3.0 - 1.0) ** 2, rel=1e-4)


@pytest.mark.parametrize("objective", [NonSaturating(), Relativistic()])
def test_each_network_steps_down_the_sum_of_the_losses_that_are_told(objective):
    """Of D: its objective and penalties, once each. Its mean scores are told beside them and teach nothing."""
    settings = replace(SETTINGS, objective=objective, r1=2.0, r2=6.0, penalty_interval=4, gradient_penalty=10.0)
    method, descended = make(settings), []

    def backward(loss):
        descended.append(float(loss.detach()))
        loss.backward()

    losses = method.step(batch(), replace(step(), backward=backward))
    told = {name: float(loss) for name, loss in losses.items()}
    assert descended[0] == pytest.approx(sum(told[name] for name in ("discriminator", "r1", "r2", "gradient_penalty")))
    assert descended[1] == pytest.approx(told["generator"])
    assert len(descended) == 2


def test_one_batch_is_one_pass_at_both_turns():
    for one_batch, expected in ((True, [16, 16]), (False, [8, 8, 8])):
        method = make(replace(SETTINGS, one_batch=one_batch))
        sizes = []
        method.networks["discriminator"].register_forward_pre_hook(
            lambda _, given, sizes=sizes: sizes.append(len(given[0]))
        )
        method.step(batch(), step())
        assert sizes == expected


def test_d_sees_real_and_fake_augmented_alike(monkeypatch):
    seen = []
    monkeypatch.setattr(DiffAugment, "__call__", lambda self, images: seen.append(images) or images)
    method = make(replace(SETTINGS, objective=Relativistic(), augment=AUGMENT))
    a_batch = batch()
    method.step(a_batch, step())
    assert len(seen) == 4  # real and fake, in each turn
    assert seen[0] is a_batch.images
    assert seen[2] is a_batch.images
    assert torch.equal(seen[1], seen[3])  # the fakes of both turns


def test_batch_is_left_alone():
    method = make(replace(SETTINGS, r1=1.0, penalty_interval=1))
    a_batch = batch()
    copy = a_batch.images.clone()
    method.step(a_batch, step())
    assert torch.equal(a_batch.images, copy)
    assert not a_batch.images.requires_grad


def test_g_finds_the_colour_of_a_tiny_set():
    method = make(
        replace(SETTINGS, learning_rate_g=2e-3, learning_rate_d=2e-3, r1=0.1, penalty_interval=4), latent_size=4
    )
    with torch.no_grad():
        start = method.draw(batch().labels, step(), learn=False).mean()
    scores = []
    for number in range(40):
        torch.manual_seed(number)
        losses = method.step(batch(4, value=0.8), step(number))
        scores.append(float(losses["d_real"] - losses["d_fake"]))
    end = method.draw(batch().labels, step(), learn=False).mean()
    assert abs(start) < 0.4
    assert end > 0.5
    assert max(scores) > 0.5  # D told them apart before
