from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml
from huggingface_hub import ModelCard

from genfaces import checkpoint, networks
from training import recipes
from training.card import card
from training.card_metrics import number, sections, table
from training.data.maps import LANDCOVER_TITLE
from training.headline import headline
from training.recipe_text import describe_training

TERMS = "These images may be drawn by anybody."
FIGURES = [Path("x/figures") / name for name in ("curves.png", "history.webp", "pairs.png", "samples.png")]


def a_config(name: str, **changes: Any) -> dict[str, Any]:
    recipe = recipes.find(name)
    return {
        "name": name,
        "title": recipe.title,
        "family": recipe.family,
        "arguments": dict(recipe.arguments),
        "latent_size": 64,
        "label_names": [],
        "image_size": recipe.image_size,
        "pixel_range": list(recipe.pixel_range),
        "recipe": name,
        "training": describe_training(recipe),
        "images_seen": recipe.images,
        "dataset": {"name": recipe.data, "title": "Some pictures", "terms": TERMS, "train": 9000, "test": 1000},
        "metrics": {},
    } | changes


def a_card(name: str, **changes: Any) -> str:
    return card(a_config(name, **changes), FIGURES)


def header(text: str) -> dict[str, Any]:
    return yaml.safe_load(text.split("---\n")[1])


@pytest.mark.parametrize("recipe", recipes.ALL, ids=lambda recipe: recipe.name)
def test_every_recipe_gets_a_card_that_the_hub_can_read(recipe):
    text = a_card(recipe.name)
    data = ModelCard(text).data
    assert data.to_dict() == header(text)
    assert data.library_name == "pytorch"
    assert data.pipeline_tag in ("unconditional-image-generation", "image-to-image", "image-classification")
    assert {"genfaces", recipe.family} <= set(data.tags)
    assert f"# {recipe.title}\n" in text
    assert TERMS in text
    assert ("identifying people" in text) == (recipe.family != "translator"), "landscapes show nobody"
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize(("name", "licence"), [("vae-avatars", "mit"), ("vae-faces", "other"), ("gan-anime", "other")])
def test_the_licence_follows_the_data(name, licence):
    text = a_card(name)
    assert header(text)["license"] == licence
    assert ("license_name" in header(text)) == (licence == "other")
    assert ("non-commercial research only" in text) == (licence == "other")
    # Data that anybody can draw need no path.
    assert (f"python -m training {name} --data PATH\n" in text) == (licence == "other")


def test_unknown_data_are_not_given_away():
    assert header(a_card("vae-faces", dataset={"name": "new", "title": "New", "terms": TERMS}))["license"] == "other"


def test_the_public_mosaic_has_its_own_licence():
    public = {"name": "maps", "title": LANDCOVER_TITLE, "terms": TERMS}
    assert header(a_card("cyclegan-maps", dataset=public))["license_name"] == "cc-by-nc-sa-4.0"
    assert "Poland" in a_card("cyclegan-maps", dataset=public)
    assert "Poland" not in a_card("cyclegan-maps")


def test_figures_that_exist_are_shown_once_with_a_text():
    text = a_card("vae-avatars")
    shown = re.findall(r"!\[(.+?)\]\((.+?)\)", text)
    assert [path for _, path in shown] == [
        f"figures/{n}" for n in ("samples.png", "pairs.png", "history.webp", "curves.png")
    ]
    assert all("avatars" in alternative for alternative, _ in shown)
    assert "![" not in card(a_config("vae-avatars"), [])


@pytest.mark.parametrize(
    ("name", "arguments", "labels"),
    [
        ("vae-avatars", {"latent_size": 8, "width": 8, "linear_size": 0}, []),
        ("ae-faces-dense", {}, []),
        ("judge-faces", {"width": 8, "labels": 2}, ["a", "b"]),
        ("gan-anime", {"latent_size": 8, "width": 8}, []),
        ("gan-anime", {"latent_size": 8, "width": 8, "label_size": 2}, ["a", "b"]),
        ("infogan-avatars", {"codes": {"category": 3}, "latent_size": 8, "width": 8, "embedding_size": 4}, []),
    ],
)
def test_the_loading_code_runs(name, arguments, labels, tmp_path, monkeypatch):
    monkeypatch.setenv("GENFACES_CHECKPOINTS", str(tmp_path))
    family = recipes.find(name).family
    network = networks.build(family, arguments).eval()
    latent_size = getattr(network, "latent_size", None)
    config = a_config(name, arguments=arguments, label_names=labels, latent_size=latent_size)
    rows = {"label_rows": np.eye(2, dtype=np.uint8), "label_counts": np.array([3, 1])} if labels else {}
    checkpoint.save(tmp_path / name, network, config, rows)
    code = re.search(r"```python\n(.+?)```", card(config, []), re.DOTALL).group(1)
    scope: dict[str, Any] = {}
    exec(code, scope)
    made = scope.get("images", scope.get("image", scope.get("logits")))
    assert made.shape in ((16, 64, 64, 3), (1, 64, 64, 3), torch.Size((1, 2)))


