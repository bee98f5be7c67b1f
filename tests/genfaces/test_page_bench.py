from __future__ import annotations

import re

import pytest

from benchmarks import page
from benchmarks.running_page import PageError, started


# Starting the page once takes several seconds on a machine that is busy, and it is the benchmark's subject.
@pytest.mark.slow
def test_the_page_is_started_used_and_measured(add, capsys):
    add("tiny-vae")
    add("tiny-gan", "gan")
    assert page.main(["--repeats", "1", "--side", "100", "--calls", "2", "--loads", "2"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    rows = {line[0]: line[1:] for line in (re.split(r"\s{2,}", text) for text in printed.out.splitlines())}
    assert float(rows["first answer of `python app.py`"][0].removesuffix(" s")) > 0
    memory, calls = next((row[0], name) for name, row in rows.items() if name.startswith("memory after"))
    # Each model draws and walks, and one reconstructs.
    assert "(5 calls)" in calls
    assert 0.1 < float(memory.removesuffix(" GB")) < 64
    assert {"memory after 2 calls of /sample", "memory after 2 page loads"} <= rows.keys()
    timed = [row[0] for name, row in rows.items() if name.startswith("reconstruct ")]
    assert len(timed) == 4
    assert all(float(cell.removesuffix(" s")) > 0 for cell in timed)
    assert "models: tiny-gan, tiny-vae" in printed.out


def test_without_a_model_one_sentence_says_how_to_get_one(shelf, capsys):
    assert page.main([]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "python -m training vae-avatars" in printed.err


def test_a_page_that_does_not_start_is_an_error_with_its_last_words(monkeypatch, tmp_path):
    (tmp_path / "app.py").write_text("raise SystemExit('no page today')\n")
    monkeypatch.setattr("benchmarks.running_page.ROOT", tmp_path)
    with pytest.raises(PageError, match="no page today"), started():
        pass
