from __future__ import annotations

import numpy as np
import pytest
import torch

from genfaces import checkpoint
from genfaces.checkpoint import CONFIG, WEIGHTS
from genfaces.images import to_tensor, to_uint8
from genfaces.tasks.errors import TaskError
from genfaces.tasks.reconstruction import compare, directions, edit, models, reconstruct

FACE = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)


def assert_one_sentence(error):
    assert "\n" not in str(error)
    assert str(error).endswith(".")


@pytest.mark.parametrize("pixel_range", [[-1.0, 1.0], [0.0, 1.0]])
def test_a_face_goes_through_the_network_in_its_pixel_range(add, pixel_range):
    add(pixel_range=pixel_range)
    found = reconstruct(FACE, "tiny")
    network = checkpoint.load("tiny").network
    with torch.no_grad():
        mean, _ = network.encode(to_tensor(FACE[None], tuple(pixel_range)))
        image = to_uint8(network.decode(mean), tuple(pixel_range))[0]
    assert np.array_equal(found.image, image)
    assert np.array_equal(found.latent, mean[0].numpy())
    assert found.latent.dtype == np.float32
    assert found.model == "tiny"


def test_error_and_mse_are_those_of_pixels_from_0_to_1(add):
    add()
    found = reconstruct(FACE, "tiny")
    difference = found.image / 255 - FACE / 255
    assert found.error.shape == (64, 64)
    np.testing.assert_allclose(found.error, np.abs(difference).mean(2), rtol=1e-4, atol=1e-6)
    assert found.mse == pytest.approx(np.square(difference).mean(), rel=1e-5)
    assert isinstance(found.mse, float)


def test_a_plain_autoencoder_gives_its_code(add):
    add("plain", "autoencoder-dense")
    found = reconstruct(FACE, "plain")
    assert found.latent.shape == (4,)
    assert np.array_equal(edit(found.latent, "plain", [], {}), found.image)
    assert directions("plain").axes == 0
    assert directions("plain").attribute_names == ()


def test_reconstructing_twice_gives_the_same(add):
    add()
    first, second = reconstruct(FACE, "tiny"), reconstruct(FACE, "tiny")
    assert np.array_equal(first.image, second.image)
    assert np.array_equal(first.latent, second.latent)


def test_models_are_those_that_reconstruct_the_preferred_first(add):
    add("another")
    add("vae-faces-128")
    add("vae-faces", title="The best", dataset={"title": "Faces"})
    add("plain", "autoencoder-dense")
    add("draws", "gan")
    assert [model.name for model in models()] == ["vae-faces", "vae-faces-128", "another", "plain"]
    best, *_, plain = models()
    assert (best.title, best.data, best.kind.name) == ("The best", "Faces", "vae")
    assert plain.kind.name == "autoencoder"


def test_a_model_whose_configuration_is_damaged_is_not_listed_and_says_why(add):
    add("good")
    (add("bad") / CONFIG).write_text("{")
    assert [model.name for model in models()] == ["good"]
    with pytest.raises(TaskError, match=r"'bad' is unavailable: .*config\.json cannot be read as JSON"):
        reconstruct(FACE, "bad")


def test_compare_reports_a_failing_model_and_the_others_work(add):
    add("good", seed=1)
    (add("damaged", seed=2) / WEIGHTS).write_bytes(b"?")
    add("plain", "autoencoder-dense")
    first, damaged, unknown, last = compare(FACE, ["good", "damaged", "nowhere", "plain"])
    assert np.array_equal(first.image, reconstruct(FACE, "good").image)
    assert last.model == "plain"
    assert isinstance(damaged, TaskError)
    assert "'damaged' is unavailable" in str(damaged)
    assert "weights.safetensors is damaged" in str(damaged)
    assert str(unknown) == "There is no model 'nowhere' for this; choose one of: damaged, good, plain."
    for error in (damaged, unknown):
        assert_one_sentence(error)


@pytest.mark.parametrize("name", ["nowhere", "draws", "../good", ""])
def test_a_model_that_does_not_reconstruct_is_refused_with_the_names_that_do(add, name):
    add("good")
    add("draws", "gan")
    with pytest.raises(TaskError, match="choose one of: good") as caught:
        reconstruct(FACE, name)
    assert_one_sentence(caught.value)


