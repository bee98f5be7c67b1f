from __future__ import annotations

import numpy as np
import pytest
import torch

from genfaces import labels
from training.errors import TrainingError
from training.methods.labels import Questions

NAMES = ("hair:red", "hair:blue", "hair:green", "Smiling", "Male", "eyes:red", "eyes:blue")
GIVEN = torch.tensor([[1, 0, 0, 1, 0, 0, 1], [0, 0, 1, 0, 0, 1, 0]], dtype=torch.float32)


def test_training_and_page_encode_alike():
    assert np.array_equal(Questions(NAMES).encode(GIVEN).numpy(), labels.encode(GIVEN.numpy(), NAMES))


def test_a_group_counts_as_one_question():
    """Without any idea a group of K costs log K and a yes-no question log 2."""
    loss = Questions(NAMES).loss(torch.zeros(2, 7), GIVEN)
    assert float(loss) == pytest.approx(np.mean(np.log([3, 2, 2, 2])), rel=1e-6)


def test_right_answers_cost_nothing_and_wrong_ones_much():
    questions = Questions(NAMES)
    right = 40.0 * questions.encode(GIVEN)
    assert float(questions.loss(right, GIVEN)) < 1e-6
    assert float(questions.loss(-right, GIVEN)) > 10.0


def test_of_changed_answers_only_those_cost():
    questions, now = Questions(NAMES), GIVEN.clone()
    now[0, :3] = torch.tensor([0.0, 1.0, 0.0])
    now[1, 4] = 1.0
    classes = torch.zeros(2, 7, requires_grad=True)
    loss = questions.loss_of_changed(classes, now, GIVEN)
    loss.backward()
    assert loss.item() == pytest.approx(np.mean(np.log([3, 2])))
    assert classes.grad.nonzero().tolist() == [[0, 0], [0, 1], [0, 2], [1, 4]]
    assert questions.loss_of_changed(classes, GIVEN, GIVEN).item() == 0.0


def test_other_labels_answer_exactly_one_question_otherwise():
    given = GIVEN.repeat(200, 1)
    torch.manual_seed(0)
    other = Questions(NAMES).another(given)
    parts = zip(given.split([3, 1, 1, 2], 1), other.split([3, 1, 1, 2], 1), strict=True)
    changed = torch.stack([(a != b).any(1) for a, b in parts], 1)
    assert (changed.sum(1) == 1).all()
    assert (changed.float().mean(0) > 0.15).all()  # every question has its turn
    # Still labels: one answer in a group, and all other answers of a group occur.
    for columns in (slice(0, 3), slice(5, 7)):
        assert (other[:, columns].sum(1) == 1).all()
    assert {0.0, 1.0} == set(other[:, 3:5].unique().tolist())
    assert set(other[::2][changed[::2, 0], :3].argmax(1).tolist()) == {1, 2}


@pytest.mark.parametrize("names", [("hair:red", "Smiling"), ("hair:red", "eyes:red", "hair:blue", "eyes:blue")])
def test_groups_that_are_cut_are_refused(names):
    with pytest.raises(TrainingError, match="labels hair:red"):
        Questions(names)
