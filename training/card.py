"""The README.md of a checkpoint: a model card in the form of the Hugging Face Hub."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from genfaces import checkpoint as checkpoints
from training import kinds
from training.card_codes import code_sections
from training.card_labels import label_sections
from training.card_metrics import number, sections, table
from training.card_ruler import ruler_sections
from training.card_translation import translation_limits
from training.data import record_of
from training.data.record import DataNotes
from training.kinds.base import CardWords
from training.recipe_text import told
from training.run_folder import write_atomically

STUDY = "study.json"
# Alternative texts of the figures, in the order of the card.
FIGURES = {
    "samples": "Sheet of images that {title} drew from random numbers",
    "sheet": "64 images that {title} drew, none of them chosen: seed 777, enlarged smoothly",
    "labels": "{title}: the same noise with other labels, as the captions say",
    "codes": "{title}: the same noise in every category, and along every continuous code where there are any",
    "pairs": "Reconstructions of held-out images by {title}",
    "translations": "Maps drawn by genfaces, photographs that {title} invents from them, and maps it reads from those",
    "history": "What {title} made of one fixed input at several times in its training, early on the left",
    "curves": "Learning curves of {title} over images seen",
    "study": "Samples of every variant of the study, a row each",
}


BESIDE_NAME = ("samples", "labels", "codes", "pairs", "translations")


def card(config: Mapping[str, Any], figures: Sequence[Path], study: Mapping[str, Any] | None = None) -> str:
    """The model card, Markdown after a YAML header, from config.json's contents.

    figures: files in the folder `figures` beside the card; those that the card knows are shown in its own order. study:
    the contents of a study.json. Where `config["weights_shipped"]` is False, the card says so and tells how to train
    them.
    """
    data, kind = _notes(config["dataset"]), kinds.of(config).words(config)
    counts = {"latent_size": config.get("latent_size"), "label_count": len(config.get("label_names") or ())}
    codes = config["arguments"].get("codes", {})
    counts |= {"category": codes.get("category"), "continuous": codes.get("continuous", 0)}
    size, metrics = config["image_size"], config.get("metrics") or {}
    ruler = ruler_sections(metrics, config.get("training", {}).get("settings", {}))
    parts = [
        f"---\n{_header(config, data, kind)}\n---",
        f"# {config['title']}",
        f"{kind.what.format(**counts)} Images are {size} x {size} pixels. Part of genfaces, a gallery of classic deep "
        f"generative models; there it is called `{config['name']}`.",
        *_pictures(config, figures, BESIDE_NAME),
        f"## How to load it\n\n{_loading(config, kind)}",
        "\n\n".join(["## Measured", *ruler, *_pictures(config, figures, ("sheet",)), *_others(metrics)]),
        f"## How it was trained\n\n{_training(config)}",
        *_pictures(config, figures, ("history", "curves")),
        *([_study(study), *_pictures(config, figures, ("study",))] if study else []),
        "## Limits and bias\n\n" + "\n".join(f"- {limit}" for limit in _limits(config, kind, data)),
        f"## Terms\n\n{_terms(config, data)}",
    ]
    return "\n\n".join(parts) + "\n"


def write_card(folder: Path) -> None:
    """Write the card of a checkpoint folder from what the folder holds."""
    path = folder / STUDY
    study = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    text = card(checkpoints.config_in(folder), sorted((folder / "figures").glob("*.*")), study)
    write_atomically(folder / "README.md", lambda file: file.write(text.encode()))


def _others(metrics: Mapping[str, Any]) -> list[str]:
    """What is measured beside the ruler."""
    return [sections(metrics), *label_sections(metrics), *code_sections(metrics)]


def _notes(dataset: Mapping[str, Any]) -> DataNotes:
    return record_of(dataset["name"]).notes_on(dataset["title"])


def _header(config: Mapping[str, Any], data: DataNotes, kind: CardWords) -> str:
    """The fields that the Hub reads, YAML; every value is a plain word or an address, so that none wants quotes.

    The data set stands in words in the text: the Hub's field for it takes only names of data sets on the Hub.
    """
    size = config["image_size"]
    fields = {
        "library_name": "pytorch",
        "license": data.license,
        "license_name": data.license_name,
        "license_link": data.license_link,
        "pipeline_tag": kind.task,
    }
    tags = ["genfaces", config["family"], *data.tags, f"{size}x{size}"]
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return "\n".join([*lines, "tags:", *(f"- {tag}" for tag in tags)])


def _pictures(config: Mapping[str, Any], figures: Sequence[Path], wanted: Sequence[str]) -> list[str]:
    by_name = {path.stem: path for path in figures}
    title = config["title"].replace("[", "(").replace("]", ")")
    return [
        f"![{FIGURES[name].format(title=title)}](figures/{by_name[name].name})" for name in wanted if name in by_name
    ]


def _command(config: Mapping[str, Any], module: str = "training") -> str:
    drawn = record_of(config["dataset"]["name"]).draw is not None
    return f"python -m {module} {config['recipe']}" + ("" if drawn else " --data PATH")


def _loading(config: Mapping[str, Any], kind: CardWords) -> str:
    block = "```python\n" + kind.use.replace("NAME", config["name"]) + "\n```"
    if config.get("weights_shipped") is not False:
        return block
    return (
        "**The weights are not shipped**: they are too large for this repository, which keeps its numbers and figures. "
        f"To have them, run `{_command(config)}` and publish the run as below. Then they load so:\n\n{block}"
    )


def _training(config: Mapping[str, Any]) -> str:
    seen, source = config["images_seen"], config["dataset"]
    planned = config.get("training", {}).get("images", seen)
    part = "" if seen >= planned else f" of the recipe's {planned:,}"
    if config["family"] == "translator":
        given, unit, passes = "crops of its training part", "crops", ""
    else:
        given, unit = f"{number(source.get('train'))} training images", "images"
        passes = f" ({seen / source['train']:.1f} passes over the training images)" if source.get("train") else ""
    return (
        f"On {source['title']}: {given}; {number(source.get('test'))} images were held out and never trained on. "
        f"It saw {seen:,} {unit}{part}{passes}{_machine(config)}. {_again(config)}\n\n"
        f"```\n{_command(config)}\n{_command(config, 'training.publish')}\n```\n\n"
        + table(("Setting", "Value"), _settings(config))
    )


def _machine(config: Mapping[str, Any]) -> str:
    """How long that took and on what, where the run kept it, and whether its length was set by time."""
    training = config.get("training", {})
    if not training.get("hardware"):
        return ""
    told_time = training.get("budget", {}).get("minutes")
    length = f", as many as fit into the {told_time:g} minutes it was given" if told_time else ""
    changes = training.get("changes")
    there = f", where the recipe sets {told(changes).replace('_', ' ')}" if changes else ""
    machines = ", then on ".join(training["hardware"])
    return f" in {training['seconds'] / 60:.1f} minutes of training on {machines}{there}{length}"


def _again(config: Mapping[str, Any]) -> str:
    """What the commands do that follow: for a run whose recipe changed on the way, not quite the same again."""
    changed = config.get("training", {}).get("changed_at")
    if not changed:
        return "The same commands train and publish it on any machine, and resume after a stop:"
    clocks = " and ".join(f"{images:,}" for images in changed)
    return (
        f"The recipe was changed on the way, after {clocks} images: the settings below say what and when. These "
        "commands follow the recipe as it is now from the start, on any machine, and resume after a stop:"
    )


def _study(study: Mapping[str, Any]) -> str:
    findings = [f"**{finding['title']}.** {finding['text']}" for finding in study["findings"]]
    lists = ["\n".join(f"- {item}" for item in items) for items in (findings, study["notes"]) if items]
    parts = [f"## {study['title']}", study["intro"], table(study["header"], study["rows"]), *lists]
    return "\n\n".join(parts)


def _settings(config: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The recipe that the run followed, field by field, with the method's own settings among them."""
    rows = {"network": told({"family": config["family"]} | dict(config["arguments"]))}
    if config.get("parameters"):
        rows["parameters"] = number(config["parameters"])
    rows |= config.get("training", {}).get("settings", {})
    if config.get("versions"):
        rows["versions"] = told(config["versions"])
    return list(rows.items())


def _limits(config: Mapping[str, Any], kind: CardWords, data: DataNotes) -> list[str]:
    return [
        kind.limit,
        *translation_limits(config),
        *data.limits,
        "Small images and short training: it shows how such models work and is not a product.",
    ]


def _terms(config: Mapping[str, Any], data: DataNotes) -> str:
    code = "The code of genfaces is under the MIT licence."
    if data.license == "mit":
        return f"{config['dataset']['terms']} {code} So are these weights."
    link = f" ([terms of the data]({data.license_link}))" if data.license_link else ""
    return (
        f"{config['dataset']['terms']} {code} The weights and the figures were made from this data, so they are "
        f"offered for non-commercial research only{link}. No image of the data set is part of this folder."
    )
