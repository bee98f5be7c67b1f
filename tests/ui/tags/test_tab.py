"""What the handlers of the tab *Tags* answer, called as Gradio calls them."""

from __future__ import annotations

import io
import json
import re

import gradio as gr
import pytest
from answers import asked_for, file_in, pictures, recipe_in
from PIL import ExifTags, Image

from genfaces.tasks.tags import Tags
from genfaces.ui.kit import viewer
from genfaces.ui.kit.address import Query, query_of
from genfaces.ui.page import TRAVELS
from genfaces.ui.tags import endpoint as tags_endpoint
from genfaces.ui.tags import state as tags_view
from genfaces.ui.tags import tab as tags

AQUA, START = Tags("aqua", "red"), Tags("blonde", "blue")
TEXT, TOLD, MODEL, HAIR, EYES, SEED, COUNT, SHOW, FROM, FACES, STAGE, PAINTED = range(12)
CONTROLS = slice(MODEL, FROM + 1)
pytestmark = pytest.mark.usefixtures("models")


def controls(hair="aqua", eyes="red", seed=7, count=2, show="palette", start=START):
    return ("tags-anime", hair, eyes, seed, count, show, start)


def skipped(update):
    return isinstance(update, dict) and update.get("__type__") == "update" and "value" not in update


def asked(answer):
    return answer[HAIR], answer[EYES]


def then_drawn(answer, before):
    """The pictures of the controls once they were told."""
    held = (old if skipped(new) else new for new, old in zip(answer[CONTROLS], before, strict=True))
    return tags.draw(*held, None)


def pressed(value):
    return gr.SelectData(None, {"index": 0, "value": value})


def test_the_palette_is_painted_once_for_all_its_pairs():
    shown, sheet, painted = tags.draw(*controls(), None)
    assert len(pictures(shown)) == 2
    assert sheet.count('role="gridcell"') == 120
    assert re.findall(r'data-hair="([^"]+)" data-eyes="([^"]+)"[^>]*data-unseen', sheet) == [("purple", "black")]
    assert re.findall(r'data-hair="([^"]+)" data-eyes="([^"]+)"[^>]*aria-selected="true"', sheet) == [("aqua", "red")]
    other, again, _ = tags.draw(*controls(hair="pink"), painted)
    assert pictures(other) != pictures(shown)
    assert skipped(again)
    assert not skipped(tags.draw(*controls(seed=8), painted)[1])
    assert not skipped(tags.draw(*controls(show="morph"), painted)[1])


def test_a_pair_that_was_never_seen_is_called_so():
    assert "Never seen in training" in tags.draw(*controls("purple", "black"), None)[0]
    assert "3 of the 357 images" in tags.draw(*controls(), None)[0]


def test_words_choose_and_what_they_leave_out_stays():
    answer = tags.say("BLOND hair", *controls())
    assert answer[HAIR] == "blonde"
    assert all(skipped(answer[place]) for place in (EYES, SEED))
    assert "blonde hair; the other stays" in answer[TOLD]
    answer = tags.say("eyes green, purpel hair, smile", *controls())
    assert answer[EYES] == "green"
    assert skipped(answer[HAIR])
    assert "“purpel” (did you mean “purple”?), “smile”." in answer[TOLD]
    answer = tags.say("smile, long", *controls())
    assert "not known here: “smile”, “long”" in answer[TOLD]
    assert all(skipped(update) for place, update in enumerate(answer) if place != TOLD)


def test_a_swatch_a_cell_and_an_example_lead_to_a_pair_and_the_words_follow():
    answer = tags.choose(*controls("pink", "green"))
    assert answer[TEXT] == "pink hair, green eyes"
    # What was clicked meanwhile would be taken back by telling the swatches what they said.
    assert all(skipped(answer[place]) for place in (HAIR, EYES, SEED))
    cell = tags.take(pressed({"hair": "pink", "eyes": "green"}), *controls())
    assert asked(cell) == ("pink", "green")
    assert cell[TEXT] == answer[TEXT]
    assert asked(tags.take(pressed({"text": "green eyes, pink hair"}), *controls())) == ("pink", "green")


def test_an_answer_that_tells_controls_brings_no_pictures_which_would_miss_what_was_moved_meanwhile():
    told = FROM + 1
    assert len(tags.choose(*controls())) == len(tags.say("pink hair", *controls())) == told
    assert len(tags.draw_others(*controls())) == len(tags.take(pressed({"start": "swap"}), *controls())) == told
    assert len(tags.restore({"address": "?tab=tags&hair=pink"})) == told


def test_random_colours_keep_the_noise():
    answer = tags.draw_others(*controls())
    assert answer[TEXT] != "aqua hair, red eyes"
    assert skipped(answer[SEED])


