"""How a judge learns: its loss, its schedule and what mixing does."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import tiny
import torch
from tiny_gan import step

from training.batch import Batch
from training.methods.classifier import ClassifierSettings

RECIPE = replace(tiny.RECIPE, family="classifier", arguments={"width": 1}, images=1000)


def make(**settings):
    torch.manual_seed(0)
    settings = ClassifierSettings(**settings)
    return settings.create(replace(RECIPE, method=settings), tiny.dataset())


def batch(count=8):
    labels = torch.eye(2).repeat(count // 2, 1)
    return Batch(labels[:, :1, None, None].expand(-1, 3, 64, 64).contiguous(), labels)


def test_a_judge_without_any_idea_has_a_loss_of_log_2():
    method = make()
    network = method.networks["classifier"]
    network.forward = lambda images: network.anchor * torch.zeros(len(images), 2)
    network.anchor = torch.nn.Parameter(torch.ones(1))
    assert float(method.step(batch(), step())["cross_entropy"]) == pytest.approx(math.log(2))


def test_the_learning_rate_rises_for_a_tenth_and_falls_along_a_cosine():
    method = make(learning_rate=2e-3)
    rates = []
    for images_seen in (0, 50, 100, 550, 1000):
        method.step(batch(), replace(step(), images_seen=images_seen))
        rates.append(method.optimizers["classifier"].param_groups[0]["lr"])
    assert rates == pytest.approx([2e-5, 1e-3, 2e-3, 1e-3, 2e-5]), "never below a hundredth of the peak"


def test_mixing_blends_pictures_and_their_labels_by_one_share():
    """Each picture is as bright as its first label."""
    method, a_batch = make(mixup=1.0), batch(64)
    torch.manual_seed(0)
    images, labels = method._mixed(a_batch.images, a_batch.labels)
    torch.testing.assert_close(images.mean((1, 2, 3)), labels[:, 0])
    between = (labels > 0.01) & (labels < 0.99)
    assert between.any()
    torch.testing.assert_close(labels.sum(1), torch.ones(64))
