from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from genfaces import networks


@pytest.fixture
def network():
    torch.manual_seed(0)
    return networks.build("classifier", {"labels": 5, "width": 3, "dropout": 0.5})


@pytest.mark.parametrize("size", [32, 64])
def test_shapes(network, size):
    images = torch.rand(4, 3, size, size) * 2 - 1
    assert network(images).shape == (4, 5)
    assert network.features(images).shape == (4, 8 * 3)


def test_scores_are_the_same_for_an_image_and_its_mirror_image(network):
    network.eval()
    images = torch.randn(4, 3, 64, 64)
    scores = network.scores(images)
    assert not scores.requires_grad
    torch.testing.assert_close(scores, network.scores(images.flip(3)))
    torch.testing.assert_close(scores, (network(images) + network(images.flip(3))) / 2)


def test_logits_are_the_last_layer_on_the_features(network):
    network.eval()
    images = torch.randn(2, 3, 64, 64)
    torch.testing.assert_close(network(images), network.head(network.features(images)))


def test_dropout_acts_in_training_only(network):
    images = torch.randn(4, 3, 64, 64)
    network.eval()
    assert torch.equal(network(images), network(images))
    network.train()
    assert not torch.equal(network(images), network(images))


def test_gradients_reach_every_weight(network):
    logits = network(torch.randn(8, 3, 64, 64))
    functional.binary_cross_entropy_with_logits(logits, torch.rand(8, 5).round()).backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad.isfinite().all(), name
        assert parameter.grad.any(), name


def test_it_learns_a_tiny_set(network):
    images = torch.randn(8, 3, 32, 32)
    labels = (torch.arange(8)[:, None] // torch.tensor([1, 2, 4, 8, 3]) % 2).float()
    network.dropout.p = 0.0
    optimizer = torch.optim.Adam(network.parameters(), 1e-2)
    losses = []
    for _ in range(30):
        loss = functional.binary_cross_entropy_with_logits(network(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.2 * losses[0]
