"""What the handlers of the tab *Translation* answer, called as Gradio calls them."""

from __future__ import annotations

import re
from html import unescape

import gradio as gr
import numpy as np
import pytest
from answers import recipe_in
from PIL import Image
from tiny_translator import save_translator

from genfaces.tasks import translation as task
from genfaces.ui.kit.address import Query, query_of
from genfaces.ui.translation import endpoint as translation_endpoint
from genfaces.ui.translation import pictures as answers
from genfaces.ui.translation import tab as translation
from genfaces.ui.translation.state import Given, read
from training.data.earth import TITLE as EARTH_TITLE
from training.data.maps import LANDCOVER_TITLE

MODEL, EARTH, THERE, BACK = "cyclegan-maps", "cyclegan-earth", "map_to_aerial", "aerial_to_map"
SHARES = {"ground": 0.6, "wood": 0.1, "water": 0.0, "building": 0.03}
UPLOAD, EASEL, PICKS, TRUST, RESULT = range(5)


@pytest.fixture(autouse=True)
def _translators(models):
    save_translator(
        models, MODEL, metrics={"translation": {BACK: {"accuracy": 0.71, "intersection_over_union": SHARES}}}
    )
    save_translator(models, EARTH, "earth", seed=1)


def painted(image):
    return {"data": "maps", "png": Given(image, MODEL, THERE).source}


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)).save(path)
    return str(path)


def markup(answer):
    return answer[EASEL].props["markup"]


def test_a_stroke_is_answered_with_a_translation_that_can_be_made_again():
    image = np.full((256, 256, 3), (240, 237, 229), np.uint8)
    image[100:140] = (163, 204, 255)
    (given, made), html = translation.draw(painted(image), None, MODEL, THERE)
    assert np.array_equal(given.pixels, image)
    assert np.array_equal(made, task.translate(MODEL, image, THERE))
    recipe = recipe_in(html)
    again = read({"data": "maps", "png": recipe["input"]}, None, recipe["model"], recipe["direction"])
    assert np.array_equal(again.pixels, image)
    assert "example" not in given.address


def test_an_example_is_named_in_recipe_and_address():
    (given, _), html = translation.draw({"example": "lake"}, None, MODEL, THERE)
    assert recipe_in(html)["example"] == "lake"
    assert translation.from_address(query_of(given.address)) == (MODEL, THERE, "lake")


def test_a_painting_in_another_palette_is_left_aside_for_the_model_that_does_not_know_it():
    image = np.zeros((256, 256, 3), np.uint8)
    assert read(painted(image), None, EARTH, THERE).example == "island"
    assert read(painted(image), None, EARTH, BACK).example == "island"
    assert not read(painted(image), None, MODEL, THERE).example


def test_the_easel_has_the_five_brushes_of_the_models_map():
    for model, names in ((MODEL, "Ground Wood Water Road Building"), (EARTH, "Sea Land Lake River Border")):
        answer = translation.show({}, None, model, THERE)
        assert re.findall(r"</span>(\w+)</button>", markup(answer))[:5] == names.split()
        assert answer[PICKS].count("data-example=") == 9
        assert "come out wrong" in answer[TRUST]


def test_photographs_to_start_from_are_made_by_the_model_and_nothing_is_painted_on_them():
    answer = translation.show({"example": "lake"}, None, MODEL, BACK)
    assert "<canvas" not in markup(answer)
    assert "lake" in markup(answer)
    assert answer[PICKS].count("data-example=") == 8
    assert "71% of its map" in answer[TRUST]
    assert "hardly ever stands where it is: water and building." in answer[TRUST]


def test_an_upload_stands_on_the_easel_until_something_else_is_chosen(photo):
    answer = translation.show({}, photo, MODEL, THERE)
    assert answer[UPLOAD]["__type__"] == "update"
    assert "data-paint" in markup(answer)
    (given, _), html = translation.draw({}, photo, MODEL, THERE)
    assert given.uploaded
    assert given.pixels.shape == (40, 60, 3)
    assert "pixels_sha256" in recipe_in(html)
    answer = translation.pick({"example": "park"}, photo, MODEL, THERE)
    assert answer[UPLOAD] is None
    assert "<canvas" in markup(answer)


def test_what_is_no_picture_gets_a_sentence_and_the_easel_stays(tmp_path):
    (tmp_path / "map.png").write_bytes(b"no picture")
    answer = translation.show({}, str(tmp_path / "map.png"), MODEL, THERE)
    assert answer[UPLOAD] is None
    assert "not a picture" in answer[RESULT]
    assert "arrive whole" in translation.draw({"data": "maps", "png": "data:x"}, None, MODEL, THERE)[1]


def test_input_translation_back_again_and_identity_are_shown_with_what_they_mean():
    shown, _ = translation.draw({}, None, MODEL, THERE)
    given, made = shown
    found = task.compare(MODEL, given.pixels, made, THERE)
    html = unescape(translation.compare(shown))
    assert re.findall(r"<figcaption><b>([\w ]+)</b>", html) == ["Input", "Translation", "Back again", "Identity"]
    assert "data-divide" in html
    assert 'alt=""' not in html
    assert f"{found.back_error:.1%} away from the input" in html
    assert f"it changed by {found.identity_error:.1%}." in html


@pytest.mark.parametrize(
    ("title", "words"), [(LANDCOVER_TITLE, "Poland"), (EARTH_TITLE, "Blue Marble"), ("X", "come out")]
)
def test_what_a_model_knows_follows_the_data_it_was_trained_on(models, title, words):
    save_translator(models, MODEL, title=title)
    trust = answers.trust(MODEL, THERE)
    assert words in trust
    assert ("Poland" in trust) == (title == LANDCOVER_TITLE)


def test_hidden_notes_are_spoken_of_as_they_were_measured(models):
    def notes(**config):
        save_translator(models, MODEL, **config)
        shown, _ = translation.draw({}, None, MODEL, THERE)
        return translation.compare(shown)

    assert "can hide notes" in notes()
    measured = {"translation": {"cycle": {"hidden_map": 0.0123}}}
    assert "adds 1.23% on held-out pictures" in notes(metrics=measured)
    paired = notes(method="Pix2Pix")
    assert "hide notes" not in paired
    assert "never trained to do so" in paired


@pytest.mark.parametrize(("norm", "blind"), [("instance", True), ("group", False)])
def test_a_map_of_one_colour_is_explained_where_it_looks_like_any_other(models, norm, blind):
    save_translator(models, MODEL, norm=norm)
    html = translation.draw(painted(np.full((256, 256, 3), 255, np.uint8)), None, MODEL, THERE)[1]
    assert ("a second colour" in html.lower()) == blind


def test_nonsense_in_the_address_is_left_out():
    assert translation.from_address(Query({"tab": "translation", "model": "<b>", "direction": "up"})) == (
        MODEL,
        THERE,
        "",
    )


def test_the_endpoint_translates_both_ways(photo, build_page):
    parameters = build_page().get_api_info()["named_endpoints"]["/translate"]["parameters"]
    assert [parameter["label"] for parameter in parameters] == ["image", "direction", "model"]
    for direction in (THERE, BACK):
        *images, facts = translation_endpoint.translate(photo, direction, MODEL)
        assert [image.shape for image in images] == [(40, 60, 3)] * 3
        assert 0 <= facts["identity_error"] <= 1
    with pytest.raises(gr.Error, match="no direction"):
        translation_endpoint.translate(photo, "up", MODEL)
