"""What the handlers of the tab *InfoGAN* answer, called as Gradio calls them."""

from __future__ import annotations

import re
from functools import partial
from html import unescape

import gradio as gr
import pytest
from answers import asked_for, changed, pictures, recipe_in
from tiny_wishes import save_infogan, save_tiny

from genfaces.tasks import infogan as task
from genfaces.ui.infogan import endpoint as infogan_endpoint
from genfaces.ui.infogan import state as infogan_view
from genfaces.ui.infogan import tab as infogan
from genfaces.ui.infogan.tab import PARTS
from genfaces.ui.kit import sliders
from genfaces.ui.kit.address import Query, query_of


@pytest.fixture
def view(tmp_path, monkeypatch):
    monkeypatch.setenv("GENFACES_CHECKPOINTS", str(tmp_path))
    save_infogan(tmp_path)
    return told(infogan.restore({}))["state"]


told = partial(changed, PARTS.names)


def moved(view, **codes):
    """The control's value: what its set is called, and what is not at zero."""
    return {sliders.MADE: view.sliders} | codes


def with_grid(view, value):
    """What a move tells, and the grid once it is seen."""
    return told(infogan.move(view, value)) | told(infogan.renew_grid(view, value))


def test_it_begins_with_everything_but_the_grid_that_comes_when_it_is_seen(view):
    answer = told(infogan.restore({}))
    assert set(answer) == set(PARTS.names)
    assert 'data-of=""' in answer["grid"]
    assert answer["along"]["visible"] is True
    assert [number for _, number in answer["category"]["choices"]] == [1, 2, 3]
    markup = answer["sliders"].props["markup"]
    assert markup.count('type="range"') == 2
    assert "less <b>hair length: long</b>" in markup
    assert "Moves nothing clearly" in markup
    assert "Glasses in 90% <i>(50%)</i>" in answer["found"]
    assert "0.60 on a scale from 0, nothing, to 1, everything" in answer["found"]


def test_a_slider_changes_the_picture(view):
    before = pictures(told(infogan.move(view, moved(view)))["face"])
    answer = told(infogan.move(view, moved(view, c2=1.5)))
    assert set(answer) == {"state", "face", "below"}
    assert answer["state"].continuous == (0.0, 1.5)
    assert pictures(answer["face"]) != before


def test_a_move_tells_the_address_and_leaves_the_grid_until_it_is_seen(view):
    drawn = with_grid(view, moved(view))
    after = told(infogan.move(drawn["state"], moved(view, c2=1)))
    assert after["state"].address in unescape(after["below"])
    assert after["state"].address in unescape(told(infogan.renew_grid(after["state"], moved(view, c2=1)))["grid"])


def test_noise_that_is_not_locked_is_drawn_anew_once_a_slider_is_let_go(view):
    answer = told(infogan.settle(view, moved(view, c1=1)))
    assert answer["seed"] == answer["state"].seed != view.seed
    assert answer["state"].continuous == (1, 0)


def test_a_category_changes_the_picture_and_only_unlocked_noise_is_drawn_anew(view):
    locked = told(infogan.take_category(2, True, view, moved(view)))
    assert (locked["state"].category, locked["state"].seed) == (2, view.seed)
    assert "aria-current=true><b>2</b>" in locked["found"]
    loose = told(infogan.take_category(2, False, view, moved(view)))
    assert loose["seed"] == loose["state"].seed != view.seed


def test_sliders_that_others_are_about_to_replace_say_nothing(view):
    late = moved(view, c1=0.3)
    there = told(infogan.go_to(view, late, gr.SelectData(None, {"index": 2, "value": -1.5})))
    assert told(infogan.draw_noise(there["state"], late))["state"].continuous == (-1.5, 0.0)
    assert told(infogan.move(there["state"], there["sliders"].value | {"c1": 0.3}))["state"].continuous == (0.3, 0.0)
    # Nor do those of a page whose first sliders are on their way.
    assert told(infogan.draw_noise(there["state"], {}))["state"].continuous == (-1.5, 0.0)


def test_a_server_that_was_started_anew_tells_everything_as_it_shows_another_model_and_seed(view):
    answer = told(infogan.move(None, moved(view, c1=0.3)))
    assert set(answer) == set(PARTS.names)
    assert answer["state"].continuous == (0.3, 0.0)
    assert sliders.moved(answer["sliders"].value) == {"c1": 0.3}
    assert set(told(infogan.move(answer["state"], answer["sliders"].value))) == {"state", "face", "below"}


