"""The walls of the house: who may import whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted([*ROOT.glob("genfaces/**/*.py"), *ROOT.glob("training/**/*.py"), *ROOT.glob("app.py")])


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> set[str]:
    """Every module that a file names in an import anywhere, functions included; `from a import b` counts as a.b."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import, which this test does not follow"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def inside(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def offences(of: str, forbidden: tuple[str, ...], allowed: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{module_of(path)} imports {name}"
        for path in SOURCES
        if inside(module_of(path), of)
        for name in sorted(imports(path))
        if inside(name, *forbidden) and not inside(name, *allowed)
    ]


def test_there_is_something_to_look_at():
    assert {"genfaces.tasks.samples", "genfaces.checkpoint", "training.loop"} <= {module_of(path) for path in SOURCES}


@pytest.mark.parametrize(
    ("of", "forbidden", "allowed"),
    [
        ("genfaces", ("training", "app", "tests", "benchmarks"), ()),
        ("training", ("genfaces.ui", "genfaces.tasks", "app", "tests", "benchmarks"), ()),
        ("genfaces.tasks", ("genfaces.ui",), ()),
        # A method is given batches and knows nothing of how they are made: recipes import methods, batches recipes.
        ("training.methods", ("training.batches", "training.crops"), ()),
        ("genfaces.networks", ("genfaces",), ("genfaces.networks",)),
        (
            "genfaces.checkpoint",
            ("genfaces",),
            ("genfaces.networks", "genfaces.hub", "genfaces.checked_files", "genfaces.stored_weights"),
        ),
        (
            "genfaces.drawing",
            ("genfaces",),
            ("genfaces.kinds", "genfaces.checkpoint", "genfaces.images", "genfaces.labels", "genfaces.latents"),
        ),
        ("genfaces.kinds", ("genfaces",), ("genfaces.networks", "genfaces.checkpoint", "genfaces.labels")),
        ("genfaces.checked_files", ("genfaces",), ("genfaces.lfs",)),
        ("genfaces.stored_weights", ("genfaces",), ()),
        ("genfaces.images", ("genfaces",), ()),
        ("genfaces.lfs", ("genfaces",), ()),
        ("genfaces.latents", ("genfaces",), ()),
        (
            "genfaces.ui",
            ("genfaces", "torch", "torchvision", "safetensors"),
            ("genfaces.ui", "genfaces.tasks", "genfaces.images", "genfaces.alignment", "genfaces.uploads"),
        ),
        ("app", ("genfaces", "torch"), ("genfaces.ui",)),
    ],
)
def test_a_wall_stands(of, forbidden, allowed):
    assert offences(of, forbidden, allowed) == []


def test_gradio_is_imported_by_the_page_only():
    elsewhere = [
        module_of(path)
        for path in SOURCES
        if not inside(module_of(path), "genfaces.ui", "app")
        and any(inside(name, "gradio", "gradio_client") for name in imports(path))
    ]
    assert elsewhere == []


def test_tasks_run_without_gradio_and_training():
    program = (
        "import sys; import genfaces.tasks.reconstruction, genfaces.tasks.samples; "
        "sys.exit(', '.join({'gradio', 'training', 'accelerate'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_page_runs_without_what_only_training_needs():
    program = (
        "import sys; import genfaces.ui.page; "
        "sys.exit(', '.join({'accelerate', 'matplotlib', 'torchvision', 'resvg_py'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
