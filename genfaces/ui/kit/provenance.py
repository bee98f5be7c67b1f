"""The fold "How it was trained", the same under every tab: facts, curves, film, measures, limits and terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import gradio as gr

from genfaces.tasks import provenance, samples
from genfaces.tasks.errors import TaskError
from genfaces.tasks.provenance import Frame, Provenance, Study
from genfaces.ui.kit.chart import line_chart, number
from genfaces.ui.kit.events import PRIVATE, sentence_of
from genfaces.ui.kit.markup import block, data_uri, image_tag, note

# What the log's numbers are called on the page; others appear under their own names, these first.
CURVES = {
    "test_mse": "Error on held-out images (MSE)",
    "reconstruction": "Reconstruction loss",
    "kl": "KL divergence (nats an image)",
    "generator": "Generator’s loss",
    "discriminator": "Discriminator’s loss",
    "d_real": "Discriminator’s score of real images",
    "d_fake": "Discriminator’s score of drawn images",
    "spread": "Spread of samples (data: 1)",
    "class_real": "Discriminator’s error on labels of real images",
    "class_fake": "Generator’s error on the labels it was given",
    "codes": "Error of reading the codes, in a turn of its own",
    "codes_d": "Recogniser’s error on the codes",
    "codes_g": "Generator’s error on the codes it was given",
    "mismatch": "Discriminator’s error on real images with wrong labels",
    "r1": "R1 penalty, on real images",
    "r2": "R2 penalty, on drawn images",
    "gradient_penalty": "Gradient penalty",
}
# What a seed promises; see `samples.sample`.
PROMISE = (
    "names the same picture on every machine of one architecture: the noise is the same to the bit, a colour may "
    f"differ by {samples.TOLERANCE} step of 255, in fewer than 1 value in {1 / samples.RARELY:,.0f}"
)
CARD = ("Measured", "Limits and bias", "Terms")  # the model card's sections that are repeated here


def build(model: gr.components.Component) -> None:
    """The fold for the model chosen in `model`, a component whose value is a model's name."""
    with gr.Accordion("How it was trained", open=False, elem_classes="fold") as fold:
        made = block(note("One moment …"), "kit/film.js")
        card = gr.Markdown(elem_classes="card")
    for event in (fold.expand, model.change):
        event(render, model, [made, card], **PRIVATE)


def render(model: str) -> tuple[str, str]:
    """HTML of what happened in training and Markdown from the model card; one sentence for an unavailable model."""
    try:
        made = provenance.describe(model)
    except TaskError as error:
        return note(sentence_of(error)), ""
    card = "\n\n".join(f"### {heading}\n\n{made.card[heading]}" for heading in CARD if heading in made.card)
    parts = _facts(made), _curves(made.stats), _film(made.film), _study(made.study)
    return f'<div class="provenance">{"".join(parts)}</div>', card


def _facts(made: Provenance) -> str:
    config, data = made.config, made.config.get("dataset", {})
    facts = {
        "Model": f"{config['title']} ({config['name']})",
        "Learned numbers": number(made.parameters),
        "Latent": f"{number(config['latent_size'])} numbers describe a picture" if config.get("latent_size") else "",
        "Images seen": number(config["images_seen"]) if "images_seen" in config else "",
        "Data": _data(data),
        "Terms of the data": str(data.get("terms", "")),
        "A seed": PROMISE if any(model.name == config["name"] for model in samples.models()) else "",
    }
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value)
    return f'<dl class="facts">{rows}</dl>'


def _data(data: Mapping[str, Any]) -> str:
    words = {"train": "to learn from", "test": "held out for measuring"}
    counts = [f"{number(data[part])} {word}" for part, word in words.items() if isinstance(data.get(part), int)]
    return ": ".join(part for part in (str(data.get("title", "")), ", ".join(counts)) if part)


def _curves(stats: Sequence[Mapping[str, Any]]) -> str:
    known = [name for name in CURVES if any(name in row for row in stats)]
    others = sorted({name for row in stats for name in row} - provenance.BOOKKEEPING - set(CURVES))
    charts = []
    for name in known + others:
        points = [(row["images_seen"], row[name]) for row in stats if isinstance(row.get(name), int | float)]
        if len(points) > 1:
            charts.append(line_chart(CURVES.get(name, name.replace("_", " ")), *zip(*points, strict=True)))
    return f'<h3>Learning curves</h3><div class="charts">{"".join(charts)}</div>' if charts else ""


def _film(film: Sequence[Frame]) -> str:
    if not film:
        return ""
    # Only the last frame is shown until the slider is moved, also before the page's script has run.
    last = len(film) - 1
    frames = "".join(
        f"<figure{'' if place == last else ' hidden'}>"
        f"{image_tag(data_uri(frame.webp, 'image/webp'), f'What it drew after {number(frame.images_seen)} images')}"
        f"<figcaption>after {number(frame.images_seen)} images</figcaption></figure>"
        for place, frame in enumerate(film)
    )
    return (
        f'<h3>The same noise through training</h3><div class="film"><div class="frames">{frames}</div>'
        f'<label>Early to late <input type="range" min="0" max="{last}" value="{last}" data-film '
        f'aria-valuetext="after {number(film[last].images_seen)} images"></label></div>'
    )


def _study(study: Study | None) -> str:
    """Pictures, table and findings of a study, in the style of the model card."""
    if study is None:
        return ""
    alt = "Samples of every variant of the study, a row each, named above it"
    sheet = f'<img class="study" src="{data_uri(study.webp, "image/webp")}" alt="{alt}">' if study.webp else ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in study.header)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in study.rows)
    findings = "".join(f"<li><b>{escape(name)}.</b> {escape(text)}</li>" for name, text in study.findings.items())
    notes = "".join(f"<p>{escape(text)}</p>" for text in study.notes)
    return (
        f'<div class="card"><h3>{escape(study.title)}</h3><p>{escape(study.intro)}</p>{sheet}'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><ul>{findings}</ul>{notes}</div>"
    )
