"""The benchmark's baseline: a GAN loop as tutorials write it, kept plain on purpose. Nothing else may use it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from genfaces import networks
from genfaces.networks.dcgan import DCGANDiscriminator


class Pictures(Dataset):
    """uint8 (N, H, W, 3) as float tensors in (-1, 1), converted one by one, as torchvision converts them."""

    def __init__(self, images: np.ndarray) -> None:
        """`images` are in memory or mapped from disk, which spares this loop the decoding of files."""
        self.images = images

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> Tensor:
        pixels = torch.from_numpy(np.array(self.images[index])).permute(2, 0, 1).contiguous()
        return pixels.to(torch.float32).div(255).sub_(0.5).div_(0.5)


class PlainLoop:
    """The training loop of the PyTorch DCGAN tutorial (Inkawhich, 2018) with this project's networks.

    float32, contiguous, a DataLoader in the same process, binary cross-entropy on sigmoids, D on real and on fake
    images one after the other, G through a D that collects gradients too, and losses read back at every step.
    """

    def __init__(self, images: np.ndarray, width: int, batch_size: int, device: torch.device) -> None:
        """DCGAN of `width` on uint8 images (N, 64, 64, 3). Raises ValueError when they do not fill a batch."""
        if len(images) < batch_size:
            raise ValueError(f"{len(images)} images do not fill a batch of {batch_size}")
        self.device = device
        self.generator = networks.build("dcgan", {"width": width}).to(device)
        self.discriminator = DCGANDiscriminator(width).to(device)
        self.optimizer_g = torch.optim.Adam(self.generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.optimizer_d = torch.optim.Adam(self.discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.criterion = nn.BCELoss()
        self.loader = DataLoader(Pictures(images), batch_size=batch_size, shuffle=True, drop_last=True)
        self.batches = self._forever()
        self.losses: list[tuple[float, float]] = []

    def train(self, steps: int) -> None:
        """That many steps, each one of D and one of G."""
        for _ in range(steps):
            self.losses.append(self._step(next(self.batches).to(self.device)))

    def _step(self, images: Tensor) -> tuple[float, float]:
        self.discriminator.zero_grad()
        label = torch.full((len(images),), 1.0, device=self.device)
        output = torch.sigmoid(self.discriminator(images))
        loss_real = self.criterion(output, label)
        loss_real.backward()
        output.mean().item()
        noise = torch.randn(len(images), self.generator.latent_size, device=self.device)
        fake = self.generator(noise)
        label.fill_(0.0)
        output = torch.sigmoid(self.discriminator(fake.detach()))
        loss_fake = self.criterion(output, label)
        loss_fake.backward()
        output.mean().item()
        self.optimizer_d.step()

        self.generator.zero_grad()
        label.fill_(1.0)
        output = torch.sigmoid(self.discriminator(fake))
        loss_g = self.criterion(output, label)
        loss_g.backward()
        output.mean().item()
        self.optimizer_g.step()
        return (loss_real + loss_fake).item(), loss_g.item()

    def _forever(self) -> Iterator[Tensor]:
        while True:
            yield from self.loader
