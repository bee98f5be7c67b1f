"""What a checkpoint can do is read from its configuration."""

from __future__ import annotations

import pytest

from genfaces import kinds
from genfaces.checkpoint import CheckpointError
from genfaces.tasks import provenance, reconstruction, samples

HAIR_AND_EYES = ["hair:red", "hair:blue", "eyes:green"]


@pytest.mark.parametrize(
    ("family", "labels", "tabs"),
    [
        ("vae", [], ("reconstruction", "samples", "explorer")),
        ("vae-512", [], ("reconstruction", "samples", "explorer")),
        ("autoencoder-conv", [], ("reconstruction",)),
        ("dcgan", [], ("samples",)),
        ("gan", ["Smiling"], ("attributes", "samples")),
        ("gan-drawn-labels", ["Smiling"], ("samples",)),
        ("decoder-drawn-labels", ["Smiling"], ("samples",)),
        ("decoder-labels", ["Smiling"], ("attributes", "samples")),
        ("infogan-decoder", [], ("infogan",)),
        ("gan-labels", ["Smiling", "Young"], ("attributes", "samples")),
        ("cdcgan", HAIR_AND_EYES, ("tags", "samples")),
        ("infogan", [], ("infogan",)),
        ("translator", [], ("translation",)),
        ("classifier", ["Smiling"], ()),
    ],
)
def test_family_and_labels_say_which_tabs_show_a_checkpoint(tiny_config, family, labels, tabs):
    assert kinds.of(tiny_config(family=family, label_names=labels, arguments={})).tabs == tabs


@pytest.mark.parametrize(
    ("family", "labels", "named"), [("flow", [], "'flow'"), ("gan-labels", ["hair:red", "hat:tall"], "hair, hat")]
)
def test_an_unknown_combination_is_refused_by_name(tiny_config, family, labels, named):
    with pytest.raises(CheckpointError, match=named):
        kinds.of(tiny_config(family=family, label_names=labels))


def test_the_page_names_a_checkpoint_that_no_tab_can_show(add):
    add("odd", "gan-labels", label_names=["hair:red", "hat:tall"])
    assert provenance.unreadable() == [
        "The model 'odd' is unavailable: 'odd' takes labels of hair, hat, which no tab offers to choose."
    ]
    assert samples.models() == []


def test_images_of_another_size_are_ordinary(add):
    add("large", image_size=128)
    assert [model.name for model in reconstruction.models()] == ["large"]
    assert reconstruction.size_of("large") == 128


def test_labels_that_the_seed_draws_are_chosen_by_nobody(tiny_config):
    assert kinds.chosen_labels(tiny_config(family="gan-labels")) == ["Smiling", "Young"]
    for family in ("gan-drawn-labels", "decoder-drawn-labels", "classifier"):
        assert kinds.chosen_labels(tiny_config(family=family, label_names=["Smiling"], arguments={})) == []
