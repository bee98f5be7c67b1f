"""What the loop asks of a training method."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from training.batch import Batch

if TYPE_CHECKING:
    from training.data import Dataset
    from training.recipe import Recipe

Losses = dict[str, Tensor]


@dataclass(frozen=True)
class Step:
    """What the loop lends a method for one step.

    autocast: a fresh context for mixed precision. Use one for each forward pass that precedes an optimizer's step:
    inside one context PyTorch keeps the 16-bit copies of the weights, which that step would make stale.
    backward: runs a loss backwards (Accelerate scales or synchronises there if it must).
    unwrap: the network itself behind a wrapper for several processes; for passes whose weights get no gradient.
    images_seen: the clock before this step, all processes together. number: steps made so far.
    """

    autocast: Callable[[], AbstractContextManager[None]]
    backward: Callable[[Tensor], None]
    unwrap: Callable[[nn.Module], nn.Module]
    images_seen: int
    number: int


class Method(ABC):
    """A training method: the networks that learn, their optimizers, their losses and whose turn it is.

    `networks` and `optimizers` are filled by the constructor; the loop may replace their values by wrapped ones, so a
    method always reads them from there. `shipped` names the network whose averaged weights go into the checkpoint.
    `handed_over` names others that a publisher measures by. `channels_last`: whether its networks gain from that memory
    format where the hardware does.
    """

    shipped: ClassVar[str]
    handed_over: ClassVar[tuple[str, ...]] = ()
    channels_last: ClassVar[bool] = True

    def __init__(self, recipe: Recipe, dataset: Dataset) -> None:
        """Subclasses build their networks and optimizers here; nothing is moved to a device yet."""
        self.recipe = recipe
        self.settings: Any = recipe.method
        self.dataset = dataset
        self.networks: dict[str, nn.Module] = {}
        self.optimizers: dict[str, Optimizer] = {}

    @abstractmethod
    def step(self, batch: Batch, step: Step) -> Losses:
        """Learn from one batch. Returns detached scalar losses on the device; nothing here may synchronise."""

    def follow(self, recipe: Recipe) -> None:
        """Go on by `recipe`, which differs from the one before in lengths and times alone."""
        self.recipe, self.settings = recipe, recipe.method

    @torch.no_grad()
    def sample(self, network: nn.Module) -> Tensor | None:
        """Pictures (N, 3, H, W) of one fixed noise by the averaged `network`; None for a method that draws nothing."""
        return None

    @torch.no_grad()
    def watch(self, network: nn.Module) -> dict[str, float]:
        """Numbers worth having at every tick beside the losses, of the averaged `network` (held-out error, say)."""
        return {}

    def state(self) -> dict[str, Any]:
        """What a resumed run needs beyond networks and optimizers: tensors and plain values, none by default."""
        return {}

    def load_state(self, state: dict[str, Any]) -> None:  # noqa: B027, most methods have nothing to take up
        """Take up what `state` gave. Raises KeyError or ValueError when it doesn't fit."""

    def schedule_learning_rates(self, step: Step, decay_from: float, lowest: float = 0.0) -> None:
        """Let every optimizer's rate fall as `share_left` says, from the one it was made with to `lowest` times it."""
        left = share_left(step.images_seen, self.recipe.images, decay_from, self.recipe.restart_at)
        factor = lowest + (1.0 - lowest) * left
        for optimizer in self.optimizers.values():
            for group in optimizer.param_groups:
                group["lr"] = factor * group.setdefault("initial_lr", group["lr"])

    def descend(self, optimizer: str, loss: Tensor, step: Step) -> None:
        """One optimizer's step down `loss`."""
        self.optimizers[optimizer].zero_grad(set_to_none=True)
        step.backward(loss)
        self.optimizers[optimizer].step()


def share_left(images_seen: int, images: int, decay_from: float, restart_at: Sequence[int] = ()) -> float:
    """1 until the share `decay_from` of `images` is seen, then falling linearly to 0 at their end.

    With `restart_at`, rising numbers of images, training has several such parts, each ending where the next begins.
    """
    begin = max((start for start in restart_at if start <= images_seen), default=0)
    end = min((start for start in restart_at if images_seen < start < images), default=images)
    start = begin + decay_from * (end - begin)
    return 1.0 - min(1.0, max(0.0, images_seen - start) / max(end - start, 1))
