"""Numbers that several kinds of system share, on the held-out split, as nested dictionaries for config.json."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np

from genfaces import drawing, kinds
from genfaces.checkpoint import Checkpoint
from genfaces.labels import groups
from genfaces.palette import PALETTES
from training import fits
from training.data import Dataset, PairedDataset, record_of
from training.measure.classification import attribute_accuracy, group_accuracy
from training.measure.distances import frechet_distance, kernel_distance
from training.measure.features import judge_scores
from training.measure.latents import latent_use
from training.measure.neighbours import neighbour_check
from training.measure.reconstruction import as_bytes
from training.measure.ruler import REFERENCES, measure_by_ruler, spread_evenly
from training.measure.translation import translation_scores
from training.measure.views import dlib_view, judge_view, load_judge

SAMPLES, SEED = 2000, 20_000
NEIGHBOUR_SAMPLES = 500
Metrics = dict[str, Any]


def draw_samples(checkpoint: Checkpoint) -> dict[str, np.ndarray]:
    """2,000 samples, uint8 (N, H, W, 3), from each source of latents, as the page draws them."""
    return {source: drawing.draw(checkpoint, SEED, SAMPLES, source=source) for source in sources_of(checkpoint)}


def ruler(samples: dict[str, np.ndarray], found: dict[str, np.ndarray], dataset: Dataset | PairedDataset) -> Metrics:
    """Samples and reconstructions by the ruler, against the training part; of pairs, against its photographs."""
    if isinstance(dataset, PairedDataset):
        train, test = dataset.train.squares(REFERENCES)[0], dataset.test.squares(SAMPLES)[0]
    else:
        train, test = np.asarray(dataset.train.images), np.asarray(dataset.test.images)
    return measure_by_ruler(samples | {name: as_bytes(images) for name, images in found.items()}, train, test)


def sources_of(checkpoint: Checkpoint) -> list[str]:
    """Where the latents of samples come from, the page's own way first; nowhere for what draws nothing."""
    kind = kinds.of(checkpoint.config)
    if kind.mixture:
        return list(drawing.SOURCES)
    return ["prior"] if kind.codes or "samples" in kind.tabs else []


def latent(checkpoint: Checkpoint, dataset: Dataset) -> Metrics:
    """KL of each latent dimension on the test images, and how many are active (Burda et al., 2016)."""
    images = np.asarray(dataset.test.images)
    posterior = fits.encode(checkpoint.network, images, checkpoint.pixel_range)
    use = asdict(latent_use(posterior["mean"], posterior["logvar"]))
    use["kl_per_dimension"] = [round(value, 4) for value in use["kl_per_dimension"]]
    return use


def generation(samples: dict[str, np.ndarray], dataset: Dataset, second_opinion: bool) -> Metrics:
    """Distances of samples to the test images for each source of latents, and the floor beside them, by a judge.

    The floor is the same distance between as many training images and the test images: what a generator that is as
    good as fresh data would get.
    """
    judge = judge_view(dataset.name)
    views = [judge, dlib_view(dataset)] if second_opinion else [judge]
    test, train = np.asarray(dataset.test.images), np.asarray(dataset.train.images)
    first = next(iter(samples))
    metrics: Metrics = {}
    for view in views:
        references = view.real(test)
        metrics[view.name] = {"floor": _distances(view.real(spread_evenly(train, SAMPLES)), references)}
        # An embedding takes dlib a fifteenth of a second: only what the page draws by default.
        seen = {source: view.features(samples[source]) for source in (samples if view is judge else [first])}
        metrics[view.name] |= {source: _distances(features, references) for source, features in seen.items()}
        if view is judge:
            check = neighbour_check(seen[first][:NEIGHBOUR_SAMPLES], references, view.real(train))
    return {"distances": metrics, "neighbours": {"judge": judge.name, "source": first} | asdict(check)}


def translation(checkpoint: Checkpoint, dataset: PairedDataset) -> Metrics:
    """A pair of translators on the held-out pairs; a map reader trained on pairs judges the invented photographs.

    The reader doesn't judge itself. Raises TrainingError when it is missing.
    """
    own = record_of(dataset.name).judge in (None, checkpoint.name)
    reader = None if own else load_judge(dataset.name).network
    test = dataset.test
    return translation_scores(checkpoint.network, test.aerial, test.map, PALETTES[dataset.name], reader)


def classification(checkpoint: Checkpoint, dataset: Dataset) -> Metrics:
    """Accuracies of a judge on the test split: yes-no attributes, and groups of classes such as hair colour."""
    names = tuple(checkpoint.config["label_names"])
    scores = judge_scores(checkpoint.network, np.asarray(dataset.test.images), checkpoint.pixel_range)
    labels = np.asarray(dataset.test.labels)
    grouped = groups(names)
    metrics: Metrics = {
        group: asdict(group_accuracy(scores[:, columns], labels[:, columns], [names[c] for c in columns]))
        for group, columns in grouped.items()
    }
    single = [i for i in range(len(names)) if not any(i in columns for columns in grouped.values())]
    if single:
        thresholds = checkpoint.arrays["thresholds"][single]
        metrics["attributes"] = asdict(
            attribute_accuracy(scores[:, single], labels[:, single], thresholds, [names[i] for i in single])
        )
    return metrics


def describe(metrics: Metrics, indent: int = 0) -> str:
    """Nested numbers as indented lines; long lists are left to config.json."""
    lines = []
    for name, value in metrics.items():
        if isinstance(value, dict):
            lines += [f"{' ' * indent}{name}", describe(value, indent + 2)]
        elif isinstance(value, float):
            lines.append(f"{' ' * indent}{name:<32}{value:.5g}")
        elif not isinstance(value, (list, tuple)):
            lines.append(f"{' ' * indent}{name:<32}{json.dumps(value)}")
    return "\n".join(lines)


def _distances(samples: np.ndarray, references: np.ndarray) -> Metrics:
    return {
        "frechet": asdict(frechet_distance(samples, references)),
        "kernel": asdict(kernel_distance(samples, references)),
    }
