"""The tab *Random samples*: pictures from a seed, enlarged by a click, named by an address."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from genfaces.images import grid as lay_out
from genfaces.tasks import sampling
from genfaces.tasks.models import Model
from genfaces.ui import provenance, seed
from genfaces.ui.download import links
from genfaces.ui.events import PRIVATE, polite, sentence_of
from genfaces.ui.markup import block, note, picture_buttons

ID, LABEL = "samples", "Random samples"
FIRST_SEED, FIRST_COUNT = 7, 24
CALM = 0.7  # the temperature to begin with: a little less varied than the data, and cleaner

INTRO = """<p class="intro">Random numbers go in, a picture comes out: nobody was photographed for these.
The <b>seed</b> names the numbers, so the same seed always gives the same pictures.</p>"""
SOURCES = [("Fitted mixture: close to real examples", "mixture"), ("Plain prior: N(0, 1)", "prior")]


def build(page: gr.Blocks) -> list[gr.HTML]:
    """The tab's contents; returns the grids whose pictures can be enlarged."""
    offered = sampling.models()
    block(INTRO)
    if not offered:
        block(note("No model that draws from noise is installed here, so this tab is unavailable."))
        return []
    with gr.Row(elem_classes="work pictures-first"):
        with gr.Column(scale=1, min_width=280, elem_classes="controls"):
            row = seed.build(FIRST_SEED, sampling.MAX_SEED, "Draw new faces", "Draw this seed again")
            model = gr.Dropdown([(item.title, item.name) for item in offered], value=offered[0].name, label="Model")
            count = gr.Slider(1, sampling.MAX_COUNT, FIRST_COUNT, step=1, label="How many")
            temperature = gr.Slider(
                0,
                1.5,
                CALM,
                step=0.05,
                label="Temperature",
                info="1: as varied as the data. Less: alike and clean.",
            )
            source = gr.Radio(
                SOURCES,
                value="mixture",
                label="Where the numbers come from",
                visible=has_mixture(offered[0]),
            )
        with gr.Column(scale=3, min_width=320):
            sheet = block("", "pictures.js", elem_id="samples")
    provenance.build(model)

    settings = [model, row.seed, count, temperature, source]
    row.draw.click(draw_next, [row.lock, *settings], [row.seed, sheet], **PRIVATE)
    gr.on([control.input for control in (row.seed, count, temperature, source)], draw, settings, sheet, **PRIVATE)
    model.input(lambda name: gr.update(visible=has_mixture(_find(name))), model, source, **PRIVATE).then(
        draw, settings, sheet, **PRIVATE
    )
    page.load(restore, None, settings, **PRIVATE).then(draw, settings, sheet, **PRIVATE)
    _endpoint()
    return [sheet]


def has_mixture(model: Model) -> bool:
    """Whether there is a choice between a mixture and the prior; a generator is always drawn from its prior."""
    return model.kind == "vae"


def settings_of(
    model: Model, seed: int, count: int, temperature: float = CALM, source: str = "mixture"
) -> dict[str, Any]:
    """Arguments of `sampling.sample`, with the source that the model really has."""
    source = source if has_mixture(model) else "prior"
    return {"model": model.name, "seed": seed, "count": count, "temperature": temperature, "source": source}


@polite
def draw_next(locked: bool, name: str, seed_: int, count: int, temperature: float, source: str) -> tuple[int, str]:
    """The main button: the next seed and its pictures."""
    seed_ = seed.following(seed_, locked)
    return seed_, draw(name, seed_, count, temperature, source)


def draw(name: str, seed: int | None, count: int, temperature: float, source: str) -> str:
    """The pictures of these settings with their links, or one sentence."""
    try:
        settings = settings_of(_find(name), int(seed or 0), int(count), float(temperature), source)
        images = sampling.sample(**settings)
    except Exception as error:
        return note(sentence_of(error))
    alts = [f"Sample {index + 1} of seed {settings['seed']}, model {name}" for index in range(len(images))]
    address = "?" + urlencode({"tab": ID, **settings})
    sheet = lay_out(images, columns=8)
    name = f"{name}-seed-{settings['seed']}-sheet"
    return (
        f'{picture_buttons(images, alts, settings)}<div class="below" data-view="{escape(address)}">'
        f"{links(sheet, {'task': 'sample', **settings}, name, scale=2)}"
        f'<a class="quiet" href="{escape(address)}">Link to this view</a></div>'
    )


def restore(request: gr.Request) -> list[Any]:
    """The controls as the address says (`?model=vae-faces&seed=7`); what it does not say or says wrongly stays."""
    return list(from_address(dict(request.query_params)).values())


def from_address(query: Mapping[str, str]) -> dict[str, Any]:
    """Updates of model, seed, count, temperature and source."""
    offered = {item.name: item for item in sampling.models()}
    updates: dict[str, Any] = dict.fromkeys(("model", "seed", "count", "temperature", "source"), gr.skip())
    if query.get("tab") != ID:
        return updates
    source: dict[str, Any] = {}  # both may change at once: whether the choice is there, and what is chosen
    if (name := query.get("model")) in offered:
        updates["model"] = name
        source["visible"] = has_mixture(offered[name])
    elif name:
        gr.Warning(f"There is no model “{escape(name[:40])}” here; another one was taken.", title="About the address")
    for key, low, high in (("seed", 0, sampling.MAX_SEED), ("count", 1, sampling.MAX_COUNT)):
        if query.get(key, "").isdecimal() and low <= int(query[key]) <= high:
            updates[key] = int(query[key])
    with contextlib.suppress(KeyError, ValueError):
        updates["temperature"] = min(max(float(query["temperature"]), 0.0), 1.5)
    if query.get("source") in sampling.SOURCES:
        source["value"] = query["source"]
    if source:
        updates["source"] = gr.update(**source)
    return updates


def _find(name: str) -> Model:
    for model in sampling.models():
        if model.name == name:
            return model
    return Model(name, name, "", "gan")  # unknown: the task's own sentence says so


def _endpoint() -> None:
    inputs = [
        gr.Textbox(sampling.models()[0].name, label="model", visible=False),
        gr.Number(FIRST_SEED, label="seed", precision=0, visible=False),
        gr.Number(8, label="count", precision=0, visible=False),
        gr.Number(1.0, label="temperature", visible=False),
        gr.Textbox("mixture", label="source", visible=False),
    ]
    outputs = [gr.Gallery(label="images", format="png", visible=False), gr.JSON(label="settings", visible=False)]
    gr.on([], sample, inputs, outputs, api_name="sample", concurrency_id="model", concurrency_limit=1)


@polite
def sample(
    model: str, seed: int, count: int, temperature: float = 1.0, source: str = "mixture"
) -> tuple[list[Any], dict[str, Any]]:
    """Draw pictures from a seed; the same arguments always give the same pictures.

    Args:
        model: a model's name, as the page lists them.
        seed: a whole number from 0 on.
        count: how many pictures, 1 to 64.
        temperature: 0 to 2; 1 is as trained, less is cleaner and more alike.
        source: "mixture" (fitted to encoded training images) or "prior"; a GAN knows only the prior.

    Returns:
        The pictures, 64 x 64 pixels, and the settings that make them again.
    """
    settings = settings_of(_find(model), seed, count, temperature, source)
    return list(sampling.sample(**settings)), settings
