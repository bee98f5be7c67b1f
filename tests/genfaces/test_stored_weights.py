from __future__ import annotations

import pytest
import torch
from safetensors.torch import load_file, save

from genfaces import checkpoint
from genfaces.checked_files import sha256_of
from genfaces.checkpoint import WEIGHTS, CheckpointError
from genfaces.stored_weights import SCALE, from_stored, to_stored


def state():
    torch.manual_seed(0)
    return {
        "dense.weight": torch.randn(6, 40) * torch.logspace(-3, 3, 6)[:, None],
        "kernel.weight": torch.randn(4, 3, 3, 3),
        "kernel.bias": torch.randn(4),
        "embedding.weight": torch.randn(9, 2),
        "norm.num_batches_tracked": torch.tensor(7),
    }


def test_in_8_bits_a_weight_is_off_by_half_a_step_of_its_row():
    weights = state()
    stored = to_stored(weights, bits=8)
    assert {name for name, tensor in stored.items() if tensor.dtype == torch.int8} == {"dense.weight", "kernel.weight"}
    back = from_stored(stored)
    assert {name: tensor.shape for name, tensor in back.items()} == {name: t.shape for name, t in weights.items()}
    for name in ("dense.weight", "kernel.weight"):
        rows, error = weights[name].flatten(1), (back[name] - weights[name]).flatten(1)
        step = rows.abs().amax(dim=1) / 127
        assert (error.abs().amax(dim=1) <= 0.501 * step).all()


def test_short_rows_and_vectors_stay_in_16_bits():
    weights = state()
    back = from_stored(to_stored(weights, bits=8))
    for name in ("kernel.bias", "embedding.weight"):
        assert torch.equal(back[name], weights[name].half().float())
    assert back["norm.num_batches_tracked"] == 7


def test_in_16_bits_nothing_is_scaled():
    stored = to_stored(state(), bits=16)
    assert {tensor.dtype for tensor in stored.values()} == {torch.float16, torch.int64}
    assert not any(SCALE in name for name in stored)


def test_a_row_of_zeros_stays_so():
    weights = {"weight": torch.zeros(2, 16)}
    assert torch.equal(from_stored(to_stored(weights, bits=8))["weight"], weights["weight"])


def test_saving_what_was_read_changes_nothing():
    once = to_stored(state(), bits=8)
    again = to_stored(from_stored(once), bits=8)
    for name, tensor in once.items():
        torch.testing.assert_close(again[name], tensor, rtol=1e-6, atol=0)


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_what_has_no_scale_is_named(value):
    with pytest.raises(ValueError, match="broken"):
        to_stored({"fine": torch.ones(2, 16), "broken": torch.full((2, 16), value)}, bits=8)


def test_a_checkpoint_takes_less_room_and_draws_alike(shelf, tiny_network, tiny_config):
    network = tiny_network().eval()
    sizes, pictures, images = {}, {}, torch.rand(2, 3, 64, 64)
    for bits in (16, 8):
        checkpoint.save(shelf / "tiny", network, tiny_config(), bits=bits)
        sizes[bits] = (shelf / "tiny" / WEIGHTS).stat().st_size
        loaded = checkpoint.read(shelf / "tiny").network
        assert {tensor.dtype for tensor in loaded.parameters()} == {torch.float32}
        pictures[bits] = loaded.decode(loaded.encode(images)[0])
    assert sizes[8] < 0.8 * sizes[16]  # half, but for the short rows of so small a network
    grey_levels = (pictures[8] - pictures[16]).abs() * 127.5
    assert grey_levels.mean() < 0.5


@pytest.mark.parametrize("scales", [torch.ones(3), torch.ones(2, 2)])
def test_scales_that_do_not_fit_are_refused(shelf, tiny_network, tiny_config, scales):
    folder = shelf / "tiny"
    checkpoint.save(folder, tiny_network(), tiny_config(), bits=8)
    stored = load_file(folder / WEIGHTS)
    name = next(name for name in stored if name.endswith(SCALE))
    data = save(stored | {name: scales})
    (folder / WEIGHTS).write_bytes(data)
    checkpoint.update_config(folder, {"weights_sha256": sha256_of(data)})
    with pytest.raises(CheckpointError, match=f"scales of '{name.removesuffix(SCALE)}'") as caught:
        checkpoint.read(folder)
    assert str(folder / WEIGHTS) in str(caught.value)
