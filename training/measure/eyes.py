"""Have both eyes of an anime face one colour?

Each eye's region is mirrored onto the other's place, which gives two faces with twice the same eye; the judge names the
eye colour of both. A mean colour would not do: most of an eye's region is skin, white, lashes and hair.

The regions come from the classic detector of anime faces (`animeface`), which found 559 of 600 training images: its eye
centres lie, in 90 % of them, at 18 to 23 and 41 to 46 pixels from the left and 23 to 30 from the top, and the eyes are
about 12 by 10 pixels. The two are mirror images of each other about the middle of the picture.
"""

from __future__ import annotations

import numpy as np

from genfaces.checkpoint import Checkpoint
from training.measure.features import judge_scores

TOP, BOTTOM, LEFT, RIGHT = 18, 35, 11, 30  # of the eye on the left side of a picture of 64 pixels


def same_eyes(judge: Checkpoint, images: np.ndarray, columns: list[int], others: np.ndarray | None = None) -> float:
    """Share of uint8 images (N, 64, 64, 3) whose eyes the judge gives one and the same of its labels `columns`.

    others: images (N, 64, 64, 3) to take the right eye from instead: a control that should agree seldom.
    """
    left = with_twice_the_left_eye(images)
    right = with_twice_the_left_eye((images if others is None else others)[:, :, ::-1])
    named = [judge_scores(judge.network, part, judge.pixel_range)[:, columns].argmax(1) for part in (left, right)]
    return float((named[0] == named[1]).mean())


def with_twice_the_left_eye(images: np.ndarray) -> np.ndarray:
    """Images (N, 64, 64, 3) with the left eye's region mirrored onto the right one's."""
    width = images.shape[2]
    changed = images.copy()
    eye = images[:, TOP:BOTTOM, LEFT:RIGHT]
    changed[:, TOP:BOTTOM, width - RIGHT : width - LEFT] = eye[:, :, ::-1]
    return changed
