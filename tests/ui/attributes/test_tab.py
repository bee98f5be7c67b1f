"""What the handlers of the tab *Attributes* answer, called as Gradio calls them."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from functools import partial
from html import unescape

import gradio as gr
import pytest
from answers import asked_for, changed, file_in, pictures, recipe_in
from PIL import Image
from tiny_wishes import ATTRIBUTES, save_attributes, save_infogan, save_judge

from genfaces.tasks import attributes as task
from genfaces.ui.attributes import endpoint as attributes_endpoint
from genfaces.ui.attributes import state as attributes_view
from genfaces.ui.attributes import tab as attributes
from genfaces.ui.attributes.tab import PARTS
from genfaces.ui.infogan import endpoint as infogan_endpoint
from genfaces.ui.kit import sliders
from genfaces.ui.kit.address import Query, query_of
from genfaces.ui.kit.words import turned


@pytest.fixture
def view(tmp_path, monkeypatch):
    monkeypatch.setenv("GENFACES_CHECKPOINTS", str(tmp_path))
    save_attributes(tmp_path)
    save_judge(tmp_path)
    return told(attributes.restore({}))["state"]


told = partial(changed, PARTS.names)


def moved(view, **changes):
    """The control's value: what its set is called, and what is not at zero."""
    standing = {name: turned(name, value) for name, value in {**view.wishes, **changes}.items()}
    return {sliders.MADE: view.sliders} | {name: value for name, value in standing.items() if value}


def test_it_begins_with_the_most_frequent_person_and_one_thing_switched(view):
    assert view.changed == ["Smiling"]
    assert view.start == {"Black_Hair": 1, "Blond_Hair": -1, "Male": 1, "No_Beard": 1, "Smiling": -1, "Young": 1}
    answer = told(attributes.restore({}))
    assert set(answer) == set(PARTS.names)
    before, after, difference = pictures(answer["trio"])
    assert len({before, after, difference}) == 3
    assert answer["switches"].props["markup"].count('type="range"') == len(ATTRIBUTES)
    assert sliders.moved(answer["switches"].value) == attributes.positions(view)
    assert len(pictures(answer["people"])) == 4
    assert pictures(answer["strip"]) == []  # it comes when it is seen
    assert len(pictures(told(attributes.pair_up(view, moved(view)))["strip"])) == 20


def test_a_move_changes_the_picture_after_and_its_judgement_only(view):
    before, after, _ = pictures(told(attributes.move(view, moved(view)))["trio"])
    answer = told(attributes.move(view, moved(view, Male=-0.5)))
    assert set(answer) == {"state", "rare", "trio", "judge", "below"}
    assert answer["state"].address in unescape(answer["below"])
    assert answer["state"].wishes["Male"] == -0.5
    assert pictures(answer["trio"])[0] == before
    assert pictures(answer["trio"])[1] != after
    assert "Male -0.5" in answer["trio"]


def test_a_switch_at_zero_is_left_open(view):
    answer = told(attributes.move(view, moved(view, Young=0)))
    assert answer["state"].wishes["Young"] == 0
    assert 'class="left-open"' in answer["judge"]


def test_the_judge_is_shown_beside_what_was_asked(view):
    table = told(attributes.move(view, moved(view)))["judge"]
    rows = dict(re.findall(r'<tr class="([^"]+)"[^>]*><th scope="row">([^<]+)', table))
    assert table.count("<tr ") == len(ATTRIBUTES)
    assert set(rows) <= {"as-asked", "not-as-asked"}
    # This judge always sees black hair and never youth; both were asked for.
    assert re.search('class="as-asked"[^>]*><th scope="row">Black hair', table)
    assert re.search('class="not-as-asked"[^>]*><th scope="row">Young', table)
    assert "right in 90%" in table


def test_without_a_judge_the_rest_works(view, tmp_path):
    (tmp_path / "judge-faces" / "config.json").unlink()
    answer = told(attributes.restore({}))
    assert "judge-faces" in answer["judge"]
    assert len(pictures(answer["trio"])) == 3
    assert len(pictures(told(attributes.pair_up(view, moved(view)))["strip"])) == 20


def test_locked_noise_stays_and_unlocked_noise_is_drawn_anew_for_the_picture_after(view):
    locked = told(attributes.move(view, moved(view)))
    assert locked["state"].seed == view.seed
    assert "seed" not in locked
    loose = told(attributes.settle(view, moved(view)))["state"]
    assert loose.seed != view.seed
    assert loose.start_seed == view.start_seed


def test_random_noise_and_a_typed_seed_change_before_and_after(view):
    for answer in (attributes.draw_noise(view, moved(view)), attributes.take_seed(8, view, moved(view))):
        after = told(answer)["state"]
        assert after.seed == after.start_seed != view.seed
        assert after.wishes == view.wishes
    assert "seed" in told(attributes.draw_noise(view, moved(view)))
    assert "seed" not in told(attributes.take_seed(8, view, moved(view)))  # it would overwrite what is being typed


def test_contradictory_wishes_are_drawn_and_explained(view):
    assert told(attributes.move(view, moved(view)))["rare"] == ""
    answer = told(attributes.move(view, moved(view, Black_Hair=1, Blond_Hair=1)))
    assert "Black hair with Blond hair in none" in answer["rare"]
    assert len(pictures(answer["trio"])) == 3


