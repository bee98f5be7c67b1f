from __future__ import annotations

import pytest
import torch
from torch import nn

from training.devices import fuse, load_optimizer


def stepped(fused, steps, state=None, kind=torch.optim.Adam):
    """Weights after `steps` of constant gradients, and the optimizer."""
    layer = nn.Linear(3, 2)
    nn.init.constant_(layer.weight, 1.0)
    optimizer = kind(layer.parameters(), 0.1)
    fuse(optimizer, fused)
    if state:
        layer.load_state_dict(state[0])
        load_optimizer(optimizer, state[1])
    for _ in range(steps):
        layer.weight.grad, layer.bias.grad = torch.full((2, 3), 0.5), torch.ones(2)
        optimizer.step()
    return layer, optimizer


@pytest.mark.parametrize("kind", [torch.optim.Adam, torch.optim.AdamW])
@pytest.mark.parametrize(("first", "then"), [(True, True), (False, True), (True, False)])
def test_a_run_goes_on_with_the_other_way_of_stepping(kind, first, then):
    whole, _ = stepped(False, 6, kind=kind)
    layer, optimizer = stepped(first, 3, kind=kind)
    state = layer.state_dict(), optimizer.state_dict()
    resumed, other = stepped(then, 3, state, kind=kind)
    assert bool(other.param_groups[0]["fused"]) is then
    torch.testing.assert_close(resumed.weight, whole.weight)


def test_an_optimizer_that_cannot_is_left_as_it_is():
    _, optimizer = stepped(True, 1, kind=torch.optim.RMSprop)
    assert "fused" not in optimizer.param_groups[0]
