from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genfaces.images import grid
from training import report
from training.curves import panels, thousands
from training.errors import TrainingError

MACHINE = {"seconds": 1.0, "images_per_second": 99.0, "data_wait": 0.01, "memory_mb": 900}


def faces(count: int, seed: int = 0) -> np.ndarray:
    """Smooth colour ramps, uint8 (count,64,64,3), each different."""
    ends = np.random.default_rng(seed).uniform(0, 255, (count, 2, 1, 1, 3))
    ramp = np.linspace(0, 1, 64).reshape(1, 64, 1, 1)
    return np.broadcast_to(ends[:, 0] * ramp + ends[:, 1] * (1 - ramp), (count, 64, 64, 3)).round().astype(np.uint8)


def gan_ticks(count: int) -> list[dict[str, float]]:
    levels = {"spread": 0.9, "discriminator": 1.0, "d_real": 2.0, "d_fake": -2.0, "generator": 1.5}
    rng = np.random.default_rng(0)
    return [
        {"images_seen": 10_048 * (i + 1)}
        | MACHINE
        | {key: float(rng.normal(level, 0.05)) for key, level in levels.items()}
        for i in range(count)
    ]


@pytest.fixture
def sheets(tmp_path: Path) -> dict[int, Path]:
    paths = {10_048 * (i + 1): tmp_path / f"{i}.png" for i in range(27)}
    for i, path in enumerate(paths.values()):
        grid(faces(64, seed=i), 8, gap=0).save(path)
    return paths


def test_curves_are_a_small_png_on_a_light_card_and_equal_for_equal_ticks(tmp_path):
    first, second = tmp_path / "figures" / "curves.png", tmp_path / "again.png"
    report.curves(gan_ticks(40), first)
    report.curves(gan_ticks(40), second)
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size < 100_000
    with Image.open(first) as image:
        assert image.format == "PNG"
        assert min(image.convert("RGB").getpixel((2, 2))) > 250


def test_panels_show_every_loss_once_and_nothing_of_the_machine():
    found = {title: [label for label, *_ in lines] for title, lines in panels(gan_ticks(3))}
    assert found == {
        "Losses of G and D": ["generator", "discriminator"],
        "D's mean score": ["real images", "generated images"],
        "Spread of samples (data = 1)": [""],
    }


def test_a_held_out_number_shares_the_panel_of_its_training_twin():
    ticks = [{"images_seen": 64, "test_cross_entropy": 0.4, "test_accuracy": 0.8, "cross_entropy": 0.5, "odd_one": 1.0}]
    found = panels(ticks)
    assert [title for title, _ in found] == ["Cross-entropy", "Odd one", "Accuracy, held-out"]
    assert found[0][1] == [("training", [64], [0.5]), ("held-out", [64], [0.4])]


def test_missing_and_not_finite_numbers_leave_gaps(tmp_path):
    ticks = [
        {"images_seen": 64, "kl": 3.0, "never": math.nan},
        {"images_seen": 128, "kl": math.inf, "late": 1.0},
        {"images_seen": 192, "kl": 2.0, "late": None},
    ]
    lines = {title: lines[0] for title, lines in panels(ticks)}
    assert list(lines) == ["KL divergence (nats an image)", "Late"]
    assert lines["KL divergence (nats an image)"][1:] == ([64, 192], [3.0, 2.0])
    assert lines["Late"][1:] == ([128], [1.0])
    report.curves(ticks, tmp_path / "curves.png")


def test_one_tick_is_drawn(tmp_path):
    report.curves(gan_ticks(1), tmp_path / "curves.png")
    with Image.open(tmp_path / "curves.png") as image:
        assert len(image.convert("RGB").getcolors(maxcolors=1000)) > 3


@pytest.mark.parametrize("ticks", [[], [{"images_seen": 64} | MACHINE], [{"images_seen": 64, "kl": math.nan}]])
def test_curves_of_nothing_say_so(ticks, tmp_path):
    with pytest.raises(TrainingError, match=r"nothing to draw.*train for at least one tick"):
        report.curves(ticks, tmp_path / "curves.png")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("images", "text"),
    [(0, "0"), (500, "500"), (2_500, "2.5k"), (10_048, "10k"), (270_016, "270k"), (999_999, "1M"), (1_204_992, "1.2M")],
)
def test_images_seen_in_short(images, text):
    assert thousands(images) == text


def test_frames_are_about_geometric_with_first_and_last():
    ticks = [10_000 * (i + 1) for i in range(100)]
    chosen = report.frames_of(ticks, 12)
    assert len(set(chosen)) == 12
    assert chosen == sorted(chosen)
    assert (chosen[0], chosen[-1]) == (10_000, 1_000_000)
    ratios = np.divide(chosen[6:], chosen[5:-1])
    # Late frames are not bound by the ticks: each is 100 ** (1 / 11) = 1.52 times the one before.
    assert np.allclose(ratios, 1.52, atol=0.12)


@pytest.mark.parametrize("count", [1, 2, 11, 12, 13, 14, 27, 300])
@pytest.mark.parametrize("start", [0, 64, 10_048])
def test_frames_are_distinct_and_as_many_as_there_can_be(count, start):
    ticks = [start + 10_048 * i for i in range(count)]
    chosen = report.frames_of(ticks, 12)
    assert len(set(chosen)) == len(chosen) == min(count, 12)
    assert set(chosen) <= set(ticks)
    assert (chosen[0], chosen[-1]) == (ticks[0], ticks[-1])


