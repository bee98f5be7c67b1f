from __future__ import annotations

import json

import numpy as np
import pytest
from tiny_explorer import LABELS, make_explorer, save_explorer

from genfaces import checkpoint, explorer_store
from genfaces.checkpoint import CheckpointError


@pytest.fixture
def explorer(add):
    folder = add("tiny")
    hash_ = checkpoint.read_config("tiny")["weights_sha256"]
    made = make_explorer(folder / explorer_store.FOLDER, hash_, 5)
    save_explorer(made)
    return made


def test_what_is_saved_is_loaded(explorer):
    loaded = explorer_store.load("tiny")
    assert np.abs(loaded.latents - explorer.latents).max() <= 0.51 * np.abs(explorer.latents).max() / 127
    assert np.array_equal(loaded.labels, explorer.labels)
    assert np.array_equal(loaded.held_out, explorer.held_out)
    assert np.array_equal(loaded.neighbours, explorer.neighbours)
    assert loaded.info["label_names"] == list(LABELS)
    for name, coordinates in explorer.latent_maps.items():
        assert loaded.latent_maps[name] == pytest.approx(coordinates, abs=2e-5)


def test_the_browser_s_file_holds_what_it_reads(explorer):
    """As map/data.js reads it: a header's length, the header, then arrays of these types."""
    data = (explorer.folder / explorer_store.MAP).read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    types = {name: entry["dtype"] for name, entry in header.items() if name != "__metadata__"}
    assert types == dict.fromkeys(("tsne-5", "pca-2d", "pca-3d", "neighbours"), "U16") | {
        "labels": "U8",
        "held_out": "U8",
    }
    first = header["labels"]["data_offsets"][0] + 8 + length
    assert data[first] == 128 * explorer.labels[0, 0] + 64 * explorer.labels[0, 1]


@pytest.mark.parametrize("file", [explorer_store.MAP, explorer_store.LATENTS, explorer_store.ATLAS])
@pytest.mark.parametrize(
    "damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"x" + path.read_bytes())]
)
def test_a_damaged_file_is_named(explorer, file, damage):
    damage(explorer.folder / file)
    with pytest.raises(CheckpointError, match=file):
        explorer_store.load("tiny")


def test_maps_of_other_weights_are_refused(explorer, add):
    add("tiny", seed=1)
    with pytest.raises(CheckpointError, match=r"python -m training\.explore tiny"):
        explorer_store.read_info("tiny")


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 1}'])
def test_an_unreadable_description_is_named(explorer, content):
    (explorer.folder / explorer_store.INFO).write_text(content)
    with pytest.raises(CheckpointError, match=explorer_store.INFO):
        explorer_store.load("tiny")


def test_a_checkpoint_without_maps_says_how_to_make_them(add):
    add("bare")
    with pytest.raises(CheckpointError, match=r"training\.explore"):
        explorer_store.read_info("bare")


def test_coordinates_survive_their_16_bits():
    coordinates = np.linspace(-1, 1, 1001, dtype=np.float32)[:, None]
    assert explorer_store.from_steps(explorer_store.to_steps(coordinates)) == pytest.approx(coordinates, abs=1.6e-5)


def test_latents_survive_their_8_bits_each_by_its_own_range():
    latents = np.random.default_rng(0).normal(size=(500, 3)).astype(np.float32) * np.float32([0.01, 1.0, 100.0])
    latents[:, 1] = 0.0
    levels, level = explorer_store.to_levels(latents)
    again = explorer_store.from_levels(levels, level)
    assert levels.dtype == np.int8
    assert (np.abs(again - latents) <= 0.501 * level).all()
    assert np.array_equal(explorer_store.to_levels(again)[0], levels)  # rounding what is rounded changes nothing
