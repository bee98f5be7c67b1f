"""Judges: classifiers of labels, which measure generators and are never used to train one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from genfaces import networks
from genfaces.images import to_tensor
from training.batch import Batch
from training.methods.base import Losses, Method, Step
from training.resident import to_device

if TYPE_CHECKING:
    from training.data import Dataset
    from training.recipe import Recipe

HELD_OUT = 500


@dataclass(frozen=True)
class ClassifierSettings:
    """Peak learning rate of a one-cycle schedule (Smith & Topin, 2018) and AdamW's weight decay.

    mixup is the Beta parameter for blending pairs of images and labels (Zhang et al., 2018), 0 for none.
    """

    learning_rate: float = 2e-3
    weight_decay: float = 0.05
    mixup: float = 0.0
    learns_labels: ClassVar[bool] = True

    def create(self, recipe: Recipe, dataset: Dataset) -> ClassifierMethod:
        """The method for one run."""
        return ClassifierMethod(self, recipe, dataset)


class ClassifierMethod(Method):
    """One yes-no question a label: binary cross-entropy, also for one-hot groups such as hair colour."""

    shipped = "classifier"

    def __init__(self, settings: ClassifierSettings, recipe: Recipe, dataset: Dataset) -> None:
        """One output for each label of the data set."""
        super().__init__(recipe, dataset)
        self.settings = settings
        network = networks.build(recipe.family, recipe.arguments | {"labels": len(dataset.label_names)})
        self.networks["classifier"] = network
        self.optimizers["classifier"] = torch.optim.AdamW(
            network.parameters(), settings.learning_rate, weight_decay=settings.weight_decay
        )

    def step(self, batch: Batch, step: Step) -> Losses:
        """One step down the cross-entropy."""
        self._set_learning_rate(step.images_seen)
        images, labels = (
            self._mixed(batch.images, batch.labels) if self.settings.mixup else (batch.images, batch.labels)
        )
        with step.autocast():
            logits = self.networks["classifier"](images)
            loss = functional.binary_cross_entropy_with_logits(logits.float(), labels)
        self.descend("classifier", loss, step)
        return {"cross_entropy": loss.detach()}

    def _mixed(self, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        shape = self.settings.mixup
        share = to_device(torch.distributions.Beta(shape, shape, validate_args=False).sample(), images.device)
        order = torch.randperm(len(images), device=images.device)
        return images.lerp(images[order], share), labels.lerp(labels[order], share)

    def _set_learning_rate(self, images_seen: int) -> None:
        progress = images_seen / self.recipe.images
        warm_up = 0.1
        scale = progress / warm_up if progress < warm_up else 0.5 * (1 + np.cos(np.pi * (progress - warm_up) / 0.9))
        for group in self.optimizers["classifier"].param_groups:
            group["lr"] = self.settings.learning_rate * max(float(scale), 0.01)

    @torch.no_grad()
    def watch(self, network: nn.Module) -> dict[str, float]:
        """Cross-entropy and plain accuracy on the test split's first images; for the curve alone."""
        device = next(network.parameters()).device
        test = self.dataset.test
        logits = network(to_tensor(np.asarray(test.images[:HELD_OUT]), self.recipe.pixel_range).to(device))
        labels = torch.from_numpy(np.asarray(test.labels[:HELD_OUT], dtype=np.float32)).to(device)
        loss = functional.binary_cross_entropy_with_logits(logits.float(), labels)
        accuracy = ((logits > 0) == (labels > 0.5)).float().mean()
        return {"test_cross_entropy": round(float(loss), 5), "test_accuracy": round(float(accuracy), 5)}
