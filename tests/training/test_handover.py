from __future__ import annotations

import logging
import zipfile

import pytest
import tiny
import torch
from PIL import Image
from tiny_infogan import CODED

from training import handover
from training.errors import TrainingError
from training.run_folder import RunFolder


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "tiny"
    loop = tiny.loop(folder, CODED)
    loop.train(48)
    return folder


def state_of(folder):
    return torch.load(folder / "state.pt", weights_only=True)


def hand_over(folder):
    return folder / "handover" / "tiny.zip"


def test_each_tick_leaves_one_file_with_all_that_publishing_reads(trained):
    assert [path.name for path in (trained / "handover").iterdir()] == ["tiny.zip"]
    state = state_of(trained)
    with handover.opened(hand_over(trained), "tiny") as (run, found):
        for name in ("recipe", "images_seen", "seconds", "stages"):
            assert found[name] == state[name]
        assert found["record"]["hardware"] == ["cpu, float32, contiguous, 1 thread(s), 1 process(es)"]
        assert run.read_stats() == RunFolder(trained).read_stats()
        for one, other in (
            (found["average"], state["average"]),
            (found["networks"]["discriminator"], state["networks"]["discriminator"]),
        ):
            assert one.keys() == other.keys()
            for name in one:
                torch.testing.assert_close(one[name], other[name], rtol=1e-3, atol=1e-4)
        assert found["networks"].keys() == {"discriminator"}


def test_the_last_sheet_goes_along_whole_and_earlier_ones_as_the_film_shows_them(trained):
    sheets = sorted((trained / "samples").glob("*.png"))
    with handover.opened(hand_over(trained), "tiny") as (run, _):
        found = sorted(run.samples.glob("*.png"))
        assert [path.name for path in found] == [path.name for path in sheets]
        assert found[-1].read_bytes() == sheets[-1].read_bytes()
        with Image.open(found[0]) as image, Image.open(sheets[0]) as whole:
            assert image.size == (512, 128)
            assert image.tobytes() == whole.crop((0, 0, 512, 128)).tobytes()


@pytest.mark.parametrize("place", ["handover/tiny.zip", "handover", "."])
def test_it_is_found_by_its_file_its_folder_or_its_run(trained, tmp_path, place):
    copy = tmp_path / "handover" / "tiny.zip"
    copy.parent.mkdir()
    copy.write_bytes(hand_over(trained).read_bytes())
    with handover.opened(tmp_path / place, "tiny") as (_, found):
        assert found["images_seen"] == 48


def test_a_run_with_its_state_is_read_from_that(trained):
    with handover.opened(trained, "tiny") as (run, found):
        assert run.path == trained
        assert "optimizers" in found


def test_weights_that_would_take_too_much_are_handed_over_in_8_bits(trained, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(handover, "LARGEST", hand_over(trained).stat().st_size - 1000)
    with caplog.at_level(logging.WARNING):
        loop = tiny.loop(tmp_path, CODED)
        loop.train(48)
    with zipfile.ZipFile(hand_over(tmp_path)) as archive:
        assert b"#scale" in archive.read("weights.safetensors")
    with handover.opened(hand_over(tmp_path), "tiny") as (_, found):
        for name, tensor in state_of(tmp_path)["average"].items():
            torch.testing.assert_close(found["average"][name], tensor, rtol=0.02, atol=0.02)


def test_weights_that_16_bits_cannot_hold_do_not_end_the_run(tmp_path, caplog):
    loop = tiny.loop(tmp_path)
    for network in (loop.average.network, loop.method.networks["autoencoder"]):
        network.register_buffer("huge", torch.tensor([1e9]))
    loop.train(16)
    assert "nothing is handed over" in caplog.text
    assert not hand_over(tmp_path).exists()
    assert state_of(tmp_path)["images_seen"] == 16


@pytest.mark.parametrize("damage", [b"", b"no zip at all", None])
def test_a_damaged_one_is_one_sentence(trained, tmp_path, damage):
    data = hand_over(trained).read_bytes()
    path = tmp_path / "tiny.zip"
    path.write_bytes(data[: len(data) // 2] if damage is None else damage)
    with (
        pytest.raises(TrainingError, match=r"tiny\.zip is not the hand-over of a run, or is damaged"),
        handover.opened(path, "tiny"),
    ):
        pass


def test_where_there_is_none_one_sentence_says_so(tmp_path):
    with pytest.raises(TrainingError, match="holds no run yet"), handover.opened(tmp_path, "tiny"):
        pass
