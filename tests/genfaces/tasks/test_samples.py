from __future__ import annotations

import numpy as np
import pytest
import torch

from genfaces import checkpoint, labels, latents
from genfaces.images import to_uint8
from genfaces.tasks.errors import TaskError
from genfaces.tasks.samples import SOURCES, ladder, models, sample


@pytest.mark.parametrize(
    ("family", "source"), [("vae", "mixture"), ("vae", "prior"), ("gan", "mixture"), ("gan-labels", "prior")]
)
def test_one_seed_one_picture_whatever_the_count(add, family, source):
    add(family=family)
    pictures = sample("tiny", 7, 20, source=source)
    assert pictures.shape == (20, 64, 64, 3)
    assert pictures.dtype == np.uint8
    for count in (1, 8, 9, 20):
        assert np.array_equal(sample("tiny", 7, count, source=source), pictures[:count])
    assert not np.array_equal(sample("tiny", 8, 1, source=source), pictures[:1])
    assert len({picture.tobytes() for picture in pictures}) == 20


def test_what_was_drawn_before_does_not_matter(add):
    add()
    first = sample("tiny", 1, 2)
    torch.manual_seed(99)
    np.random.default_rng().random(5)
    sample("tiny", 2, 3)
    assert np.array_equal(sample("tiny", 1, 2), first)


def test_the_prior_is_standard_normal_noise_times_the_temperature(add):
    add()
    drawn = torch.from_numpy(0.5 * latents.draw(3, 8, 5))
    expected = to_uint8(checkpoint.load("tiny").network.decode(drawn))
    assert np.array_equal(sample("tiny", 3, 8, 0.5, "prior"), expected)


def test_the_mixture_is_the_checkpoints(add):
    add()
    loaded = checkpoint.load("tiny")
    names = ("weights", "means", "scales", "basis")
    drawn = latents.draw_mixture(3, 8, *(loaded.arrays[f"mixture_{name}"] for name in names), temperature=0.8)
    assert np.array_equal(sample("tiny", 3, 8, 0.8), to_uint8(loaded.network.decode(torch.from_numpy(drawn))))


def test_temperature_zero_gives_the_centres(add):
    add()
    assert len({picture.tobytes() for picture in sample("tiny", 0, 16, 0.0, "prior")}) == 1
    # Three components: their means and nothing else.
    assert len({picture.tobytes() for picture in sample("tiny", 0, 64, 0.0, "mixture")}) == 3


def test_a_gan_takes_no_notice_of_the_source_and_truncates_by_the_temperature(add):
    add(family="gan")
    assert np.array_equal(sample("tiny", 0, 4, source="mixture"), sample("tiny", 0, 4, source="prior"))
    assert len({picture.tobytes() for picture in sample("tiny", 0, 16, 0.0)}) == 1
    expected = checkpoint.load("tiny").network(torch.from_numpy(0.7 * latents.draw(5, 8, 6)))
    assert np.array_equal(sample("tiny", 5, 8, 0.7), to_uint8(expected))


@pytest.mark.parametrize(
    ("family", "source"), [("vae", "mixture"), ("vae", "prior"), ("gan", "prior"), ("gan-labels", "prior")]
)
def test_the_ladder_is_one_noise_at_several_temperatures(add, family, source):
    add(family=family)
    steps = (0.0, 0.5, 0.7, 1.0, 1.5)
    pictures = ladder("tiny", 7, steps, source)
    assert pictures.shape == (5, 64, 64, 3)
    for picture, temperature in zip(pictures, steps, strict=True):
        difference = picture.astype(int) - sample("tiny", 7, 1, temperature, source)[0]
        assert np.abs(difference).max() <= 1  # a place in a batch may change the last digit of a sum


@pytest.mark.parametrize(("steps", "reason"), [((), "number of temperatures"), ((0.5, 3.0), "not 3.0")])
def test_an_impossible_ladder_is_refused(add, steps, reason):
    add()
    with pytest.raises(TaskError, match=reason):
        ladder("tiny", 7, steps)


