"""The tab *Random samples* for programs: `/sample` and `/walk`."""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from genfaces.images import to_animation_bytes
from genfaces.tasks import provenance
from genfaces.tasks import samples as task
from genfaces.tasks.walking import End
from genfaces.tasks.walking import walk as walk_between
from genfaces.ui.kit.events import MODEL, polite
from genfaces.ui.kit.gradio_seams import save_for_download
from genfaces.ui.kit.walk import FORMS, MILLISECONDS, SCALE
from genfaces.ui.samples.state import CALM, FIRST_SEED, find, settings_of
from genfaces.ui.samples.walk import recipe_of

FRAMES = 16


def build() -> None:
    """Offer them; nothing of this is seen on the page."""
    model = [gr.Textbox(task.models()[0].name, label="model", visible=False)]
    how = [
        gr.Number(CALM, label="temperature", visible=False),
        gr.Textbox("mixture", label="source", visible=False),
    ]
    outputs = [gr.Gallery(label="images", format="png", visible=False), gr.JSON(label="settings", visible=False)]
    inputs = [*model, _whole(FIRST_SEED, "seed"), _whole(8, "count"), *how]
    gr.on([], sample, inputs, outputs, api_name="sample", **MODEL)
    film = gr.File(label="animation", visible=False)
    inputs = [*model, _whole(FIRST_SEED, "seed_a"), _whole(FIRST_SEED + 1, "seed_b"), _whole(FRAMES, "frames"), *how]
    gr.on([], walk, inputs, [outputs[0], film, outputs[1]], api_name="walk", **MODEL)


def _whole(value: int, label: str) -> gr.Number:
    return gr.Number(value, label=label, precision=0, visible=False)


@polite
def sample(
    model: str, seed: int, count: int, temperature: float = CALM, source: str = "mixture"
) -> tuple[list[Any], dict[str, Any]]:
    """Draw pictures from a seed; the same arguments always give the same pictures.

    Args:
        model: a model's name, as the page lists them.
        seed: a whole number from 0 on.
        count: how many pictures, 1 to 64.
        temperature: 0 to 2; 1 is as trained, less is cleaner and more alike (the page starts at 0.7). A GAN's psi.
        source: "mixture" (fitted to encoded training images) or "prior"; a GAN knows only the prior.

    Returns:
        The pictures and the settings that make them again.
    """
    settings = settings_of(find(model), seed, count, temperature, source)
    return list(task.sample(**settings)), settings


@polite
def walk(
    model: str, seed_a: int, seed_b: int, frames: int, temperature: float = CALM, source: str = "mixture"
) -> tuple[list[Any], str, dict[str, Any]]:
    """Walk from the first sample of one seed to the first of another; the same arguments always give the same frames.

    Args:
        model: a model's name, as the page lists them.
        seed_a: where the walk begins, a whole number from 0 on.
        seed_b: where it ends.
        frames: how many pictures, both ends included, 2 to 64.
        temperature: 0 to 2; 1 is as trained, less is cleaner and more alike (the page starts at 0.7). A GAN's psi.
        source: "mixture" (fitted to encoded training images) or "prior"; a GAN knows only the prior.

    Returns:
        The frames; an animated WebP that goes there and back; and the settings that make them again.
    """
    a, b = End(seed_a), End(seed_b)
    settings = settings_of(find(model), seed_a, 1, temperature, source)
    images = walk_between(model, a, b, frames, settings["temperature"], settings["source"])
    recipe = recipe_of(settings, a, b, frames)
    form, *_ = FORMS["webp"]
    data = to_animation_bytes(images, form, SCALE, MILLISECONDS, json.dumps(provenance.signed(recipe)))
    return list(images), save_for_download(data, "walk.webp"), recipe
