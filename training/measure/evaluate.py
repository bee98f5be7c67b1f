"""All numbers of one checkpoint on the held-out split, as a nested dictionary that goes into its config.json."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from torch import nn

from genfaces import drawing, kinds
from genfaces.checkpoint import Checkpoint
from genfaces.images import to_tensor
from genfaces.labels import groups
from genfaces.networks.autoencoder import Autoencoder
from genfaces.networks.classifier import Classifier
from genfaces.networks.infogan import CodedGenerator
from genfaces.networks.translator import Translator
from genfaces.networks.vae import VariationalAutoencoder
from genfaces.palette import PALETTES
from training.data import Dataset, PairedDataset
from training.measure.attributes import measure_flips
from training.measure.classification import attribute_accuracy, group_accuracy
from training.measure.codes import measure_codes
from training.measure.distances import frechet_distance, kernel_distance
from training.measure.features import BATCH, judge_scores
from training.measure.latents import latent_use
from training.measure.neighbours import neighbour_check
from training.measure.tags import measure_tags
from training.measure.translation import translation_scores
from training.measure.views import JUDGES, dlib_view, judge_view, load_judge

SAMPLES, SEED = 2000, 20_000
NEIGHBOUR_SAMPLES = 500
Metrics = dict[str, Any]


def evaluate(
    checkpoint: Checkpoint,
    dataset: Dataset | PairedDataset,
    second_opinion: bool = False,
    recogniser: nn.Module | None = None,
) -> Metrics:
    """What can be said of this kind of network. Raises TrainingError when the data set's judge is missing.

    second_opinion: distances through dlib's face embeddings as well, for data of faces; minutes rather than seconds.
    recogniser: what reads the codes of an InfoGAN; without it the stored numbers of that stay.
    """
    network = checkpoint.network
    if isinstance(network, Classifier):
        return {"classification": classification(checkpoint, dataset)}
    if isinstance(network, Translator):
        return {"translation": translation(checkpoint, dataset)}
    if isinstance(network, Autoencoder):
        return {"reconstruction": reconstruction(checkpoint, dataset)}
    if isinstance(network, VariationalAutoencoder):
        metrics = {"reconstruction": reconstruction(checkpoint, dataset), "latent": latent(checkpoint, dataset)}
        return metrics | generation(checkpoint, dataset, ["mixture", "prior"], second_opinion)
    if isinstance(network, CodedGenerator):
        metrics = generation(checkpoint, dataset, ["prior"], second_opinion)
        return metrics | {"codes": measure_codes(checkpoint, load_judge(dataset.name), dataset.test, recogniser)}
    return generation(checkpoint, dataset, ["prior"], second_opinion) | obedience(checkpoint, dataset, second_opinion)


def obedience(checkpoint: Checkpoint, dataset: Dataset, second_opinion: bool) -> Metrics:
    """Whether a generator that people ask for labels shows them; nothing of others."""
    names = kinds.chosen_labels(checkpoint.config)
    if not names:
        return {}
    judge = load_judge(dataset.name)
    if not groups(names):
        return {"flips": measure_flips(checkpoint, judge, second_opinion)}
    if set(groups(names)) == {"hair", "eyes"}:
        return {"tags": measure_tags(checkpoint, judge, load_judge("anime-damaged"), dataset)}
    return {}


@torch.inference_mode()
def reconstruction(checkpoint: Checkpoint, dataset: Dataset) -> Metrics:
    """Mean squared error of test reconstructions, pixels in [0, 1], and principal components of equal size beside it.

    The linear yardstick is fitted to the training images: what as many numbers a face buy without any network.
    """
    network, pixel_range, test = checkpoint.network, checkpoint.pixel_range, np.asarray(dataset.test.images)
    errors = []
    for start in range(0, len(test), BATCH):
        images = to_tensor(test[start : start + BATCH], pixel_range)
        code = network.encode(images)
        output = network.decode(code if isinstance(code, torch.Tensor) else code[0])
        low, high = pixel_range
        errors.append(((output.clamp(low, high) - images) / (high - low)).square().flatten(1).mean(1))
    per_image = torch.cat(errors).numpy()
    return {
        "test_mse": float(per_image.mean()),
        "test_mse_std": float(per_image.std()),
        "test_mse_5_percent": float(np.quantile(per_image, 0.05)),
        "test_mse_95_percent": float(np.quantile(per_image, 0.95)),
        "principal_components_mse": principal_components_mse(dataset, network.latent_size),
        "images": len(per_image),
    }


def principal_components_mse(dataset: Dataset, components: int) -> float:
    """Test mean squared error of reconstructing pixels in [0, 1] from that many principal components."""
    train = to_tensor(np.asarray(dataset.train.images), (0.0, 1.0)).flatten(1)
    test = to_tensor(np.asarray(dataset.test.images), (0.0, 1.0)).flatten(1)
    centre = train.mean(0)
    _, _, basis = torch.svd_lowrank(train - centre, min(components + 20, len(train)), niter=3)
    basis = basis[:, :components]
    rest = (test - centre) - ((test - centre) @ basis) @ basis.T
    return float(rest.square().mean())


@torch.inference_mode()
def latent(checkpoint: Checkpoint, dataset: Dataset) -> Metrics:
    """KL of each latent dimension on the test images, and how many are active (Burda et al., 2016)."""
    images = np.asarray(dataset.test.images)
    parts = [
        checkpoint.network.encode(to_tensor(images[i : i + BATCH], checkpoint.pixel_range))
        for i in range(0, len(images), BATCH)
    ]
    mean, logvar = (torch.cat(column).numpy() for column in zip(*parts, strict=True))
    use = asdict(latent_use(mean, logvar))
    use["kl_per_dimension"] = [round(value, 4) for value in use["kl_per_dimension"]]
    return use


def generation(checkpoint: Checkpoint, dataset: Dataset, sources: list[str], second_opinion: bool) -> Metrics:
    """Distances of 2,000 samples to the test images for each source of latents, and the floor beside them.

    The floor is the same distance between as many training images and the test images: what a generator that is as
    good as fresh data would get.
    """
    judge = judge_view(dataset.name)
    views = [judge, dlib_view(dataset)] if second_opinion else [judge]
    test, train = np.asarray(dataset.test.images), np.asarray(dataset.train.images)
    samples = {source: drawing.draw(checkpoint, SEED, SAMPLES, source=source) for source in sources}
    metrics: Metrics = {}
    for view in views:
        references = view.real(test)
        metrics[view.name] = {"floor": _distances(view.real(spread_evenly(train, SAMPLES)), references)}
        # An embedding takes dlib a fifteenth of a second: only what the page draws by default.
        seen = {source: view.features(samples[source]) for source in (sources if view is judge else sources[:1])}
        metrics[view.name] |= {source: _distances(features, references) for source, features in seen.items()}
        if view is judge:
            check = neighbour_check(seen[sources[0]][:NEIGHBOUR_SAMPLES], references, view.real(train))
    return {"distances": metrics, "neighbours": {"judge": judge.name, "source": sources[0]} | asdict(check)}


def translation(checkpoint: Checkpoint, dataset: PairedDataset) -> Metrics:
    """A pair of translators on the held-out pairs; a map reader trained on pairs judges the invented photographs.

    The reader doesn't judge itself. Raises TrainingError when it is missing.
    """
    own = JUDGES.get(dataset.name) in (None, checkpoint.name)
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


def spread_evenly(images: np.ndarray, count: int) -> np.ndarray:
    """`count` images spread evenly over the split."""
    return np.asarray(images[np.linspace(0, len(images) - 1, min(count, len(images))).astype(int)])


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
