from __future__ import annotations

import contextlib
import io
import struct
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image

from genfaces import uploads
from genfaces.images import ImageError
from genfaces.uploads import MAX_PIXELS, MAX_SIDE, open_upload

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


@pytest.fixture(autouse=True)
def _no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def quarters(side: int = 32) -> Image.Image:
    """Red and green above, blue and white below: every turn and flip of it differs."""
    pixels = np.array([[RED, GREEN], [BLUE, WHITE]], np.uint8)
    return Image.fromarray(pixels.repeat(side // 2, 0).repeat(side // 2, 1))


def encoded(image: Image.Image, format: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def assert_alike(image: Image.Image, expected: Image.Image, tolerance: int = 0):
    assert image.mode == "RGB"
    assert image.size == expected.size
    difference = np.asarray(image).astype(int) - np.asarray(expected.convert("RGB"))
    assert np.abs(difference).max() <= tolerance


def png_header(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def assert_sentence(error: pytest.ExceptionInfo, *words: str):
    message = str(error.value)
    assert message[0].isupper()
    assert message.endswith(".")
    assert "\n" not in message
    for word in words:
        assert word in message


@pytest.mark.parametrize("format", ["PNG", "GIF", "BMP", "TIFF"])
def test_lossless_formats_come_back_exactly(format):
    assert_alike(open_upload(encoded(quarters(), format)), quarters())


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "AVIF"])
def test_lossy_formats_come_back_nearly(format):
    if format not in [name.upper() for name in uploads.FORMATS]:
        pytest.skip(f"this Pillow reads no {format}")
    smooth = Image.linear_gradient("L").convert("RGB")
    assert_alike(open_upload(encoded(smooth, format, quality=95)), smooth, tolerance=8)


def test_every_kind_of_source_gives_the_same_picture(tmp_path):
    path = tmp_path / "face.png"
    path.write_bytes(encoded(quarters()))
    with open(path, "rb") as file:
        sources = [path, str(path), path.read_bytes(), file, quarters(), np.asarray(quarters())]
        for source in sources:
            assert_alike(open_upload(source), quarters())


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(orientation, format):
    upright = quarters().resize((32, 48), Image.Resampling.NEAREST)
    turned = upright if orientation == 1 else upright.transpose(uploads.UPRIGHT[orientation])
    if orientation in (6, 8):  # the file holds the picture turned the other way
        turned = turned.transpose(Image.Transpose.ROTATE_180)
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 100, "subsampling": 0} if format == "JPEG" else {}
    assert_alike(open_upload(encoded(turned, format, exif=exif, **options)), upright, tolerance=8)


def test_broken_exif_does_not_spoil_the_picture():
    assert_alike(open_upload(encoded(quarters(), exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")), quarters())


def test_metadata_is_not_passed_on():
    exif = Image.Exif()
    exif[0x010E] = "at home"
    image = open_upload(encoded(quarters(), exif=exif, icc_profile=b"profile"))
    assert not image.info
    assert not image.getexif()


@pytest.mark.parametrize("format", ["JPEG", "TIFF"])
def test_cmyk(format):
    assert_alike(open_upload(encoded(quarters().convert("CMYK"), format, quality=100)), quarters(), tolerance=8)


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_sixteen_bit_grey_keeps_its_range(format):
    values = np.array([[0, 128 * 257, 65535]], np.uint16)
    image = open_upload(encoded(Image.fromarray(values), format))
    assert np.asarray(image)[0, :, 0].tolist() == [0, 128, 255]


def test_sixteen_bit_colour_png():
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + struct.pack(">6H", 65535, 0, 0, 0, 0, 32896)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 16, 2, 0, 0, 0))
    data += chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b"")
    assert np.asarray(open_upload(data)).tolist() == [[[255, 0, 0], [0, 0, 128]]]


@pytest.mark.parametrize(("mode", "white"), [("I", 65535), ("F", 1.0), ("F", 255.0)])
def test_deep_grey_tiff_keeps_its_range(mode, white):
    values = np.array([[0, white / 2, white]]).astype(np.int32 if mode == "I" else np.float32)
    image = open_upload(encoded(Image.fromarray(values), "TIFF"))
    assert np.asarray(image)[0, :, 0].tolist() == pytest.approx([0, 127.5, 255], abs=0.6)


@pytest.mark.parametrize("mode", ["1", "L"])
def test_grey_and_black_and_white(mode):
    image = quarters().convert(mode)
    assert_alike(open_upload(encoded(image)), image)


def test_palette():
    assert_alike(open_upload(encoded(quarters().quantize(4))), quarters())


def see_through(mode: str) -> Image.Image:
    """Left half opaque black, right half black that cannot be seen."""
    image = Image.new("RGBA", (4, 2), (0, 0, 0, 255))
    image.paste((0, 0, 0, 0), (2, 0, 4, 2))
    return image.convert(mode)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparency_is_laid_on_white(mode):
    assert np.asarray(open_upload(encoded(see_through(mode))))[0, :, 0].tolist() == [0, 0, 255, 255]


@pytest.mark.parametrize("format", ["PNG", "GIF"])
def test_transparent_palette_entry_is_laid_on_white(format):
    image = Image.fromarray(np.array([[0, 0, 1, 1]], np.uint8))
    image.putpalette([0, 0, 0, 255, 0, 0])
    pixels = np.asarray(open_upload(encoded(image, format, transparency=1)))
    assert pixels[0].tolist() == [[0, 0, 0], [0, 0, 0], [255, 255, 255], [255, 255, 255]]


def test_transparent_colour_of_an_rgb_png_is_laid_on_white():
    pixels = np.asarray(open_upload(encoded(quarters(), transparency=RED)))
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert tuple(pixels[0, -1]) == GREEN


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "TIFF"])
def test_first_frame_of_an_animation(format):
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, GREEN, BLUE)]
    options = {"lossless": True} if format == "WEBP" else {}
    data = encoded(frames[0], format, save_all=True, append_images=frames[1:], **options)
    assert_alike(open_upload(data), frames[0])


