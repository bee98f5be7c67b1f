"""The studies themselves: what their variants change, and what all of one share."""

from __future__ import annotations

from dataclasses import fields

import pytest

from training import recipes, studies, study
from training.methods.diffaugment import DiffAugment
from training.methods.gan import GANSettings


def differences(one, other):
    """Settings in which two recipes differ, the method's and the network's own among them."""

    def flat(a_recipe):
        found = {f.name: getattr(a_recipe, f.name) for f in fields(a_recipe)}
        method, arguments = found.pop("method"), found.pop("arguments")
        return (
            found
            | {f"method.{f.name}": getattr(method, f.name) for f in fields(method)}
            | {f"arguments.{name}": value for name, value in arguments.items()}
        )

    first, second = flat(one), flat(other)
    return {name for name in first | second if first.get(name) != second.get(name)}


@pytest.mark.parametrize("variant", studies.TRICKS.variants, ids=lambda variant: variant.name)
def test_a_trick_differs_from_the_base_in_one_respect(variant):
    expected = {
        "d-steps-3": "method.d_steps",
        "g-steps-2": "method.g_steps",
        "dropout": "arguments.dropout",
        "noisy-labels": "method.objective",
        "smoothing": "method.objective",
        "one-batch": "method.one_batch",
        "diffaugment": "method.augment",
        "r1": "method.r1",
    }
    assert differences(studies.TRICKS.base, variant.recipe) == {expected[variant.name]}


def test_the_base_uses_no_trick():
    assert len(studies.TRICKS.all()) == 9
    method = studies.TRICKS.base.method
    assert (method.d_steps, method.g_steps, method.one_batch, method.r1, method.r2) == (1, 1, False, 0.0, 0.0)
    assert method.augment == DiffAugment()
    assert (method.objective.real_labels, method.objective.fake_labels) == ((1.0, 1.0), (0.0, 0.0))
    assert set(study.settings(studies.TRICKS.base)["arguments"]) == {"width"}


@pytest.mark.parametrize("study", studies.STUDIES.values(), ids=lambda study: study.name)
def test_a_study_belongs_to_a_recipe_and_all_of_it_sees_as_many_images_of_one_data_set(study):
    assert study.checkpoint in recipes.RECIPES
    assert len({variant.name for variant in study.all()}) == len(study.all())
    assert {variant.recipe.data for variant in study.all()} == {recipes.find(study.checkpoint).data}
    assert {variant.recipe.images for variant in study.all()} == {study.base.images}


@pytest.mark.parametrize("study", [studies.FACES_YARDSTICK, studies.ANIME_YARDSTICK], ids=lambda study: study.name)
def test_a_yardstick_is_the_report_and_ours_is_the_recipe_that_ships(study):
    base, ours = study.base, study.variants[0].recipe
    expected = GANSettings(learning_rate_g=base.method.learning_rate_g, learning_rate_d=base.method.learning_rate_d)
    assert (base.method, base.arguments, base.flip, base.average_half_life) == (expected, {}, False, 0)
    assert differences(ours, recipes.find(study.checkpoint)) <= {"images"}
