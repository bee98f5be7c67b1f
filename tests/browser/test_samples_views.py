"""The tab Random samples beyond its sheet: the walk, the comparison, the ladder and the history."""

from __future__ import annotations

import io
import json
from urllib.parse import urlsplit

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import expect
from steps import TILES, download, sideways, sources, wait_for_samples, when_changed

from genfaces.tasks import samples
from genfaces.ui.samples.state import beside

CURRENT = "#ladder [aria-current]"
PLACE = "element => getComputedStyle(element).backgroundPositionY"


def test_two_samples_become_the_ends_of_a_walk_that_is_saved(visit):
    page = visit("?tab=samples&seed=7&count=6")  # enough to be sent with a little loss, as ends are
    drawn = wait_for_samples(page)
    page.locator("#samples .tile").nth(2).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Set as A").click()
    expect(dialog.get_by_role("button", name="This is A now")).to_be_visible()
    dialog.get_by_role("button", name="Next picture").click()
    expect(dialog.get_by_role("heading")).to_have_text("Sample 4 of seed 7")
    dialog.get_by_role("button", name="Set as B").click()
    expect(page.locator("#samples .mark")).to_have_text(["A", "B"])
    dialog.get_by_role("button", name="Walk from A to B").click()
    expect(dialog).to_be_hidden()
    page.wait_for_url("**show=walk&a=7-3&b=7-4")
    assert sources(page, "#samples .end img") == drawn[2:4]
    slider, screen = page.get_by_label("From A to B", exact=True), page.locator("#samples .screen")
    for key, place in (("End", "100%"), ("Home", "0%")):
        slider.press(key)
        assert screen.evaluate(PLACE) == place
    page.get_by_role("button", name="Play").click()
    expect(slider).not_to_have_value("0")
    page.get_by_role("button", name="Pause").click()
    film = Image.open(io.BytesIO(download(page, page.get_by_role("button", name="Download WebP"))))
    assert film.n_frames == 64
    recipe = json.loads(film.getexif()[ExifTags.Base.ImageDescription])
    assert (recipe["a"], recipe["b"]) == ({"seed": 7, "index": 2}, {"seed": 7, "index": 3})
    shared = visit(f"?{urlsplit(page.url).query}")
    # What ends are chosen from comes when it is seen.
    shared.get_by_role("heading", name="Choose A and B").scroll_into_view_if_needed()
    expect(shared.locator("#samples .mark")).to_have_text(["A", "B"])


def test_a_long_sheet_brings_its_end_when_that_is_seen(visit):
    page = visit("?tab=samples&seed=7&count=40")
    tiles = page.locator("#samples .tile")
    wait_for_samples(page)
    page.locator("#samples [data-rest]").scroll_into_view_if_needed()
    expect(tiles).to_have_count(40)
    tiles.last.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Sample 40 of seed 7")
    dialog.get_by_role("button", name="Close").click()
    last = sources(page, TILES)[-1:]
    page.get_by_label("Seed", exact=True).fill("8")
    when_changed(page, "#samples [data-rest] .tile:last-child img", last)
    expect(tiles).to_have_count(40)


def test_models_are_compared_and_the_history_leads_back(visit):
    page = visit("?tab=samples&seed=8&count=2&show=compare")
    rows = page.locator("#samples .rival")
    expect(rows).to_have_count(len(beside(samples.models()[0])))
    first = sources(page, TILES)
    strip = page.locator("#samples-history .rung")
    expect(strip).to_have_count(1)  # a view is kept once it has stayed for a moment
    page.get_by_role("radio", name="Sheet").check(force=True)
    sheet = when_changed(page, TILES, first)
    expect(strip).to_have_count(2)
    page.get_by_label("Seed", exact=True).fill("9")
    when_changed(page, TILES, sheet)
    expect(strip).to_have_count(3)
    strip.last.click()
    expect(page.get_by_role("radio", name="Compare")).to_be_checked()
    expect(page.get_by_label("Seed", exact=True)).to_have_value("8")
    expect(strip.last).to_have_attribute("aria-current", "true")
    assert when_changed(page, TILES, sources(page, "none")) == first


def test_the_ladder_and_the_words_follow_the_kind_of_model(visit):
    page = visit("?tab=samples&seed=7&count=2")
    first = wait_for_samples(page)
    expect(page.get_by_text("Variety", exact=True)).to_be_visible()
    expect(page.locator(CURRENT)).to_have_text("0.7")
    page.locator("#ladder .rung").last.click()
    expect(page.locator(CURRENT)).to_have_text("1.5")
    wild = when_changed(page, TILES, first)
    page.wait_for_url("**temperature=1.5**")
    page.get_by_role("radio", name="Faces", exact=True).check(force=True)
    when_changed(page, TILES, wild)
    page.wait_for_url("**temperature=1.5**")
    assert "model=tags-anime" not in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_the_walk_whole_and_the_keyboard_moves_it(visit, scheme):
    page = visit("?tab=samples&show=walk&count=6", width=390, scheme=scheme)
    page.locator("#samples .screen").wait_for()
    page.locator("#samples [data-rest]").scroll_into_view_if_needed()
    assert len(wait_for_samples(page)) == 6
    assert sideways(page) == 0
    assert page.locator("#samples .screen").bounding_box()["width"] >= 150
    slider = page.get_by_label("From A to B", exact=True)
    slider.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "3 % of the way from A to B")
    assert page.locator("#samples img:not([alt]), #ladder img:not([alt])").count() == 0
