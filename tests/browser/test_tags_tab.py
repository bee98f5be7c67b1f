"""The tab Tags, driven by a visitor."""

from __future__ import annotations

import io
import json
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import expect
from steps import download, move_at_once, open_tab, read_downloads, sideways, sources, when_changed

FACES = "#tags-faces .tile img"
CHOSEN = "#tags-stage [role=gridcell][aria-selected=true]"


def test_words_swatches_and_the_palette_lead_from_pair_to_pair(visit):
    page = visit("?tab=tags&hair=aqua&eyes=red&seed=7&count=2")
    page.wait_for_selector("#tags-stage .palette")
    heading, words = page.locator("#tags-faces h3"), page.get_by_label("In words")
    expect(page.get_by_role("gridcell")).to_have_count(120)
    expect(page.locator(CHOSEN)).to_have_attribute("aria-label", "aqua hair, red eyes")
    first = sources(page, FACES)
    assert len(first) == 2
    words.fill("eyes GREEN, purpel hair")
    words.press("Enter")
    expect(page.locator("#tags-told")).to_contain_text("did you mean “purple”?")
    assert sources(page, FACES) == first
    words.fill("eyes GREEN, blond hair")
    words.press("Enter")
    expect(heading).to_have_text("Blonde hair, green eyes")
    page.wait_for_url("**hair=blonde&eyes=green&seed=7**")
    expect(page.locator(".swatches").first.get_by_label("blonde")).to_be_checked()
    unseen = page.get_by_role("gridcell", name="purple hair, black eyes, never seen in training")
    unseen.click()
    expect(page.locator("#tags-faces")).to_contain_text("Never seen in training")
    expect(words).to_have_value("purple hair, black eyes")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".lens")).to_contain_text("purple hair, aqua eyes")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Purple hair, aqua eyes")
    sheet = Image.open(
        io.BytesIO(download(page, page.locator("#tags-stage").get_by_role("button", name="Download PNG")))
    )
    assert (sheet.width > 12 * 128, json.loads(sheet.text["genfaces"])["seed"]) == (True, 7)
    _, recipe = read_downloads(page, page.locator("#tags-faces"))
    assert (recipe["hair"], recipe["eyes"], recipe["count"]) == ("purple", "aqua", 2)
    before = sources(page, FACES)
    page.get_by_role("button", name="Random colours").click()
    when_changed(page, FACES, before)
    expect(page.locator("#tab-tags").get_by_label("Seed", exact=True)).to_have_value("7")
    oldest = page.locator("#tags-history .rung").last
    hair, eyes = oldest.text_content().split(", ")
    oldest.click()
    expect(heading).to_have_text(f"{hair.capitalize()} hair, {eyes} eyes")
    page.locator("#tags-faces .tile").first.click()
    expect(page.get_by_role("dialog").get_by_role("heading")).to_contain_text("hair")


def test_what_moves_while_random_tags_are_drawn_is_meant_for_them(visit):
    page = visit("?tab=tags&hair=aqua&eyes=red&seed=7&count=2")
    page.wait_for_selector("#tags-stage .palette")
    move_at_once(page, "#tab-tags .random-tags", "#tab-tags input[type=range]", 4)
    expect(page.locator(FACES)).to_have_count(4)
    page.wait_for_url(lambda url: "count=4" in url and "hair=aqua&eyes=red" not in url)
    words = page.get_by_label("In words").input_value()
    expect(page.locator("#tags-faces h3")).to_have_text(words.capitalize())
    seed = page.locator("#tab-tags").get_by_label("Seed", exact=True).input_value()
    assert f"seed={seed}&" in page.url


def test_a_phone_shows_the_tab_and_the_morph(visit):
    page = visit(width=390, scheme="dark")
    open_tab(page, "Anime from words")
    page.wait_for_selector("#tags-stage .palette")
    assert sideways(page) == 0
    assert page.locator("#tab-tags img:not([alt])").count() == 0
    page.get_by_role("radio", name="Morph A to B").check(force=True)
    page.wait_for_url("**show=morph**")
    assert sideways(page) == 0
    page.get_by_role("button", name="Swap A and B").click()
    expect(page.locator("#tags-faces h3")).to_have_text("Blonde hair, blue eyes")
    page.wait_for_url("**from=aqua,red**")
    slider = page.locator("#tags-stage [data-walk]")
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "0 % of the way from A to B")
    film = download(page, page.locator("#tags-stage").get_by_role("button", name="Download WebP"))
    assert Image.open(io.BytesIO(film)).size == (256, 256)
    shared = visit(f"?{urlsplit(page.url).query}")
    expect(shared.locator("#tags-stage .end-a")).to_contain_text("aqua hair, red eyes")
