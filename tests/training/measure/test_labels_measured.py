"""Generators and judges that do exactly what they are told, so that the right numbers are known."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from genfaces import latents
from genfaces.checkpoint import Checkpoint
from genfaces.drawing import paint_labels, training_labels
from training import fits
from training.errors import TrainingError
from training.label_figures import rows as figure_rows
from training.measure import attributes, eyes, tags
from training.measure.attributes import count_flips, identity_kept

ATTRIBUTES = ["Smiling", "Male", "Young"]
TAGS = ["hair:red", "hair:blue", "hair:green", "eyes:red", "eyes:blue"]


class Painter(nn.Module):
    """Paints each label as the brightness of a column of its own; a share of its requests is never heard."""

    def __init__(self, count, deaf=()):
        super().__init__()
        self.latent_size, self.count, self.deaf = 4, count, list(deaf)
        self.noise = []

    def forward(self, noise, labels):
        self.noise.append(noise)
        heard = labels.clone()
        heard[:, self.deaf] = -1.0
        images = torch.full((len(noise), 3, 64, 64), -1.0)
        images[:, 0, :, : self.count] = heard[:, None, :].clamp(-1, 1)
        images[:, 1, :, :4] = noise[:, None, :].clamp(-1, 1)
        return images


class Reader(nn.Module):
    """Reads those columns; its features are the noise with a little of the labels."""

    def __init__(self, count):
        super().__init__()
        self.count = count
        self.anchor = nn.Parameter(torch.zeros(1))

    def scores(self, images):
        return images[:, 0, 10, : self.count]

    def features(self, images):
        return torch.cat([images[:, 1, 10, :4], 0.1 * self.scores(images)], 1)


def a_checkpoint(network, names, **arrays):
    config = {
        "name": "a",
        "family": "gan-labels",
        "arguments": {},
        "label_names": names,
        "pixel_range": [-1.0, 1.0],
        "image_size": 64,
    }
    return Checkpoint("a", Path(), config, network, arrays)


def generator(names, rows, **options):
    return a_checkpoint(Painter(len(names), **options), names, **fits.label_table(rows))


def judge(names, count=None):
    return a_checkpoint(Reader(count or len(names)), names, thresholds=np.zeros(count or len(names)))


def assert_drawn_from(noise, model):
    """The generator was given exactly these latents, for every question the same."""
    given = torch.cat(model.network.noise).numpy()
    assert np.array_equal(given, np.tile(noise, (len(given) // len(noise), 1)))


def some_rows(count=200, seed=0):
    return np.random.default_rng(seed).integers(0, 2, (count, len(ATTRIBUTES))).astype(np.uint8)


def test_table_of_labels_counts_rows_most_frequent_first():
    table = fits.label_table(np.array([[0, 1], [1, 1], [1, 1]], dtype=np.float32))
    assert table["label_rows"].tolist() == [[1, 1], [0, 1]]
    assert table["label_counts"].tolist() == [2, 1]
    assert table["label_rows"].dtype == np.uint8


def test_asking_encodes_and_a_sample_does_not_depend_on_how_many():
    model = generator(ATTRIBUTES, some_rows())
    wanted = training_labels(model, 1, 300)
    noise = np.zeros((300, 4), dtype=np.float32)
    images = paint_labels(model, noise, wanted)
    assert images.dtype == np.uint8
    assert np.array_equal(images[:, 0, :3, 0] > 127, wanted.astype(bool))
    assert np.array_equal(training_labels(model, 1, 10), wanted[:10])


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(attributes, "VECTORS", 40)


@pytest.mark.usefixtures("few")
def test_perfect_obedience_changes_what_was_asked_and_nothing_else():
    model = generator(ATTRIBUTES, some_rows())
    numbers = attributes.measure_flips(model, judge(ATTRIBUTES))
    assert numbers["mean_success"] == 1.0
    assert numbers["side_change"] == 0.0
    assert np.array_equal(numbers["change"], np.eye(3))
    assert numbers["identity"]["a"]["ratio"] < 0.5
    assert_drawn_from(latents.draw(attributes.SEED, 40, 4), model)
    assert json.loads(json.dumps(numbers))["vectors"] == 40


@pytest.mark.usefixtures("few")
def test_a_request_that_is_not_heard_is_seen():
    numbers = attributes.measure_flips(generator(ATTRIBUTES, some_rows(), deaf=[1]), judge(ATTRIBUTES))
    assert numbers["to_yes"] == {"Smiling": 1.0, "Male": 0.0, "Young": 1.0}
    assert numbers["to_no"]["Male"] == 1.0
    assert numbers["success"]["Male"] == 0.5
    assert numbers["pair"]["Male"] == 0.0
    assert numbers["change"][1] == (0.0, 0.0, 0.0)


def test_a_judge_that_does_not_know_an_attribute_is_refused():
    with pytest.raises(TrainingError, match="does not know Young"):
        attributes.measure_flips(generator(ATTRIBUTES, some_rows()), judge(ATTRIBUTES[:2]))


def test_flips_are_counted_in_both_directions():
    asked = np.array([[True], [False], [False], [False]])
    before = np.array([[True], [False], [True], [False]])  # the third shows it unasked
    after = np.array([[False], [True], [True], [False]])  # the fourth does not show it though asked
    flips = count_flips(asked, np.stack([before, after]), ("Smiling",), "a judge")
    assert flips.to_yes["Smiling"] == 0.75
    assert flips.to_no["Smiling"] == 0.75
    assert flips.pair["Smiling"] == 0.5
    assert flips.change == ((0.5,),)


def test_identity_is_the_distance_of_a_pair_beside_that_of_strangers():
    before = np.array([[0.0], [4.0], [8.0], [4.0]])
    kept = identity_kept(np.stack([before, before + 1.0, before + 3.0]), ("a", "b"))
    assert kept.random == 4.0
    assert kept.pair == 2.0
    assert kept.by_attribute == {"a": 0.25, "b": 0.75}


def test_pairs_are_all_there_and_the_unseen_one_can_be_asked_and_is_told_apart(monkeypatch):
    monkeypatch.setattr(tags, "SAMPLES", 3)
    monkeypatch.setattr(tags, "same_eyes", lambda *_: 1.0)
    pairs = tags.all_pairs(TAGS)
    assert pairs.tolist()[:3] == [[1, 0, 0, 1, 0], [1, 0, 0, 0, 1], [0, 1, 0, 1, 0]]
    assert len(np.unique(pairs, axis=0)) == 6
    model = generator(TAGS, np.delete(pairs, 1, axis=0), deaf=[4])  # red hair with blue eyes occurs nowhere
    data = SimpleNamespace(test=SimpleNamespace(images=np.zeros((4, 64, 64, 3), dtype=np.uint8)))
    numbers = tags.measure_tags(model, judge(TAGS), data)
    assert numbers["hair"]["accuracy"] == 1.0
    assert numbers["eyes"]["accuracy"] == 0.5
    assert numbers["eyes"]["confusion"] == ((9, 0), (9, 0))
    never = numbers["pairs_never_seen"]
    assert (never["pairs"], never["images"]) == (["hair:red eyes:blue"], 3)
    assert (never["hair"], never["eyes"]) == (1.0, 0.0)
    json.dumps(numbers)
    asked_at_once = -(-18 // 8) * 8  # in batches of 8, the last of which is filled
    assert_drawn_from(np.pad(latents.draw(tags.SEED, 18, 4), ((0, asked_at_once - 18), (0, 0))), model)


def test_two_eyes_of_one_colour_agree_and_mixed_ones_do_not():
    images = np.zeros((4, 64, 64, 3), dtype=np.uint8)
    images[:2, 20:30, 15:25, 0] = images[:2, 20:30, 39:49, 0] = 255  # red eyes
    images[2:, 20:30, 15:25, 1] = images[2:, 20:30, 39:49, 1] = 255  # green ones

    class Colours(nn.Module):
        def __init__(self):
            super().__init__()
            self.anchor = nn.Parameter(torch.zeros(1))

        def scores(self, pictures):
            return pictures.mean((2, 3))

    seer = a_checkpoint(Colours(), [])
    assert eyes.same_eyes(seer, images, [0, 1]) == 1.0
    assert eyes.same_eyes(seer, images, [0, 1], np.roll(images, 2, axis=0)) == 0.0
    odd = images.copy()
    odd[0, 20:30, 39:49] = (0, 255, 0)
    assert eyes.same_eyes(seer, odd, [0, 1]) == 0.75


def test_figures_show_one_noise_under_several_labels():
    palette = figure_rows(generator(TAGS, tags.all_pairs(TAGS)))
    assert list(palette) == ["red hair; eyes from the left: red, blue", "blue hair", "green hair"]
    assert all(row.shape == (2, 64, 64, 3) for row in palette.values())
    flips = figure_rows(generator(ATTRIBUTES, some_rows()))
    assert list(flips) == ["Asked for no Smiling", "The same noise, asked for Smiling"]
    below, above = flips.values()
    differ = (below != above).any((0, 1, 3))
    assert differ[0]
    assert not differ[1:].any()
