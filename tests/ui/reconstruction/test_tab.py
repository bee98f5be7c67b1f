"""What the tabs' handlers answer, called as Gradio calls them."""

from __future__ import annotations

import io
import json

import gradio as gr
import numpy as np
import pytest
from answers import asked_for, file_in, pictures, recipe_in
from PIL import Image

from genfaces.tasks import samples
from genfaces.ui.kit import provenance, sliders
from genfaces.ui.kit.download import Download
from genfaces.ui.reconstruction import pictures as faces
from genfaces.ui.reconstruction import tab as reconstruction


@pytest.fixture
def photo(tmp_path, models):
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (80, 60, 3), dtype=np.uint8)).save(path)
    return str(path)


def test_a_picture_becomes_a_crop_a_painting_and_an_error_map(photo):
    shown, result, edited, knobs, _ = reconstruction.take(photo, "vae-faces")
    assert shown.face.shape == shown.result.image.shape == (64, 64, 3)
    assert len(pictures(result)) == 3
    assert len(pictures(edited)) == 1
    assert knobs.props["markup"].count('type="range"') == 4
    assert sliders.moved(knobs.value) == {}


@pytest.mark.parametrize("content", [b"no picture", b""])
def test_what_is_no_picture_gets_a_sentence(models, tmp_path, content):
    (tmp_path / "face.png").write_bytes(content)
    shown, result, *rest = reconstruction.take(str(tmp_path / "face.png"), "vae-faces")
    assert shown is None
    assert result.startswith('<p class="note"')
    assert (rest[0], rest[2], rest[1].props["markup"]) == ("", "", "")


def test_sliders_move_the_face(photo):
    shown, _, edited, knobs, _ = reconstruction.take(photo, "vae-faces")
    turned = reconstruction.turn(shown, knobs.value | {"Smiling": 3, "axis-1": -2})
    assert pictures(turned) != pictures(edited)
    assert pictures(reconstruction.turn(shown, knobs.value)) == pictures(edited)


def test_the_moved_face_is_saved_when_that_is_asked_for(photo):
    shown, _, _, knobs, _ = reconstruction.take(photo, "vae-faces")
    value = knobs.value | {"Smiling": 3}
    png = Image.open(io.BytesIO(file_in(reconstruction.save(shown, value, asked_for("png")))))
    recipe = recipe_in(reconstruction.save(shown, value, asked_for("json")))
    assert png.size == (512, 512)
    assert json.loads(png.text["genfaces"]) == recipe
    assert recipe["attributes"] == {"Smiling": 3}
    with pytest.raises(gr.Error, match="png or json"):
        reconstruction.save(shown, value, asked_for("bmp"))


def test_a_knob_of_the_face_before_leaves_the_new_face_unchanged(photo):
    knobs = reconstruction.take(photo, "vae-faces")[3]
    shown = reconstruction.take(photo, "vae-faces")[0]
    for late in (knobs.value | {"Smiling": 3}, {}):
        assert reconstruction.turn(shown, late) == gr.skip()


def test_all_models_are_compared_and_a_broken_one_is_named(photo, models):
    shown = reconstruction.take(photo, "vae-faces")[0]
    assert len(pictures(reconstruction.compare(shown))) == 3
    (models / "vae-other" / "weights.safetensors").write_bytes(b"damaged")
    (models / "vae-other" / "config.json").touch()
    html = reconstruction.compare(shown)
    assert len(pictures(html)) == 2
    assert "is unavailable" in html


def test_the_error_is_told_beside_what_is_usual(photo):
    result = reconstruction.take(photo, "vae-faces")[0].result
    assert "0.0200" in faces.in_words(result)
    assert "not as close as usual" in faces.in_words(result)


def test_downloads_hold_what_makes_the_picture_again(models):
    image = samples.sample("vae-faces", 7, 1)[0]
    recipe = recipe_in(Download({"task": "sample", "model": "vae-faces", "seed": 7}, "face").links(image))
    assert recipe["seed"] == 7
    assert len(recipe["weights_sha256"]) == 64


def test_the_fold_shows_what_is_there_and_escapes_it(models):
    assert "Free &lt;b&gt;of&lt;/b&gt; terms." in provenance.render("vae-faces")[0]
    (models / "vae-faces" / "README.md").write_text(
        "---\nx: y\n---\n# T\n\n## Measured\n\nA table.\n\n![Sheet](figures/sheet.webp)\n\n## Other\n\nNo.\n"
    )
    *_, card = provenance.render("vae-faces")
    assert "A table." in card
    assert "sheet.webp" not in card, "the page has no address for the picture of a card"
    assert "No." not in card


def test_many_sliders_are_folded(models):
    many = [sliders.Slider(f"s{index}", f"S{index}", 3) for index in range(sliders.AT_ONCE + 4)]
    html = sliders.render([("Heading", "Words.", many), ("Empty", "", [])])
    assert "4 more" in html
    assert "Empty" not in html
