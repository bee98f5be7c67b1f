from __future__ import annotations

import numpy as np
import pytest
import torch

from genfaces import checkpoint, latents
from genfaces.images import to_uint8
from genfaces.tasks.errors import TaskError
from genfaces.tasks.samples import sample
from genfaces.tasks.walking import End, walk

KINDS = [("vae", "mixture"), ("vae", "prior"), ("gan", "prior"), ("gan-labels", "prior")]


def furthest(a, b) -> int:
    return int(np.abs(a.astype(int) - b.astype(int)).max())


@pytest.mark.parametrize(("family", "source"), KINDS)
@pytest.mark.parametrize("temperature", [0.7, 1.0])
def test_a_walk_begins_and_ends_at_the_samples(add, family, source, temperature):
    add(family=family)
    frames = walk("tiny", End(3, 4), End(9), 5, temperature, source)
    assert frames.shape == (5, 64, 64, 3)
    assert frames.dtype == np.uint8
    # A place in a batch may change the last digit of a sum, so a colour by one step.
    assert furthest(frames[0], sample("tiny", 3, 5, temperature, source)[4]) <= 1
    assert furthest(frames[-1], sample("tiny", 9, 1, temperature, source)[0]) <= 1


@pytest.mark.parametrize(("family", "source"), KINDS)
def test_a_walk_back_is_the_same_walk_backwards(add, family, source):
    add(family=family)
    there, back = walk("tiny", End(1), End(2), 9, source=source), walk("tiny", End(2), End(1), 9, source=source)
    assert furthest(there, back[::-1]) <= 1
    assert np.array_equal(there, walk("tiny", End(1), End(2), 9, source=source))
    assert len({frame.tobytes() for frame in there}) == 9


def test_a_generator_walks_along_the_arc(add):
    add(family="gan")
    start, end = latents.draw(1, 1, 6)[0], latents.draw(2, 1, 6)[0]
    path = latents.spherical(start, end, np.linspace(0, 1, 8)) * np.float32(0.7)
    expected = to_uint8(checkpoint.load("tiny").network(torch.from_numpy(path)))
    assert furthest(walk("tiny", End(1), End(2), 8, 0.7), expected) <= 1


def test_between_two_components_mean_and_scale_go_straight(add):
    add()
    arrays = checkpoint.load("tiny").arrays
    weights, means, scales = (arrays[f"mixture_{name}"] for name in ("weights", "means", "scales"))
    chosen = latents.components(0, 64, weights)
    other = int(np.flatnonzero(chosen != chosen[0])[0])
    noise = latents.draw(0, other + 1, 5)
    middle = latents.spherical(noise[0], noise[other], np.array([0.5]))[0]
    mean, scale = (table[chosen[[0, other]]].mean(0) for table in (means, scales))
    drawn = (mean + scale * middle).astype(np.float32) @ arrays["mixture_basis"].T
    expected = to_uint8(checkpoint.load("tiny").network.decode(torch.from_numpy(np.tile(drawn, (8, 1)))))[0]
    assert furthest(walk("tiny", End(0), End(0, other), 3)[1], expected) <= 1


def test_from_a_sample_to_itself_nothing_moves(add):
    add()
    frames = walk("tiny", End(5), End(5), 4)
    assert furthest(frames, np.repeat(frames[:1], 4, 0)) <= 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"model": "nowhere"}, "no model 'nowhere'"),
        ({"frames": 1}, "The number of frames must be a whole number from 2 to 64, not 1"),
        ({"frames": 65}, "from 2 to 64"),
        ({"b": End(-1)}, "The seed must be"),
        ({"a": End(0, 64)}, "The index of a sample must be a whole number from 0 to 63, not 64"),
        ({"temperature": 3}, "from 0 to 2"),
        ({"source": "posterior"}, "no source 'posterior'"),
    ],
)
def test_what_cannot_be_walked_is_refused_in_one_sentence(add, arguments, reason):
    add()
    with pytest.raises(TaskError, match=reason):
        walk(**{"model": "tiny", "a": End(0), "b": End(1), "frames": 4} | arguments)