def test_a_card_without_weights_says_so():
    assert "not shipped" not in a_card("vae-faces-1024", weights_shipped=True)
    text = a_card("vae-faces-1024", weights_shipped=False)
    assert "**The weights are not shipped**" in text
    assert "run `python -m training vae-faces-1024 --data PATH`" in text


def test_training_is_told_in_full():
    text = a_card("gan-anime", images_seen=1024, versions={"torch": "2.9"}, parameters=1234567)
    assert f"saw 1,024 images of the recipe's {recipes.find('gan-anime').images:,}" in text
    for row in (
        "| parameters | 1,234,567 |",
        "| objective | Relativistic |",
        f"| r1 | {recipes.find('gan-anime').method.r1} |",
        "| versions | torch 2.9 |",
    ):
        assert row in text
    assert re.search(r"\| augment \| DiffAugment: colour 0\.\d+, translation 0\.125, cutout 0\.\d+ \|", text)


def test_a_finished_run_is_not_called_part_of_the_recipe():
    assert "of the recipe's" not in a_card("vae-avatars")


def test_a_run_on_a_card_says_which_and_what_its_recipe_sets_there():
    run = {
        "seconds": 330,
        "hardware": ["NVIDIA H100, bfloat16 autocast"],
        "changes": {"batch_size": 128},
        "budget": {"minutes": 6.0},
    }
    text = a_card("gan-faces", training={"images": 10, "settings": {}} | run)
    assert (
        "in 5.5 minutes of training on NVIDIA H100, bfloat16 autocast, where the recipe sets batch size 128, "
        "as many as fit into the 6 minutes it was given"
    ) in text


def test_a_run_whose_recipe_changed_says_when_and_promises_no_more():
    text = a_card("vae-avatars", training={"images": 10, "settings": {}, "changed_at": [4, 8]})
    assert "changed on the way, after 4 and 8 images" in text
    assert "The same commands" not in text
    assert "The same commands" in a_card("vae-avatars")


def test_translators_say_what_they_hardly_show_and_hide():
    shares = {"wood": 0.4, "building": 0.02}
    metrics = {"translation": {
        "aerial_to_map": {"accuracy": 0.6, "intersection_over_union": shares},
        "map_to_aerial": {"read_back": 0.7, "read_back_intersection_over_union": {"wood": 0.5, "road": 0.001}},
        "cycle": {"hidden_aerial": 0.0123, "hidden_map": -0.001},
    }}  # fmt: skip
    text = a_card("cyclegan-maps", metrics=metrics)
    assert "held-out photographs: building (" in text
    assert "invented photographs: road." in text
    assert "adds 0.012 to the error of a photograph's way there and back, and 0.0 to a map's" in text
    assert "| read back intersection over union: road | 0.00100 |" in text
    assert "hide notes" not in a_card("pix2pix-maps", metrics=metrics), "nothing is ever sent back"
    assert "| turns | 8 |" in text
    assert "| flip |" not in text


def test_distances_stand_beside_their_floor_and_count():
    def distance(value: float) -> dict[str, Any]:
        counts = {"samples": 2000, "references": 1000}
        return {"frechet": {"value": value} | counts, "kernel": {"mean": value / 1e3, "std": 3e-4} | counts}

    text = sections({"distances": {"judge-faces": {"floor": distance(1.234), "mixture": distance(20.123)}}})
    assert "| judge-faces | Fréchet | fitted mixture | 20.1 | 1.23 | 2,000 |" in text
    assert "| judge-faces | kernel (KID) | fitted mixture | 0.0201 ± 0.0003 | 0.00123 ± 0.0003 | 2,000 |" in text


def test_a_missing_floor_is_said_to_be_missing():
    text = sections({"distances": {"dlib": {"prior": {"frechet": {"value": math.nan, "samples": 10}}}}})
    assert "| dlib | Fréchet | prior | not measured | not measured | 10 |" in text


def test_numbers_carry_their_images_and_lists_stay_away():
    metrics = {
        "reconstruction": {"test_mse": 0.0038561, "images": 1000},
        "latent": {"kl": 421.2345, "kl_per_dimension": [0.123456] * 64, "active": 60, "images": 1000},
        "something_new": {"score": 0.5},
        "neighbours": {"sample_median": 4.64, "test_median": 4.44, "closer": 0.4, "samples": 500, "test": 1000},
    }
    text = sections(metrics)
    assert "| Mean squared error, pixels in [0, 1] | 0.00386 | 1,000 |" in text
    assert "| Active latent dimensions | 60 | 1,000 |" in text
    assert "of a sample, median distance | 4.64 | 500 |" in text
    assert "of a held-out image, median distance | 4.44 | 1,000 |" in text
    assert "| something new: score | 0.500 | – |" in text
    assert "0.123" not in text


