from __future__ import annotations

import cmath
import importlib.util
import math
import threading

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from genfaces import alignment
from genfaces.alignment import CELEBA_EYES, Adjustment, Similarity, align, find_faces, resample
from genfaces.images import ImageError

SIZE = 64
DRAWN_EYES = (158 + 195j, 242 + 195j)

needs_dlib = pytest.mark.skipif(
    not (importlib.util.find_spec("dlib") and importlib.util.find_spec("face_recognition_models")),
    reason="dlib-bin and face_recognition_models are not installed",
)


def drawn_face(side: int = 400, background: tuple[int, int, int] = (150, 160, 170)) -> Image.Image:
    """A face simple enough to draw and real enough for the detector; its pupils are at DRAWN_EYES of 400."""
    image = Image.new("RGB", (400, 400), background)
    draw = ImageDraw.Draw(image)

    def ellipse(x: float, y: float, width: float, height: float, colour: tuple[int, int, int]) -> None:
        draw.ellipse((x - width, y - height, x + width, y + height), fill=colour)

    ellipse(200, 190, 120, 150, (60, 40, 30))
    ellipse(200, 215, 98, 130, (225, 180, 150))
    for x in (158, 242):
        ellipse(x, 192, 26, 14, (190, 140, 115))
        ellipse(x, 195, 20, 9, (245, 245, 245))
        ellipse(x, 195, 9, 9, (50, 35, 30))
        draw.line([(x - 26, 170), (x, 163), (x + 26, 170)], fill=(70, 45, 30), width=9)
    draw.polygon([(200, 195), (180, 250), (220, 250)], fill=(210, 160, 130))
    ellipse(200, 250, 22, 9, (190, 135, 110))
    ellipse(200, 295, 40, 12, (170, 70, 75))
    draw.line([(160, 294), (240, 294)], fill=(110, 40, 45), width=4)
    return image.filter(ImageFilter.GaussianBlur(3)).resize((side, side), Image.Resampling.LANCZOS)


def dots(size: tuple[int, int], left: complex, right: complex, radius: float) -> Image.Image:
    """A red dot at the left eye and a green one at the right, on black, with smooth edges."""
    y, x = np.mgrid[: size[1], : size[0]] + 0.5
    pixels = np.zeros((size[1], size[0], 3))
    for channel, eye in enumerate((left, right)):
        pixels[:, :, channel] = 255 * np.clip(radius + 0.5 - np.hypot(x - eye.real, y - eye.imag), 0, 1)
    return Image.fromarray(pixels.round().astype(np.uint8))


def dot_places(crop: Image.Image) -> list[complex]:
    """Centres of the red and of the green dot in fractions of the crop's side."""
    pixels = np.asarray(crop).astype(float)
    y, x = (np.mgrid[: crop.height, : crop.width] + 0.5) / crop.height
    return [complex((x * dot).sum(), (y * dot).sum()) / dot.sum() for dot in (pixels[:, :, 0], pixels[:, :, 1])]


def places(eyes=CELEBA_EYES) -> list[complex]:
    return [complex(*eye) for eye in eyes]


def pretend_faces(monkeypatch, *faces):
    found = [tuple((eye.real, eye.imag) for eye in face) for face in faces]
    monkeypatch.setattr(alignment, "find_faces", lambda image: found)


@pytest.mark.parametrize("degrees", [0, 17, -30, 90])
@pytest.mark.parametrize("distance", [8, 40, 170, 280])
def test_eyes_land_where_celeba_has_them(monkeypatch, degrees, distance):
    middle = 1000 + 800j
    half = cmath.rect(distance / 2, math.radians(degrees))
    eyes = (middle - half, middle + half)
    pretend_faces(monkeypatch, eyes)
    result = align(dots((2000, 1600), *eyes, radius=distance / 5), SIZE)
    assert result.face_found
    assert result.eyes == tuple((eye.real, eye.imag) for eye in eyes)
    assert (result.crop.size, result.crop.mode) == ((SIZE, SIZE), "RGB")
    assert np.abs(np.subtract(dot_places(result.crop), places())).max() < 0.1 / SIZE


def test_adjustment_zooms_turns_and_shifts_about_the_middle(monkeypatch):
    eyes = (480 + 400j, 540 + 400j)
    pretend_faces(monkeypatch, eyes)
    picture = dots((1024, 768), *eyes, radius=8)
    adjustment = Adjustment(zoom=1.5, shift_x=0.1, shift_y=-0.05, rotation=30)
    middle = 0.5 + 0.5j
    turn = 1.5 * cmath.rect(1, math.radians(30))  # y points down: this turns clockwise
    expected = [(place - middle) * turn + middle + (0.1 - 0.05j) for place in places()]
    assert expected[1].imag > expected[0].imag  # clockwise: the eye at the right goes down
    assert np.abs(np.subtract(dot_places(align(picture, SIZE, adjustment).crop), expected)).max() < 0.1 / SIZE


@pytest.mark.parametrize(
    "values",
    [{"zoom": 0.4}, {"zoom": 2.1}, {"shift_x": 0.6}, {"shift_y": -0.6}, {"rotation": 46}, {"zoom": float("nan")}],
)
def test_adjustment_outside_its_range_is_refused(values):
    with pytest.raises(ImageError, match=f"{next(iter(values))} is .* must be between"):
        Adjustment(**values)


