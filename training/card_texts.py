"""What the cards of several kinds of system say alike."""

from __future__ import annotations

LOAD = 'model = checkpoint.load("NAME")\n'
DRAW = (
    "import torch\n\nfrom genfaces import checkpoint, latents\nfrom genfaces.images import to_uint8\n\n"
    + LOAD
    + 'noise = torch.from_numpy(latents.draw(seed=0, count=16, size=model.config["latent_size"]))\n'
)
MADE_UP = (
    "What it draws is made up. A sample can still resemble a training image or a living person by chance; do not "
    "present it as a photograph of anybody."
)
APPROXIMATE = (
    "A reconstruction is the model's approximation: fine detail is lost, and what is rare in the data is replaced by "
    "something more common. It is not a likeness to rely on."
)