def test_without_any_checkpoint_the_sentence_says_so(shelf):
    with pytest.raises(TaskError, match="none is installed"):
        reconstruct(FACE, "vae-faces")


@pytest.mark.parametrize(
    "face",
    [FACE / 255, FACE[None], FACE[:32], FACE[..., 0], FACE.astype(np.int64), None, [[1]]],
    ids=["float", "batch", "half", "grey", "int64", "none", "list"],
)
def test_what_is_no_face_is_refused(add, face):
    add()
    with pytest.raises(TaskError, match="S x S x 3 uint8") as caught:
        reconstruct(face, "tiny")
    assert_one_sentence(caught.value)


def test_editing_by_nothing_is_the_reconstruction(add):
    add()
    found = reconstruct(FACE, "tiny")
    assert np.array_equal(edit(found.latent, "tiny", [], {}), found.image)
    assert np.array_equal(edit(found.latent, "tiny", [0.0, 0.0], {"Smiling": 0.0, "Young": 0.0}), found.image)


def test_editing_moves_the_latent_by_deviations_and_attributes(add):
    add()
    latent = reconstruct(FACE, "tiny").latent
    before = latent.copy()
    arrays = checkpoint.load("tiny").arrays
    expected = latent + 1.5 * 2.0 * arrays["axes"][1] - 0.5 * arrays["attribute_directions"][1]
    edited = edit(latent, "tiny", [0.0, 1.5], {"Young": -0.5})
    np.testing.assert_array_equal(edited, edit(expected, "tiny", [], {}))
    assert not np.array_equal(edited, edit(latent, "tiny", [], {}))
    assert np.array_equal(latent, before), "the caller's latent was changed"


def test_directions_are_the_checkpoints(add):
    add()
    found = directions("tiny")
    assert found.axes == 2
    assert found.axes_scale.tolist() == [3.0, 2.0]
    assert found.attribute_names == ("Smiling", "Young")


@pytest.mark.parametrize(
    ("latent", "axes", "attributes", "reason"),
    [
        (np.zeros(4), [], {}, "has 5 numbers, not 4"),
        (np.zeros((1, 5)), [], {}, "The latent must be a list of finite numbers"),
        (np.full(5, np.nan), [], {}, "The latent must be a list of finite numbers"),
        ("abc", [], {}, "The latent must be a list of finite numbers"),
        (np.zeros(5), [1, 2, 3], {}, "has 2 axes, not 3"),
        (np.zeros(5), [np.inf], {}, "axes must be a list of finite numbers"),
        (np.zeros(5), 1.0, {}, "axes must be a list of finite numbers"),
        (np.zeros(5), [], {"Hat": 1.0}, "no attribute 'Hat'; its attributes are: Smiling, Young"),
        (np.zeros(5), [], {"Young": "much"}, "'Young' must be a finite number"),
        (np.zeros(5), [], {"Young": [1, 2]}, "'Young' must be a finite number"),
    ],
)
def test_edits_that_cannot_be_are_refused(add, latent, axes, attributes, reason):
    add()
    with pytest.raises(TaskError, match=reason) as caught:
        edit(latent, "tiny", axes, attributes)
    assert_one_sentence(caught.value)


def test_a_checkpoint_is_read_once(add, monkeypatch):
    add()
    reads = []
    read = checkpoint.read
    monkeypatch.setattr(checkpoint, "read", lambda folder: reads.append(folder) or read(folder))
    for _ in range(3):
        reconstruct(FACE, "tiny")
    assert len(reads) == 1


def test_threads_of_torch_are_left_alone(add):
    add()
    before = torch.get_num_threads()
    reconstruct(FACE, "tiny")
    assert torch.get_num_threads() == before


def test_listing_models_reads_no_weights(add, monkeypatch):
    add()
    monkeypatch.setattr(checkpoint, "read", lambda folder: pytest.fail("weights were read"))
    assert [model.name for model in models()] == ["tiny"]