def test_pictures_come_back_from_the_networks_pixel_range(add):
    add(pixel_range=[0.0, 1.0])
    expected = to_uint8(checkpoint.load("tiny").network.decode(torch.from_numpy(latents.draw(0, 8, 5))), (0.0, 1.0))
    assert np.array_equal(sample("tiny", 0, 8, source="prior"), expected)


def test_a_vae_without_a_mixture_offers_its_prior(add):
    add(arrays={})
    with pytest.raises(TaskError, match="No mixture was fitted for 'tiny'; choose the source 'prior'"):
        sample("tiny", 0, 1)
    assert sample("tiny", 0, 1, source="prior").shape == (1, 64, 64, 3)


def test_a_generator_that_takes_labels_is_asked_for_those_of_training_rows(add):
    add(family="gan-labels")
    loaded = checkpoint.load("tiny")
    rows = labels.draw(3, 8, loaded.arrays["label_rows"], loaded.arrays["label_counts"])
    assert len({row.tobytes() for row in rows}) > 1
    noise, given = (torch.from_numpy(part) for part in (latents.draw(3, 8, 6), labels.encode(rows, ["a", "b"])))
    assert np.array_equal(sample("tiny", 3, 8), to_uint8(loaded.network(noise, given)))


def test_a_generator_without_its_table_of_labels_is_refused(add):
    add(family="gan-labels", arrays={})
    with pytest.raises(TaskError, match="'tiny' lacks its table of training labels; publish it again"):
        sample("tiny", 0, 1)


def test_models_are_those_that_draw_from_a_seed_alone_the_preferred_first(add):
    add("another")
    add("gan-anime", "gan")
    add("vae-faces")
    add("plain", "autoencoder-dense")
    add("labelled", "gan-labels")
    assert [(model.name, model.kind.name) for model in models()] == [
        ("vae-faces", "vae"),
        ("gan-anime", "gan"),
        ("another", "vae"),
        ("labelled", "attributes"),
    ]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"model": "nowhere"}, "no model 'nowhere' for this; choose one of: tiny, wants-labels"),
        ({"model": "plain"}, "no model 'plain' for this; choose one of: tiny, wants-labels"),
        ({"model": "wants-labels"}, "'wants-labels' lacks its table of training labels"),
        ({"count": 0}, "The count must be a whole number from 1 to 64, not 0"),
        ({"count": 65}, "from 1 to 64"),
        ({"count": 2.5}, "whole number"),
        ({"count": True}, "whole number"),
        ({"seed": -1}, "The seed must be a whole number from 0 to 4294967295, not -1"),
        ({"seed": 2**32}, "from 0 to 4294967295"),
        ({"seed": None}, "whole number"),
        ({"seed": "1"}, "whole number"),
        ({"temperature": -0.1}, "The temperature must be a number from 0 to 2, not -0.1"),
        ({"temperature": 2.01}, "from 0 to 2"),
        ({"temperature": float("nan")}, "from 0 to 2"),
        ({"temperature": "hot"}, "from 0 to 2"),
        ({"source": "posterior"}, "no source 'posterior'; choose one of: mixture, prior"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(add, arguments, reason):
    add()
    add("plain", "autoencoder-dense")
    add("wants-labels", "gan", arguments={"latent_size": 6, "width": 2, "label_size": 3})
    with pytest.raises(TaskError, match=reason) as caught:
        sample(**{"model": "tiny", "seed": 0, "count": 1} | arguments)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("source", SOURCES)
def test_the_ends_of_every_range_work(add, source):
    add()
    assert sample("tiny", 2**32 - 1, np.int64(64), 2, source).shape == (64, 64, 64, 3)
    assert sample("tiny", np.uint32(0), 1, np.float32(0), source).shape == (1, 64, 64, 3)
