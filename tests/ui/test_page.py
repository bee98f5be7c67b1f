"""The page without a browser: its endpoints, its settings, and what it says when a checkpoint is broken."""

from __future__ import annotations

import json
import math
from urllib.parse import urlencode

import gradio as gr
import pytest

from genfaces.ui import page
from genfaces.ui.reconstruction import tab as reconstruction
from genfaces.ui.samples import tab as samples


def text_of(blocks):
    """All that the components hold, as the browser gets it."""
    return json.dumps(blocks.get_config_file()["components"], default=str)


@pytest.fixture
def built(models, build_page):
    return build_page()


def test_only_the_documented_endpoints_are_offered(built):
    named = built.get_api_info()["named_endpoints"]
    faces = {"/reconstruct", "/sample", "/walk", "/tags", "/toggle", "/codes", "/place", "/decode"}
    assert set(named) == faces | {"/translate"}
    parameters = {name: [item["label"] for item in endpoint["parameters"]] for name, endpoint in named.items()}
    assert parameters["/reconstruct"] == ["image", "model"]
    assert parameters["/sample"][:4] == ["model", "seed", "count", "temperature"]
    assert parameters["/walk"][:4] == ["model", "seed_a", "seed_b", "frames"]
    assert parameters["/tags"] == ["text", "hair", "eyes", "seed", "count", "model"]
    assert parameters["/translate"] == ["image", "direction", "model"]
    assert parameters["/place"] == ["image", "model"]
    assert parameters["/decode"] == ["model", "index", "x", "y", "map_name"]
    assert all(endpoint["description"] for endpoint in named.values())


def test_everything_that_runs_a_model_waits_in_one_bounded_queue(built):
    assert built._queue.max_size == 128
    by_id = {function.concurrency_id for function in built.fns.values() if function.queue}
    assert by_id == {"model"}
    assert {function.concurrency_limit for function in built.fns.values() if function.queue} == {1}


def test_what_a_visitor_looks_at_is_kept_as_long_as_the_page_is_open(built):
    states = [block for block in built.blocks.values() if isinstance(block, gr.State)]
    assert states
    assert {state.time_to_live for state in states} == {math.inf}


def test_visitors_cannot_reach_more_than_the_page():
    settings = page.settings()
    assert settings["allowed_paths"] == []
    assert settings["strict_cors"] is True
    assert settings["enable_monitoring"] is False
    assert settings["share"] is False
    assert settings["max_file_size"] == "20mb"


def test_without_models_the_page_says_so(tmp_path, monkeypatch, build_page):
    monkeypatch.setenv("GENFACES_CHECKPOINTS", str(tmp_path))
    text = text_of(build_page())
    assert "No model is installed yet" in text
    assert text.count("this tab is unavailable") == len(page.TABS)


def test_a_damaged_model_takes_nothing_else_with_it(models, build_page):
    (models / "vae-faces" / "weights.safetensors").write_bytes(b"damaged")
    text = text_of(build_page())
    assert "Drawn by " in text
    assert "Drawn by vae-faces" not in text  # but by the next model of the same data
    assert "No model that reconstructs faces" not in text
    assert "No model that draws from noise" not in text
    assert "is unavailable" in samples.draw("vae-faces", 7, 2, 1.0, "mixture")[0]
    assert "<img" in samples.draw("vae-other", 7, 2, 1.0, "mixture")[0]


def test_an_unreadable_configuration_takes_nothing_else_with_it(models, build_page):
    (models / "vae-faces" / "config.json").write_text("{")
    text = text_of(build_page())
    assert "Tiny vae-other" in text
    assert "Tiny vae-faces" not in text
    assert "'vae-faces' is unavailable".replace("'", "&#x27;") in text


def test_an_address_names_a_reconstructing_model(models):
    def restored(**query):
        return reconstruction.restore({"address": "?" + urlencode(query)}, None)[0]

    assert restored(tab="reconstruction", model="vae-other") == "vae-other"
    assert restored() == "vae-faces"
    with pytest.warns(UserWarning, match="asks for model “nobody”"):
        assert restored(tab="reconstruction", model="nobody") == "vae-faces"
