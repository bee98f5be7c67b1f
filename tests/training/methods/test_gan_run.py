from __future__ import annotations

import logging
import os
from pathlib import Path

import numpy as np
import pytest
import tiny
import torch
from test_command import LAUNCH, ROOT, run
from tiny_gan import EVENTFUL, RECIPE, make
from torch import nn

from training.recipes_gan import GANS


class Constant(nn.Module):
    def __init__(self, images):
        super().__init__()
        self.images = nn.Parameter(images)

    def forward(self, latents):
        return self.images[: len(latents)]


def test_collapse_is_warned_of(caplog):
    method = make()
    rng = np.random.default_rng(0)
    one = torch.from_numpy(rng.random((1, 3, 64, 64), dtype=np.float32)).repeat(64, 1, 1, 1)
    with caplog.at_level(logging.WARNING):
        numbers = method.watch(Constant(one))
    assert numbers == {"spread": 0.0}
    assert "tiny" in caplog.text
    assert "collapsed" in caplog.text


def test_samples_as_varied_as_the_data_are_no_collapse(caplog):
    method = make(dataset=tiny.dataset(train=64))
    data = torch.from_numpy(method.dataset.train.images).permute(0, 3, 1, 2) / 127.5 - 1.0
    with caplog.at_level(logging.WARNING):
        assert method.watch(Constant(data))["spread"] == pytest.approx(1.0, rel=0.01)
    assert caplog.text == ""


def test_fixed_noise_is_the_page_s():
    method = make()
    noise = np.random.default_rng(RECIPE.seed).standard_normal((64, 6), dtype=np.float32)
    network = method.networks["generator"].eval()
    assert torch.equal(method.sample(network), network(torch.from_numpy(noise)))
    assert method.sample(network).shape == (64, 3, 64, 64)


def test_stopping_and_resuming_equals_never_having_stopped(tmp_path):
    tiny.loop(tmp_path / "unbroken", EVENTFUL).train(96)
    tiny.loop(tmp_path / "broken", EVENTFUL).train(48)
    resumed = tiny.loop(tmp_path / "broken", EVENTFUL, seed=99)
    assert resumed.images_seen == 48
    resumed.train(96)
    tiny.assert_same_run(tmp_path / "unbroken", tmp_path / "broken")
    first_tick = tiny.read_stats(tmp_path / "broken")[0]
    assert {"generator", "discriminator", "d_real", "d_fake", "r1", "r2", "spread"} <= first_tick.keys()


TOGETHER = """
import tiny, torch
from pathlib import Path
from tiny_gan import EVENTFUL

loop = tiny.loop(Path("run"), EVENTFUL)
loop.train(48)
accelerator = loop.hardware.accelerator
assert accelerator.num_processes == 2
for name, network in loop.method.networks.items():
    weights = torch.cat([parameter.detach().flatten() for parameter in network.parameters()])
    gathered = accelerator.gather(weights[None])
    assert torch.equal(gathered[0], gathered[1]), f"the processes' {name}s drifted apart"
"""


@pytest.mark.slow  # three processes import torch, and two train together
def test_two_processes_hold_equal_weights(tmp_path):
    (tmp_path / "together.py").write_text(TOGETHER)
    path = os.pathsep.join([str(ROOT), str(Path(tiny.__file__).parent), str(Path(__file__).parent)])
    done = run([*LAUNCH, "together.py"], tmp_path, PYTHONPATH=path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("recipe", GANS, ids=lambda recipe: recipe.name)
def test_recipe_builds_networks_that_ship(recipe):
    count = recipe.method.discriminator_arguments.get("label_size", 2)
    method = recipe.method.create(recipe, tiny.dataset(label_names=tuple(f"label {i}" for i in range(count))))
    state = method.networks[method.shipped].state_dict()
    assert 2 * sum(tensor.numel() for tensor in state.values()) < 10e6
