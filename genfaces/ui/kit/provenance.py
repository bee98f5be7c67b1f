"""The fold "How it was trained", the same under every tab: facts, curves, film, measures, limits and terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import gradio as gr

from genfaces.tasks import provenance, samples
from genfaces.tasks.errors import TaskError
from genfaces.tasks.provenance import Frame, Provenance, Study
from genfaces.ui.kit import charts
from genfaces.ui.kit.charts import number
from genfaces.ui.kit.events import LIGHT, PRIVATE, sentence_of
from genfaces.ui.kit.markup import block, data_uri, image_tag, note
from genfaces.ui.kit.words import plain

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
# Curves that are drawn together, on one axis; each of the others gets a panel of its own.
PANELS = {
    "Error on images": ("test_mse", "reconstruction"),
    "Losses": ("generator", "discriminator"),
    "Discriminator’s scores": ("d_real", "d_fake"),
    "Errors on labels": ("class_real", "class_fake", "mismatch"),
    "Errors on codes": ("codes", "codes_d", "codes_g"),
    "Penalties": ("r1", "r2", "gradient_penalty"),
}
# What a seed promises; see `samples.sample`.
PROMISE = (
    "names the same picture on every machine of one architecture: the noise is the same to the bit, a colour may "
    f"differ by {samples.TOLERANCE} step of 255, in fewer than 1 value in {1 / samples.RARELY:,.0f}"
)
MOST = 10  # labels of the codes' chart
CARD = ("Measured", "Limits and bias", "Terms")  # the model card's sections that are repeated here


def build(model: gr.components.Component) -> None:
    """The fold for the model chosen in `model`, a component whose value is a model's name."""
    with gr.Accordion("How it was trained", open=False, elem_classes="fold") as fold:
        facts = block(note("One moment …"))
        curves = gr.Plot(visible=False, container=False, show_label=False)
        codes = gr.Plot(visible=False, container=False, show_label=False)
        made = block("", "kit/film.js")
        study = gr.Plot(visible=False, container=False, show_label=False)
        card = gr.Markdown(elem_classes="card")
    # Nothing is made for a fold that is closed, where a figure would not know its width either.
    is_open, shown = gr.State(False), [facts, curves, codes, made, study, card]
    fold.expand(lambda: True, None, is_open, **LIGHT).then(render, model, shown, **PRIVATE)
    fold.collapse(lambda: False, None, is_open, **LIGHT)
    model.change(follow, [is_open, model], shown, **PRIVATE)


def render(model: str) -> tuple[str, Any, Any, str, Any, str]:
    """What is told of a model, from top to bottom; one sentence for an unavailable one.

    HTML of its facts, its learning curves, the chart of its codes, HTML of its film and study, the study's chart, and
    Markdown of its card.
    """
    try:
        made = provenance.describe(model)
    except TaskError as error:
        return note(sentence_of(error)), _shown(None), _shown(None), "", _shown(None), ""
    card = "\n\n".join(f"### {heading}\n\n{made.card[heading]}" for heading in CARD if heading in made.card)
    panels = _panels(made.stats)
    heading = "<h3>Learning curves</h3>" if panels else ""
    return (
        f'<div class="provenance">{_facts(made)}{heading}</div>',
        _shown(charts.curves(panels) if panels else None),
        _shown(_codes_chart(made.config)),
        f'<div class="provenance">{_film(made.film)}{_study(made.study)}</div>',
        _shown(_study_chart(made.study)),
        card,
    )


def follow(is_open: bool, model: str) -> tuple[Any, ...]:
    """Another model was chosen: the fold follows while it is open."""
    return render(model) if is_open else (gr.skip(),) * 6


def _shown(figure: Any) -> Any:
    """A figure, or its place closed up."""
    return gr.update(value=figure, visible=figure is not None)


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


def _panels(stats: Sequence[Mapping[str, Any]]) -> dict[str, list[charts.Curve]]:
    """The log's curves by panel: first those that people look for."""
    named = {name: title for title, names in PANELS.items() for name in names}
    known = [name for name in CURVES if any(name in row for row in stats)]
    others = sorted({name for row in stats for name in row} - provenance.BOOKKEEPING - set(CURVES))
    panels: dict[str, list[charts.Curve]] = {}
    for name in known + others:
        points = [(row["images_seen"], row[name]) for row in stats if isinstance(row.get(name), int | float)]
        if len(points) > 1:
            words = CURVES.get(name, name.replace("_", " "))
            panels.setdefault(named.get(name, words), []).append((words, *zip(*points, strict=True)))
    return panels


def _codes_chart(config: Mapping[str, Any]) -> Any:
    """What an InfoGAN's category was measured to tell of each label, the most first; None where it was not."""
    try:
        meaning = config["metrics"]["codes"]["meaning"]
        told = {plain(name): float(share) for name, share in meaning["mutual_information"].items()}
        title = f"What the category tells of a label, as {meaning['judge']} sees it: 0 nothing, 1 everything"
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    most = sorted(told, key=lambda name: -told[name])[:MOST]
    return charts.bars(title, {name: told[name] for name in most}) if most else None


def _study_chart(study: Study | None) -> Any:
    """The study's main number, the second column of its table, as bars; None where it is no column of numbers."""
    if study is None or len(study.header) < 2:
        return None
    try:
        shown = {row[0]: float(row[1].replace(",", "")) for row in study.rows}
    except (ValueError, IndexError):
        return None
    hints = [
        "; ".join(f"{name}: {cell}" for name, cell in zip(study.header[2:], row[2:], strict=False))
        for row in study.rows
    ]
    return charts.bars(study.header[1], shown, hints) if len(shown) > 1 else None


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
