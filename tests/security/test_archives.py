"""Files that somebody sends to whoever trains: names that lead elsewhere, links without end, and bombs."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from training import handover
from training.data import source
from training.data.dataset import DataError
from training.data.source import Source
from training.errors import TrainingError

NAMES = ["samples/../../evil.png", "samples//evil.png", "samples/a/../../../../evil.png", "../evil.png", "/evil.png"]


def archive(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, contents in members.items():
            file.writestr(name, contents)
    return path


def everything(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def png():
    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("name", [*NAMES, "samples/.."])
def test_a_hand_over_writes_nothing_beside_its_folder(tmp_path, monkeypatch, name):
    place = tmp_path / "deep" / "down"
    place.mkdir(parents=True)
    monkeypatch.setattr(handover.tempfile, "tempdir", str(place))
    members = {"record.json": '{"networks": []}', "weights.safetensors": (8).to_bytes(8, "little") + b"{}      "}
    path = archive(place / "tiny.zip", members | {"stats.jsonl": "", name: b"evil"})
    with pytest.raises(TrainingError, match="damaged"), handover.opened(path, "tiny"):
        pass
    assert everything(tmp_path) == {"deep", "deep/down", "deep/down/tiny.zip"}


def test_a_hand_over_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(handover, "MOST", 2**20)
    path = archive(tmp_path / "tiny.zip", {"record.json": b" " * 2**21})
    with pytest.raises(TrainingError, match="more than 1 MB"), handover.opened(path, "tiny"):
        pass


@pytest.mark.parametrize("record", ["[" * 100_000, "[]", '"x"', '{"networks": 7}', "null", '{"networks": [[]]}'])
def test_a_hand_over_with_a_strange_record_is_one_sentence(tmp_path, record):
    members = {"weights.safetensors": (8).to_bytes(8, "little") + b"{}      ", "stats.jsonl": ""}
    path = archive(tmp_path / "tiny.zip", members | {"record.json": record})
    with pytest.raises(TrainingError, match="damaged"), handover.opened(path, "tiny"):
        pass


def test_a_data_set_whose_names_lead_elsewhere_is_read_from_the_zip_alone(tmp_path):
    (tmp_path / "evil.png").write_bytes(b"of the disk")
    place = tmp_path / "set"
    place.mkdir()
    data = Source(archive(place / "set.zip", dict.fromkeys(NAMES, png())))
    assert data.names
    assert all(data.read(name) == png() for name in data.names)
    assert everything(tmp_path) == {"evil.png", "set", "set/set.zip"}
    data.close()


def test_a_file_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "LARGEST", 2**20)
    data = Source(archive(tmp_path / "set.zip", {"tags.csv": b" " * 2**21}))
    with pytest.raises(DataError, match="larger than 1 MB"):
        data.read("tags.csv")
    data.close()


def test_links_that_lead_back_up_are_followed_once(tmp_path):
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(png())
    for name in ("again", "and-again"):
        (tmp_path / "images" / name).symlink_to(tmp_path)
    assert Source(tmp_path).names == ["images/a.png"]
