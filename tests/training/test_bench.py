from __future__ import annotations

import re

import pytest

from training import bench

SMALL = ["--width", "2", "--batch-size", "4", "--rounds", "2", "--steps", "1", "--device", "cpu"]


def cells(printed: str, name: str) -> list[str]:
    line = next(line for line in printed.splitlines() if line.startswith(name))
    return re.split(r"\s{2,}", line)[1:]


def test_the_table_has_both_loops_their_ratio_and_the_machine(capsys):
    assert bench.main(SMALL) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    rates = [float(cell) for name in ("plain loop", "loop") for cell in cells(printed.out, f"{name}, images/s")[:2]]
    assert all(rate > 0 for rate in rates)
    low, high = (float(part) for part in cells(printed.out, "ratio, all rounds")[1].split(" to "))
    assert low <= float(cells(printed.out, "ratio")[1]) <= high
    assert 0 <= float(cells(printed.out, "waiting for data")[0].rstrip("%")) < 100
    assert 0.1 < float(cells(printed.out, "peak memory")[0].removesuffix(" GB")) < 64
    assert "Random pixels" in printed.out
    assert "processor: " in printed.out


def test_float32_is_held_to_its_own_target_and_prints_markdown(capsys):
    assert bench.main([*SMALL, "--precision", "float32", "--markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line.split("|")[1:-1] for line in lines if line.startswith("|")]
    assert {len(row) for row in rows} == {4}
    assert set("".join(rows[1])) == {"-", " "}
    assert next(row for row in rows if row[0].strip() == "ratio")[3].strip() == ">= 1.0"
    assert any("float32, contiguous" in line for line in lines if line.startswith("- loop: "))


@pytest.mark.parametrize("data", [["nothing"], ["celeba"], ["avatars", "a", "b"]])
def test_data_that_cannot_be_used_gets_one_sentence(data, capsys):
    assert bench.main([*SMALL, "--data", *data]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: ")
    assert printed.err.count("\n") == 1
