"""What the tabs' handlers answer, called as Gradio calls them."""

from __future__ import annotations

import json
import re

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from genfaces.tasks import sampling
from genfaces.ui import download, faces, provenance, reconstruction, samples, sliders, viewer


@pytest.fixture
def photo(tmp_path, models):
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (80, 60, 3), dtype=np.uint8)).save(path)
    return str(path)


def pictures(html: str) -> list[str]:
    return re.findall(r'<img class="crisp" src="data:image/png;base64,([^"]+)"', html)


def test_the_same_seed_gives_the_same_pictures(models):
    assert samples.draw("vae-faces", 7, 3, 1.0, "mixture") == samples.draw("vae-faces", 7, 3, 1.0, "mixture")
    assert samples.draw("vae-faces", 7, 3, 1.0, "mixture") != samples.draw("vae-faces", 8, 3, 1.0, "mixture")


def test_the_enlarged_sample_is_the_one_that_was_clicked(models):
    grid = samples.draw("vae-faces", 7, 3, 1.0, "mixture")
    settings = {"model": "vae-faces", "seed": 7, "count": 3, "temperature": 1.0, "source": "mixture"}
    dialog = viewer.enlarge(gr.SelectData(None, {"index": 2, "value": settings}))
    assert pictures(dialog) == [pictures(grid)[2]]


@pytest.mark.parametrize(("name", "seed", "count"), [("nobody", 1, 1), ("vae-faces", -1, 1), ("vae-faces", 1, 65)])
def test_impossible_wishes_get_a_sentence(models, name, seed, count):
    assert samples.draw(name, seed, count, 1.0, "mixture").startswith('<p class="note"')
    with pytest.raises(gr.Error) as refused:
        samples.sample(name, seed, count)
    assert str(refused.value.message).endswith(".")
    assert refused.value.print_exception is False


def test_names_from_outside_are_escaped(models):
    assert "<script>" not in samples.draw("<script>", 1, 1, 1.0, "mixture")


def test_nonsense_in_the_address_changes_nothing(models):
    untouched = samples.from_address({})
    query = {"tab": "samples", "seed": "-1", "count": "1e9", "temperature": "warm", "source": "x"}
    assert samples.from_address(query) == untouched


def test_the_address_sets_the_controls(models):
    query = {"tab": "samples", "model": "vae-other", "seed": "7", "count": "9", "temperature": "0.5", "source": "prior"}
    updates = samples.from_address(query)
    assert (updates["model"], updates["seed"], updates["count"]) == ("vae-other", 7, 9)
    assert updates["temperature"] == 0.5
    assert updates["source"] == gr.update(visible=True, value="prior")


def test_a_picture_becomes_a_crop_a_painting_and_an_error_map(photo):
    shown, result, edited, knobs, _ = reconstruction.take(photo, "vae-faces")
    assert shown[0].shape == shown[1].image.shape == (64, 64, 3)
    assert len(pictures(result)) == 3
    assert len(pictures(edited)) == 1
    assert knobs.count('type="range"') == 4


@pytest.mark.parametrize("content", [b"no picture", b""])
def test_what_is_no_picture_gets_a_sentence(models, tmp_path, content):
    (tmp_path / "face.png").write_bytes(content)
    shown, result, *rest = reconstruction.take(str(tmp_path / "face.png"), "vae-faces")
    assert shown is None
    assert result.startswith('<p class="note"')
    assert rest == ["", "", ""]


def test_sliders_move_the_face(photo):
    shown, _, edited, *_ = reconstruction.take(photo, "vae-faces")
    event = gr.EventData(None, {"values": {"Smiling": 3, "axis-1": -2}})
    turned = reconstruction.turn(shown, event)
    assert pictures(turned) != pictures(edited)
    assert pictures(reconstruction.turn(shown, gr.EventData(None, {"values": {}}))) == pictures(edited)


def test_all_models_are_compared_and_a_broken_one_is_named(photo, models):
    shown = reconstruction.take(photo, "vae-faces")[0]
    assert len(pictures(reconstruction.compare(shown))) == 3
    (models / "vae-other" / "weights.safetensors").write_bytes(b"damaged")
    (models / "vae-other" / "config.json").touch()
    html = reconstruction.compare(shown)
    assert len(pictures(html)) == 2
    assert "is unavailable" in html


def test_the_error_is_told_beside_what_is_usual(photo):
    result = reconstruction.take(photo, "vae-faces")[0][1]
    assert "0.0200" in faces.in_words(result)
    assert "not as close as usual" in faces.in_words(result)


def test_downloads_hold_what_makes_the_picture_again(models):
    image = sampling.sample("vae-faces", 7, 1)[0]
    html = download.links(image, {"task": "sample", "model": "vae-faces", "seed": 7}, "face")
    recipe = json.loads(__import__("base64").b64decode(re.search(r'json;base64,([^"]+)"', html)[1]))
    assert recipe["seed"] == 7
    assert len(recipe["weights_sha256"]) == 64


def test_the_fold_shows_what_is_there_and_escapes_it(models):
    made, _ = provenance.render("vae-faces")
    assert "Free &lt;b&gt;of&lt;/b&gt; terms." in made
    assert "<svg" not in made
    (models / "vae-faces" / "stats.jsonl").write_text(
        '{"images_seen": 10, "test_mse": 0.5}\n{"images_seen": 20, "test_mse": 0.02}\n{"torn'
    )
    (models / "vae-faces" / "README.md").write_text(
        "---\nx: y\n---\n# T\n\n## Measured\n\nA table.\n\n## Other\n\nNo.\n"
    )
    made, card = provenance.render("vae-faces")
    assert made.count("<svg") == 1
    assert "A table." in card
    assert "No." not in card


def test_many_sliders_are_folded(models):
    many = [sliders.Slider(f"s{index}", f"S{index}", 3) for index in range(sliders.AT_ONCE + 4)]
    html = sliders.render([("Heading", "Words.", many), ("Empty", "", [])])
    assert "4 more" in html
    assert "Empty" not in html