def test_history_writes_the_first_sixteen_of_each_frame_and_a_strip(sheets, tmp_path):
    written = report.history(sheets, tmp_path / "figures")
    assert written[0] == tmp_path / "figures" / "history.webp"
    names = [path.name for path in written[1:]]
    assert names == [f"{seen:09d}.webp" for seen in report.frames_of(sheets)]
    assert sum(path.stat().st_size for path in written) < 600_000
    with Image.open(written[-1]) as image:
        frame = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(frame - np.asarray(grid(faces(16, seed=26), 4, gap=0))).mean() < 4
    with Image.open(written[0]) as image:
        strip = np.asarray(image.convert("RGB")).astype(int)
    assert strip.shape[1] == 12 * 66 - 2 + 16
    corner = faces(1, seed=26)[0].astype(int)
    assert np.abs(strip[28:92, -72:-8] - corner).mean() < 6


def test_history_is_equal_for_equal_sheets_and_drops_old_frames(sheets, tmp_path):
    folder = tmp_path / "figures"
    early = dict(list(sheets.items())[:20])
    report.history(early, folder)
    first = report.history(sheets, folder)
    once = [path.read_bytes() for path in first]
    assert [path.read_bytes() for path in report.history(sheets, folder)] == once
    assert sorted((folder / "history").iterdir()) == first[1:]


def test_history_of_few_pictures(tmp_path):
    sheet = tmp_path / "one.png"
    grid(faces(3), 8, gap=0).save(sheet)
    _, frame = report.history({64: sheet}, tmp_path)
    with Image.open(frame) as image:
        assert image.size == (192, 64)


def test_history_refuses_what_is_not_a_sheet(tmp_path):
    with pytest.raises(TrainingError, match="no sample sheet"):
        report.history({}, tmp_path)
    grid(faces(16), 8, gap=2).save(tmp_path / "gaps.png")
    with pytest.raises(TrainingError, match=r"gaps\.png is 526x130 pixels.*64-pixel"):
        report.history({64: tmp_path / "gaps.png"}, tmp_path)
    (tmp_path / "torn.png").write_bytes(b"\x89PNG")
    with pytest.raises(TrainingError, match=r"torn\.png cannot be read"):
        report.history({64: tmp_path / "torn.png"}, tmp_path)
    assert not (tmp_path / "history.webp").exists()


@pytest.mark.parametrize("name", ["samples.png", "samples.webp"])
def test_samples_are_one_sheet_of_thirty_two(name, tmp_path):
    report.samples(faces(40), tmp_path / name)
    report.samples(faces(40), tmp_path / f"again-{name}")
    assert (tmp_path / name).read_bytes() == (tmp_path / f"again-{name}").read_bytes()
    with Image.open(tmp_path / name) as image:
        assert image.format == name.split(".")[1].upper()
        assert image.size == (8 * 66 - 2, 4 * 66 - 2)


def test_pairs_stand_below_each_other(tmp_path):
    originals, reconstructions = faces(10, seed=1), faces(10, seed=2)
    report.pairs(originals, reconstructions, tmp_path / "pairs.png")
    with Image.open(tmp_path / "pairs.png") as image:
        pixels = np.asarray(image.convert("RGB"))
    assert _shows(pixels, originals[9])
    assert _shows(pixels, reconstructions[9])


def test_withheld_originals_leave_captioned_reconstructions(tmp_path):
    report.pairs(None, faces(10), tmp_path / "pairs.png")
    with Image.open(tmp_path / "pairs.png") as image:
        assert image.height < 2 * 64
        pixels = np.asarray(image.convert("RGB"))
    assert _shows(pixels, faces(10)[0])
    assert (pixels[:26] < 128).any(), "the caption is missing"


def test_a_caption_is_not_cut_off_by_few_pictures(tmp_path):
    report.pairs(None, faces(1), tmp_path / "pairs.png")
    with Image.open(tmp_path / "pairs.png") as image:
        assert (np.asarray(image)[:26, -8:] == 255).all()


def test_figures_without_images_say_so(tmp_path):
    with pytest.raises(TrainingError, match="samples needs at least one image"):
        report.samples(faces(0), tmp_path / "samples.png")
    with pytest.raises(TrainingError, match="reconstructions needs at least one image"):
        report.pairs(None, faces(0), tmp_path / "pairs.png")
    with pytest.raises(TrainingError, match="got 9 and 10"):
        report.pairs(faces(9), faces(10), tmp_path / "pairs.png")
    assert not list(tmp_path.iterdir())


def _shows(pixels: np.ndarray, picture: np.ndarray) -> bool:
    """Whether `picture` occurs somewhere in a lossless figure."""
    height, width, _ = picture.shape
    rows, columns = (pixels[: -height + 1, : -width + 1] == picture[0, 0]).all(2).nonzero()
    return any(
        (pixels[row : row + height, column : column + width] == picture).all()
        for row, column in zip(rows, columns, strict=True)
    )