def test_the_morph_begins_where_the_visitor_says():
    before = controls("pink", "green", show="morph")
    answer = tags.take(pressed({"start": "here"}), *before)
    assert answer[FROM] == Tags("pink", "green")
    assert "the same pair" in then_drawn(answer, before)[1]
    before = controls(show="morph")
    answer = tags.take(pressed({"start": "swap"}), *before)
    assert (asked(answer), answer[FROM]) == (("blonde", "blue"), AQUA)
    shown, morph, _ = then_drawn(answer, before)
    a, b = pictures(morph)
    assert b == pictures(shown)[0]
    assert a != b


@pytest.mark.parametrize("form", ["webp", "gif"])
def test_the_morph_is_saved_with_its_recipe(form):
    data = file_in(tags.save(asked_for(form), *controls(show="morph")))
    with Image.open(io.BytesIO(data)) as film:
        assert film.size == (256, 256)
        recipe = json.loads(film.info["comment"] if form == "gif" else film.getexif()[ExifTags.Base.ImageDescription])
    assert (recipe["a"], recipe["b"]) == ({"hair": "blonde", "eyes": "blue"}, {"hair": "aqua", "eyes": "red"})
    assert (recipe["seed"], len(recipe["weights_sha256"])) == (7, 64)


def test_the_palette_is_saved_with_its_axes():
    data = file_in(tags.save(asked_for("png"), *controls()))
    with Image.open(io.BytesIO(data)) as sheet:
        assert sheet.width > 12 * 128
        assert sheet.height > 10 * 128
        recipe = json.loads(sheet.text["genfaces"])
    assert (recipe["model"], recipe["seed"]) == ("tags-anime", 7)
    with pytest.raises(gr.Error, match="webp or gif"):
        tags.save(asked_for("avi"), *controls(show="morph"))


def test_the_faces_are_saved_when_that_is_asked_for():
    recipe = recipe_in(tags.save_faces(asked_for("json"), *controls()))
    with Image.open(io.BytesIO(file_in(tags.save_faces(asked_for("png"), *controls())))) as sheet:
        assert json.loads(sheet.text["genfaces"]) == recipe
    assert (recipe["task"], recipe["hair"], recipe["count"]) == ("tags", "aqua", 2)


def test_an_address_brings_the_view_back():
    plain = tags_view.read(Query({"hair": "pink", "eyes": "yellow", "seed": "31", "count": "3"}))
    assert (plain.tags, plain.seed, plain.count, plain.show) == (Tags("pink", "yellow"), 31, 3, "palette")
    assert plain.address.startswith("?tab=tags&hair=pink&eyes=yellow&seed=31")
    morphing = tags_view.read(Query({"show": "morph", "from": "red,green"}))
    assert morphing.start == Tags("red", "green")
    for view in (plain, morphing):
        assert tags_view.read(query_of(view.address)) == view
    nonsense = {"hair": "<b>", "eyes": "white", "seed": "-1", "count": "17", "show": "x", "from": "x", "model": "no"}
    assert tags_view.read(Query(nonsense)) == tags_view.read(Query())


def test_an_opened_tab_shows_what_its_own_address_names():
    assert skipped(tags.restore({"address": ""})[SEED])
    assert tags.restore({"address": "?tab=tags&seed=9"})[SEED] == 9


def test_the_large_view_shows_the_face_that_was_clicked():
    shown = tags.draw(*controls(), None)[0]
    settings = json.loads(re.search(r'data-settings="([^"]+)"', shown)[1].replace("&quot;", '"'))
    dialog = viewer.enlarge(TRAVELS, settings, 1)
    assert pictures(dialog) == [pictures(shown)[1]]
    assert "Aqua hair, red eyes" in dialog


def test_the_endpoint_takes_words_or_colours():
    images, settings = tags_endpoint.tags("green eyes", "pink", "red", 7, 3, "tags-anime")
    assert len(images) == 3
    assert (settings["hair"], settings["eyes"]) == ("pink", "green")
    for wrong in ({"text": "no such colour"}, {"hair": "plaid"}, {"count": 17}, {"model": "vae-faces"}):
        defaults = {"text": "", "hair": "aqua", "eyes": "red", "seed": 7, "count": 1, "model": "tags-anime"}
        with pytest.raises(gr.Error) as refused:
            tags_endpoint.tags(**defaults | wrong)
        assert refused.value.message.endswith(".")


def test_a_damaged_model_is_told_in_a_sentence(models):
    (models / "tags-anime" / "weights.safetensors").write_bytes(b"damaged")
    (models / "tags-anime" / "config.json").touch()
    shown, sheet, painted = tags.draw(*controls(), None)
    assert "is unavailable" in shown
    assert (sheet, painted) == ("", None)


def test_the_model_can_be_chosen_where_there_are_two(models, build_page):
    def visible():
        parts = build_page().get_config_file()["components"]
        chosen = [part["props"] for part in parts if part["props"].get("value") == "tags-anime"]
        # The tab Draw faces, which comes before this one, begins with the same model.
        return [props["visible"] for props in chosen if props.get("label") == "Model"][-1]

    assert visible() is False
    (models / "cdcgan-anime").mkdir()
    for path in (models / "tags-anime").iterdir():
        (models / "cdcgan-anime" / path.name).write_bytes(path.read_bytes())
    assert visible() is True
