from __future__ import annotations

import json

import numpy as np
import pytest

from genfaces.tasks import infogan
from genfaces.tasks.errors import TaskError

CODES = {"category": 3, "continuous": 2}


@pytest.fixture
def model(add):
    arguments = {"codes": CODES, "latent_size": 6, "width": 4, "embedding_size": 4}
    add("infogan-avatars", "infogan", arguments=arguments)
    return "infogan-avatars"


@pytest.fixture
def binary(add):
    add("infogan-binary", "infogan-dcgan", arguments={"codes": {"category": 2}, "latent_size": 6, "width": 4})
    return "infogan-binary"


def test_infogans_are_offered_in_their_order(model, binary, add):
    add("gan", "gan")
    assert [item.name for item in infogan.models()] == [model, binary]
    assert (infogan.layout(model).category, infogan.layout(binary).continuous) == (3, 0)


def test_every_code_changes_the_picture(model):
    picture = infogan.draw(model, 7, 1, (0.5,))
    assert picture.shape == (64, 64, 3)
    assert (picture == infogan.draw(model, 7, 1, (0.5, 0.0, 0.0))).all()
    for other in [(8, 1, (0.5,)), (7, 2, (0.5,)), (7, 1, (-0.5,)), (7, 1, (0.5, 1.0))]:
        assert (picture != infogan.draw(model, *other)).any()


@pytest.mark.parametrize(
    ("seed", "category", "continuous", "words"),
    [
        (-1, 1, (), "The seed"),
        (7, 0, (), "The category must be a whole number from 1 to 3"),
        (7, 4, (), "The category"),
        (7, 1, (2.0,), "c1 must be a number from -1.5 to 1.5, not 2.0"),
        (7, 1, (0, "a"), "c2 must be"),
        (7, 1, (0, 0, 0.1), "has 2 continuous codes, so c3 must be 0"),
    ],
)
def test_impossible_codes_are_refused(model, seed, category, continuous, words):
    with pytest.raises(TaskError, match=words):
        infogan.draw(model, seed, category, continuous)


def test_a_grid_has_a_row_for_each_category_and_a_column_for_each_stop(model):
    grid = infogan.traverse(model, 7, (0.5, -1.0), along=2)
    assert grid.images.shape == (3, len(infogan.STOPS), 64, 64, 3)
    assert grid.columns == infogan.STOPS
    assert (grid.images[1, 1] == infogan.draw(model, 7, 2, (0.5, infogan.STOPS[1]))).all()
    with pytest.raises(TaskError, match="from 1 to 2"):
        infogan.traverse(model, 7, along=3)


def test_without_continuous_codes_the_columns_are_seeds(binary):
    grid = infogan.traverse(binary, 7)
    assert grid.columns[:3] == (7, 8, 9)
    assert (grid.images[1, 2] == infogan.draw(binary, 9, 2)).all()


def test_the_meaning_is_read_from_what_was_measured(model, shelf):
    assert infogan.meaning(model) is None
    path = shelf / model / "config.json"
    config = json.loads(path.read_text())
    measured = {
        "recognition": {"category_accuracy": 0.97},
        "meaning": {
            "judge": "judge-avatars",
            "names": ["glasses", "hair:long", "smile"],
            "mutual_information": {"hair": 0.3, "glasses": 0.6},
            "shares": [[0.9, 0.5, 0.5], [0.1, 0.5, 0.55], None],
            "effect": [[0.0, -0.6, 0.2], [0.01, 0.0, 0.0]],
        },
    }
    path.write_text(json.dumps(config | {"metrics": {"codes": measured}}))
    told = infogan.meaning(model)
    assert told.question == ("glasses", 0.6)
    assert told.recognised == 0.97
    (share,) = told.categories[0]
    assert (share.label, share.share, share.usual) == ("glasses", 0.9, pytest.approx(0.5))
    assert told.categories[2] == ()
    assert told.continuous == ((("hair:long", -0.6), ("smile", 0.2)), ())
    del measured["meaning"]["names"]
    path.write_text(json.dumps(config | {"metrics": {"codes": measured}}))
    assert infogan.meaning(model) is None


def test_one_seed_is_one_picture_in_any_company(model):
    assert np.array_equal(infogan.traverse(model, 3).images[0, 3], infogan.draw(model, 3, 1))
