from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from tiny_tags import COUNT, save_tags

from genfaces import checkpoint, latents
from genfaces.images import to_uint8
from genfaces.tasks.errors import TaskError
from genfaces.tasks.tags import Tags, colours, draw, examples_seen, models, morph, palette, parse

NAME, TAGS = "tags-anime", Tags("aqua", "red")


@pytest.fixture(autouse=True)
def shelved(shelf):
    save_tags(shelf)
    return shelf


def differ(one, other):
    return int(np.abs(one.astype(int) - other).max())


def test_faces_are_the_networks_for_the_noise_and_the_one_hot_answers():
    network = checkpoint.load(NAME).network
    given = torch.zeros(8, 22)
    given[:, 0] = given[:, 12 + 8] = 1.0  # hair:aqua is the first of twelve, eyes:red the ninth of ten
    expected = to_uint8(network(torch.from_numpy(latents.draw(3, 8, 6)), given))
    assert np.array_equal(draw(NAME, TAGS, 3, 8), expected)


def test_one_seed_one_face_whatever_the_count_and_tags_change_it():
    faces = draw(NAME, TAGS, 7, 16)
    for count in (1, 9):
        assert np.array_equal(draw(NAME, TAGS, 7, count), faces[:count])
    assert not np.array_equal(draw(NAME, TAGS, 8, 1), faces[:1])
    assert not np.array_equal(draw(NAME, Tags("pink", "red"), 7, 1), faces[:1])


def test_the_palette_is_one_noise_with_every_pair():
    sheet, known = palette(NAME, 7), colours(NAME)
    assert sheet.shape == (len(known.hair), len(known.eyes), 64, 64, 3) == (12, 10, 64, 64, 3)
    for hair, eyes in [("aqua", "aqua"), ("purple", "black"), ("pink", "yellow")]:
        cell = sheet[known.hair.index(hair), known.eyes.index(eyes)]
        assert differ(cell, draw(NAME, Tags(hair, eyes), 7, 1)[0]) <= 1  # another place in a batch


def test_the_pair_that_no_image_has_is_known():
    seen, known = examples_seen(NAME), colours(NAME)
    unseen = [(known.hair[hair], known.eyes[eyes]) for hair, eyes in np.argwhere(seen == 0)]
    assert unseen == [("purple", "black")]
    assert seen.sum() == 119 * COUNT


def test_a_morph_keeps_the_noise_and_goes_straight_between_the_embeddings():
    a, b = TAGS, Tags("pink", "green")
    frames = morph(NAME, a, b, 7, 5)
    assert differ(frames[0], draw(NAME, a, 7, 1)[0]) <= 1
    assert differ(frames[-1], draw(NAME, b, 7, 1)[0]) <= 1
    network = checkpoint.load(NAME).network
    ends = torch.zeros(2, 22)
    for row, columns in zip(ends, ((0, 20), (10, 16)), strict=True):
        row[list(columns)] = 1.0
    middle = network.embedding(ends).mean(0, keepdim=True)
    expected = to_uint8(network.generator(torch.from_numpy(latents.draw(7, 1, 6)), middle))[0]
    assert differ(frames[2], expected) <= 1


def test_words_are_read_with_the_models_own_colours():
    assert parse("blond, blue eyes", NAME) == {"hair": "blonde", "eyes": "blue"}


def test_words_for_a_model_that_is_told_no_tags_are_refused_in_one_sentence(add):
    add("vae-faces")
    for name in ("vae-faces", "nowhere"):
        with pytest.raises(TaskError, match=f"no model '{name}' for this; choose one of: {NAME}"):
            parse("red hair", name)


def test_models_are_those_that_are_told_tags_the_preferred_first(shelved, add):
    save_tags(shelved, "cdcgan-anime", seed=1)
    save_tags(shelved, "another", seed=2)
    add("gan-anime", "gan")
    assert [model.name for model in models()] == ["tags-anime", "cdcgan-anime", "another"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"model": "nowhere"}, "no model 'nowhere' for this; choose one of: tags-anime"),
        ({"tags": Tags("yellow", "red")}, "no hair colour 'yellow'; choose one of: aqua, gray"),
        ({"tags": Tags("aqua", "white")}, "no eye colour 'white'; choose one of: aqua, black"),
        ({"count": 0}, "whole number from 1 to 16, not 0"),
        ({"count": 17}, "from 1 to 16"),
        ({"seed": -1}, "The seed must be a whole number"),
        ({"seed": "1"}, "The seed must be a whole number"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(arguments, reason):
    with pytest.raises(TaskError, match=reason) as caught:
        draw(**{"model": NAME, "tags": TAGS, "seed": 0, "count": 1} | arguments)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("frames", [1, 65])
def test_a_morph_has_a_sensible_number_of_frames(frames):
    with pytest.raises(TaskError, match="from 2 to 64"):
        morph(NAME, TAGS, TAGS, 0, frames)


def test_a_damaged_configuration_gets_a_sentence(shelved):
    path = shelved / NAME / "config.json"
    config = json.loads(path.read_text())
    del config["label_names"]
    path.write_text(json.dumps(config))
    with pytest.raises(TaskError, match="unavailable"):
        colours(NAME)
