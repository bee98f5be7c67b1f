"""Tiny data sets in the public layouts, of synthetic pictures, as folders or zips."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from training.data.celeba import ATTRIBUTES


def jpeg(width: int, height: int, seed: int = 0) -> bytes:
    """A noisy gradient, as a JPEG file."""
    rng = np.random.default_rng(seed)
    ramp = np.linspace(0, 200, width)[None, :, None] + rng.uniform(0, 50, (height, width, 3))
    file = io.BytesIO()
    Image.fromarray(ramp.astype(np.uint8)).save(file, "JPEG", quality=95)
    return file.getvalue()


def celeba_files(count: int = 20, width: int = 89, height: int = 109) -> dict[str, bytes]:
    """Image n (from 1) has attribute number n % 40 only."""
    rows = [f"{n:06d}.jpg " + " ".join("1" if k == n % 40 else "-1" for k in range(40)) for n in range(1, count + 1)]
    text = "\n".join([str(count), " ".join(ATTRIBUTES), *rows]) + "\n"
    files = {"celeba/list_attr_celeba.txt": text.encode()}
    return files | {f"celeba/img_align_celeba/{n:06d}.jpg": jpeg(width, height, seed=n) for n in range(1, count + 1)}


def anime_files(count: int = 20) -> dict[str, bytes]:
    """Image n has aqua hair and red eyes when n is even, otherwise purple hair and aqua eyes."""
    rows = [f"{n},{'aqua hair red' if n % 2 == 0 else 'purple hair aqua'} eyes" for n in range(count)]
    return {"extra_data/tags.csv": ("\n".join(rows) + "\n").encode()} | {
        f"extra_data/images/{n}.jpg": jpeg(64, 64, seed=n) for n in range(count)
    }


def edit_row(contents: bytes, number: int, row: str | None) -> bytes:
    """A text file with one row (counted from 1) put in place of the old one, or taken out."""
    lines = contents.decode().splitlines()
    lines[number - 1 : number] = [] if row is None else [row]
    return ("\n".join(lines) + "\n").encode()


def write_folder(folder: Path, files: dict[str, bytes]) -> Path:
    for name, contents in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(contents)
    return folder


def write_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, contents in files.items():
            archive.writestr(name, contents)
    return path
