"""Walk from one sample to another through the latents between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genfaces import latents
from genfaces.checkpoint import Checkpoint
from genfaces.drawing import given_of, mixture_of, paint
from genfaces.tasks import samples
from genfaces.tasks.checks import MAX_COUNT, check_integer

MAX_FRAMES = 64


@dataclass(frozen=True)
class End:
    """One end of a walk: sample `index` (from 0) of `seed`, the same picture as `samples.sample` gives."""

    seed: int
    index: int = 0


def walk(model: str, a: End, b: End, frames: int, temperature: float = 1.0, source: str = "mixture") -> np.ndarray:
    """`frames` (2 to 64) images, uint8 (frames,H,W,3), from sample `a` to sample `b`: a pure function.

    The noise goes along the arc between the two (see `latents.spherical`), then is multiplied by the temperature. With
    a VAE's mixture the noise stands around a component's mean: meanwhile mean and scale go straight from those of the
    one sample to those of the other, so that every stop is as likely around its mean as the ends are around theirs.
    Raises TaskError.
    """
    check_integer("The number of frames", frames, 2, MAX_FRAMES)
    for end in (a, b):
        check_integer("The index of a sample", end.index, 0, MAX_COUNT - 1)
        checkpoint = samples.open_model(model, end.seed, temperature, source)
    size, fractions = checkpoint.network.latent_size, np.linspace(0, 1, int(frames))
    noise = latents.spherical(*(latents.draw(int(end.seed), end.index + 1, size)[-1] for end in (a, b)), fractions)
    fitted = mixture_of(checkpoint, source)
    if fitted is None:
        return paint(checkpoint, noise * np.float32(temperature), _given(checkpoint, a, b, fractions))
    weights, means, scales, basis = fitted
    chosen = [latents.components(int(end.seed), end.index + 1, weights)[-1] for end in (a, b)]
    means, scales = (
        latents.straight(*(table[component] for component in chosen), fractions) for table in (means, scales)
    )
    return paint(checkpoint, latents.of_mixture(noise, means, scales, basis, float(temperature)))


def _given(checkpoint: Checkpoint, a: End, b: End, fractions: np.ndarray) -> np.ndarray | None:
    ends = [given_of(checkpoint, int(end.seed), end.index + 1) for end in (a, b)]
    return None if ends[0] is None else latents.straight(ends[0][-1], ends[1][-1], fractions)