def test_the_grid_is_drawn_where_it_is_seen_and_its_cells_are_places_to_go(view):
    drawn = with_grid(view, moved(view, c1=0.3))
    cells = len(task.STOPS) * 3
    assert drawn["grid"].count('role="gridcell"') == cells
    assert 'aria-selected="true"' not in drawn["grid"]
    there = told(infogan.go_to(drawn["state"], moved(view, c1=0.3), gr.SelectData(None, {"index": 2, "value": -1.5})))
    assert (there["state"].category, there["state"].continuous) == (3, (-1.5, 0.0))
    assert sliders.moved(there["sliders"].value) == {"c1": -1.5}
    assert there["grid"].count('aria-selected="true"') == 1
    across = told(infogan.take_along(2, there["state"], there["sliders"].value))
    assert "Across: code 2" in across["grid"]
    assert across["grid"].count('aria-selected="true"') == 1


def test_without_continuous_codes_the_grid_goes_along_seeds(view, tmp_path):
    save = {"codes": {"category": 2}, "latent_size": 6, "width": 4}
    save_tiny(tmp_path, "infogan-binary", "infogan-dcgan", save, {})
    binary = told(infogan.take_model("infogan-binary", view, moved(view, c1=1)))
    assert "model" not in binary  # telling it would take back a choice made meanwhile
    assert binary["state"].continuous == ()
    assert "range" not in binary["sliders"].props["markup"]
    drawn = with_grid(binary["state"], {})
    assert binary["along"]["visible"] is False
    there = told(infogan.go_to(drawn["state"], {}, gr.SelectData(None, {"index": 1, "value": 9})))
    assert (there["state"].category, there["seed"]) == (2, 9)
    # The grid stays where it is and marks the picture.
    cells = re.findall(r'data-row="(.)" data-value="(.+?)".+?aria-selected="(.+?)"', there["grid"])
    assert cells[0][1] == "7"
    assert [cell for cell in cells if cell[2] == "true"] == [("1", "9", "true")]
    assert infogan_view.read(query_of(there["state"].address)) == there["state"]
    assert told(infogan.draw_noise(there["state"], {}))["state"].start is None
    typed = told(infogan.take_seed(12_345_678, drawn["state"], {}))["state"]
    assert 'data-value="12345679"' in told(infogan.renew_grid(typed, {}))["grid"]
    assert "was not measured" in binary["found"]


def test_the_address_brings_the_view_back(view):
    drawn = told(infogan.take_along(2, view, moved(view, c1=0.5)))["state"]
    for each in (view, drawn):
        assert infogan_view.read(query_of(each.address)) == each


def test_nonsense_in_the_address_is_left_out(view):
    query = Query({"model": "<b>", "seed": "x", "category": "9", "c1": "7", "c2": "warm"})
    assert infogan_view.read(query) == view


def test_downloads_hold_what_makes_the_pictures_again(view):
    drawn = with_grid(view, moved(view, c2=-1))
    saved = infogan.save(drawn["state"], asked_for("json")), infogan.save_grid(drawn["state"], asked_for("json"))
    recipes = [recipe_in(link) for link in saved]
    assert [recipe["task"] for recipe in recipes] == ["codes", "traverse"]
    assert all((recipe["c1"], recipe["c2"]) == (0, -1) for recipe in recipes)


def test_a_damaged_model_is_one_sentence(view, tmp_path):
    (tmp_path / "infogan-avatars" / "weights.safetensors").write_bytes(b"damaged")
    (tmp_path / "infogan-avatars" / "config.json").touch()
    answer = told(infogan.restore({}))
    assert "'infogan-avatars' is unavailable" in answer["face"].replace("&#x27;", "'")


def test_the_endpoint_answers_and_refuses(view):
    image, settings = infogan_endpoint.codes("infogan-avatars", 7, 2, 0.5)
    assert (image == task.draw("infogan-avatars", 7, 2, (0.5,))).all()
    assert (settings["category"], settings["c1"]) == (2, 0.5)
    with pytest.raises(gr.Error, match="The category must be a whole number from 1 to 3"):
        infogan_endpoint.codes("infogan-avatars", 7, 4)
