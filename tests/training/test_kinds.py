"""One file a kind of system, on both sides of the wall."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from genfaces import checkpoint as checkpoints
from genfaces import kinds as shown
from training import kinds

ROOT = Path(__file__).resolve().parents[2]
EVERY = sorted({kind.name for kind in (*shown.BY_NETWORK.values(), *shown.BY_GROUPS.values(), shown.GAN)})


@pytest.mark.parametrize("name", EVERY)
def test_every_kind_that_the_page_knows_can_be_published(name):
    system = kinds.import_module(f"training.kinds.{name}").SYSTEM
    assert isinstance(system, kinds.System)
    assert system.card.task in ("unconditional-image-generation", "image-to-image", "image-classification")


def test_the_system_of_a_checkpoint_is_that_of_its_kind():
    config = {"name": "a", "family": "vae", "arguments": {}}
    assert type(kinds.of(config)).__name__ == "VAE"
    assert kinds.of(config).names == "attribute_names"
    judge = kinds.of(config | {"family": "classifier"})
    assert (judge.bits, judge.names) == (16, "label_names")


def test_what_is_unknown_is_named():
    with pytest.raises(checkpoints.CheckpointError, match="'a' is of the family 'diffusion'"):
        kinds.of({"name": "a", "family": "diffusion", "arguments": {}})


def test_nothing_in_training_asks_of_what_class_a_network_is():
    """What a kind of system does stands in its file; a method may still look at its own networks."""
    asking = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "training").rglob("*.py")
        if path.parent.name != "methods"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("isinstance", "issubclass")
        if ast.unparse(node.args[0]).endswith("network")
    }
    assert asking == set()
