from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import tiny
import torch
from tiny_gan import RECIPE, SETTINGS, batch, make, step

from genfaces import checkpoint, networks
from training import train
from training.errors import TrainingError
from training.methods.head_start import CODE_STRENGTH, affine_map, begin_as_decoder

VAE = {"latent_size": 5, "width": 2, "linear_size": 0}
DECODER = {"latent_size": 5, "width": 2}
CODES = {"category": 2, "continuous": 1}


@pytest.fixture
def vae(tmp_path, monkeypatch):
    """A small VAE on the shelf, which spreads noise images over its latents."""
    monkeypatch.setenv("GENFACES_CHECKPOINTS", str(tmp_path))
    torch.manual_seed(0)
    network = networks.build("vae", VAE)
    save(tmp_path, "vae", network, VAE)
    return network.eval()


def save(shelf, family, network, arguments, name="start"):
    config = {
        "name": name,
        "title": "A start",
        "family": family,
        "arguments": arguments,
        "image_size": 64,
        "pixel_range": [-1.0, 1.0],
        "dataset": {"title": "Noise"},
    }
    checkpoint.save(shelf / name, network, config, {})


def posteriors(count=4000, labels=2):
    """Latents (N, 3) of which each label moves one axis, beside noise of known covariance."""
    rng = np.random.default_rng(0)
    given = rng.choice([-1.0, 1.0], (count, labels))
    noise = rng.standard_normal((count, 3)) @ np.array([[1.0, 0.5, 0.0], [0.0, 0.3, 0.0], [0.0, 0.0, 2.0]])
    mean = noise + given @ np.array([[2.0, 0.0, 0.0], [0.0, 0.0, -1.0]]) + [0.0, 4.0, 0.0]
    return mean, np.full((count, 3), np.log(0.25)), given


def test_the_map_takes_noise_and_labels_to_the_latents_that_the_encoder_uses():
    mean, logvar, given = posteriors()
    weight, bias = affine_map(mean, logvar, given)
    noise = np.random.default_rng(1).standard_normal((len(mean), 3))
    drawn = np.hstack([noise, given]) @ weight.T + bias
    used = mean + 0.5 * np.random.default_rng(2).standard_normal(mean.shape)
    assert np.allclose(drawn.mean(0), used.mean(0), atol=0.1)
    assert np.allclose(np.cov(drawn, rowvar=False), np.cov(used, rowvar=False), atol=0.25)


def test_a_label_moves_latents_as_it_does_among_the_images_and_noise_does_not_tell_it():
    mean, logvar, given = posteriors()
    weight, _ = affine_map(mean, logvar, given)
    assert np.allclose(weight[:, 3:].T, [[2.0, 0.0, 0.0], [0.0, 0.0, -1.0]], atol=0.1)
    of_noise = weight[:, :3] @ weight[:, :3].T
    assert np.allclose(np.diag(of_noise), [1.25, 0.34 + 0.25, 4.25], rtol=0.1)


def test_without_labels_noise_has_the_whole_covariance():
    mean, logvar, _ = posteriors()
    weight, bias = affine_map(mean, logvar, np.zeros((len(mean), 0)))
    assert weight.shape == (3, 3)
    assert np.allclose(bias, mean.mean(0), atol=1e-5)
    assert np.allclose(weight @ weight.T, np.cov(mean, rowvar=False) + 0.25 * np.eye(3), atol=1e-3)


@pytest.mark.parametrize("label_size", [0, 2])
def test_the_generator_draws_what_the_decoder_draws(vae, label_size):
    generator = networks.build("decoder-labels", DECODER | {"label_size": label_size}).eval()
    begin_as_decoder(generator, "start", tiny.dataset())
    noise = torch.randn(3, 5)
    labels = torch.tensor([[1.0, -1.0]] * 3) if label_size else None
    latents = generator.to_latent(torch.cat([noise] + [labels] * bool(label_size), 1))
    assert torch.allclose(generator(noise, labels), vae.decode(latents).clamp(-1.0, 1.0), atol=1e-3)
    assert latents.std() > 0.0


def test_codes_begin_as_faint_directions_among_the_latents(vae):
    generator = networks.build("infogan-decoder", DECODER | {"codes": CODES})
    begin_as_decoder(generator, "start", tiny.dataset())
    of_noise, of_codes = generator.generator.to_latent.weight.detach().split([5, 3], 1)
    in_noise = torch.linalg.solve(of_noise, of_codes)
    assert 0.5 * CODE_STRENGTH < in_noise.std() < 1.5 * CODE_STRENGTH


def test_a_missing_start_is_said(vae):
    with pytest.raises(TrainingError, match="begins as the decoder of 'nowhere', which is missing"):
        begin_as_decoder(networks.build("decoder-labels", DECODER), "nowhere", tiny.dataset())


@pytest.mark.parametrize(
    ("family", "arguments"),
    [("decoder-labels", DECODER | {"width": 4}), ("gan", {"latent_size": 5, "width": 2})],
    ids=["another width", "another network"],
)
def test_a_generator_that_is_no_such_decoder_is_refused(vae, family, arguments):
    with pytest.raises(TrainingError, match="'start' has another decoder"):
        begin_as_decoder(networks.build(family, arguments), "start", tiny.dataset())


def test_a_start_with_a_linear_path_is_refused_for_that_would_be_lost(vae, tmp_path):
    arguments = VAE | {"linear_size": 8}
    save(tmp_path, "vae", networks.build("vae", arguments), arguments)
    with pytest.raises(TrainingError, match="'start' has another decoder"):
        begin_as_decoder(networks.build("decoder-labels", DECODER), "start", tiny.dataset())


def test_a_start_that_is_no_vae_is_refused(vae, tmp_path):
    arguments = {"latent_size": 5, "width": 2}
    save(tmp_path, "gan", networks.build("gan", arguments), arguments)
    with pytest.raises(TrainingError, match="'start' has another decoder"):
        begin_as_decoder(networks.build("decoder-labels", DECODER), "start", tiny.dataset())


def test_the_generator_waits_until_the_discriminator_knows_it():
    method = make(replace(SETTINGS, generator_from=16))
    before = [weight.clone() for weight in method.networks["generator"].parameters()]
    for number in range(2):  # 8 images each
        assert "generator" not in method.step(batch(), step(number))
    assert all(map(torch.equal, before, method.networks["generator"].parameters()))
    assert "generator" in method.step(batch(), step(2))
    assert not any(map(torch.equal, before, method.networks["generator"].parameters()))


def test_a_run_begins_so_once_and_not_when_it_goes_on(vae, tmp_path, monkeypatch):
    recipe = replace(
        RECIPE,
        family="decoder-labels",
        arguments=DECODER,
        method=replace(SETTINGS, learning_rate_g=0.0, generator_from=8),
        head_start="start",
        images=16,
        average_half_life=0,
    )
    begun = []
    monkeypatch.setattr(train, "begin_as_decoder", lambda *given: begun.append(given[1]) or begin_as_decoder(*given))
    monkeypatch.setattr(type(recipe), "open_data", lambda *_: tiny.dataset())
    for images in (16, 32):
        options = train.parse(["tiny", "--runs", str(tmp_path / "runs"), "--images", str(images), "--device", "cpu"])
        train.train(recipe, None, options)
    assert begun == ["start"]
    state = torch.load(tmp_path / "runs" / "tiny" / "state.pt", weights_only=True)
    assert state["images_seen"] == 32
    drawn = {name: weight for name, weight in state["average"].items() if "decoder.0" in name}
    assert any(torch.allclose(vae.decoder[0].weight, weight, atol=1e-3) for weight in drawn.values())