def test_no_face_gives_the_middle_square_and_says_so(monkeypatch):
    pretend_faces(monkeypatch)
    pixels = np.zeros((64, 100, 3), np.uint8)
    pixels[:, 18:82] = np.random.default_rng(0).integers(0, 256, (64, 64, 3))
    result = align(Image.fromarray(pixels), SIZE)
    assert not result.face_found
    assert result.eyes is None
    assert "No face was found" in result.message
    assert np.array_equal(np.asarray(result.crop), pixels[:, 18:82])


def test_the_largest_of_several_faces_is_taken_and_said(monkeypatch):
    large, small = (300 + 300j, 400 + 300j), (700 + 300j, 720 + 300j)
    pretend_faces(monkeypatch, large, small)
    result = align(dots((1024, 768), *large, radius=10), SIZE)
    assert "2 faces" in result.message
    assert "largest" in result.message
    assert np.abs(np.subtract(dot_places(result.crop), places())).max() < 0.1 / SIZE


@pytest.mark.parametrize("side", [64, 128])
def test_an_aligned_square_is_left_alone(monkeypatch, side):
    image = Image.fromarray(np.random.default_rng(0).integers(0, 256, (side, side, 3), np.uint8))
    found = [place * side + 0.03 * side for place in places()]
    pretend_faces(monkeypatch, found)
    expected = image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    assert np.array_equal(np.asarray(align(image, SIZE).crop), np.asarray(expected))


def test_beyond_the_edge_the_picture_is_mirrored(monkeypatch):
    pretend_faces(monkeypatch)
    image = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8))
    pixels = np.asarray(align(image, SIZE, Adjustment(shift_x=0.25)).crop)
    assert np.array_equal(pixels[:, 16:], np.asarray(image)[:, :48])
    assert np.array_equal(pixels[:, :16], np.asarray(image)[:, 15::-1])


def test_reducing_does_not_alias():
    stripes = np.zeros((1000, 1000, 3), np.uint8)
    stripes[:, ::2] = 255
    pixels = np.asarray(resample(Image.fromarray(stripes), Similarity(900 * cmath.rect(1, 0.2), 500 + 500j), SIZE))
    assert np.abs(pixels.astype(int) - 127).max() <= 16


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (2000, 1), (1, 2000)])
def test_odd_pictures_still_give_a_crop(size):
    image = Image.new("RGB", size, (10, 200, 30))
    pixels = np.asarray(align(image, SIZE, Adjustment(zoom=0.5, shift_x=-0.5, rotation=45)).crop)
    assert pixels.shape == (SIZE, SIZE, 3)
    assert (pixels == (10, 200, 30)).all()


@pytest.fixture
def _fresh_detector():
    alignment._load_detector.cache_clear()
    yield
    alignment._load_detector.cache_clear()


@pytest.mark.usefixtures("_fresh_detector")
@pytest.mark.parametrize("missing", ["dlib", "package", "file", "damaged"])
def test_without_dlib_or_its_model_the_middle_is_taken(monkeypatch, tmp_path, missing):
    if missing == "dlib":
        monkeypatch.setitem(__import__("sys").modules, "dlib", None)
    else:
        pytest.importorskip("dlib")
        origin = tmp_path / "__init__.py"
        spec = None if missing == "package" else importlib.util.spec_from_file_location("anything", origin)
        monkeypatch.setattr(alignment.importlib.util, "find_spec", lambda name: spec)
    if missing == "damaged":
        (tmp_path / "models").mkdir()
        (tmp_path / "models" / "shape_predictor_5_face_landmarks.dat").write_bytes(b"not a model")
    result = align(drawn_face(), SIZE)
    assert not result.face_found
    assert "not installed" in result.message
    assert np.array_equal(np.asarray(result.crop)[::63, ::63], np.full((2, 2, 3), (150, 160, 170)))


@needs_dlib
@pytest.mark.parametrize("degrees", [0, 10, -20])
@pytest.mark.parametrize("side", [80, 400, 1000])
def test_the_eyes_of_a_drawn_face_are_found_and_put_in_place(degrees, side):
    turn = cmath.rect(400, math.radians(degrees))
    picture = resample(drawn_face(), Similarity(turn, 200 + 200j), side)
    truth = [((eye - (200 + 200j)) / turn + (0.5 + 0.5j)) * side for eye in DRAWN_EYES]
    result = align(picture, SIZE)
    assert result.face_found
    distance = abs(truth[1] - truth[0])
    assert np.abs(np.subtract(places(result.eyes), truth)).max() < 0.04 * distance
    again = find_faces(result.crop)
    assert np.abs(np.divide(places(again[0]), SIZE) - places()).max() < 1.5 / SIZE


@needs_dlib
def test_a_small_face_in_a_large_picture_is_found():
    picture = Image.new("RGB", (1400, 1400), (150, 160, 170))
    picture.paste(drawn_face(300), (100, 900))
    [(left, right)] = find_faces(picture)
    assert 100 < left[0] < right[0] < 400


@needs_dlib
def test_the_largest_face_comes_first():
    picture = Image.new("RGB", (1400, 1400), (150, 160, 170))
    picture.paste(drawn_face(600), (0, 0))
    picture.paste(drawn_face(800), (600, 600))
    first, second = find_faces(picture)
    assert second[0][0] < 600 < first[0][0]


@needs_dlib
def test_threads_may_look_for_faces_at_the_same_time():
    picture = drawn_face()
    expected = find_faces(picture)
    results = []
    threads = [threading.Thread(target=lambda: results.extend(find_faces(picture) for _ in range(5))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 20
