"""One reader for a folder and for a zip file, so that a data set need not know which of the two it was given."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

import numpy as np
from PIL import Image, UnidentifiedImageError

from training.data.dataset import DataError, Row

LARGEST = 512 * 2**20  # bytes of a file, unpacked: far more than any table or picture of a data set takes
IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
# What people give in place of a folder or a zip, by its ending.
OTHERS = {
    IMAGE_ENDINGS: "one picture, not a data set; give the folder or zip file that holds all of them",
    (".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"): "an archive of another kind; unpack it and give its folder",
    (".txt", ".csv", ".json"): "a table, not a data set; give the folder or zip file that holds it with its pictures",
}
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class Source:
    """The files under a folder or in a zip file, by their paths relative to it (with forward slashes).

    A zip file inside counts as a folder of its name, as torchvision leaves `img_align_celeba.zip` packed.
    """

    def __init__(self, path: Path) -> None:
        """Raises DataError when `path` is missing, empty, or a file that is not a readable zip."""
        self.path = path
        self._opened = ExitStack()
        files = _list(path)
        if path.is_dir():
            readers = {name: partial((path / name).open, "rb") for name, _ in files}
        else:
            readers = self._members(path, str(path))
        readers = {name: reader for name, reader in readers.items() if not _is_clutter(name)}
        for name in [name for name in readers if name.lower().endswith(".zip")]:
            inner = self._members(self._seekable(readers.pop(name)), f"{name} in {path}")
            readers |= {f"{name}/{inside}": reader for inside, reader in inner.items() if not _is_clutter(inside)}
        self._readers = readers
        self.names = sorted(readers)
        if not self.names:
            self.close()
            raise DataError(f"{path} holds no files; give the folder or zip file that holds the data set")

    def close(self) -> None:
        """Let go of zip files; harmless when there is none."""
        self._opened.close()

    def _members(self, file: Path | IO[bytes], title: str) -> dict[str, Callable[[], IO[bytes]]]:
        """What opens each file in a zip, by its path; made on Windows, it may have backslashes."""
        archive = self._opened.enter_context(_open_zip(file, title))
        return {
            info.filename.replace("\\", "/"): partial(archive.open, info)
            for info in archive.infolist()
            if not info.is_dir()
        }

    def _seekable(self, reader: Callable[[], IO[bytes]]) -> IO[bytes]:
        """A zip inside a zip has to be unpacked once, for every jump in it would begin anew."""
        file = self._opened.enter_context(reader())
        if not isinstance(file, zipfile.ZipExtFile):
            return file
        copy = tempfile.SpooledTemporaryFile(LARGEST)  # noqa: SIM115, closed with the others
        shutil.copyfileobj(file, self._opened.enter_context(copy))
        return copy

    def has(self, file_name: str) -> bool:
        """Whether there is a file called `file_name`, in whatever folder it lies."""
        return any(PurePosixPath(name).name == file_name for name in self.names)

    def find_any(self, file_names: Sequence[str]) -> str | None:
        """The path of the first of these files that there is, as `find` gives it; None without any."""
        return next((self.find(name) for name in file_names if self.has(name)), None)

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
            with self._readers[name]() as file:
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

        A folder of PNG files may say so in its name, and a zip file may be in its place.
        Raises DataError when there is none.
        """
        paths = [path for path in map(PurePosixPath, self.names) if path.suffix.lower() in IMAGE_ENDINGS]
        names = (folder, f"{folder}_png", f"{folder}.zip")
        images = {path.stem: str(path) for path in paths if path.parent.name in names}
        if not images:
            folders = ", ".join(sorted({path.parent.name or "the outermost" for path in paths})[:5])
            found = f"those it has are in {folders}" if paths else "nor any elsewhere"
            raise DataError(
                f"{self.path} has no images in a folder {folder}, {found}; give the folder or zip file that holds it"
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


def _open_zip(file: Path | IO[bytes], title: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (*_ZIP_ERRORS, OSError) as error:
        what = next((text for endings, text in OTHERS.items() if title.lower().endswith(endings)), None)
        if what:
            raise DataError(f"{title} is {what}") from error
        raise DataError(
            f"{title} is not a whole zip file ({error}); give the data set's folder, or fetch the zip file again"
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
