"""A generator, a Q and a judge that do exactly what they are told, so that the right numbers are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from genfaces import latents
from genfaces.checkpoint import Checkpoint
from genfaces.drawing import paint
from genfaces.networks.codes import Codes
from genfaces.networks.conditional import Verdict
from training.card_codes import code_sections
from training.code_figures import traversal
from training.data import Split
from training.headline import headline
from training.measure import codes as measure

CODES = Codes(category=3, continuous=2)
LABELS = ["hair:red", "hair:blue", "hair:green", "smile", "noise"]
# Held-out images in which Q sees the categories 0, 1, 2, 0, 1, 2 ..., which are their hair; the second half smiles.
KINDS = np.arange(12) % 3
SPLIT = Split(
    images=np.broadcast_to(255 * np.eye(3, 8, dtype=np.uint8)[KINDS][:, None, :, None], (12, 8, 8, 3)),
    labels=np.column_stack([np.eye(3)[KINDS], np.arange(12) >= 6, np.zeros(12)]).astype(np.float32),
    ids=[str(number) for number in range(12)],
)


class Painter(nn.Module):
    """Paints each code as the brightness of a column of its own, and the noise beside them."""

    latent_size, codes = 4, CODES

    def __init__(self):
        super().__init__()
        self.noise = []

    def forward(self, noise, codes):
        self.noise.append(noise)
        images = torch.zeros(len(noise), 3, 8, 8)
        images[:, 0, :, :5] = codes[:, None, :]
        images[:, 1, :, :4] = noise[:, None, :].clamp(-1, 1)
        return images


class Reader(nn.Module):
    """Q, which does not see the second continuous code, and a judge: hair is the category, a smile the first code."""

    def __init__(self):
        super().__init__()
        self.anchor = nn.Parameter(torch.zeros(1))

    def forward(self, images, codes):
        told = images[:, 0, 4, :5].clone()
        told[:, 4] = 0.0
        return Verdict(torch.zeros(len(images)), told)

    def scores(self, images):
        return torch.cat([images[:, 0, 4, :4], images[:, 1, 4, :1]], 1)


def a_checkpoint(network, names=(), **arrays):
    config = {
        "name": "a",
        "family": "infogan",
        "arguments": {},
        "label_names": list(names),
        "pixel_range": [-1.0, 1.0],
        "image_size": 8,
        "metrics": {},
    }
    return Checkpoint("a", Path(), config, network, arrays)


@pytest.fixture
def judge():
    return a_checkpoint(Reader(), LABELS, thresholds=np.zeros(5, dtype=np.float32))


def test_what_q_reads_is_counted(judge):
    checkpoint = a_checkpoint(Painter())
    numbers = measure.measure_codes(checkpoint, judge, SPLIT, Reader())
    recognition = numbers["recognition"]
    assert recognition["category_accuracy"] == 1.0
    assert recognition["continuous_correlation"] == [pytest.approx(1.0, abs=1e-3), 0.0]
    assert recognition["samples"] == measure.SAMPLES
    assert numbers["held_out"] == {"images": 12, "mutual_information": {"hair": 1.0, "smile": 0.0, "noise": 0.0}}
    drawn = [latents.draw(measure.SEED, 2000, 4)]  # for Q; then each continuous code at both ends, batches of 8 filled
    drawn += [np.pad(latents.draw(measure.SEED + 1, 500, 4), ((0, 4), (0, 0)))] * 4
    assert np.array_equal(torch.cat(checkpoint.network.noise).numpy(), np.concatenate(drawn))
    # Without Q what was measured once stays.
    checkpoint.config["metrics"]["codes"] = numbers
    assert measure.measure_codes(checkpoint, judge, SPLIT, None) == numbers


def test_a_q_that_guesses_is_found_out():
    codes = CODES.draw(0, 300)
    images = paint(a_checkpoint(Painter()), np.zeros((300, 4), dtype=np.float32), codes)
    others = np.roll(codes, 1, axis=0)
    recognition = measure.recognise(images, others, a_checkpoint(Painter()), Reader())
    assert recognition["category_accuracy"] < 0.5
    assert abs(recognition["continuous_correlation"][0]) < 0.2


def test_each_code_means_what_it_moves(judge):
    meaning = measure.measure_codes(a_checkpoint(Painter()), judge, SPLIT, None)["meaning"]
    shared = meaning["mutual_information"]
    assert shared["hair"] == pytest.approx(1.0)
    assert shared["smile"] < 0.01
    assert shared["noise"] < 0.01
    assert [line[:3] for line in meaning["shares"]] == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    first, second = meaning["effect"]
    assert first == [0, 0, 0, 1, 0]
    assert second == [0, 0, 0, 0, 0]
    assert meaning["changes"] == [{"hair": 0, "smile": 1, "noise": 0}, {"hair": 0, "smile": 0, "noise": 0}]
    assert meaning["names"] == LABELS


def test_card_and_headline_say_it(judge):
    numbers = measure.measure_codes(a_checkpoint(Painter()), judge, SPLIT, Reader())
    text = "\n\n".join(code_sections({"codes": numbers}))
    assert "| Category: share told | 1.00 |" in text
    assert "| hair | 1.00 | 1.00 | 0% | 0% |" in text
    assert "| smile | 0" in text
    assert "| 100% (+100) | 0% (+0) |" in text
    assert "category recognised 1.000, continuous codes with correlation 0.000 or more" in headline({"codes": numbers})
    assert "was not measured" in "".join(code_sections({"codes": numbers | {"recognition": None}}))
    assert "held-out" not in "".join(code_sections({"codes": numbers | {"held_out": None}}))
    assert headline({"codes": numbers | {"recognition": None}}) == ""


def test_traversal_moves_one_code_at_a_time():
    rows = traversal(a_checkpoint(Painter()))
    assert len(rows) == 3
    first = next(iter(rows.values()))
    assert first.shape == (10, 8, 8, 3)
    brightness = first[:, 4, :5, 0] / 127.5 - 1
    np.testing.assert_allclose(brightness[:5, 3], [-1, -0.5, 0, 0.5, 1], atol=0.01)
    np.testing.assert_allclose(brightness[:5, 4], 0, atol=0.01)
    np.testing.assert_allclose(brightness[5:, 4], [-1, -0.5, 0, 0.5, 1], atol=0.01)
    assert (first[:, :, :, 1] == first[:1, :, :, 1]).all()


def test_traversal_without_continuous_codes_has_a_column_for_each_noise():
    painter = Painter()
    painter.codes = Codes(5)
    rows = traversal(a_checkpoint(painter))
    assert len(rows) == 5
    assert all(len(row) == 10 for row in rows.values())
