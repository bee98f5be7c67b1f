from __future__ import annotations

import math

import pytest
import torch

from training.methods.objectives import (
    NOISY_FAKE,
    NOISY_REAL,
    SMOOTH_REAL,
    Hinge,
    LeastSquares,
    NonSaturating,
    Relativistic,
    Wasserstein,
    interpolate,
    squared_gradient,
    unit_gradient,
)

REAL, FAKE = torch.tensor([2.0, 0.0]), torch.tensor([-1.0, 3.0])


def softplus(x):
    return math.log1p(math.exp(x))


# By hand, from the papers' formulas, for the logits above.
DISCRIMINATOR = {
    NonSaturating(): (softplus(-2) + softplus(0)) / 2 + (softplus(-1) + softplus(3)) / 2,
    LeastSquares(): 0.5 * (1 + 1) / 2 + 0.5 * (1 + 9) / 2,
    Wasserstein(): 1.0 - 1.0,
    Hinge(): (0 + 1) / 2 + (0 + 4) / 2,
    Relativistic(): (softplus(-1 - 2) + softplus(3 - 0)) / 2,
}
GENERATOR = {
    NonSaturating(): (softplus(1) + softplus(-3)) / 2,
    LeastSquares(): 0.5 * (4 + 4) / 2,
    Wasserstein(): -1.0,
    Hinge(): -1.0,
    Relativistic(): (softplus(2 + 1) + softplus(0 - 3)) / 2,
}


@pytest.mark.parametrize(("objective", "expected"), DISCRIMINATOR.items())
def test_discriminator_loss_by_hand(objective, expected):
    assert float(objective.discriminator(REAL, FAKE)) == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(("objective", "expected"), GENERATOR.items())
def test_generator_loss_by_hand(objective, expected):
    assert float(objective.generator(FAKE, REAL if objective.paired else None)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("objective", GENERATOR)
def test_d_pulls_real_up_and_fake_down_and_g_pulls_fake_up(objective):
    real, fake = torch.zeros(3, requires_grad=True), torch.zeros(3, requires_grad=True)
    objective.discriminator(real, fake).backward()
    assert (real.grad < 0).all()
    assert (fake.grad >= 0).all()
    assert fake.grad.sum() > 0 or isinstance(objective, LeastSquares)  # fakes at 0 are where least squares wants them
    fake.grad = None
    objective.generator(fake, real.detach()).backward()
    assert (fake.grad < 0).all()


def test_only_the_relativistic_generator_needs_real_logits():
    assert [objective.paired for objective in GENERATOR] == [False, False, False, False, True]
    with pytest.raises(ValueError, match="real logits"):
        Relativistic().generator(FAKE)


def test_smoothing_is_one_sided():
    smooth = LeastSquares(real_labels=SMOOTH_REAL)
    assert float(smooth.discriminator(torch.tensor([0.9]), torch.tensor([0.0]))) == pytest.approx(0.0, abs=1e-7)
    # G still aims at 1.
    assert float(smooth.generator(torch.tensor([1.0]))) == 0.0


def test_noisy_labels_fill_their_ranges():
    torch.manual_seed(0)
    noisy = LeastSquares(real_labels=NOISY_REAL, fake_labels=NOISY_FAKE)
    zeros = torch.zeros(20_000)
    # Half the mean of a uniform variable's square, (a^2 + ab + b^2) / 3.
    real = (0.75**2 + 0.75 * 1.25 + 1.25**2) / 6
    fake = 0.25**2 / 6
    assert float(noisy.discriminator(zeros, zeros)) == pytest.approx(real + fake, rel=0.02)
    assert float(noisy.discriminator(zeros, zeros)) != float(noisy.discriminator(zeros, zeros))


def test_penalties_of_a_linear_discriminator_have_a_closed_form():
    weight = torch.full((3, 2, 2), 0.5)  # norm sqrt(3)
    images = torch.randn(5, 3, 2, 2, requires_grad=True)
    logits = (images * weight).sum((1, 2, 3))
    assert float(squared_gradient(logits, images)) == pytest.approx(3.0, rel=1e-5)
    assert float(unit_gradient(logits, images)) == pytest.approx((math.sqrt(3.0) - 1.0) ** 2, rel=1e-5)


def test_penalty_teaches_the_discriminator():
    weight = torch.full((3, 2, 2), 0.5, requires_grad=True)
    images = torch.randn(5, 3, 2, 2, requires_grad=True)
    squared_gradient((images * weight).sum((1, 2, 3)), images).backward()
    assert torch.allclose(weight.grad, 2.0 * weight)  # d |w|^2 / dw


def test_unit_gradient_of_a_dead_discriminator_stays_finite():
    weight = torch.zeros(3, 2, 2, requires_grad=True)
    images = torch.randn(5, 3, 2, 2, requires_grad=True)
    unit_gradient((images * weight).sum((1, 2, 3)), images).backward()
    assert torch.isfinite(weight.grad).all()


def test_interpolates_lie_between_their_own_pair():
    torch.manual_seed(0)
    real, fake = torch.zeros(64, 1, 2, 2), torch.arange(1.0, 65.0).view(64, 1, 1, 1).expand(64, 1, 2, 2)
    share = interpolate(real, fake) / fake
    assert (share >= 0.0).all()
    assert (share <= 1.0).all()
    assert (share == share[:, :, :1, :1]).all()  # one share an image
    assert share[:, 0, 0, 0].std() > 0.2
