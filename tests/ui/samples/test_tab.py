"""What the handlers of the tab *Random samples* answer, called as Gradio calls them."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import gradio as gr
import numpy as np
import pytest
from answers import asked_for, file_in, pictures, recipe_in
from PIL import ExifTags, Image
from tiny_wishes import ATTRIBUTES, COUNTS, ROWS, save_tiny

from genfaces import drawing, kinds, networks
from genfaces.tasks import attributes
from genfaces.tasks import samples as task
from genfaces.tasks.walking import End
from genfaces.ui.kit import viewer
from genfaces.ui.kit.address import Query, query_of
from genfaces.ui.page import TRAVELS
from genfaces.ui.samples import endpoint as sample_endpoints
from genfaces.ui.samples import pictures as sheet
from genfaces.ui.samples import state as view
from genfaces.ui.samples import tab as samples
from genfaces.ui.samples import walk
from genfaces.ui.samples.travel import TRAVEL

CONTROLS = ("vae-faces", 7, 3, 1.0, "mixture")
NO_ENDS = (None, None)
DATA, MODEL, SEED, COUNT, TEMPERATURE, SOURCE, SHOW, RIVALS, ENDS = range(9)


def with_view(show="sheet", rivals=("vae-faces", "vae-other"), ends=NO_ENDS):
    return (*CONTROLS, show, rivals, ends)


def many(*show, **view):
    """More pictures than are sent without loss."""
    return ("vae-faces", 7, 6, *with_view(*show, **view)[3:])


def value_of(update):
    return update.get("value", "unchanged")


def test_the_same_seed_gives_the_same_pictures(models):
    assert samples.draw(*CONTROLS) == samples.draw(*CONTROLS)
    assert samples.draw(*CONTROLS) != samples.draw("vae-faces", 8, *CONTROLS[2:])


def test_the_enlarged_sample_is_the_one_that_was_clicked(models):
    settings = {"task": "sample", "model": "vae-faces", "seed": 7, "count": 3, "temperature": 1.0, "source": "mixture"}
    dialog = viewer.enlarge(TRAVELS, settings, 2)
    assert pictures(dialog) == [pictures(samples.draw(*CONTROLS)[0])[2]]
    assert "variety 1, from the mixture" in dialog
    assert "Set as A" in dialog


@pytest.mark.parametrize(("name", "seed", "count"), [("nobody", 1, 1), ("vae-faces", 1, 65)])
def test_impossible_wishes_get_a_sentence(models, name, seed, count):
    assert samples.draw(name, seed, count, 1.0, "mixture")[0].startswith('<p class="note"')
    with pytest.raises(gr.Error) as refused:
        sample_endpoints.sample(name, seed, count)
    assert str(refused.value.message).endswith(".")
    assert refused.value.print_exception is False


@pytest.mark.parametrize("show", view.SHOWS)
def test_names_from_outside_are_escaped(models, show):
    assert "<script>" not in samples.draw("<script>", 1, 1, 1.0, "mixture", show, ["<script>"])[0]


def test_the_ladder_has_five_rungs_and_marks_the_present_one(models):
    for temperature in (0.0, 0.35, 0.7, 1.5):
        rungs = samples.draw("vae-faces", 7, 1, temperature, "mixture")[1]
        assert len(pictures(rungs)) == 5
        assert re.findall(r'data-temperature="([^"]+)"[^>]*aria-current', rungs) == [f"{temperature:g}"]


def test_a_rung_sets_the_temperature(models):
    answer = samples.choose_temperature(gr.SelectData(None, {"index": 0, "value": 0.5}), *with_view())
    assert value_of(answer[TEMPERATURE]) == 0.5
    assert value_of(answer[SEED]) == value_of(answer[MODEL]) == "unchanged"


def test_an_answer_that_tells_controls_brings_no_pictures_which_would_miss_what_was_moved_meanwhile(models):
    rung = gr.SelectData(None, {"index": 0, "value": 0.5})
    told = ENDS + 1
    assert len(samples.choose(*with_view())) == len(samples.choose_data("Nothing", *with_view())) == told
    assert (
        len(samples.choose_temperature(rung, *with_view()))
        == len(samples.restore({"address": "?tab=samples&seed=9"}))
        == told
    )


def test_nonsense_in_the_address_changes_nothing(models):
    query = {"seed": "-1", "count": "1e9", "temperature": "nan", "source": "x", "show": "y", "a": "7", "b": "7-65"}
    asked = Query(query | {"model": "nobody", "with": "no,one"})
    assert view.read(asked) == view.read(Query())
    assert set(asked.wrong) == set(asked)


def test_the_address_brings_the_view_back(models):
    plain = view.read(query_of("?model=vae-other&seed=7&count=9&temperature=0.5&source=prior"))
    assert (plain.model.name, plain.seed, plain.count, plain.temperature, plain.source) == (
        "vae-other", 7, 9, 0.5, "prior",
    )  # fmt: skip
    walking = replace(plain, show="walk", a=End(3, 4), b=End(2**32 - 1, 63))
    comparing = replace(plain, show="compare", rivals=("vae-other",))
    for shown in (plain, walking, comparing):
        assert view.read(query_of(shown.address)) == shown
    assert "a=3-5" in walking.address
    # A generator knows only the prior, and the models it is compared with are not to be drawn from theirs for that.
    assert "source" not in replace(view.read(Query()), model=replace(plain.model, kind=kinds.GAN)).address


def test_another_data_set_takes_its_first_model_and_its_rivals(models):
    config = json.loads((models / "vae-other" / "config.json").read_text())
    config["dataset"]["title"] = "Other"
    (models / "vae-other" / "config.json").write_text(json.dumps(config))
    answer = samples.choose_data("Other", *with_view())
    assert value_of(answer[MODEL]) == "vae-other"
    assert [name for _, name in answer[MODEL]["choices"]] == ["vae-other"]
    # Alone in its data set, it is compared with everybody.
    assert value_of(answer[RIVALS]) == [model.name for model in task.models()]
    assert value_of(answer[DATA]) == "unchanged"  # telling it would take back a choice made meanwhile


def test_a_sample_becomes_an_end_and_is_marked(models):
    marked = samples.draw(*with_view(ends=(End(7, 1), None)))[0]
    assert re.search(r'data-index="1"><img[^>]+><span class="mark">A</span>', marked)
    assert "Walk from A to B" in samples.draw(*with_view(ends=(End(7, 1), End(9, 0))))[0]


def test_an_end_that_another_model_drew_takes_the_tab_there(models):
    drawn = {"task": "sample", "model": "vae-other", "seed": 7, "temperature": 0.4, "source": "mixture", "index": 1}
    door = TRAVEL.doors[0]
    wanted = view.read(query_of(door.leads(drawn)))
    assert (wanted.model.name, wanted.temperature, wanted.a) == ("vae-other", 0.4, End(7, 1))
    assert "b" in door.keep.split()


def test_the_walk_goes_from_the_first_sample_to_the_second_unless_told_otherwise(models):
    drawn = pictures(samples.draw(*many())[0])
    assert pictures(samples.draw(*many("walk"))[0]) == drawn[:2]
    assert pictures(samples.draw_rest(*many("walk"))) == drawn
    other = pictures(samples.draw(*many("walk", ends=(None, End(7, 2))))[0])
    assert other[1] == drawn[2]


def test_more_than_a_sheets_first_pictures_come_when_they_are_seen(models):
    # Enough to be sent with a little loss, as all of the longer sheet are.
    few, many_ = (("vae-faces", 7, count, 1.0, "mixture") for count in (sheet.FIRST.stop, sheet.FIRST.stop + 6))
    first, others = samples.draw(*many_)[0], samples.draw_rest(*many_)
    assert pictures(first) == pictures(samples.draw(*few)[0])
    assert "data-rest" not in samples.draw(*few)[0]
    assert 'data-rest="sheet"' in first
    assert re.findall('data-index="([0-9]+)"', first + others) == [str(index) for index in range(many_[2])]
    assert f'alt="Sample {many_[2]} of seed 7, ' in others
    assert pictures(samples.draw_rest(*few)) == []


def test_a_part_of_a_seeds_pictures_is_painted_alone(models, monkeypatch):
    whole, painted = task.sample("vae-faces", 7, 30), []
    real = drawing.paint
    monkeypatch.setattr(drawing, "paint", lambda shown, drawn, *more: painted.append(len(drawn)) or real(shown, drawn))
    assert np.array_equal(task.sample("vae-faces", 7, 30, part=slice(24, None)), whole[24:])
    assert painted == [6]


@pytest.mark.parametrize("form", ["webp", "gif"])
def test_the_walk_is_saved_with_its_recipe(models, form):
    link = samples.save(asked_for(form), *with_view("walk"))
    assert f'download="vae-faces-walk-7-1-to-7-2.{form}"' in link
    with Image.open(io.BytesIO(file_in(link))) as film:
        text = film.info["comment"] if form == "gif" else film.getexif()[ExifTags.Base.ImageDescription]
        assert film.n_frames > 1  # an untrained model's frames are so alike that the encoder joins some
        assert film.size == (256, 256)
    recipe = json.loads(text)
    assert recipe["frames"] == walk.FRAMES
    assert (recipe["task"], recipe["a"], recipe["b"]) == ("walk", {"seed": 7, "index": 0}, {"seed": 7, "index": 1})
    assert len(recipe["weights_sha256"]) == 64


@pytest.mark.parametrize("show", view.SHOWS)
def test_what_is_shown_is_saved_with_its_recipe_when_that_is_asked_for(models, show):
    with Image.open(io.BytesIO(file_in(samples.save(asked_for("png"), *with_view(show))))) as sheet:
        recipe = json.loads(sheet.text["genfaces"])
    assert recipe == recipe_in(samples.save(asked_for("json"), *with_view(show)))
    assert recipe["task"] == {"sheet": "sample", "wall": "sample"}.get(show, show)


def test_a_form_that_is_not_offered_is_refused(models):
    with pytest.raises(gr.Error, match="webp or gif"):
        samples.save(asked_for("avi"), *with_view("walk"))


def test_models_stand_below_each_other_and_a_broken_one_is_named(models):
    html = samples.draw(*many("compare"))[0]
    assert pictures(html) == pictures(samples.draw(*many())[0]) + pictures(samples.draw("vae-other", *many()[1:])[0])
    longer = (*many("compare")[:-2], ("vae-faces", "vae-other") * 3, NO_ENDS)
    first, others = samples.draw(*longer)[0], samples.draw_rest(*longer)
    assert (pictures(first), pictures(others)) == (2 * pictures(html), pictures(html))
    recipe = recipe_in(samples.save(asked_for("json"), *with_view("compare")))
    assert recipe["weights_sha256"].keys() == {"vae-faces", "vae-other"}
    (models / "vae-other" / "weights.safetensors").write_bytes(b"damaged")
    (models / "vae-other" / "config.json").touch()
    html = samples.draw(*with_view("compare"))[0]
    assert len(pictures(html)) == 3
    assert "is unavailable" in html
    assert "Choose the models" in samples.draw(*with_view("compare", rivals=()))[0]


def test_the_endpoint_walks(models):
    images, path, recipe = sample_endpoints.walk("vae-faces", 3, 4, 5)
    assert len(images) == recipe["frames"] == 5
    assert (recipe["a"], recipe["b"]) == ({"seed": 3, "index": 0}, {"seed": 4, "index": 0})
    with Image.open(path) as film:
        assert film.n_frames > 1
    with pytest.raises(gr.Error, match="number of frames"):
        sample_endpoints.walk("vae-faces", 3, 4, 1)


@pytest.mark.parametrize(("typed", "meant"), [(-1, 0), (1.6, 2), (None, 0), (1e12, 2**32 - 1)])
def test_a_seed_that_is_none_draws_the_nearest(models, typed, meant):
    assert samples.view_of("vae-faces", typed).seed == meant


def test_a_row_of_compare_tells_the_models_quality_as_far_as_it_was_measured(models):
    assert "quality not measured" in samples.draw(*with_view("compare"))[0]
    path = models / "vae-faces" / "config.json"
    distance = {"floor": {"frechet": {"value": 30}}, "mixture": {"as_many_as_floor": {"frechet": {"value": 75}}}}
    config = json.loads(path.read_text()) | {"metrics": {"fd_imagenet": distance}, "title": "VAE as reported"}
    path.write_text(json.dumps(config))
    html = samples.draw(*with_view("compare"))[0]
    assert "2.5 times as far from real pictures as real ones are" in html
    assert html.count("baseline") == 1


def test_a_model_that_takes_labels_says_so_and_where_they_can_be_chosen(models):
    sheet_, ladder = samples.draw("tags-anime", 7, 3, 1.0, "mixture")
    assert len(pictures(sheet_)) == 3
    assert 'href="?tab=tags&amp;model=tags-anime&amp;seed=7"' in sheet_
    assert "<img" in ladder
    assert "Choose them yourself" not in samples.draw(*CONTROLS)[0]


def test_labels_that_are_only_drawn_are_told_and_not_offered(models):
    arguments = {"label_groups": [1] * len(ATTRIBUTES), "latent_size": 6, "width": 8, "embedding_size": 2}
    arrays = {"label_rows": ROWS, "label_counts": COUNTS}
    save_tiny(models, "gan-faces", networks.DRAWN_LABELS, arguments, arrays, label_names=ATTRIBUTES)
    drawn = samples.draw("gan-faces", 7, 3, 1.0, "prior")[0]
    assert len(pictures(drawn)) == 3
    assert "told labels too" in drawn
    assert "Choose them yourself" not in drawn
    assert "gan-faces" not in [model.name for model in attributes.models()]
