"""Nothing in a step may wait for the device: each way in which PyTorch would is seen by the operator it calls.

Seen on the processor, where the same operators are called.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
import tiny
import tiny_conditional
import tiny_gan
import tiny_infogan
import tiny_translation
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from training.devices import fuse
from training.methods.classifier import ClassifierSettings
from training.methods.gan import GANSettings
from training.methods.objectives import Wasserstein
from training.methods.projected import Projected
from training.methods.vae_gan import VAEGANSettings

# Values read on the host, and shapes that depend on values.
WAITING = {"_local_scalar_dense", "item", "nonzero", "masked_select", "is_nonzero", "equal", "_unique2", "unique_dim"}
CLASSIFIER = replace(
    tiny.RECIPE, family="classifier", arguments={"width": 1}, method=ClassifierSettings(mixup=0.2), shift=3
)
PAIRS = replace(
    tiny_conditional.EVENTFUL,
    method=replace(
        tiny_conditional.EVENTFUL.method,
        flipped=0.5,
        pair_interval=2,
        pair_class_weight=1.0,
        pair_distance_weight=1.0,
    ),
)
PENALISED = replace(
    tiny_gan.RECIPE,
    family="dcgan",
    arguments={"width": 2},
    method=GANSettings(
        objective=Wasserstein(),
        discriminator_arguments={"width": 2, "norm": "none"},
        optimizer="rmsprop",
        gradient_penalty=10.0,
        augment=tiny_gan.AUGMENT,
    ),
)
NOISY = replace(
    tiny_translation.CYCLEGAN,
    arguments={"width": 4, "blocks": 1, "noise": True, "photo_colours": True},
    method=replace(tiny_translation.CYCLEGAN.method, identity_interval=2),
)
RECIPES = {
    "gan": tiny_gan.EVENTFUL,
    "projected": replace(tiny_gan.EVENTFUL, method=replace(tiny_gan.EVENTFUL.method, projected=Projected(channels=8))),
    "wgan-gp": PENALISED,
    "acgan": PAIRS,
    "infogan": tiny_infogan.EVENTFUL,
    "infogan as reported": tiny_infogan.REPORTED,
    "vae": tiny.RECIPE,
    "vae-gan": replace(tiny.RECIPE, method=VAEGANSettings(perceptual=0.1, adversarial=0.1, patches=4)),
    "autoencoder": replace(tiny.RECIPE, family="autoencoder-dense", arguments={"hidden": 4}, pixel_range=(0.0, 1.0)),
    "classifier": CLASSIFIER,
    "cyclegan": NOISY,
    "pix2pix": tiny_translation.PIX2PIX,
}


class Watchful(TorchDispatchMode):
    """Fails at an operator for which a graphics card would have to be waited for."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        name = func.overloadpacket.__name__
        assert name not in WAITING, f"{name} waits for the device"
        if name in ("index", "index_put", "index_put_", "_index_put_impl_"):
            masks = [index for index in args[1] if index is not None and index.dtype in (torch.bool, torch.uint8)]
            assert not masks, f"{name} by a mask waits for the device"
        return func(*args, **(kwargs or {}))


def a_loop(folder, recipe):
    """A loop whose optimizers step as they do on a card."""
    loop = (tiny_translation if recipe.family == "translator" else tiny).loop(folder, recipe)
    for optimizer in loop.method.optimizers.values():
        fuse(optimizer, True)
        for group in optimizer.param_groups:
            group["foreach"] = None if "fused" in group else True
    return loop


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_no_step_waits_for_the_device(tmp_path, recipe):
    loop = a_loop(tmp_path, recipe)
    loop.train_step()  # an optimizer's first step and the average's set up what later ones use
    with Watchful():
        for _ in range(6):  # fills a pool, and comes to everything that is due every few steps
            loop.train_step()
    assert loop.step_number == 7


@pytest.mark.parametrize(
    "waits",
    [
        lambda tensor: tensor.sum().item(),
        lambda tensor: bool(tensor.sum() > 0),
        lambda tensor: tensor[tensor > 0],
        lambda tensor: tensor.nonzero(),
        lambda tensor: tensor.masked_fill_(tensor > 0, 0.0) if tensor.any() else tensor,
    ],
)
def test_what_waits_would_be_seen(waits):
    with Watchful(), pytest.raises(AssertionError, match="waits for the device"):
        waits(torch.ones(3))
