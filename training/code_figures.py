"""Pictures of an InfoGAN: one noise through every category and along every continuous code."""

from __future__ import annotations

import numpy as np

from genfaces import latents
from genfaces.checkpoint import Checkpoint
from genfaces.drawing import paint

STEPS, NOISES, SEED = 5, 10, 0


def traversal(checkpoint: Checkpoint) -> dict[str, np.ndarray]:
    """A row for each category, uint8 (N, H, W, 3) by caption.

    Across, each continuous code goes from -1 to 1 while the others are 0 and the noise stays; without any such code
    there is a column for each of ten noise vectors.
    """
    layout, size = checkpoint.network.codes, checkpoint.network.latent_size
    if layout.continuous:
        values = np.linspace(-1.0, 1.0, STEPS)
        continuous = np.kron(np.eye(layout.continuous), values[:, None])
        noise = np.repeat(latents.draw(SEED, 1, size), len(continuous), axis=0)
        across = f"; across, each of {layout.continuous} continuous codes from -1 to 1 in {STEPS} steps"
    else:
        noise = latents.draw(SEED, NOISES, size)
        continuous = np.zeros((NOISES, 0))
        across = f"; across, {NOISES} noise vectors"
    pictures = {}
    for category in range(layout.category):
        codes = layout.encode(np.full(len(noise), category), continuous)
        pictures[f"Category {category + 1}{'' if category else across}"] = paint(checkpoint, noise, codes)
    return pictures
