"""The script for a lent card, with a Python that only notes what it is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent.parent / "benchmarks" / "on_card.sh"
# Trains by leaving a hand-over of each recipe but those that are to fail, and ends with their number.
STAND_IN = """#!{python}
import os, sys
from pathlib import Path
given = sys.argv[1:]
if given[0] == "-c":
    exec(given[1])
    sys.exit()
if "--dry-run" in given:
    print("checked", os.environ["PYTHONPATH"].split(os.pathsep)[0])
    sys.exit("MISSING" in os.environ)
with open({notes!r}, "a") as file:
    print(*given, file=file)
print("said by", given[1])
if given[1] == "benchmarks.loop":
    sys.exit(3)
names = given[2 : given.index("--device")]
failing = [name for name in names if name in os.environ.get("FAILING", "").split()]
for name in set(names) - set(failing):
    folder = Path(given[given.index("--runs") + 1]) / name / "handover"
    folder.mkdir(parents=True)
    (folder / f"{{name}}.zip").write_bytes(b"weights")
sys.exit(len(failing))
"""


@pytest.fixture
def card(tmp_path):
    """Runs the script with two packed sets; what the stand-in was asked for is in `asked.txt`."""
    stand_in = tmp_path / "python"
    stand_in.write_text(STAND_IN.format(python=sys.executable, notes=str(tmp_path / "asked.txt")))
    stand_in.chmod(0o755)
    (tmp_path / "packed").mkdir()
    for name in ("celeba", "maps"):
        (tmp_path / "packed" / f"{name}.zip").touch()

    def run(**settings):
        places = {"OUT": "out", "RUNS": "runs", "DATA": "packed", "PYTHON": "python"}
        environment = os.environ | {name: str(tmp_path / place) for name, place in places.items()} | settings
        return subprocess.run([str(SCRIPT)], env=environment, capture_output=True, text=True, check=False)

    return run


def test_it_measures_trains_side_by_side_and_brings_home_what_is_handed_over(card, tmp_path):
    done = card()
    assert done.returncode == 0, done.stderr
    benchmark, training = (tmp_path / "asked.txt").read_text().splitlines()
    assert benchmark.startswith("-m benchmarks.loop --device cuda ")
    data = f"--data celeba={tmp_path}/packed/celeba.zip maps={tmp_path}/packed/maps.zip"
    names = ["gan-faces", "acgan-faces", "dcgan-faces-reported", "infogan-faces"]
    assert training == (f"-m training {' '.join(names)} --device cuda --runs {tmp_path}/runs {data} --minutes 6")
    assert f"checked {tmp_path}/packed/packages" in done.stdout.splitlines()
    brought = {path.name for path in (tmp_path / "out").iterdir()}
    assert brought == {f"{name}.zip" for name in names} | {"benchmark.txt", "training.txt"}
    assert len(brought) <= 8
    assert "said by training" in (tmp_path / "out" / "training.txt").read_text()


def test_one_recipe_failing_costs_neither_the_others_nor_the_exit_status(card, tmp_path):
    done = card(RECIPES="vae-faces gan-faces", FAILING="vae-faces", BENCHMARK="")
    assert done.returncode == 1
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"gan-faces.zip", "training.txt"}


def test_settings_make_it_small_enough_for_a_processor(card, tmp_path):
    settings = {"RECIPES": "vae-faces", "MINUTES": "0.5", "DEVICE": "cpu", "OPTIONS": "--batch-size 8"}
    assert card(**settings, BENCHMARK="--width 2").returncode == 0
    benchmark, training = (tmp_path / "asked.txt").read_text().splitlines()
    assert benchmark == "-m benchmarks.loop --device cpu --width 2"
    assert training.startswith("-m training vae-faces --device cpu ")
    assert "--batch-size 8 --data" in training
    assert training.endswith(" --minutes 0.5")


def test_what_is_missing_is_said_before_anything_starts(card, tmp_path):
    done = card(MISSING="a package")
    assert done.returncode == 1
    assert not (tmp_path / "asked.txt").exists()
    assert list((tmp_path / "out").iterdir()) == []


def test_without_packed_sets_it_says_what_to_do(card, tmp_path):
    done = card(DATA=str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "holds no packed data set" in done.stderr


def test_it_names_only_recipes_and_options_that_there_are():
    from benchmarks import loop
    from training import recipes

    text = SCRIPT.read_text()
    default = text.split("BENCHMARK=${BENCHMARK-")[1].split("}")[0].split()
    options = loop.parse(default)
    assert set(options.recipes) <= set(recipes.RECIPES)
    assert options.minutes < 2


@pytest.mark.parametrize("name", SCRIPT.read_text().split("RECIPES=${RECIPES:-")[1].split("}")[0].split())
def test_what_it_brings_home_of_each_recipe_is_below_16_mb(name, tmp_path, monkeypatch):
    from benchmarks import cases
    from training import handover
    from training.run_folder import RunFolder

    monkeypatch.setattr(cases, "IMAGES", 64)
    recipe = cases.find(name)
    recipe = recipe.changed(recipe.on_card)
    method = recipe.method.create(recipe, cases.random_data(recipe))
    networks = {name: network.state_dict() for name, network in method.networks.items()}
    state = dict.fromkeys(handover.RECORDED) | {"recipe": name, "networks": networks}
    handover.write(RunFolder(tmp_path), state | {"average": networks[method.shipped]}, method.handed_over, [])
    size = (tmp_path / "handover" / f"{name}.zip").stat().st_size
    assert 2 * 10**6 < size < 0.75 * handover.LARGEST, "the rest is for samples"
