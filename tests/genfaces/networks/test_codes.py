from __future__ import annotations

import numpy as np
import pytest
import torch

from genfaces import networks
from genfaces.networks.codes import Codes

CODES = Codes(category=4, continuous=2)


def test_the_category_comes_first_and_then_the_continuous_codes():
    encoded = CODES.encode(np.array([2, 0]), np.array([[0.5, -1.0], [0.0, 0.25]]))
    np.testing.assert_array_equal(encoded, [[0, 0, 1, 0, 0.5, -1.0], [1, 0, 0, 0, 0.0, 0.25]])
    assert encoded.dtype == np.float32
    assert (CODES.size, CODES.groups) == (6, [4, 1, 1])


def test_draws_are_uniform_repeat_and_do_not_depend_on_their_count():
    drawn = CODES.draw(3, 4000)
    np.testing.assert_array_equal(drawn[:7], CODES.draw(3, 7))
    assert not np.array_equal(drawn[:7], CODES.draw(4, 7))
    np.testing.assert_allclose(drawn[:, :4].mean(0), 0.25, atol=0.03)
    assert np.abs(drawn[:, 4:]).max() <= 1
    np.testing.assert_allclose(drawn[:, 4:].std(0), 1 / np.sqrt(3), atol=0.02)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Codes(1), "2 or more categories"),
        (lambda: CODES.encode(np.array([4]), np.zeros((1, 2))), "0 to 3"),
        (lambda: CODES.encode(np.array([-1]), np.zeros((1, 2))), "0 to 3"),
        (lambda: CODES.encode(np.array([0]), np.zeros((1, 3))), "1 x 2 continuous codes"),
    ],
)
def test_codes_that_there_are_not_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("family", "arguments", "codes"),
    [
        ("infogan", {"codes": {"category": 4, "continuous": 2}, "width": 4, "embedding_size": 4}, CODES),
        ("infogan-dcgan", {"codes": {"category": 2}, "width": 4}, Codes(2)),
        ("infogan-decoder", {"codes": {"category": 4, "continuous": 2}, "width": 4}, CODES),
    ],
)
def test_generators_draw_by_noise_and_by_every_code(family, arguments, codes):
    torch.manual_seed(0)
    network = networks.build(family, {**arguments, "latent_size": 6}).eval()
    assert (network.latent_size, network.codes) == (6, codes)
    noise, code = torch.randn(3, 6), torch.from_numpy(codes.draw(0, 3)).requires_grad_(True)
    with torch.no_grad():
        images = network(noise, code)
        assert not torch.equal(images, network(torch.randn(3, 6), code))
    assert images.shape == (3, 3, 64, 64)
    assert images.abs().max() <= 1
    (slope,) = torch.autograd.grad(network(noise, code).square().sum(), code)
    assert (slope != 0).all()
