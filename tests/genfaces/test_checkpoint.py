from __future__ import annotations

import json
import pickle
import re

import numpy as np
import pytest
import torch
from safetensors.numpy import save as save_arrays
from safetensors.torch import load_file

from genfaces import checkpoint
from genfaces.checked_files import sha256_of
from genfaces.checkpoint import ARRAYS, CONFIG, WEIGHTS, CheckpointError


def change_config(folder, **changes):
    path = folder / CONFIG
    config = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({key: value for key, value in config.items() if value is not None}))


def replace_file(folder, file, data):
    """Put a foreign file in, with the right hash in the configuration: the hash alone must not be trusted."""
    (folder / file).write_bytes(data)
    change_config(folder, **{f"{file.split('.')[0]}_sha256": sha256_of(data)})


def assert_refused(folder, file, reason):
    with pytest.raises(CheckpointError, match=reason) as caught:
        checkpoint.load(folder.name)
    assert str(folder / file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_saved_comes_back(add):
    folder = add(seed=3)
    loaded = checkpoint.load("tiny")
    stored = load_file(folder / WEIGHTS)
    assert {tensor.dtype for tensor in stored.values()} == {torch.float16, torch.int64}
    for name, tensor in loaded.network.state_dict().items():
        assert torch.equal(tensor, stored[name].to(tensor.dtype)), name
    assert {tensor.dtype for tensor in loaded.network.parameters()} == {torch.float32}
    assert not loaded.network.training
    assert not any(tensor.requires_grad for tensor in loaded.network.parameters())
    assert loaded.arrays["mixture_means"].shape == (3, 5)
    assert {array.dtype for array in loaded.arrays.values()} == {np.dtype(np.float32)}
    assert loaded.pixel_range == (-1.0, 1.0)
    assert loaded.config == checkpoint.read_config("tiny")


def test_a_loaded_network_computes_what_the_saved_one_did(shelf, tiny_network, tiny_config):
    network = tiny_network().half().float().eval()
    checkpoint.save(shelf / "tiny", network, tiny_config())
    images = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        for mine, theirs in zip(network.encode(images), checkpoint.load("tiny").network.encode(images), strict=True):
            torch.testing.assert_close(mine, theirs)


def test_loading_twice_gives_the_same_object_and_a_refreshed_checkpoint_is_read_again(add):
    add(seed=1)
    first = checkpoint.load("tiny")
    assert checkpoint.load("tiny") is first
    add(seed=2, title="Newer")
    second = checkpoint.load("tiny")
    assert second.config["title"] == "Newer"
    assert not torch.equal(first.network.linear_decoder.weight, second.network.linear_decoder.weight)


def test_names_are_those_with_weights_in_order(add, shelf):
    add("b")
    add("a")
    add("without-weights")
    (shelf / "without-weights" / WEIGHTS).unlink()
    (shelf / "empty").mkdir()
    assert checkpoint.names() == ["a", "b"]


def test_saving_keeps_other_files_and_drops_arrays_that_are_no_more(add):
    folder = add()
    (folder / "README.md").write_text("card")
    add(arrays={})
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", CONFIG, WEIGHTS]
    assert checkpoint.load("tiny").arrays == {}


def test_update_config_changes_only_what_it_is_told(add):
    folder = add()
    before = checkpoint.read_config("tiny")
    checkpoint.update_config(folder, {"metrics": {"test_mse": 0.006}})
    assert checkpoint.load("tiny").config == before | {"metrics": {"test_mse": 0.006}}


@pytest.mark.parametrize("file", [WEIGHTS, ARRAYS])
def test_one_flipped_bit_is_refused(add, file):
    folder = add()
    data = bytearray((folder / file).read_bytes())
    data[-1] ^= 1
    (folder / file).write_bytes(data)
    assert_refused(folder, file, "is damaged or was replaced")


@pytest.mark.parametrize("file", [WEIGHTS, ARRAYS])
def test_a_missing_file_is_refused(add, file):
    folder = add()
    (folder / file).unlink()
    assert_refused(folder, file, "is missing")


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was opened",))


@pytest.mark.parametrize("file", [WEIGHTS, ARRAYS])
@pytest.mark.parametrize("data", [pickle.dumps(Bomb()), b"hello", b""], ids=["pickle", "text", "empty"])
def test_a_foreign_file_is_refused_even_with_the_right_hash(add, file, data):
    folder = add()
    replace_file(folder, file, data)
    assert_refused(folder, file, "is not a safetensors file")


def test_weights_of_another_shape_or_name_are_refused(add):
    folder = add()
    change_config(folder, arguments={"latent_size": 6, "width": 2, "linear_size": 8})
    assert_refused(folder, WEIGHTS, "does not fit the network in config.json: size mismatch")
    replace_file(folder, WEIGHTS, save_arrays({"other": np.zeros(3, np.float16)}))
    assert_refused(folder, WEIGHTS, "does not fit the network in config.json: Missing key")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"family": "transformer"}, "unknown network family 'transformer'; known are: vae"),
        ({"family": ["vae"]}, "'family' that is not of type str"),
        ({"family": None}, "lacks the key 'family'"),
        ({"weights_sha256": None}, "lacks the key 'weights_sha256'"),
        ({"format": 3}, "has format 3; this version reads format 2"),
        ({"arguments": {"depth": 3}}, "does not take these arguments"),
        ({"arguments": {"latent_size": -1}}, "does not take these arguments"),
        ({"arguments": [3]}, "'arguments' that is not of type dict"),
    ],
)
def test_a_wrong_configuration_is_refused(add, changes, reason):
    folder = add()
    change_config(folder, **changes)
    assert_refused(folder, CONFIG, reason)


