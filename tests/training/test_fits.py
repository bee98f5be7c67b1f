"""What is fitted to latents and judges after training."""

from __future__ import annotations

import numpy as np
import pytest
import tiny

from genfaces import latents, networks
from genfaces.networks.classifier import Classifier
from training import fits
from training.kinds import judge


def test_attribute_directions_leave_out_what_only_goes_along():
    rng = np.random.default_rng(0)
    glasses = rng.random(4000) < 0.5
    old = np.where(rng.random(4000) < 0.9, glasses, ~glasses)  # goes with glasses nine times of ten
    labels = np.stack([glasses, old], axis=1).astype(float)
    encoded = labels @ np.array([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0]]) + 0.1 * rng.standard_normal((4000, 3))
    np.testing.assert_allclose(fits.attribute_directions(encoded, labels), [[2, 0, 0], [0, 3, 0]], atol=0.05)


def test_mixture_draws_what_it_was_fitted_to():
    rng = np.random.default_rng(0)
    mixing = rng.standard_normal((3, 3))
    mean = (rng.standard_normal((3000, 3)) @ mixing).astype(np.float32)
    fitted = fits.mixture(mean, np.full_like(mean, -20.0), seed=0, components=2)
    parts = [fitted[f"mixture_{name}"] for name in ("weights", "means", "scales", "basis")]
    drawn = latents.draw_mixture(1, 3000, *parts)
    np.testing.assert_allclose(np.cov(drawn.T), np.cov(mean.T), atol=0.15 * np.abs(np.cov(mean.T)).max())
    assert np.abs(drawn.mean(0) - mean.mean(0)).max() < 0.15


def test_a_mixture_is_as_wide_as_the_posteriors_are():
    """What the encoder is unsure of belongs to what it uses: the noise of the posteriors is drawn before the fit."""
    mean = np.random.default_rng(0).standard_normal((3000, 3)).astype(np.float32)
    fitted = fits.mixture(mean, np.full_like(mean, np.log(4.0)), seed=0, components=1)
    variances = np.square(fitted["mixture_scales"][0])
    np.testing.assert_allclose(variances, 1.0 + 4.0, rtol=0.1)


def test_axes_find_what_moves_the_picture():
    network = networks.build("vae", {"latent_size": 3, "width": 2, "linear_size": 8}).eval().requires_grad_(False)
    network.decode = lambda z: (z @ fits.torch.tensor([[0.1], [5.0], [0.2]]))[:, :, None, None].expand(-1, 3, 8, 8)
    mean = np.random.default_rng(0).standard_normal((500, 3)).astype(np.float32)
    found = fits.axes(network, mean)
    assert abs(found["axes"][0, 1]) > 0.98
    assert found["axes_scale"][0] == pytest.approx(mean[:, 1].std(), rel=0.05)


def test_judges_get_thresholds():
    arrays = judge.SYSTEM.fit(Classifier(2, width=1), tiny.dataset(), (-1.0, 1.0), seed=0)
    assert arrays["thresholds"].shape == (2,)
