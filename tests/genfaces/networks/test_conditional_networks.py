from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from genfaces import networks
from genfaces.networks.conditional import LabelEmbedding, ResidualLabelDiscriminator
from genfaces.networks.reported_conditional import (
    NEVER_SEEN,
    ACGANDiscriminator,
    PairDiscriminator,
    PairGenerator,
    Pairs,
    ProductGenerator,
)


def noise(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def tags(*pairs):
    labels = torch.zeros(len(pairs), 22)
    for row, (hair, eyes) in enumerate(pairs):
        labels[row, hair] = labels[row, 12 + eyes] = 1.0
    return labels


def signs(count, size):
    return noise(count, size, seed=2).sign()


GENERATORS = {
    "gan-labels": ({"label_groups": [12, 10], "width": 4, "latent_size": 7, "embedding_size": 3}, tags),
    "cdcgan": ({"width": 4, "latent_size": 7}, tags),
    "acgan-product": ({"label_size": 3, "width": 4, "latent_size": 7}, lambda *pairs: signs(len(pairs), 3)),
}
DISCRIMINATORS = {
    "classes": lambda: ResidualLabelDiscriminator(22, 4),
    "projection": lambda: ResidualLabelDiscriminator(22, 4, classes=False, projection=True),
    "both heads": lambda: ResidualLabelDiscriminator(22, 4, projection=True, spectral=True),
    "A1": lambda: ACGANDiscriminator(22, 2),
    "T1": lambda: PairDiscriminator(4),
}
LOOKS_AT_LABELS = {"projection", "both heads", "T1"}
PAIRS = [(0, 0), (3, 5), (11, 9), (11, 2), (5, 1)]


@pytest.fixture(autouse=True)
def _seeded():
    torch.manual_seed(0)


@pytest.mark.parametrize("family", GENERATORS)
def test_generator_draws_what_depends_on_noise_and_labels(family):
    arguments, labels_of = GENERATORS[family]
    network = networks.build(family, arguments).eval()
    latents, labels = noise(5, 7), labels_of(*PAIRS)
    assert (network.latent_size, network.label_size) == (7, labels.shape[1])
    images = network(latents, labels)
    assert images.shape == (5, 3, 64, 64)
    assert images.abs().max() < 1.0
    # Without batches to be normalised by, fresh weights of 0.02 draw faintly; what counts is by how much of that.
    faintest = 1e-2 * float(images.detach().abs().max())
    assert not torch.allclose(network(latents + 1.0, labels), images, atol=faintest)
    assert not torch.allclose(network(latents, labels.roll(1, 0)), images, atol=faintest)


@pytest.mark.parametrize("family", GENERATORS)
def test_generator_refuses_to_go_without_labels(family):
    arguments, labels_of = GENERATORS[family]
    with pytest.raises(ValueError, match=f"takes {labels_of(*PAIRS).shape[1]} labels, but was given none"):
        networks.build(family, arguments)(noise(2, 7))


@pytest.mark.parametrize("family", GENERATORS)
def test_every_weight_of_a_generator_learns(family):
    arguments, labels_of = GENERATORS[family]
    network = networks.build(family, arguments)
    (network(noise(5, 7), labels_of(*PAIRS)) * noise(5, 3, 64, 64)).sum().backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0.0, name


def test_a_pair_never_seen_is_two_vectors_that_were():
    embedding = LabelEmbedding([12, 10], 3)
    seen = embedding(tags((11, 2), (5, 1)))
    unseen = embedding(tags((11, 1)))
    assert torch.equal(unseen, torch.cat([seen[:1, :3], seen[1:, 3:]], 1))


def test_a_strength_scales_its_label_s_vector():
    embedding = LabelEmbedding([1, 1], 4)
    yes = embedding(torch.tensor([[1.0, 1.0]]))
    assert torch.allclose(embedding(torch.tensor([[-1.5, 0.5]])), yes * torch.tensor([-1.5] * 4 + [0.5] * 4))


def test_the_report_knows_119_pairs_and_the_other_one_as_nothing():
    pairs = Pairs()
    everything = [(hair, eyes) for hair in range(12) for eyes in range(10)]
    encoded = pairs(tags(*everything))
    assert encoded.shape == (120, 119)
    row = everything.index(NEVER_SEEN)
    assert not encoded[row].any()
    seen = np.delete(encoded.numpy(), row, 0)
    assert np.array_equal(seen, np.eye(119))


@pytest.mark.parametrize("name", DISCRIMINATORS)
def test_verdict_has_a_logit_and_the_classes_of_each_image(name):
    network = DISCRIMINATORS[name]().eval()
    images, labels = noise(5, 3, 64, 64), tags(*PAIRS)
    verdict = network(images, labels, labels.roll(1, 0))
    assert verdict.logits.shape == verdict.mismatched.shape == (5,)
    assert network.label_size == 22
    assert verdict.classes is None or verdict.classes.shape == (5, 22)
    assert network(images, labels).mismatched is None
    others = network(images, labels.roll(1, 0)).logits
    assert torch.allclose(verdict.mismatched, others, atol=1e-4)
    assert torch.allclose(verdict.mismatched, verdict.logits) == (name not in LOOKS_AT_LABELS)


@pytest.mark.parametrize("name", DISCRIMINATORS)
def test_every_weight_of_a_discriminator_learns(name):
    network = DISCRIMINATORS[name]()
    verdict = network(noise(8, 3, 64, 64), tags(*PAIRS, *PAIRS[:3]))
    sum(part.square().sum() for part in verdict if part is not None).backward()
    for parameter_name, parameter in network.named_parameters():
        assert parameter.grad is not None, parameter_name
        assert parameter.grad.abs().sum() > 0.0, parameter_name


def test_reported_networks_are_those_of_the_report():
    convolutions = [layer for layer in ACGANDiscriminator(13).layers if isinstance(layer, nn.Conv2d)]
    assert [(c.out_channels, c.stride[0]) for c in convolutions] == list(
        zip((16, 32, 64, 128, 256, 512), (2, 1, 2, 1, 2, 1), strict=True)
    )
    assert [layer.p for layer in ACGANDiscriminator(13).layers if isinstance(layer, nn.Dropout)] == [0.5] * 6
    joined = PairDiscriminator().join
    assert (joined[1].in_features, joined[1].out_features, joined[-1].out_features) == (631 * 4 * 4, 512, 1)
    assert PairGenerator().generator.layers[0].in_channels == 219
    assert ProductGenerator(13).factor.out_features == 100


@pytest.mark.parametrize("family", ["gan-labels", "cdcgan", "acgan-product"])
def test_generators_fit_into_ten_megabytes_even_in_16_bits(family):
    arguments = {"gan-labels": {"label_groups": [1] * 13}, "cdcgan": {}, "acgan-product": {"label_size": 13}}[family]
    network = networks.build(family, arguments)
    assert 2 * sum(tensor.numel() for tensor in network.state_dict().values()) < 10e6
