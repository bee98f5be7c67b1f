"""What a study found, in a table and in sentences that follow from its numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, geometric_mean
from types import MappingProxyType
from typing import Any

from scipy.stats import t as student

from training.card_metrics import number
from training.methods.gan import COLLAPSED
from training.studies import NOTHING_TOLD, OURS, Study, Variant

HEADER = (
    "Fréchet distance",
    "of each seed",
    "times the base",
    "Spread",
    "Steps of D",
    "Steps of G",
    "Seconds",
)
CONFIDENCE = 0.95
NO_FAILURES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Result:
    """One run of a study.

    frechet: distance of samples to the held-out images. spread: mean distance between two samples, as a share of that
    between two training images. seconds: of training, by the clock.
    """

    variant: str
    seed: int
    frechet: float
    spread: float
    images_seen: int
    d_steps: int
    g_steps: int
    seconds: float


@dataclass(frozen=True)
class Comparison:
    """ratio: of the geometric mean distances of a variant and of the base. noise: the ratio, 1 or more, up to which
    (or down to whose inverse) two equal recipes differ by their seeds alone; infinite when there are too few."""

    ratio: float
    noise: float

    @property
    def found(self) -> str:
        """Whether it "helped" or "hurt"; empty when the difference is not clear."""
        if max(self.ratio, 1 / self.ratio) <= self.noise:
            return ""
        return "helped" if self.ratio < 1 else "hurt"


def compare(variant: Sequence[float], base: Sequence[float], everything: Sequence[Sequence[float]]) -> Comparison:
    """Distances (one a seed) of a variant with the base's; `everything` holds those of each recipe, these included.

    Two-sided Student's t test of the logarithms, whose variance between seeds is pooled over all recipes: two seeds
    alone would tell little of it.
    """
    logs = [[math.log(value) for value in values] for values in everything]
    freedom = sum(len(values) - 1 for values in logs)
    ratio = geometric_mean(variant) / geometric_mean(base)
    if min(len(variant), len(base)) < 2:
        return Comparison(ratio, math.inf)
    variance = sum((value - fmean(values)) ** 2 for values in logs for value in values) / freedom
    error = math.sqrt(variance * (1 / len(variant) + 1 / len(base)))
    return Comparison(ratio, math.exp(min(student.ppf((1 + CONFIDENCE) / 2, freedom) * error, 700)))


def summary(
    study: Study,
    results: Sequence[Result],
    judge: str,
    floor: float,
    failures: Mapping[str, str] = NO_FAILURES,
) -> dict[str, Any]:
    """Everything that card and page show of a study, finished or not: what goes into its study.json.

    failures: by the name of a variant, why a run of it broke off.
    Keys: title, intro, header, rows, findings (each with title and text), notes, and measured, the numbers themselves.
    """
    by_name = {v.name: [r for r in results if r.variant == v.name] for v in study.all()}
    known = [(variant, by_name[variant.name]) for variant in study.all() if by_name[variant.name]]
    base, everything = by_name["base"], [_distances(runs) for _, runs in known]
    compared = {
        variant.name: compare(_distances(runs), _distances(base), everything)
        for variant, runs in known
        if base and runs is not base
    }
    missing = [v.change for v in study.all() if not by_name[v.name] and v.name not in failures]
    broken = [f"{v.change} ({failures[v.name].rstrip('.')})" for v in study.all() if v.name in failures]
    return {
        "title": study.title,
        "intro": _intro(study, results),
        "header": [study.column, *HEADER],
        "rows": [_row(variant, runs, compared.get(variant.name)) for variant, runs in known],
        "findings": [
            {"title": variant.change, "text": _sentence(variant, runs, base, compared[variant.name])}
            for variant, runs in known
            if variant.name in compared
        ],
        "notes": _notes(judge, floor, {"Broke off": broken, "Not trained yet": missing}),
        "measured": [asdict(result) for result in results],
    }


def _distances(runs: Sequence[Result]) -> list[float]:
    return [run.frechet for run in runs]


def _intro(study: Study, results: Sequence[Result]) -> str:
    counts = sorted(set(Counter(result.variant for result in results).values()))
    seeds = " or ".join(map(str, counts)) + (" seed" if counts == [1] else " seeds")
    batches = " or ".join(str(size) for size in sorted({variant.recipe.batch_size for variant in study.all()}))
    return (
        f"{study.opening} Each saw {study.base.images:,} images in batches of {batches}, {seeds} each; "
        "where weights are averaged, the averaged ones are measured."
    )


def _row(variant: Variant, runs: Sequence[Result], comparison: Comparison | None) -> list[str]:
    first = runs[0]
    return [
        variant.change,
        number(geometric_mean(_distances(runs))),
        ", ".join(number(distance) for distance in _distances(runs)),
        f"{comparison.ratio:.2f}" if comparison else "1",
        f"{fmean(run.spread for run in runs):.2f}",
        number(first.d_steps),
        number(first.g_steps),
        number(round(fmean(run.seconds for run in runs))),
    ]


def _sentence(variant: Variant, runs: Sequence[Result], base: Sequence[Result], comparison: Comparison) -> str:
    told = {
        OURS: "Not in the reports.",
        NOTHING_TOLD: "The reports name it without a result.",
    }.get(variant.reported, f"The reports say that it {variant.reported}.")
    parts = [told, f"Here the distance is {comparison.ratio:.2f} times the base's: "]
    made, usual = runs[0].g_steps, base[0].g_steps
    parts[-1] += f"{_verdict(variant, comparison, made == usual)}."
    if made != usual:
        parts.append(f"From as many images G made {made:,} steps, not {usual:,}.")
    spread = fmean(run.spread for run in runs)
    if spread < COLLAPSED:
        parts.append(f"Its samples hardly differ from each other (spread {spread:.2f}).")
    return " ".join(parts)


def _verdict(variant: Variant, comparison: Comparison, alike: bool) -> str:
    """`alike`: with as many steps of G as the base. Otherwise nothing can contradict the reports, which count those."""
    if math.isinf(comparison.noise):
        return "one seed cannot tell whether that is more than chance"
    chance = f"seeds alone explain {1 / comparison.noise:.2f} to {comparison.noise:.2f}"
    told = variant.reported in ("helped", "hurt")
    if not comparison.found:
        return f"no clear difference ({chance})" + (", so the reports' finding is not confirmed" if told else "")
    otherwise = ", which contradicts the reports" if alike else ", unlike in the reports"
    agreement = ", as reported" if comparison.found == variant.reported else otherwise
    return f"it {comparison.found}{agreement if told else ''} ({chance})"


def _notes(judge: str, floor: float, without: Mapping[str, Sequence[str]]) -> list[str]:
    notes = [
        f"Distances are between 2,000 samples and the held-out images in the features of {judge}; lower is closer, and "
        f"training images get {number(floor)}. Spread is the mean distance between two samples, as a share of that "
        "between two training images.",
        f"A difference is called clear where a t test finds it with {CONFIDENCE:.0%} confidence in the logarithms of "
        "the distances, their variance between seeds pooled over all rows.",
        "The budget is images seen, not steps or time: more steps of D leave fewer for G, and more of G cost time. "
        "Seconds are by the clock of a machine that may have had other work. What holds for so short a training need "
        "not hold for a long one.",
    ]
    return notes + [f"{why}: {'; '.join(changes)}." for why, changes in without.items() if changes]
