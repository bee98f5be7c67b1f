from __future__ import annotations

import pytest
import torch

from training.methods.diffaugment import DiffAugment

ALL = DiffAugment(colour=1.0, translation=0.125, cutout=0.5)
EACH = [ALL, DiffAugment(colour=1.0), DiffAugment(translation=0.125), DiffAugment(cutout=0.5)]


@pytest.fixture
def images():
    torch.manual_seed(0)
    return torch.rand(16, 3, 32, 32).mul(1.8).sub(0.9).to(memory_format=torch.channels_last)


def test_empty_policy_changes_nothing(images):
    assert DiffAugment()(images) is images


@pytest.mark.parametrize("augment", EACH)
def test_keeps_shape_type_and_memory_format(augment, images):
    out = augment(images)
    assert (out.shape, out.dtype) == (images.shape, images.dtype)
    assert out.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize("augment", EACH)
def test_draws_for_each_image_and_repeats_with_the_seed(augment, images):
    same = images[:1].repeat(16, 1, 1, 1)
    torch.manual_seed(1)
    first = augment(same)
    torch.manual_seed(1)
    assert torch.equal(augment(same), first)
    assert not torch.equal(augment(same), first)
    assert not torch.allclose(first[0], first[1])


@pytest.mark.parametrize("augment", EACH)
def test_gradient_is_that_of_the_drawn_change(augment, images):
    """Finite differences under the same draw; all the changes are linear in the pixels."""
    images = images[:2].double()
    weights, direction = torch.randn(2, *images.shape, dtype=torch.float64)

    def score(pixels):
        torch.manual_seed(3)
        return (augment(pixels) * weights).sum()

    leaf = images.clone().requires_grad_(True)
    score(leaf).backward()
    difference = score(images + direction) - score(images)
    assert float((leaf.grad * direction).sum()) == pytest.approx(float(difference), rel=1e-6)


def test_translation_shifts_by_at_most_its_share_and_fills_with_grey(images):
    out = DiffAugment(translation=0.125)(images)
    shifts = []
    for picture, moved in zip(images, out, strict=True):
        padded = torch.nn.functional.pad(picture, (4, 4, 4, 4))
        found = [
            (top, left)
            for top in range(9)
            for left in range(9)
            if torch.equal(padded[:, top : top + 32, left : left + 32], moved)
        ]
        assert len(found) == 1
        shifts += found
    assert len(set(shifts)) > 8


def test_cutout_blanks_a_square_and_nothing_else(images):
    out = DiffAugment(cutout=0.5)(images)
    blank = (out == 0.0).all(1)
    assert torch.equal(out[~blank[:, None].expand_as(out)], images[~blank[:, None].expand_as(out)])
    for mask in blank:
        rows, columns = mask.any(1).nonzero().flatten(), mask.any(0).nonzero().flatten()
        assert 0 < len(rows) <= 16
        assert 0 < len(columns) <= 16
        # A full rectangle.
        assert mask.sum() == len(rows) * len(columns)
    sides = blank.any(2).sum(1)
    assert sides.max() == 16  # most squares lie wholly inside


def test_colour_strength_bounds_the_change():
    torch.manual_seed(0)
    grey = torch.full((500, 3, 8, 8), 0.25)
    # A flat grey image has neither saturation nor contrast: only brightness shows, up to half the strength.
    change = (DiffAugment(colour=0.4)(grey) - grey)[:, 0, 0, 0]
    assert change.abs().max() <= 0.2 + 1e-6
    assert change.abs().max() > 0.19
    assert change.mean().abs() < 0.02


def test_colour_keeps_the_hue_of_every_pixel(images):
    out = DiffAugment(colour=0.5)(images)

    def chroma(pixels):
        difference = pixels - pixels.mean(1, keepdim=True)
        return torch.nn.functional.normalize(difference, dim=1)

    assert torch.allclose(chroma(out), chroma(images), atol=1e-3)


def test_saturation_and_contrast_stay_within_their_strength_and_use_all_of_it():
    """A pixel's distance from grey is scaled by up to 1 +- strength, then by up to 1 +- half of it."""
    torch.manual_seed(0)
    coloured = torch.tensor([0.3, 0.0, -0.3])[None, :, None, None].expand(4000, 3, 4, 4)
    out = DiffAugment(colour=0.4)(coloured)
    scale = (out[:, 0] - out[:, 2])[:, 0, 0] / 0.6
    assert 1.4 * 1.2 >= scale.max() > 1.6
    assert 0.6 * 0.8 <= scale.min() < 0.52


def test_contrast_alone_moves_a_grey_picture_by_half_the_strength():
    torch.manual_seed(0)
    stripes = torch.tensor([-0.5, 0.5]).repeat(2)[None, None, None, :].expand(2000, 3, 4, 4)
    out = DiffAugment(colour=0.4)(stripes)
    scale = (out[..., 1] - out[..., 0])[:, 0, 0]
    assert 1.2 + 1e-5 >= scale.max() > 1.19
    assert 0.8 - 1e-5 <= scale.min() < 0.81
