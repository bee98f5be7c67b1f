from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml
from huggingface_hub import ModelCard
from tiny_scores import RULER

from genfaces import checkpoint, networks
from training import recipes
from training.card import card
from training.data.maps import LANDCOVER_TITLE
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
    shows_people = recipe.data not in ("maps", "earth", "flowers")
    assert ("identifying people" in text) == shows_people, "landscapes and flowers show nobody"
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


def test_a_card_before_measuring():
    assert "Nothing has been measured yet." in a_card("vae-avatars")


def test_a_title_cannot_break_the_header_or_a_picture():
    text = a_card("vae-faces", title="Faces: [best] - 'so far'")
    assert header(text)["license"] == "other"
    assert "that Faces: (best) - 'so far' drew" in text


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


def test_the_retired_judge_says_so_on_its_card():
    text = a_card("judge-anime-faces")
    assert "Retired" in text
    assert "takes 64 for whole faces and the eye 45" in text
