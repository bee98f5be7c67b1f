from __future__ import annotations

import torch

from training.seeds import BLOCK, Seeds

CPU = torch.device("cpu")


def test_a_seed_depends_on_seed_step_and_process_alone():
    ahead = Seeds(3, 0, CPU)
    for step in (0, 5 * BLOCK, 7):
        ahead.of(step)
    steps = [0, 1, BLOCK - 1, BLOCK, 10 * BLOCK + 3]
    assert [ahead.of(step) for step in steps] == [Seeds(3, 0, CPU).of(step) for step in steps]


def test_no_two_seeds_are_alike():
    found = [
        Seeds(seed, rank, CPU).of(step)
        for seed in range(3)
        for rank in range(2)
        for step in range(BLOCK - 5, BLOCK + 5)
    ]
    assert len(set(found)) == len(found)
    assert all(0 <= seed < 2**63 for seed in found)


def test_planting_starts_torch_where_its_own_seeding_would():
    seeds = Seeds(1, 0, CPU)
    seeds.plant(9)
    drawn = torch.rand(5)
    torch.manual_seed(seeds.of(9))
    assert torch.equal(drawn, torch.rand(5))
