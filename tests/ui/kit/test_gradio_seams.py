"""What the page uses of Gradio's inside is still there; an update that moves a part fails here by its name."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import gradio as gr
import pytest
from gradio import queueing, route_utils
from gradio.data_classes import ImageData
from gradio.state_holder import SessionState

from genfaces.ui.kit import gradio_seams
from genfaces.ui.kit.fair_queue import FairQueue
from genfaces.ui.kit.gradio_seams import NumberSlider, OpenDropdown, OpenRadio, Upload
from genfaces.ui.kit.hosted import HostedBlocks

ROOT = Path(__file__).resolve().parents[3]
CSS = (ROOT / "genfaces/ui/kit/gradio.css").read_text(encoding="utf-8")
ASSETS = Path(gr.__file__).parent / "templates" / "frontend" / "assets"
# Class names that only Gradio has, and those that are plain words.
OWN = ["gradio-container", "tab-container", "label-wrap", "wrap-inner"]
PLAIN = ["main", "selected", "form", "block", "wrap"]


@pytest.fixture(scope="module")
def frontend():
    files = [path for path in ASSETS.iterdir() if path.suffix in (".js", ".css") and path.stat().st_size < 10**6]
    return "".join(path.read_text(encoding="utf-8") for path in files)


def test_the_version_is_the_one_that_was_tried():
    pinned = re.search(r"^gradio==(\S+)\.\*$", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert gr.__version__.startswith(f"{pinned}.")


@pytest.mark.parametrize("name", [*OWN, *PLAIN])
def test_gradio_still_has_the_class(frontend, name):
    assert re.search(rf"[\"'`. ]{name}[\"'`. {{,:]", frontend)
    assert f".{name}" in CSS


def test_gradio_still_names_tabs_where_the_pages_script_reads_them(frontend):
    assert "data-tab-id" in frontend
    assert "tabId" in (ROOT / "genfaces/ui/kit/views.js").read_text(encoding="utf-8")


def test_class_names_of_gradio_stand_in_one_file():
    others = [path for path in ROOT.glob("genfaces/ui/**/*.css") if path.name != "gradio.css"]
    assert others
    assert [(path.name, name) for path in others for name in OWN if f".{name}" in path.read_text("utf-8")] == []


def test_gradio_still_has_the_functions():
    for name in ("save_bytes_to_cache", "save_base64_to_cache"):
        assert callable(getattr(gr.processing_utils, name))
    assert callable(gr.utils.get_upload_folder)


@pytest.mark.parametrize(
    ("control", "drawn_by"),
    [(NumberSlider, "slider"), (OpenRadio, "radio"), (OpenDropdown, "dropdown"), (Upload, "image")],
)
def test_a_control_of_ours_is_drawn_by_what_draws_its_parent(control, drawn_by):
    assert control().get_block_name() == drawn_by


def test_an_emptied_number_counts_as_the_slider_began():
    slider = NumberSlider(1, 64, 24, step=1)
    assert [slider.preprocess(payload) for payload in (None, 5)] == [24, 5]
    with pytest.raises(TypeError):
        gr.Slider(1, 64, 24, step=1).preprocess(None)  # Gradio's own: once it takes this, ours can go


@pytest.mark.parametrize("control", [OpenRadio, OpenDropdown])
def test_a_choice_that_an_earlier_server_offered_is_handed_on(control):
    assert [control(["a"]).preprocess(choice) for choice in (2, "b", None)] == [2, "b", None]
    with pytest.raises(gr.Error):
        control.__base__(["a"]).preprocess("b")


def test_an_upload_is_handed_on_as_its_bytes_unopened(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    (tmp_path / "face.png").write_bytes(b"a face")
    assert Upload().preprocess(ImageData(path=str(tmp_path / "face.png"))) == b"a face"
    assert Upload().preprocess(ImageData(url="data:image/png;base64,YSBmYWNl")) == b"a face"


def test_what_a_script_says_is_heard():
    assert gradio_seams.told(gr.EventData(None, {"form": "gif"})) == {"form": "gif"}


def test_a_folder_is_served_under_gradios_address(tmp_path):
    assert gradio_seams.served(tmp_path) == f"gradio_api/file={tmp_path.as_posix()}"


@pytest.mark.parametrize(
    ("owner", "names"),
    [
        (gr.Blocks, ["queue", "preprocess_data", "process_api"]),
        (queueing.Queue, ["push", "get_events", "process_events", "compute_analytics_summary", "send_message"]),
    ],
)
def test_what_the_hosted_page_overrides_is_still_there(owner, names):
    assert [name for name in names if not callable(getattr(owner, name, None))] == []


def test_gradios_own_methods_are_still_called_as_ours_expect():
    def names(function):
        return [*inspect.signature(function).parameters][1:]

    assert names(gr.Blocks.preprocess_data) == ["block_fn", "inputs", "state", "explicit_call"]
    assert names(queueing.Queue.push) == ["body", "request", "username"]
    assert names(queueing.Queue.process_events)[0] == "events"
    assert "state=session_state" in inspect.getsource(route_utils.call_process_api)


def test_the_page_has_what_the_hosted_one_reads(build_page, models):
    page = build_page()
    assert isinstance(page, HostedBlocks)
    assert (page.upload_file_set, page.limiter) == (set(), None)
    assert all(hasattr(component, "temp_files") for component in page.blocks.values())
    queue = page._queue
    assert isinstance(queue, FairQueue)
    assert (queue.max_size, queue.live_updates, queue.default_concurrency_limit) == (128, True, 4)
    for name in ("pending_messages_per_session", "pending_event_ids_session", "event_ids_to_events"):
        assert isinstance(getattr(queue, name), dict)
    assert isinstance(queue.event_queue_per_concurrency_id, dict)
    assert {"session_data", "time_last_used"} <= vars(page.app.state_holder).keys()
    assert isinstance(SessionState(page).config_values, dict)


def test_gradio_reads_a_sessions_configuration_for_deep_links_only():
    source = "".join(path.read_text(encoding="utf-8") for path in Path(gr.__file__).parent.glob("*.py"))
    assert len(re.findall(r"state_holder\[\w+\]\.components\b", source)) == 1
    assert set(re.findall(r"\w+\.config_values\b", source)) == {"self.config_values"}


def test_nothing_else_of_the_page_reaches_into_gradio():
    inside = re.compile(
        r"\._data\b|\.props\[|gradio_api/file=|processing_utils|is_template|get_upload_folder"
        r"|queueing|temp_files|config_values|\._queue\b"
    )
    found = {
        path.relative_to(ROOT / "genfaces" / "ui").as_posix()
        for path in ROOT.glob("genfaces/ui/**/*.py")
        if inside.search(path.read_text(encoding="utf-8"))
    }
    assert found == {f"kit/{name}.py" for name in ("gradio_seams", "upload", "hosted", "fair_queue")}
