"""Requests that name files and addresses, sent to the real page: none is read, fetched or told of."""

from __future__ import annotations

import base64
import io
import json
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer

import gradio as gr
import pytest
from PIL import Image

from genfaces.ui.kit.upload import NOT_HERE

META = {"meta": {"_type": "gradio.FileData"}}


def picture():
    file = io.BytesIO()
    Image.new("RGB", (80, 80), "red").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def listener():
    """A server beside the page, and what was asked of it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with closing(server.socket):
        yield f"http://127.0.0.1:{server.server_port}/face.png", asked
        server.shutdown()
        thread.join()


def test_an_upload_is_reconstructed(attacker):
    (path,) = json.loads(attacker.upload(picture()).text)
    for file in ({"path": path}, {"path": path} | META):
        assert "event: complete" in attacker.call("reconstruct", file, "vae-faces")


def test_a_picture_sent_inline_is_reconstructed(attacker):
    inline = f"data:image/png;base64,{base64.b64encode(picture()).decode()}"
    assert "event: complete" in attacker.call("reconstruct", {"url": inline}, "vae-faces")


def test_no_other_file_is_read_and_the_answer_is_always_the_same(attacker, tmp_path, listener):
    (tmp_path / "face.png").write_bytes(picture())
    (uploaded,) = json.loads(attacker.upload(picture()).text)
    address, asked = listener
    paths = [
        *(tmp_path / "face.png", tmp_path / "missing.png", "/etc/passwd", "/dev/ptmx", "../../../etc/passwd", "", 7),
        *(address, "file:///etc/passwd", f"{uploaded}/../face.png", uploaded.rpartition("/")[0], f"{uploaded}\0"),
    ]
    files = [{"path": path if isinstance(path, int) else str(path)} for path in paths]
    files += [{"path": None, "url": address}, {"url": address}, {"url": "file:///etc/passwd"}]
    for file in files:
        for payload in (file, file | META, [file | META]):
            said = attacker.call("reconstruct", payload, "vae-faces")
            assert said.startswith("event: error"), payload
            assert json.loads(said.partition("data: ")[2]).get("error") == NOT_HERE, payload
    assert asked == []


def test_files_hidden_in_other_arguments_are_refused_too(attacker, listener):
    address, asked = listener
    said = attacker.call("sample", "vae-faces", {"path": address} | META)
    assert NOT_HERE in said
    assert asked == []


def test_an_unknown_model_is_told_without_the_servers_folders(attacker, page):
    (path,) = json.loads(attacker.upload(picture()).text)
    for name in ("../vae-faces", "/etc", "a" * 300, "nobody", "vae-faces/../vae-faces", "\0"):
        said = attacker.call("reconstruct", {"path": path}, name)
        assert said.startswith("event: error")
        assert "checkpoints" not in said
        assert "/tmp" not in said


def test_a_served_folder_serves_nothing_beside_it(attacker):
    for path in ("/etc/passwd", "../README.md", "/work", "app.py", "genfaces/ui/page.py", "/dev/ptmx"):
        answers = {attacker.ask(f"/gradio_api/file={path}").status, attacker.ask(f"/gradio_api/file={path}x").status}
        assert answers == {403}


def test_gradios_own_picture_field_takes_any_path_and_its_file_field_none():
    """Once the first of these is refused by Gradio, `HostedBlocks` need not look any more."""
    gr.Image().data_model.model_validate({"path": "/any/picture.png"}, context={"validate_meta": True})
    with pytest.raises(ValueError, match="meta"):
        gr.File().data_model.model_validate({"path": "/any/file"}, context={"validate_meta": True})
