"""What CycleGAN and pix2pix share: both directions in one network, a discriminator a side, and whose turn it is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from torch import Tensor, nn

from genfaces import example_maps, networks
from genfaces.images import to_tensor, to_uint8
from genfaces.networks.translator import PairOfDiscriminators
from genfaces.palette import PALETTES
from training.batch import PairBatch
from training.data.pairs import SIDES
from training.measure.translation import OTHER, TOWARDS, class_scores, cycle
from training.methods.base import Losses, Method, Step
from training.methods.objectives import LeastSquares, Objective
from training.methods.pool import ImagePool

if TYPE_CHECKING:
    from training.data import PairedDataset
    from training.recipe import Recipe

WATCHED = 32
SQUARES = 64  # of the training part, that say how colours of photographs spread


@dataclass(frozen=True)
class TranslationSettings:
    """crop: side of the crops in pixels. pool: earlier fakes kept for D, a side. decay_from: share of training after
    which the learning rate falls linearly to nothing."""

    objective: Objective = field(default_factory=LeastSquares)
    crop: int = 64
    discriminator_arguments: Mapping[str, Any] = field(default_factory=dict)
    learning_rate: float = 2e-4
    betas: tuple[float, float] = (0.5, 0.999)
    decay_from: float = 0.5
    pool: int = 50


class TranslationMethod(Method):
    """The translator's turn, then the discriminators'. The averaged translator ships."""

    shipped = "translator"
    channels_last = False
    conditional: ClassVar[bool]

    def __init__(self, settings: TranslationSettings, recipe: Recipe, dataset: PairedDataset) -> None:
        """Builds the networks; nothing is moved to a device yet."""
        super().__init__(recipe, dataset)
        self.settings = settings
        self.palette = PALETTES[dataset.name]
        translator = networks.build(recipe.family, recipe.arguments)
        if translator.photo_colours:
            translator.photo_colours.fit(dataset.train.squares(SQUARES)[0])
        self.networks = {
            "translator": translator,
            "discriminators": PairOfDiscriminators(**settings.discriminator_arguments, conditional=self.conditional),
        }
        self.optimizers = {
            name: torch.optim.Adam(network.parameters(), settings.learning_rate, settings.betas)
            for name, network in self.networks.items()
        }
        self.pools = {side: ImagePool(settings.pool) for side in SIDES}

    @abstractmethod
    def objectives(self, batch: PairBatch, fakes: Mapping[str, Tensor], step: Step) -> dict[str, tuple[float, Tensor]]:
        """Weight and value of each loss of the translator beside D's verdict; `fakes` by the side they imitate."""

    def step(self, batch: PairBatch, step: Step) -> Losses:
        """One step of the translator, then one of the discriminators on what it made."""
        self.schedule_learning_rates(step, self.settings.decay_from)
        batch = self.as_seen(batch, step)
        fakes, losses = self.train_translator(batch, step)
        return losses | self.train_discriminators(batch, fakes, step)

    def train_translator(self, batch: PairBatch, step: Step) -> tuple[dict[str, Tensor], Losses]:
        """One step of both directions; D's weights get no gradient. Returns the fakes, detached, and the losses."""
        discriminators = step.unwrap(self.networks["discriminators"])
        discriminators.requires_grad_(False)
        with step.autocast():
            fakes = {side: self.made(batch, side) for side in SIDES}
            fooled = [
                self.settings.objective.generator(discriminators(side, fakes[side], self.origin(batch, side)).float())
                for side in SIDES
            ]
            weighted = {"generator": (1.0, sum(fooled))} | self.objectives(batch, fakes, step)
        self.descend("translator", sum(weight * loss for weight, loss in weighted.values() if weight), step)
        losses = {name: loss.detach() for name, (_, loss) in weighted.items()}
        return {side: fake.detach() for side, fake in fakes.items()}, losses

    def train_discriminators(self, batch: PairBatch, fakes: Mapping[str, Tensor], step: Step) -> Losses:
        """One step of both discriminators, on pictures of today and of the pool."""
        discriminators = self.networks["discriminators"]
        step.unwrap(discriminators).requires_grad_(True)
        total = 0.0
        with step.autocast():
            for side in SIDES:
                fake, origin = self._pooled(side, fakes[side], self.origin(batch, side))
                real = discriminators(side, getattr(batch, side), self.origin(batch, side)).float()
                total = total + self.settings.objective.discriminator(real, discriminators(side, fake, origin).float())
        self.descend("discriminators", total, step)
        return {"discriminator": total.detach()}

    def as_seen(self, batch: PairBatch, step: Step) -> PairBatch:
        """The batch with its maps as the networks see them, which is where they are compared."""
        colours = step.unwrap(self.networks["translator"]).map_colours
        return replace(batch, map=colours.to_coordinates(batch.map)) if colours else batch

    def made(self, batch: PairBatch, side: str) -> Tensor:
        """The fakes of `side`, float32 (N, 3, H, W), made from the batch's other side."""
        return self.translate(self.origin(batch, side), TOWARDS[side])

    def translate(self, images: Tensor, direction: str, identity: bool = False) -> Tensor:
        """Images of one side to the other, float32, with gradients; maps as the networks see them.

        identity: the images already are of the side that `direction` leads to.
        """
        return self.networks["translator"](images, direction, as_seen=True, identity=identity).float()

    @staticmethod
    def origin(batch: PairBatch, side: str) -> Tensor:
        """What the fakes of `side` are made from: the batch's other side."""
        return getattr(batch, OTHER[side])

    def _pooled(self, side: str, fakes: Tensor, origin: Tensor) -> tuple[Tensor, Tensor]:
        """Fakes through the pool, each still with what it was made from."""
        both = self.pools[side].exchange(torch.cat([fakes, origin], 1))
        return both[:, :3], both[:, 3:]

    def state(self) -> dict[str, Any]:
        """The pools. With several processes only the first one's are kept, and a resumed run gives them to all."""
        return {side: pool.state() for side, pool in self.pools.items()}

    def load_state(self, state: dict[str, Any]) -> None:
        """Raises KeyError when it is the state of something else."""
        device = next(self.networks["translator"].parameters()).device
        for side, pool in self.pools.items():
            pool.load_state(state[side], device)

    @torch.no_grad()
    def sample(self, network: nn.Module) -> Tensor:
        """Aerial photographs invented from the project's own example maps, then the maps read back from those."""
        device = next(network.parameters()).device
        drawn = example_maps.all_of(self.dataset.name, self.recipe.image_size)
        maps = to_tensor(drawn, self.recipe.pixel_range).to(device)
        aerial = network(maps, "map_to_aerial").float()
        return torch.cat([aerial, network(aerial, "aerial_to_map").float()])

    @torch.no_grad()
    def watch(self, network: nn.Module) -> dict[str, float]:
        """Accuracy of the maps read from a few photographs, and the cycle's error both ways, in [0, 1].

        Of the training part, since settings are chosen by these numbers. CycleGAN never sees which map belongs to which
        photograph, so for it they are as good as new; pix2pix does, and its numbers are those of a pupil who knows the
        questions.
        """
        aerial, map_ = self.dataset.train.squares(WATCHED)
        device = next(network.parameters()).device
        cycles = {
            side: cycle(network, to_tensor(images).to(device), side)
            for side, images in zip(SIDES, (aerial, map_), strict=True)
        }
        scores = class_scores(to_uint8(cycles["aerial"].translated), map_, self.palette)
        errors = {f"watched_cycle_{side}": round(there_and_back.error, 5) for side, there_and_back in cycles.items()}
        numbers = {f"watched_{name}": round(scores[name], 4) for name in ("accuracy", "mean_iou")}
        return numbers | errors