def noise(side: int = 128) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (side, side, 3), np.uint8))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "AVIF"])
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.9])
def test_truncated_file_gives_a_sentence(format, kept):
    data = encoded(noise(), format)
    with pytest.raises(ImageError) as error:
        open_upload(data[: int(len(data) * kept)])
    assert_sentence(error, "PNG")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "AVIF"])
def test_damaged_file_gives_a_picture_or_a_sentence(format):
    sound = np.frombuffer(encoded(noise(48), format), np.uint8)
    generator = np.random.default_rng(1)
    for _ in range(60):
        damaged = sound.copy()
        places = generator.integers(0, min(len(sound), 400), 4)
        damaged[places] = generator.integers(0, 256, 4)
        with contextlib.suppress(ImageError):
            assert open_upload(damaged.tobytes()).mode == "RGB"


@pytest.mark.parametrize("data", [b"hello", b"%PDF-1.7 ...", b"<svg xmlns='http://www.w3.org/2000/svg'/>", bytes(999)])
def test_not_an_image(data):
    with pytest.raises(ImageError) as error:
        open_upload(data)
    assert_sentence(error, "not a picture", "JPEG", "PNG")


def test_formats_outside_the_list_are_refused():
    with pytest.raises(ImageError, match="not a picture"):
        open_upload(encoded(quarters(), "PPM"))


def test_empty_missing_and_absent_files(tmp_path):
    (tmp_path / "empty.png").touch()
    sources = {tmp_path / "empty.png": "empty", tmp_path / "none.png": "'none.png'", tmp_path: "cannot be opened"}
    for source, words in {
        **sources,
        "a\0b": "cannot be opened",
        "x" * 9999: "cannot be opened",
        None: "no picture",
    }.items():
        with pytest.raises(ImageError) as error:
            open_upload(source)
        assert_sentence(error, words)


def test_large_file_is_refused_unread(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 2**20)
    stream = io.BytesIO(encoded(quarters()) + bytes(3 * 2**20))
    with pytest.raises(ImageError) as error:
        open_upload(stream)
    assert_sentence(error, "1 MB")
    assert stream.tell() == 2**20 + 1


@pytest.mark.parametrize("side", [7_000, 10_000, 100_000])  # below Pillow's warning, at its warning, at its error
def test_too_many_pixels_are_refused_before_decoding(side, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(ImageError) as error:
        open_upload(png_header(side, side))
    assert_sentence(error, "40 million pixels")


def test_pixel_limit_holds_for_arrays_and_pil_images():
    huge = np.broadcast_to(np.uint8(0), (MAX_PIXELS // 1000 + 1, 1000))
    with pytest.raises(ImageError, match="million pixels"):
        open_upload(huge)
    with pytest.raises(ImageError, match="million pixels"):
        open_upload(Image.new("1", (1000, MAX_PIXELS // 1000 + 1)))


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_large_pictures_are_reduced_in_proportion(format):
    image = open_upload(encoded(quarters(4).resize((5000, 1000), Image.Resampling.NEAREST), format))
    assert image.size == (MAX_SIDE, round(MAX_SIDE / 5))
    corners = np.asarray(image)[[10, 10, -10, -10], [10, -10, 10, -10]].astype(int)
    assert np.abs(corners - [RED, GREEN, BLUE, WHITE]).max() <= 8


def test_the_callers_image_is_left_alone():
    image = Image.new("RGB", (3000, 10))
    open_upload(image)
    assert image.size == (3000, 10)


@pytest.mark.parametrize(
    "array",
    [
        np.array([[0, 128, 255]], np.uint8),
        np.array([[[0], [128], [255]]], np.uint8),
        np.array([[0, 128 * 257, 65535]], np.uint16),
        np.array([[0, 0.502, 1]]),
        np.array([[-3, 128, 255.0]]),
        np.array([[0, 128, 255]]),
    ],
)
def test_arrays_of_other_types(array):
    assert np.asarray(open_upload(array)).tolist() == [[[0] * 3, [128] * 3, [255] * 3]]


@pytest.mark.parametrize("array", [np.zeros((0, 4, 3)), np.zeros(5), np.zeros((2, 2, 7)), np.full((2, 2), "x")])
def test_arrays_that_are_no_picture(array):
    with pytest.raises(ImageError) as error:
        open_upload(array)
    assert_sentence(error, "array")
