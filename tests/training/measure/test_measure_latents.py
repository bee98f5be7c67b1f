from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.distributions import Normal, kl_divergence

from training.measure.checks import MeasureError
from training.measure.latents import active_dimensions, kl_per_dimension, latent_use


@pytest.fixture
def posterior():
    generator = np.random.default_rng(0)
    return generator.normal(size=(200, 4)), generator.normal(size=(200, 4))


def test_kl_agrees_with_the_distributions_own(posterior):
    mean, logvar = (torch.from_numpy(array) for array in posterior)
    expected = kl_divergence(Normal(mean, (logvar / 2).exp()), Normal(0.0, 1.0)).mean(dim=0)
    np.testing.assert_allclose(kl_per_dimension(*posterior), expected.numpy())


def test_posterior_equal_to_the_prior_says_nothing():
    use = latent_use(np.zeros((10, 3)), np.zeros((10, 3)))
    assert use.kl == 0
    assert use.active == 0


def test_active_are_the_dimensions_whose_mean_varies_not_those_that_are_merely_off_zero():
    steps = np.tile([-1.0, 1.0], 50)[:, None]
    deviations = np.array([0.0, 0.09, 0.11, 2.0])  # variances 0, 0.0081, 0.0121 and 4, about the threshold of 0.01
    mean = steps * deviations + 5
    np.testing.assert_array_equal(active_dimensions(mean), [False, False, True, True])
    assert active_dimensions(mean, threshold=0.005).sum() == 3


def test_summary_counts_and_adds_up(posterior):
    use = latent_use(posterior[0].astype(np.float32), posterior[1].astype(np.float32))
    assert use.kl == pytest.approx(sum(use.kl_per_dimension))
    assert (use.images, use.dimensions, use.active, use.threshold) == (200, 4, 4, 0.01)


def test_unusable_posteriors_are_refused(posterior):
    mean, logvar = posterior
    with pytest.raises(MeasureError, match="same shape"):
        kl_per_dimension(mean, logvar[:, :2])
    with pytest.raises(MeasureError, match="at least 2 images"):
        latent_use(mean[:1], logvar[:1])
    with pytest.raises(MeasureError, match="not finite"):
        kl_per_dimension(mean, np.full_like(logvar, np.nan))