def test_a_judge_is_measured_label_by_label():
    attributes = {
        "accuracy": {"Male": 0.96, "Bald_Head": 1.0},
        "balanced": {"Male": 0.955},
        "mean_balanced": 0.84,
        "counted": ("Male",),
        "images": 1000,
    }
    group = {"names": ("hair:a", "hair:b"), "accuracy": 0.9, "confusion": ((9, 1), (1, 9)), "images": 20}
    text = sections({"classification": {"attributes": attributes, "hair": group}})
    assert "| Mean balanced accuracy (labels with 5 % or more of each value) | 0.840 | 1,000 |" in text
    assert "| Male | 0.960 | 0.955 |" in text
    assert "| Bald Head | 1.00 | – |" in text
    assert "| hair: Accuracy | 0.900 | 20 |" in text


def test_a_card_before_measuring():
    assert "Nothing has been measured yet." in a_card("vae-avatars")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "not measured"),
        (math.inf, "not measured"),
        (0.0, "0.00"),
        (0.0038561, "0.00386"),
        (-0.5, "-0.500"),
        (421.23, "421"),
        (12345.6, "12,346"),
        (0.00001234, "1.23e-05"),
        (9000, "9,000"),
    ],
)
def test_sensible_digits(value, text):
    assert number(value) == text


def test_a_bar_does_not_break_a_table():
    assert table(("a",), [("x|y",)]) == "| a |\n| --- |\n| x\\|y |"


def test_a_title_cannot_break_the_header_or_a_picture():
    text = a_card("vae-faces", title="Faces: [best] - 'so far'")
    assert header(text)["license"] == "other"
    assert "that Faces: (best) - 'so far' drew" in text


def a_score(value, count, **others):
    return {
        "frechet": {"value": value, "samples": count, "references": 8000},
        "kernel": {"mean": value / 1e3, "std": 2e-3, "samples": count},
        "coverage": {"precision": 0.61, "recall": 0.22, "samples": count, "references": count},
    } | others


RULER = {"floor": a_score(36.2, 1000), "prior": a_score(120.4, 2000, as_many_as_floor=a_score(133.1, 1000))}


def test_the_ruler_leads_and_stands_beside_its_floor_at_equal_counts():
    text = a_card("gan-faces", metrics={"fd_imagenet": RULER, "distances": {"judge-faces": {}}})
    assert text.index("### fd_imagenet") < text.index("How it was trained")
    rows = [line for line in text.splitlines() if line.startswith(("| samples", "| held-out images"))]
    assert rows == [
        "| samples, latents from the prior | 2,000 | 120 | 0.120 ± 0.002 | 0.610 | 0.220 |",
        "| samples, latents from the prior | 1,000 | 133 | 0.133 ± 0.002 | 0.610 | 0.220 |",
        "| held-out images (the floor) | 1,000 | 36.2 | 0.0362 ± 0.002 | 0.610 | 0.220 |",
    ]
    assert "fd imagenet" not in text, "the general table leaves it out"


@pytest.mark.parametrize(
    ("projected", "said"),
    [("Projected: weight 0.3", True), ("None until 9 images, then Projected", True), ("None", False)],
)
def test_a_model_that_learned_from_an_imagenet_network_says_that_the_ruler_flatters_it(projected, said):
    training = {"images": 9, "settings": {"projected": projected}}
    assert ("the numbers flatter it" in a_card("gan-faces", metrics={"fd_imagenet": RULER}, training=training)) == said


def test_the_headline_begins_with_the_ruler():
    line = headline({"fd_imagenet": RULER, "tags": {"hair": {"accuracy": 1.0}, "eyes": {"accuracy": 0.5}}})
    assert line.startswith("fd_imagenet 120 (of 1,000 133, floor 36.2); precision 0.61, recall 0.22; ")
    assert "whole faces" not in line


def test_the_headline_of_a_vae_sets_its_reconstructions_beside_principal_components():
    rebuilt = {"reconstruction": a_score(90.0, 1000), "principal_components": a_score(200.0, 1000)}
    line = headline({"fd_imagenet": {"floor": a_score(36.2, 1000), "mixture": a_score(250.0, 2000)} | rebuilt})
    assert "reconstructions' fd_imagenet 90 (principal components 200, floor 36.2)" in line
    assert "precision" not in headline({"fd_imagenet": {"floor": a_score(36.2, 1000)} | rebuilt})


def test_the_retired_judge_says_so_on_its_card():
    text = a_card("judge-anime-faces")
    assert "Retired" in text
    assert "takes 64 for whole faces and the eye 45" in text
