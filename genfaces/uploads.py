"""Opening what a visitor uploads: an RGB picture of a sensible size, or one sentence that says what to do instead."""

from __future__ import annotations

import io
import os
import stat
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError, features

from genfaces.images import ImageError

MAX_BYTES = 20 * 2**20
MAX_PIXELS = 40_000_000
MAX_SIDE = 2048

# Named one by one: Pillow also knows formats that run other programs (EPS) or fetch other files.
FORMATS = ["JPEG", "PNG", "GIF", "BMP", "TIFF"] + [
    name for name in ("WebP", "AVIF") if name.lower() in features.get_supported()
]
ACCEPTED = f"please choose a {', '.join(FORMATS[:-1])} or {FORMATS[-1]} file"

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Source = str | Path | bytes | BinaryIO | Image.Image | np.ndarray | None

_warnings_lock = threading.Lock()


def open_upload(source: Source) -> Image.Image:
    """Open a file (path, bytes or binary stream), a PIL image or an array as RGB, at most MAX_SIDE pixels a side.

    Size and pixel limits are checked before anything is decoded. The picture is turned upright (EXIF), of an
    animation the first frame is taken, transparency is laid on white, deep colours are brought to 8 bits, and
    no metadata is kept. Arrays are (H,W), (H,W,1), (H,W,3) or (H,W,4): uint8, uint16, or numbers in [0,1].

    Raises ImageError, whose message is one sentence for the visitor.
    """
    with _quiet():
        try:
            return _to_rgb(_open(source))
        except ImageError:
            raise
        except Image.DecompressionBombError as error:
            raise ImageError(_too_many_pixels()) from error
        except UnidentifiedImageError as error:
            raise ImageError(f"This file is not a picture that can be read here; {ACCEPTED}.") from error
        except Exception as error:  # what a decoder raises on broken data is not limited to any list
            raise ImageError(f"This picture is damaged or incomplete; save it anew, or {ACCEPTED}.") from error


def _open(source: Source) -> Image.Image:
    """Open within the limits, without decoding."""
    if source is None:
        raise ImageError("There is no picture yet; please choose one first.")
    if isinstance(source, np.ndarray):
        return _from_array(source)
    if isinstance(source, Image.Image):
        return _check_pixels(source)
    image = _check_pixels(Image.open(io.BytesIO(_read(source)), formats=[name.upper() for name in FORMATS]))
    image.draft(None, (MAX_SIDE, MAX_SIDE))  # lets JPEG decode a large picture at half or less, never below this size
    return image


def _read(source: str | Path | bytes | BinaryIO) -> bytes:
    if isinstance(source, bytes):
        data = source
    elif isinstance(source, str | Path):
        try:
            data = read_regular(source, MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            raise ImageError(f"The file {Path(source).name[:80]!r} cannot be opened; please choose another.") from error
    else:
        data = source.read(MAX_BYTES + 1)
    if not data:
        raise ImageError(f"This file is empty; {ACCEPTED}.")
    if len(data) > MAX_BYTES:
        raise ImageError(f"This file is larger than {MAX_BYTES // 2**20} MB; please choose a smaller one.")
    return data


def read_regular(path: str | Path, limit: int) -> bytes:
    """The first `limit` bytes of a regular file. Raises OSError or ValueError for anything else.

    Opened without waiting: a FIFO or a terminal would hold its reader for ever. What it is, is asked of the open file.
    """
    waits_not = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, os.O_RDONLY | waits_not), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("not a regular file")
        return file.read(limit)


def _check_pixels(image: Image.Image) -> Image.Image:
    if image.width * image.height > MAX_PIXELS:
        raise ImageError(_too_many_pixels(f"has {image.width} x {image.height} pixels"))
    return image


def _too_many_pixels(what: str = "has too many pixels") -> str:
    return f"This picture {what}; please choose one of at most {MAX_PIXELS // 10**6} million pixels."


def _from_array(array: np.ndarray) -> Image.Image:
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    is_picture = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))
    if not is_picture or array.size == 0 or array.dtype.kind not in "buif":
        raise ImageError(
            f"An array of shape {array.shape} and type {array.dtype} is not a picture; give (H,W,3) uint8."
        )
    if array.shape[0] * array.shape[1] > MAX_PIXELS:
        raise ImageError(_too_many_pixels(f"has {array.shape[1]} x {array.shape[0]} pixels"))
    return Image.fromarray(_to_bytes(array))


def _to_bytes(values: np.ndarray) -> np.ndarray:
    """Bring any numbers to uint8; where no type says what white is, it is the first of 1, 255, 65535 not exceeded."""
    if values.dtype == np.uint8:
        return values
    if values.dtype.newbyteorder("=") == np.uint16:
        return (values >> 8).astype(np.uint8)
    values = np.nan_to_num(values.astype(np.float32), posinf=0, neginf=0)
    brightest = float(values.max())
    white = next((white for white in (1, 255, 65535) if brightest <= white), brightest)
    return (values * (255 / white)).clip(0, 255).round().astype(np.uint8)


def _to_rgb(image: Image.Image) -> Image.Image:
    image.load()
    turn = UPRIGHT.get(_orientation(image))
    if image.mode[0] in "IF":  # I, F, I;16 and its byte orders: Pillow's own conversion would clip them
        image = Image.fromarray(_to_bytes(np.asarray(image)))
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if turn is not None:
        image = image.transpose(turn)
    # A fresh canvas instead of the visitor's file: it has no metadata (place, camera, profile) to pass on.
    canvas = Image.new("RGB", image.size, "white")
    canvas.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return canvas


def _orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # damaged EXIF beside sound pixels is no reason to refuse the picture
        return 1


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence Pillow's warnings on strange files: the limits above and the sentences say it better."""
    with _warnings_lock, warnings.catch_warnings():  # the filters are global: two threads must not interleave
        warnings.simplefilter("ignore")
        yield
