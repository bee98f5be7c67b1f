"""What a run hands over: one small file, from which another machine publishes it.

`runs/NAME/handover/NAME.zip` is replaced at every tick and holds `weights.safetensors` (the averaged weights, and those
of other networks that a publisher needs), `record.json` (recipe, clock, stages, hardware), `stats.jsonl` and
`samples/`: the newest sheet whole, of some earlier ones what the film of training shows.
"""

from __future__ import annotations

import io
import json
import logging
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import safetensors.torch
from PIL import Image
from safetensors import SafetensorError
from torch import Tensor

from genfaces.stored_weights import from_stored, to_stored
from training.errors import TrainingError
from training.report import FRAME, SHEET_COLUMNS, frames_of
from training.run_folder import RunFolder, write_atomically

LARGEST = 16 * 10**6
MOST = 512 * 2**20  # bytes that a hand-over from elsewhere may hold unpacked
WEIGHTS, RECORD, STATS, SAMPLES = "weights.safetensors", "record.json", "stats.jsonl", "samples"
AVERAGE = "average"
# Of a run's state, what the record repeats.
RECORDED = ("recipe", "images_seen", "step_number", "batch_size", "seconds", "stages", "record")
# What reading one raises that is damaged, or was made to do harm.
DAMAGE = (OSError, KeyError, TypeError, ValueError, AttributeError, RuntimeError, EOFError, zlib.error)

log = logging.getLogger(__name__)


def write(run: RunFolder, state: Mapping[str, Any], others: Sequence[str], stats: Sequence[Mapping[str, Any]]) -> None:
    """Replace the run's hand-over by one made from its state and statistics.

    others: networks beside the average whose weights go along. Weights are kept in 16 bits, or in 8 where the file
    would be too large otherwise. Raises TrainingError when the disk is full.
    """
    networks = {AVERAGE: state["average"]} | {name: state["networks"][name] for name in others}
    record = {name: state[name] for name in RECORDED} | {"networks": list(networks)}
    texts = {RECORD: json.dumps(record, indent=1), STATS: "".join(json.dumps(tick) + "\n" for tick in stats)}
    pictures = _sheets(run)
    try:
        packed = _packed(networks, 16, texts, pictures)
        if len(packed) > LARGEST:
            packed = _packed(networks, 8, texts, pictures)
    except ValueError as error:
        log.warning("%s: nothing is handed over, %s", state["recipe"], error)
        return
    if len(packed) > LARGEST:
        log.warning("%s: the hand-over takes %d MB", state["recipe"], len(packed) / 10**6)
    run.handover.mkdir(exist_ok=True)
    write_atomically(run.handover / f"{state['recipe']}.zip", lambda file: file.write(packed))


@contextmanager
def opened(path: Path, name: str) -> Iterator[tuple[RunFolder, dict[str, Any]]]:
    """The run called `name` in `path`, and its state as far as a publisher needs it.

    path: a run's folder, with a state or a hand-over in it, a folder of hand-overs, or such a file. A hand-over is
    unpacked for as long as it is open. Raises TrainingError, one sentence.
    """
    if path.is_dir() and (path / "state.pt").exists():
        run = RunFolder(path)
        yield run, run.load_state() or {}
        return
    places = [path, path / f"{name}.zip", path / "handover" / f"{name}.zip"]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise TrainingError(f"{path} holds no run yet; train first with `python -m training {name}`.")
    with tempfile.TemporaryDirectory(prefix="genfaces-") as folder:
        run = RunFolder(Path(folder))
        yield run, _unpacked(found, run)


def _packed(
    networks: Mapping[str, Mapping[str, Tensor]], bits: int, texts: Mapping[str, str], pictures: Mapping[str, bytes]
) -> bytes:
    """The file's contents. Raises ValueError for weights that so many bits cannot hold."""
    stored = {network: to_stored(state, bits) for network, state in networks.items()}
    tensors = {f"{network}/{name}": tensor for network, state in stored.items() for name, tensor in state.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(WEIGHTS, safetensors.torch.save(tensors), zipfile.ZIP_STORED)
        for name, text in texts.items():
            archive.writestr(name, text)
        for name, picture in pictures.items():
            archive.writestr(f"{SAMPLES}/{name}", picture, zipfile.ZIP_STORED)
    return file.getvalue()


def _sheets(run: RunFolder) -> dict[str, bytes]:
    """Sample sheets as PNG by name: those that a film of training shows, cut to the pictures that it takes."""
    sheets = {int(path.stem): path for path in run.samples.glob("*.png")}
    chosen = frames_of(sheets) if sheets else []
    return {sheets[seen].name: _top(sheets[seen]) for seen in chosen[:-1]} | {
        sheets[seen].name: sheets[seen].read_bytes() for seen in chosen[-1:]
    }


def _top(sheet: Path) -> bytes:
    file = io.BytesIO()
    with Image.open(sheet) as image:
        height = FRAME // SHEET_COLUMNS * (image.width // SHEET_COLUMNS)
        image.crop((0, 0, image.width, min(height, image.height))).save(file, "PNG")
    return file.getvalue()


def _unpacked(path: Path, run: RunFolder) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST:
                raise ValueError(f"unpacked it would take more than {MOST // 2**20} MB")
            record = json.loads(archive.read(RECORD))
            tensors = safetensors.torch.load(archive.read(WEIGHTS))
            run.stats_path.write_bytes(archive.read(STATS))
            for name in archive.namelist():
                if name.startswith(f"{SAMPLES}/"):
                    # Its last part alone: a name may lead out of the folder.
                    (run.samples / Path(name).name).write_bytes(archive.read(name))
        networks = {name: _of(tensors, name) for name in record.pop("networks")}
        return record | {"average": networks.pop(AVERAGE), "networks": networks}
    except (*DAMAGE, SafetensorError, zipfile.BadZipFile) as error:
        raise TrainingError(f"{path} is not the hand-over of a run, or is damaged ({error}); copy it anew.") from error


def _of(tensors: Mapping[str, Tensor], network: str) -> dict[str, Tensor]:
    prefix = f"{network}/"
    return from_stored({name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)})