@pytest.mark.parametrize("text", [b"{", b"\xff\xfe", b"[]", b""])
def test_a_configuration_that_is_no_json_object_is_refused(add, text):
    folder = add()
    (folder / CONFIG).write_bytes(text)
    assert_refused(folder, CONFIG, "JSON")


def test_a_torn_save_is_noticed(add, monkeypatch):
    folder = add(seed=1)
    replaced = []

    def fail_at_the_second(self, target):
        replaced.append(target)
        if len(replaced) == 2:
            raise OSError(28, "No space left on device")
        target.write_bytes(self.read_bytes())

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", fail_at_the_second)
        with pytest.raises(CheckpointError, match="could not be written: No space left on device") as caught:
            add(seed=2)
    assert str(folder) in str(caught.value)
    assert_refused(folder, WEIGHTS, "is damaged or was replaced")


def test_a_full_disk_leaves_the_old_checkpoint_whole(add, monkeypatch):
    folder = add(seed=1)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def no_space(self, data):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.write_bytes", no_space)
        with pytest.raises(CheckpointError, match="No space left"):
            add(seed=2)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("value", [1e5, float("nan")])
def test_weights_that_16_bits_cannot_hold_are_not_saved(shelf, tiny_network, tiny_config, value):
    network = tiny_network()
    network.linear_decoder.bias.data[0] = value
    with pytest.raises(CheckpointError, match=r"is not written: 'linear_decoder\.bias'") as caught:
        checkpoint.save(shelf / "tiny", network, tiny_config())
    assert str(shelf / "tiny" / WEIGHTS) in str(caught.value)
    assert checkpoint.names() == []


@pytest.mark.parametrize("name", ["nowhere", "", ".", "../outside", "/etc", "a/b", "a\0b"])
def test_a_name_without_a_checkpoint_gets_one_sentence_and_never_leads_outside(shelf, add, name):
    add().rename(shelf.parent / "outside")
    with pytest.raises(CheckpointError, match=re.escape(f"There is no checkpoint '{name}' in {shelf}")):
        checkpoint.load(name)
