from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from PIL import ExifTags, Image, ImageSequence

from genfaces.images import enlarge, grid, heat_map, to_animation_bytes, to_png_bytes, to_tensor, to_uint8

EVERY_VALUE = np.arange(256, dtype=np.uint8).repeat(3).reshape(2, 16, 8, 3)


@pytest.mark.parametrize("pixel_range", [(-1.0, 1.0), (0.0, 1.0)])
def test_round_trip_is_exact_for_every_value(pixel_range):
    tensor = to_tensor(EVERY_VALUE, pixel_range)
    assert tensor.shape == (2, 3, 16, 8)
    assert tensor.dtype == torch.float32
    assert tensor.is_contiguous(memory_format=torch.channels_last)
    assert (tensor.min().item(), tensor.max().item()) == pytest.approx(pixel_range)
    assert np.array_equal(to_uint8(tensor, pixel_range), EVERY_VALUE)


def test_to_tensor_takes_read_only_and_flipped_arrays_without_a_warning(recwarn):
    frozen = EVERY_VALUE.copy()
    frozen.flags.writeable = False
    assert torch.equal(to_tensor(frozen[:, :, ::-1]), to_tensor(frozen).flip(3))
    assert not recwarn.list


def test_to_uint8_clamps_rounds_and_takes_half_precision_with_gradients():
    values = torch.tensor([-7.0, -1.0, 0.0, 1.0, 7.0])
    tensor = values.view(1, 1, 1, 5).expand(1, 3, 1, 5).bfloat16().requires_grad_()
    assert to_uint8(tensor)[0, 0, :, 0].tolist() == [0, 0, 128, 255, 255]


@pytest.mark.parametrize("images", [np.zeros((4, 4, 3), np.uint8), np.zeros((1, 4, 4, 3), np.float32)])
def test_to_tensor_refuses_other_arrays(images):
    with pytest.raises(ValueError, match="expected uint8 images"):
        to_tensor(images)


def test_to_uint8_refuses_images_with_channels_last_axis():
    with pytest.raises(ValueError, match=r"\(N,3,H,W\)"):
        to_uint8(torch.zeros(1, 4, 4, 3))


def test_grid_puts_images_row_by_row_with_background_between():
    images = np.stack([np.full((4, 6, 3), value, np.uint8) for value in (10, 20, 30, 40, 50)])
    pixels = np.asarray(grid(images, columns=3, gap=2, background=(1, 2, 3)))
    assert pixels.shape == (4 + 2 + 4, 6 + 2 + 6 + 2 + 6, 3)
    assert [pixels[0, left, 0] for left in (0, 8, 16)] == [10, 20, 30]
    assert [pixels[6, left, 0] for left in (0, 8)] == [40, 50]
    assert (pixels[4:6] == (1, 2, 3)).all()
    assert (pixels[6:, 14:] == (1, 2, 3)).all()


def test_grid_of_few_images_is_one_short_row_and_of_none_is_refused():
    assert grid(np.zeros((2, 4, 4, 3), np.uint8), columns=8, gap=0).size == (8, 4)
    with pytest.raises(ValueError, match="needs images"):
        grid(np.zeros((0, 4, 4, 3), np.uint8), columns=8)


def test_pictures_are_enlarged_smoothly():
    edge = np.zeros((8, 8, 3), np.uint8)
    edge[:, 4:] = 255
    large = np.asarray(enlarge(Image.fromarray(edge), 4))
    assert large.shape == (32, 32, 3)
    assert len(np.unique(large)) > 2, "repeated pixels would have two values"


def _lightness(colours: np.ndarray) -> np.ndarray:
    """CIE L* of sRGB bytes (...,3)."""
    values = colours / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    return np.where(luminance > 0.008856, 116 * np.cbrt(luminance) - 16, 903.3 * luminance)


def test_heat_map_lightness_rises_evenly_and_saturates():
    colours = heat_map(np.linspace(0, 0.5, 256)[None], maximum=0.5)
    assert colours.dtype == np.uint8
    lightness = _lightness(colours[0])
    assert (np.diff(lightness[::4]) > 0).all()
    even = np.linspace(lightness[0], lightness[-1], 256)
    assert np.abs(lightness - even).max() < 4
    outside = heat_map(np.array([[-1.0, 9.0]]), maximum=0.5)
    assert np.array_equal(outside[0], colours[0, [0, -1]])


@pytest.mark.parametrize("maximum", [0.0, -1.0, float("nan")])
def test_heat_map_needs_a_positive_maximum(maximum):
    with pytest.raises(ValueError, match="positive maximum"):
        heat_map(np.zeros((2, 2)), maximum)


def test_png_bytes_carry_their_metadata():
    metadata = {"genfaces": '{"seed": 42}', "Title": "visage n° 1 — 顔"}
    image = Image.open(io.BytesIO(to_png_bytes(Image.fromarray(EVERY_VALUE[0]), metadata)))
    assert image.text == metadata
    assert np.array_equal(np.asarray(image), EVERY_VALUE[0])


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_an_animation_goes_there_and_back_for_ever_and_carries_its_comment(form):
    ramps = np.linspace(0, 200, 5)[:, None, None, None] + np.linspace(0, 50, 8)[:, None, None]
    frames = np.broadcast_to(ramps, (5, 8, 8, 3)).round().astype(np.uint8)
    comment = "x" * 700  # longer than one block of a GIF's comment
    with Image.open(io.BytesIO(to_animation_bytes(frames, form, 4, 60, comment))) as animation:
        kept = (
            animation.info["comment"].decode() if form == "GIF" else animation.getexif()[ExifTags.Base.ImageDescription]
        )
        shown = [np.asarray(frame.convert("RGB"))[2::4, 2::4] for frame in ImageSequence.Iterator(animation)]
        assert (animation.size, animation.n_frames, animation.info["loop"]) == ((32, 32), 8, 0)
        assert kept == comment
    for found, index in zip(shown, [0, 1, 2, 3, 4, 3, 2, 1], strict=True):
        assert np.abs(found.astype(int) - frames[index]).max() <= (0 if form == "GIF" else 12)


def test_one_picture_is_no_animation():
    with pytest.raises(ValueError, match="two images or more"):
        to_animation_bytes(np.zeros((1, 8, 8, 3), np.uint8), "GIF", 1, 60)
