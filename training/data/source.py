"""One reader for a folder and for a zip file, so that a data set need not know which of the two it was given."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image, UnidentifiedImageError

from training.data.dataset import DataError, Row

LARGEST = 512 * 2**20  # bytes of a file, unpacked: far more than any table or picture of a data set takes
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class Source:
    """The files under a folder or in a zip file, by their paths relative to it (with forward slashes)."""

    def __init__(self, path: Path) -> None:
        """Raises DataError when `path` is missing, empty, or a file that is not a readable zip."""
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        files = _list(path)
        if path.is_dir():
            names = [name for name, _ in files]
        else:
            self._zip = _open_zip(path)
            names = [info.filename for info in self._zip.infolist() if not info.is_dir()]
        self.names = sorted(name for name in names if not _is_clutter(name))
        if not self.names:
            self.close()
            raise DataError(f"{path} holds no files; give the folder or zip file that holds the data set")

    def close(self) -> None:
        """Let go of the zip file; harmless when there is none."""
        if self._zip is not None:
            self._zip.close()

    def has(self, file_name: str) -> bool:
        """Whether there is a file called `file_name`, in whatever folder it lies."""
        return any(PurePosixPath(name).name == file_name for name in self.names)

    def find(self, file_name: str) -> str:
        """The path of the file called `file_name`, in whatever folder it lies (the outermost, if there are several).

        Raises DataError when there is none.
        """
        found = [name for name in self.names if PurePosixPath(name).name == file_name]
        if not found:
            raise DataError(f"{self.path} has no file {file_name}; give the folder or zip file that holds it")
        return min(found, key=lambda name: (name.count("/"), name))

    def read(self, name: str) -> bytes:
        """The contents of a file. Raises DataError when it cannot be read, is damaged in the zip, or beyond LARGEST.

        Nothing is unpacked onto the disk, so it doesn't matter where a name in a zip leads.
        """
        try:
            with self._zip.open(name) if self._zip is not None else (self.path / name).open("rb") as file:
                contents = file.read(LARGEST + 1)
        except (*_ZIP_ERRORS, OSError) as error:
            raise DataError(f"{name} in {self.path} cannot be read ({error})") from error
        if len(contents) > LARGEST:
            raise DataError(f"{name} in {self.path} is larger than {LARGEST // 2**20} MB; see whether it is damaged")
        return contents

    def read_lines(self, name: str) -> list[str]:
        """The lines of a text file. Raises DataError when it is not UTF-8 text."""
        try:
            return self.read(name).decode("utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            raise DataError(f"{name} in {self.path} is not a UTF-8 text file ({error.reason})") from error

    def images_in(self, folder: str) -> dict[str, str]:
        """The images directly in the folders called `folder`: path by file name without its ending.

        Raises DataError when there is none.
        """
        paths = [PurePosixPath(name) for name in self.names]
        images = {
            path.stem: str(path)
            for path in paths
            if path.parent.name == folder and path.suffix.lower() in (".jpg", ".jpeg", ".png")
        }
        if not images:
            raise DataError(
                f"{self.path} has no images in a folder {folder}; give the folder or zip file that holds it"
            )
        return images

    def decode(
        self, rows: Sequence[Row], prepare: Callable[[Image.Image], Image.Image]
    ) -> Iterator[np.ndarray | DataError]:
        """Each row's image after `prepare`, as uint8 (H, W, 3) RGB; a DataError in place of an image that is broken.

        `prepare` may raise DataError with a reason, to which the file's name is put.
        """
        for row in rows:
            try:
                yield self._decode(row.file, prepare)
            except DataError as error:
                yield error

    def _decode(self, name: str, prepare: Callable[[Image.Image], Image.Image]) -> np.ndarray:
        contents = self.read(name)
        try:
            with Image.open(io.BytesIO(contents)) as image:
                return np.asarray(prepare(image.convert("RGB")))
        except DataError as error:
            raise DataError(f"{name} was left out: {error}") from error
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            reason = "it is no image" if isinstance(error, UnidentifiedImageError) else str(error)
            raise DataError(f"{name} was left out: it cannot be decoded ({reason})") from error


def _open_zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (*_ZIP_ERRORS, OSError) as error:
        raise DataError(
            f"{path} is not a whole zip file ({error}); give the data set's folder, or fetch the zip file again"
        ) from error


def fingerprint(path: Path) -> str:
    """A short text that changes when the files at `path` do: from their names, sizes and times of change.

    Of a zip only the file itself is looked at. Raises DataError when `path` is missing.
    """
    digest = hashlib.sha256(str(path.resolve()).encode())
    for name, status in _list(path):
        digest.update(f"\n{name} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def _list(path: Path) -> list[tuple[str, os.stat_result]]:
    """The files under a folder, sorted by name, or the one file that `path` is. Raises DataError."""
    try:
        return sorted(_walk(path), key=lambda file: file[0]) if path.is_dir() else [("", path.stat())]
    except FileNotFoundError as error:
        raise DataError(f"{path} does not exist; give the folder or zip file that holds the data set") from error
    except OSError as error:
        raise DataError(
            f"{error.filename or path} cannot be read ({error.strerror}); see to its permissions"
        ) from error


def _walk(folder: Path, above: Sequence[Path] = ()) -> Iterator[tuple[str, os.stat_result]]:
    # os.scandir knows each file's status without opening it again, which matters for 200,000 files.
    above = (*above, folder.resolve())
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.is_symlink() and Path(entry.path).resolve() in above:
                    continue  # leads back up: without end
                for name, status in _walk(Path(entry.path), above):
                    yield f"{entry.name}/{name}", status
            elif entry.is_file():
                yield entry.name, entry.stat()


def _is_clutter(name: str) -> bool:
    """Files that an operating system leaves behind: hidden ones, and the shadow folder of zips made on a Mac."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)
