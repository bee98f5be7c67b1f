"""Labels in training: what G and D are given, the loss of telling them from an image, and wrong answers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import torch
from torch import Tensor
from torch.nn import functional

from genfaces import labels
from training.errors import TrainingError


class Questions:
    """The questions that a data set's labels answer: groups of which one answer is given, and yes or no.

    Labels of a batch are float (N, L), 0 or 1; encoded ones are what `genfaces.labels.encode` says. Columns are split,
    never indexed: index lists would be copied to the device, and waited for, at every step.
    """

    def __init__(self, names: Sequence[str]) -> None:
        """`names`: the L label columns. Raises TrainingError where a group's columns do not stand together."""
        self.sizes = [
            size
            for prefix, run in groupby(names, lambda name: name.split(":")[0] if ":" in name else None)
            for size in ([len(list(run))] if prefix else [1 for _ in run])
        ]
        if any(len(group) == 1 for group in labels.groups(names).values()):
            raise TrainingError(f"A group among the labels {', '.join(names)} has one answer only; use all of them.")
        if sum(size > 1 for size in self.sizes) != len(labels.groups(names)):
            raise TrainingError(f"The labels {', '.join(names)} are to be ordered so that groups stand together.")

    def encode(self, given: Tensor) -> Tensor:
        """Labels of 0 and 1 as networks take them: yes-no questions become -1 and +1."""
        parts = given.split(self.sizes, 1)
        return torch.cat([part if part.shape[1] > 1 else 2.0 * part - 1.0 for part in parts], 1)

    def loss(self, classes: Tensor, given: Tensor) -> Tensor:
        """Mean cross-entropy, in nats, over images and questions, of logits (N, L) for labels of 0 and 1 (N, L).

        A group counts as one question, answered by a softmax over its columns.
        """
        return self._losses(classes, given).mean()

    def loss_of_changed(self, classes: Tensor, given: Tensor, before: Tensor) -> Tensor:
        """As `loss`, of the questions alone that `given` answers otherwise than `before` (N, L) did; 0 without any."""
        parts = zip(given.split(self.sizes, 1), before.split(self.sizes, 1), strict=True)
        changed = torch.stack([(now != then).any(1) for now, then in parts], 1)
        return (self._losses(classes, given) * changed).sum() / changed.sum().clamp(min=1)

    def _losses(self, classes: Tensor, given: Tensor) -> Tensor:
        """Cross-entropies (N, questions)."""
        pairs = zip(classes.split(self.sizes, 1), given.split(self.sizes, 1), strict=True)
        return torch.stack([_cross_entropy(*pair) for pair in pairs], 1)

    def another(self, given: Tensor) -> Tensor:
        """Labels of 0 and 1 (N, L) with the answer to one question, chosen at random for each image, changed.

        Such labels are the hardest to tell from the true ones. Every other answer of a group is equally likely.
        """
        chosen = torch.randint(len(self.sizes), (len(given), 1), device=given.device)
        parts = given.split(self.sizes, 1)
        return torch.cat([torch.where(chosen == i, _another(part), part) for i, part in enumerate(parts)], 1)


def _cross_entropy(logits: Tensor, answers: Tensor) -> Tensor:
    """Of one question, (N,), from logits and answers (N, K)."""
    if logits.shape[1] == 1:
        return functional.binary_cross_entropy_with_logits(logits, answers, reduction="none").flatten()
    return functional.cross_entropy(logits, answers, reduction="none")


def _another(answers: Tensor) -> Tensor:
    """Another one-hot answer for each row (N, K); the opposite where there is one column."""
    count, size = answers.shape
    if size == 1:
        return 1.0 - answers
    offset = torch.randint(1, size, (count, 1), device=answers.device)
    return answers.gather(1, (torch.arange(size, device=answers.device) - offset) % size)
