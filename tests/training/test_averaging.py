from __future__ import annotations

import pytest
import torch
from torch import nn

from training.averaging import Average


def network(value=0.0):
    layers = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    for parameter in layers.parameters():
        nn.init.constant_(parameter, value)
    return layers


def test_after_a_half_life_the_old_weights_count_half():
    average = Average(network(0.0), half_life=100, ramp_up=1e9)
    for step in range(10):
        average.update(network(1.0), images_seen=10 * (step + 1), batch_size=10)
    torch.testing.assert_close(average.network[0].weight, torch.full((3, 2), 0.5))


@pytest.mark.parametrize("batch_size", [5, 20, 50])
def test_the_half_life_does_not_depend_on_the_batch_size(batch_size):
    average = Average(network(0.0), half_life=70, ramp_up=1e9)
    for step in range(100 // batch_size):
        average.update(network(1.0), images_seen=batch_size * (step + 1), batch_size=batch_size)
    assert average.network[0].bias[0].item() == pytest.approx(1 - 0.5 ** (100 / 70), rel=1e-4)


def test_ramp_up_forgets_the_initial_weights_early():
    average = Average(network(), half_life=10_000)
    assert average.decay(images_seen=64, batch_size=64) == pytest.approx(0.5**20)
    assert average.decay(images_seen=20_000, batch_size=1000) == pytest.approx(0.5)
    assert average.decay(images_seen=10**9, batch_size=1000) == pytest.approx(0.5**0.1)


def test_no_half_life_is_a_plain_copy():
    average = Average(network(0.0), half_life=0)
    average.update(network(3.0), images_seen=8, batch_size=8)
    assert (average.network[0].weight == 3.0).all()


def test_float_buffers_are_averaged_and_counts_are_copied():
    average = Average(network(), half_life=100, ramp_up=1e9)
    newer = network()
    newer[1].running_mean.fill_(1.0)
    newer[1].num_batches_tracked.fill_(7)
    average.update(newer, images_seen=100, batch_size=100)
    torch.testing.assert_close(average.network[1].running_mean, torch.full((3,), 0.5))
    assert average.network[1].num_batches_tracked == 7


def test_the_copy_is_apart_in_eval_mode_and_without_gradients():
    trained = network(1.0).train()
    average = Average(trained, half_life=100)
    assert not average.network.training
    assert not any(parameter.requires_grad for parameter in average.network.parameters())
    trained[0].weight.data.fill_(9.0)
    assert (average.network[0].weight == 1.0).all()
    assert trained.training
    average.update(trained, images_seen=100, batch_size=8)
    assert (trained[0].weight == 9.0).all()
