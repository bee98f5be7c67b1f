"""What the explorer's handlers and endpoints answer, called as Gradio calls them; and the page without script."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import urlencode

import gradio as gr
import numpy as np
import pytest
from PIL import Image
from starlette.responses import HTMLResponse, JSONResponse
from starlette.testclient import TestClient

from genfaces.ui import page
from genfaces.ui.explorer import endpoint as explorer_endpoints
from genfaces.ui.explorer import tab as explorer
from genfaces.ui.frontpage import FrontPage
from genfaces.ui.kit.words import plain


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (80, 60, 3), dtype=np.uint8)).save(path)
    return str(path)


def ask(**value):
    return explorer.answer("vae-faces", value)


def marks(html):
    return json.loads(unescape(re.search('data-marks="([^"]*)"', html)[1]))


def test_opening_the_tab_says_where_the_data_lie(models):
    manifest = json.loads(unescape(re.search('data-manifest="([^"]*)"', explorer.show("vae-faces"))[1]))
    assert manifest["model"] == "vae-faces"
    for file in ("info", "map", "atlas"):
        assert manifest[file].startswith("gradio_api/file=")


def test_a_label_has_one_name_in_the_answers_and_on_the_map(models):
    manifest = json.loads(unescape(re.search('data-manifest="([^"]*)"', explorer.show("vae-faces"))[1]))
    info = json.loads((models / "vae-faces" / "explorer" / "explorer.json").read_text())
    named = manifest["words"]
    assert {name: named[name] for name in info["label_names"]} == {name: plain(name) for name in info["label_names"]}
    assert explorer._words(["Bangs", "hair:aqua"]) == {
        "Bangs": "Fringe", "hair:aqua": "Hair: aqua", "hair": "Hair", "aqua": "Aqua",
    }  # fmt: skip


def test_a_model_without_maps_gets_a_sentence(models):
    assert explorer.show("vae-other").startswith('<p class="note"')
    assert explorer.show("<script>").count("<script>") == 0


def test_a_point_comes_with_labels_and_twelve_neighbours(models):
    html = ask(kind="point", index=3)
    assert "Face 3<" in html
    assert html.count("data-go=") == 12
    assert html.count("<img") == 13
    assert 'alt=""' not in html
    assert "Download PNG" in html


def test_an_empty_place_is_called_an_estimate(models):
    assert "<b>estimate</b>" in ask(kind="place", map="pca-2d", place=[0.1, 0.2])
    assert "anywhere near" in ask(kind="place", map="pca-2d", place=[2, 2])


def test_a_selection_is_summed_up(models):
    html = ask(kind="group", indices=list(range(40)))
    assert "40 faces" in html
    assert "mean" in html


def test_a_walk_can_be_slid_saved_and_drawn_on_the_map(models):
    html = ask(kind="walk", ends=[1, 2], map="pca-3d")
    assert "data-walk" in html
    assert ".webp" in html
    path = marks(html)["path"]
    assert path["map"] == "pca-3d"
    assert np.shape(path["places"]) == (explorer.FRAMES, 3)


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "point", "index": 1_000_000},
        {"kind": "point"},
        {"kind": "place", "map": "nowhere", "place": [0, 0]},
        {"kind": "group", "indices": []},
        {"kind": "walk", "ends": [1], "map": "pca-2d"},
        {"kind": "what"},
        {"kind": "point", "index": 1, "model": "nobody"},
        {"kind": "point", "index": 1, "model": ["vae-faces"]},
        {},
    ],
)
def test_nonsense_gets_a_sentence(models, value):
    assert ask(**value).startswith('<p class="note"')


def test_a_visitor_is_marked_on_every_map(models, photo):
    html = explorer.place_you(photo, "vae-other", {"model": "vae-faces"})
    assert {name: len(place) for name, place in marks(html)["you"].items()} == {"tsne-5": 2, "pca-2d": 2, "pca-3d": 3}
    assert "you" in explorer.place_you(None, "vae-faces", {})  # its mark goes, too


def test_what_is_no_picture_gets_a_sentence(models, tmp_path):
    (tmp_path / "no.png").write_text("no picture")
    assert explorer.place_you(str(tmp_path / "no.png"), "vae-faces", {}).startswith('<p class="note"')


def test_the_endpoint_place_gives_places_and_neighbours(models, photo):
    crop, image, facts = explorer_endpoints.place(photo, "vae-faces")
    assert crop.shape == image.shape == (64, 64, 3)
    assert set(facts["places"]) == {"tsne-5", "pca-2d", "pca-3d"}
    assert len(facts["neighbours"]["indices"]) == 12
    json.dumps(facts)


def test_the_endpoint_decode_takes_an_index_or_a_place(models):
    image, facts = explorer_endpoints.decode("vae-faces", index=4)
    assert image.shape == (64, 64, 3)
    assert facts["estimate"] is False
    image, facts = explorer_endpoints.decode("vae-faces", x=0.1, y=0.1, map_name="pca-2d")
    assert facts["estimate"] is True
    json.dumps(facts)
    assert explorer_endpoints.decode("vae-faces")[1]["index"] == 0
    for wish in ({"index": -1}, {"x": 0.1}, {"x": 0.1, "y": 0.1, "map_name": "pca-3d"}):
        with pytest.raises(gr.Error) as refused:
            explorer_endpoints.decode("vae-faces", **wish)
        assert str(refused.value.message).endswith(".")


def test_the_address_names_a_model_with_maps(add_explorer):
    add_explorer("vae-other")

    def restored(**query):
        model, source = explorer.restore({"address": "?" + urlencode(query)})
        assert f"&quot;model&quot;: &quot;{model}&quot;" in source
        return model

    assert restored(tab="explorer", model="vae-other") == "vae-other"
    assert restored() == "vae-faces"
    with pytest.warns(UserWarning, match="asks for model “nobody”"):
        assert restored(tab="explorer", model="nobody") == "vae-faces"


def test_a_question_is_answered_for_the_map_that_is_seen(add_explorer):
    add_explorer("vae-other")
    assert "vae-other-face-3" in ask(kind="point", index=3, model="vae-other")
    assert "vae-faces-face-3" in ask(kind="point", index=3)


def test_maps_of_older_weights_are_named_and_nothing_else_suffers(models, build_page):
    (models / "vae-faces" / "explorer" / "explorer.json").write_text("{")
    text = json.dumps(build_page().get_config_file()["components"], default=str)
    assert "The map of &#x27;vae-faces&#x27; is unavailable" in text
    assert text.count("this tab is unavailable") == 1


def test_without_script_there_is_a_sentence_and_a_picture(models):
    async def front(scope, receive, send):
        answer = HTMLResponse("<body>page</body>") if scope["path"] == "/" else JSONResponse({"html": "</body>"})
        await answer(scope, receive, send)

    client = TestClient(FrontPage(front, explorer.without_script()))
    text = client.get("/").text
    assert re.fullmatch(r"<body>page<noscript><p>[^<]+</p><img [^>]+></noscript></body>", text)
    assert "still.webp" in text
    assert client.get("/other").json() == {"html": "</body>"}
    assert FrontPage in [layer.cls for layer in page.settings()["app_kwargs"]["middleware"]]
