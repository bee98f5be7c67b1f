"""What a study says follows from its numbers."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import tiny
from scipy.stats import ttest_ind

from training.findings import Result, compare, summary
from training.studies import NOTHING_TOLD, Study, Variant

STUDY = Study(
    "tiny-study",
    "Tricks",
    "tiny",
    "a tiny network",
    tiny.RECIPE,
    (
        Variant("noise", "More noise", tiny.RECIPE, "helped"),
        Variant("dropout", "Dropout", tiny.RECIPE, "hurt"),
        Variant("named", "A trick", tiny.RECIPE, NOTHING_TOLD),
        Variant("ours", "Our trick", tiny.RECIPE),
    ),
)
# The base's two seeds differ by 2 %, so 0.5 or 2 times is clear.
BASE = (99.0, 101.0)


def results(**distances):
    return [
        Result(name, seed, value, 0.9, 96, 12, 12, 30.0)
        for name, values in ({"base": BASE} | distances).items()
        for seed, value in enumerate(values)
    ]


def findings(**distances):
    told = summary(STUDY, results(**distances), "judge-noise", 1.5)
    return {finding["title"]: finding["text"] for finding in told["findings"]}


CLEARLY_BETTER, CLEARLY_WORSE, ALIKE = (49.5, 50.5), (198.0, 202.0), (98.0, 103.0)


@pytest.mark.parametrize(
    ("variant", "distances", "says"),
    [
        ("noise", CLEARLY_BETTER, "it helped, as reported"),
        ("noise", CLEARLY_WORSE, "it hurt, which contradicts the reports"),
        ("noise", ALIKE, "no clear difference"),
        ("dropout", CLEARLY_WORSE, "it hurt, as reported"),
        ("dropout", CLEARLY_BETTER, "it helped, which contradicts the reports"),
        ("named", CLEARLY_BETTER, "it helped ("),
        ("ours", CLEARLY_WORSE, "it hurt ("),
        ("ours", (80.0,), "one seed cannot tell"),
    ],
)
def test_the_verdict_follows_from_the_numbers(variant, distances, says):
    (text,) = findings(**{variant: distances}).values()
    assert says in text
    assert f"{np.sqrt(np.prod(distances)) / 100 if len(distances) > 1 else 0.8:.2f} times the base's" in text


def test_what_the_reports_said_is_told():
    texts = findings(noise=ALIKE, dropout=ALIKE, named=ALIKE, ours=ALIKE)
    assert texts["More noise"].startswith("The reports say that it helped.")
    assert "not confirmed" in texts["More noise"]
    assert texts["Dropout"].startswith("The reports say that it hurt.")
    assert "without a result" in texts["A trick"]
    assert "not confirmed" not in texts["A trick"]
    assert texts["Our trick"].startswith("Not in the reports.")


def test_a_variant_that_wavers_makes_all_others_less_clear():
    steady = compare((80.0, 81.0), BASE, [(80.0, 81.0), BASE])
    wavering = compare((80.0, 81.0), BASE, [(80.0, 81.0), BASE, (50.0, 200.0)])
    assert steady.found == "helped"
    assert wavering.found == ""
    assert wavering.noise > steady.noise


@pytest.mark.parametrize("scale", [0.9, 0.97, 1.1])
def test_of_two_recipes_it_is_the_usual_t_test(scale):
    base = np.exp(np.random.default_rng(0).normal(4.0, 0.03, 4))
    variant = np.exp(np.random.default_rng(1).normal(4.0, 0.03, 4)) * scale
    clear = ttest_ind(np.log(variant), np.log(base)).pvalue < 0.05
    assert bool(compare(variant, base, [variant, base]).found) == clear


def test_equal_images_may_be_fewer_steps_of_g_and_collapse_is_told():
    some = results(ours=ALIKE)
    some = some[:2] + [replace(result, g_steps=4, spread=0.2) for result in some[2:]]
    (finding,) = summary(STUDY, some, "judge-noise", 1.5)["findings"]
    assert "G made 4 steps, not 12" in finding["text"]
    assert "hardly differ" in finding["text"]


def test_with_fewer_steps_of_g_nothing_contradicts_the_reports():
    worse = results(noise=CLEARLY_WORSE)
    fewer = worse[:2] + [replace(result, g_steps=4) for result in worse[2:]]
    for some, says in ((worse, "which contradicts the reports"), (fewer, "unlike in the reports")):
        (finding,) = summary(STUDY, some, "judge-noise", 1.5)["findings"]
        assert says in finding["text"]


def test_seeds_are_counted_for_each_row():
    for distances, says in ((ALIKE, ", 2 seeds each;"), (ALIKE[:1], ", 1 or 2 seeds each;")):
        assert says in summary(STUDY, results(noise=distances), "judge-noise", 1.5)["intro"]


def test_an_unfinished_study_says_what_is_missing():
    told = summary(STUDY, results(noise=ALIKE), "judge-noise", 1.5)
    assert [row[0] for row in told["rows"]] == ["None: the base", "More noise"]
    assert told["notes"][-1] == "Not trained yet: Dropout; A trick; Our trick."
    whole = summary(STUDY, results(noise=ALIKE, dropout=ALIKE, named=ALIKE, ours=ALIKE), "judge-noise", 1.5)
    assert not any("Not trained" in note for note in whole["notes"])


def test_without_its_base_a_study_is_a_table_only():
    some = [result for result in results(noise=ALIKE) if result.variant != "base"]
    told = summary(STUDY, some, "judge-noise", 1.5)
    assert len(told["rows"]) == 1
    assert told["findings"] == []


def test_every_row_fits_the_header_and_the_whole_is_json():
    told = summary(STUDY, results(noise=CLEARLY_BETTER, ours=(80.0,)), "judge-noise", 1.5)
    assert {len(row) for row in told["rows"]} == {len(told["header"])}
    assert json.loads(json.dumps(told)) == told
    assert told["rows"][1][1:4] == ["50.0", "49.5, 50.5", "0.50"]
    assert len(told["measured"]) == 5
