"""The page and the published numbers ask a network for pictures through one door."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from genfaces import checkpoint, drawing, latents
from genfaces.tasks import reconstruction, samples

ROOT = Path(__file__).resolve().parents[2]
FACES = np.random.default_rng(0).integers(0, 256, (11, 64, 64, 3), dtype=np.uint8)


@pytest.mark.parametrize("family", ["vae", "gan", "gan-labels"])
def test_what_is_measured_is_what_the_page_shows(add, family):
    add("tiny", family)
    drawn = drawing.draw(checkpoint.load("tiny"), 20_000, 20)
    assert np.array_equal(drawn, samples.sample("tiny", 20_000, 20))


def test_a_generator_is_drawn_from_standard_normal_noise_of_the_seed(add):
    """Not from a tenth of it, which would draw the safest pictures and flatter every number."""
    add("tiny", "gan")
    opened = checkpoint.load("tiny")
    assert np.array_equal(drawing.latents_of(opened, 7, 50), latents.draw(7, 50, 6))
    assert np.array_equal(drawing.latents_of(opened, 7, 50, temperature=0.5), 0.5 * latents.draw(7, 50, 6))
    assert latents.draw(7, 2000, 6).std(0) == pytest.approx(np.ones(6), abs=0.05)


def test_a_vae_is_drawn_from_its_mixture_at_full_width_unless_the_prior_is_asked_for(add):
    add("tiny", "vae")
    opened = checkpoint.load("tiny")
    fitted = [opened.arrays[f"mixture_{name}"] for name in ("weights", "means", "scales", "basis")]
    assert np.array_equal(drawing.latents_of(opened, 7, 50), latents.draw_mixture(7, 50, *fitted))
    assert np.array_equal(drawing.latents_of(opened, 7, 50, source="prior"), latents.draw(7, 50, 5))


@pytest.mark.parametrize("family", ["vae", "autoencoder-dense"])
def test_a_published_reconstruction_is_the_pages(add, family):
    add("tiny", family)
    published = drawing.reconstruct(checkpoint.load("tiny"), FACES)
    assert published.shape == FACES.shape
    difference = published[9].astype(int) - reconstruction.reconstruct(FACES[9], "tiny").image
    assert np.abs(difference).max() <= 1  # a place in a batch may change the last digit of a sum


def test_codes_of_an_infogan_are_random_and_do_not_depend_on_the_count(add):
    add("tiny", "infogan", arguments={"codes": {"category": 3, "continuous": 1}, "latent_size": 6, "width": 4})
    opened = checkpoint.load("tiny")
    codes = drawing.given_of(opened, 5, 9)
    assert codes.shape == (9, 4)
    assert len(np.unique(codes[:, :3].argmax(1))) > 1
    assert np.array_equal(drawing.draw(opened, 5, 9)[:2], drawing.draw(opened, 5, 2))


def test_no_task_and_no_metric_runs_a_generator_by_itself():
    asking = {
        path.relative_to(ROOT).as_posix()
        for part in ("genfaces/tasks", "training/measure")
        for path in (ROOT / part).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "decode"
        if ast.unparse(node.func).endswith("network.decode")
    }
    assert asking == {"training/measure/reconstruction.py"}  # the mean squared error is taken before rounding to bytes