def test_a_person_is_a_start(view):
    chosen = told(attributes.take_person(view, moved(view), gr.SelectData(None, {"index": 1, "value": {}})))
    person = task.presets("acgan-faces")[1]
    assert chosen["state"].wishes == chosen["state"].start == person
    assert sliders.moved(chosen["switches"].value) == attributes.positions(chosen["state"])
    assert "aria-current=true title" not in chosen["people"]
    assert chosen["people"].count("aria-current") == 1


def test_noise_drawn_before_a_persons_switches_arrive_leaves_the_person(view):
    late = moved(view)
    chosen = told(attributes.take_person(view, late, gr.SelectData(None, {"index": 1, "value": {}})))
    assert told(attributes.draw_noise(chosen["state"], late))["state"].wishes == chosen["state"].wishes
    moved_since = chosen["switches"].value | {"Young": 0.4}
    assert told(attributes.draw_noise(chosen["state"], moved_since))["state"].wishes["Young"] == 0.4


def test_noise_drawn_before_the_first_switches_arrive_leaves_the_wishes(view):
    assert told(attributes.draw_noise(view, {}))["state"].wishes == view.wishes


def test_a_server_that_was_started_anew_tells_everything_as_it_shows_another_model_and_seed(view):
    answer = told(attributes.move(None, moved(view, Young=0.4)))
    assert set(answer) == set(PARTS.names)
    assert answer["state"].wishes["Young"] == sliders.moved(answer["switches"].value)["Young"] == 0.4
    assert set(told(attributes.move(answer["state"], answer["switches"].value))) < set(PARTS.names)


def test_before_can_be_moved_and_gone_back_to(view):
    kept = told(attributes.take_as_before(view, moved(view, Male=-1)))["state"]
    assert kept.changed == []
    back = told(attributes.go_back(view, moved(view, Male=-1)))
    assert back["state"].wishes == view.start
    assert sliders.moved(back["switches"].value) == attributes.positions(back["state"])


def test_the_strip_follows_the_attribute_chosen(view):
    answer = told(attributes.take_pair("Young", view, moved(view)))
    assert answer["state"].pair == "Young"
    assert "10 of 10 above and 0 of 10 below" in answer["strip"]


def test_the_address_brings_the_view_back(view):
    after = told(attributes.move(view, moved(view, Male=0.3, Young=0, Black_Hair=-1)))["state"]
    for each in (view, after, told(attributes.take_as_before(after, moved(after)))["state"]):
        assert attributes_view.read(query_of(each.address)) == each


def test_nonsense_in_the_address_is_left_out(view):
    for wrong in ("Hat", "Male:9", "Young:warm"):
        query = Query({"model": "<b>", "seed": "-1", "on": wrong, "pair": "Hat", "index": "0"})
        assert attributes_view.read(query) == replace(view, start=view.wishes)
        assert query.wrong == ["model", "seed", "on", "pair", "index"]


def test_downloads_hold_what_makes_the_pictures_again(view):
    recipes = [recipe_in(save(view, asked_for("json"))) for save in (attributes.save, attributes.save_pairs)]
    assert [recipe["task"] for recipe in recipes] == ["toggle", "pairs"]
    assert all(recipe["attributes"] == view.wishes and len(recipe["weights_sha256"]) == 64 for recipe in recipes)
    assert recipes[1]["attribute"] == "Smiling"
    with Image.open(io.BytesIO(file_in(attributes.save(view, asked_for("png"))))) as saved:
        assert saved.size == (512, 512)
        assert json.loads(saved.text["genfaces"]) == recipes[0]


def test_another_model_keeps_what_it_knows(view, tmp_path):
    save_attributes(tmp_path, "acgan-other")
    answer = told(attributes.take_model("acgan-other", view, moved(view, Male=-1)))
    assert "model" not in answer  # telling it would take back a choice made meanwhile
    after = answer["state"]
    assert after.model.name == "acgan-other"
    assert after.wishes == {**view.wishes, "Male": -1}
    (tmp_path / "acgan-other" / "weights.safetensors").write_bytes(b"damaged")
    (tmp_path / "acgan-other" / "config.json").touch()
    with pytest.raises(gr.Error, match="acgan-other"):
        attributes.take_model("acgan-other", view, moved(view))


def test_the_endpoint_answers_and_refuses_by_name(view):
    image, settings = attributes_endpoint.toggle("acgan-faces", 7, {"Smiling": 1})
    assert image.shape == (64, 64, 3)
    assert settings["attributes"] == dict.fromkeys(ATTRIBUTES, 0.0) | {"Smiling": 1.0}
    assert set(settings["seen"]) == set(ATTRIBUTES)
    with pytest.raises(gr.Error) as refused:
        attributes_endpoint.toggle("acgan-faces", 7, {"Hat": 1})
    assert refused.value.message == f"There is no attribute 'Hat'; 'acgan-faces' knows: {', '.join(ATTRIBUTES)}."


def test_the_page_offers_both_endpoints_with_defaults_that_work(view, tmp_path, build_page):
    save_infogan(tmp_path)
    named = build_page().get_api_info()["named_endpoints"]
    assert [item["label"] for item in named["/toggle"]["parameters"]] == ["model", "seed", "attributes"]
    assert [item["label"] for item in named["/codes"]["parameters"]] == ["model", "seed", "category", "c1", "c2", "c3"]
    for name, endpoint in (("/toggle", attributes_endpoint.toggle), ("/codes", infogan_endpoint.codes)):
        image, _ = endpoint(*(item["parameter_default"] for item in named[name]["parameters"]))
        assert image.shape == (64, 64, 3)
