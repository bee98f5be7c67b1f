"""One record a data set: what cards, the page and the measures know of it stands in the file that reads it."""

from __future__ import annotations

import pytest

from genfaces import checkpoint as checkpoints
from training import recipes
from training.data import NAMES, RECORDS, record_of
from training.data.record import UNKNOWN


def test_every_recipe_reads_a_data_set_that_has_a_record():
    assert {recipe.data for recipe in recipes.ALL} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_record_is_whole(name):
    record = RECORDS[name]
    assert record.name == name
    assert all((record.title, record.plain, record.terms, record.split, record.notes.limits))
    assert (record.read is None) != (record.draw is None), "it is read, or it is drawn"
    assert record.judge is None or record.judge in recipes.RECIPES
    # Only what everybody may have is shown and given away.
    assert not record.showable or record.notes.license == "mit"
    assert record.notes.license == "mit" or record.notes.license_name


def test_a_plain_word_stands_for_one_data_set():
    assert len({record.plain for record in RECORDS.values()}) == len(RECORDS)


def test_photographs_of_people_and_drawings_of_others_are_never_shown():
    assert {name for name, record in RECORDS.items() if record.showable} == {"avatars"}


def test_of_an_unknown_data_set_the_strictest_holds():
    found = record_of("somebody's own")
    assert found is UNKNOWN
    assert not found.showable
    assert found.notes.license == "other"


@pytest.mark.parametrize(
    "folder", sorted(checkpoints.root().glob(f"*/{checkpoints.CONFIG}")), ids=lambda f: f.parent.name
)
def test_a_checkpoint_tells_the_page_the_plain_word_of_its_data(folder):
    dataset = checkpoints.read_config(folder.parent.name)["dataset"]
    known = record_of(dataset["name"]).plain
    assert dataset.get("plain", known) == known  # those of earlier versions tell none
