"""The tab Random samples, driven by a visitor."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect
from steps import (
    QUESTIONS,
    TILES,
    hold_questions,
    let_go,
    move_at_once,
    open_tab,
    read_downloads,
    wait_for_samples,
    when_changed,
)


def test_a_seed_names_its_pictures(visit):
    page = visit("?tab=samples&seed=7&count=4")
    first = wait_for_samples(page)
    assert len(first) == 4
    page.get_by_label("Seed", exact=True).fill("8")
    other = when_changed(page, TILES, first)
    page.get_by_label("Seed", exact=True).fill("7")
    assert when_changed(page, TILES, other) == first


def test_drawing_takes_a_new_seed_and_a_typed_one_is_put_right(visit):
    page = visit("?tab=samples&seed=7&count=4")
    first = wait_for_samples(page)
    samples = page.locator("#tab-samples")
    samples.get_by_role("button", name="Draw new faces").click()
    when_changed(page, TILES, first)
    seed = page.get_by_label("Seed", exact=True)
    assert seed.input_value() != "7"
    for typed, meant, words in (
        ("1.5", "2", "was rounded"),
        ("-7", "0", "begin at 0"),
        ("9" * 12, "4294967295", "end at"),
    ):
        seed.fill(typed)
        seed.press("Tab")
        expect(seed).to_have_value(meant)
        expect(samples.locator("[data-largest]")).to_contain_text(words)
        page.wait_for_url(f"**seed={meant}&**")
    seed.fill("-1")
    seed.press("Tab")
    expect(samples.locator("[data-largest]")).to_contain_text("a random seed")
    page.wait_for_url(f"**seed={seed.input_value()}&**")


def test_what_moves_while_faces_are_drawn_is_meant_for_the_new_seed(visit):
    page = visit("?tab=samples&seed=7&count=4")
    wait_for_samples(page)
    samples = page.locator("#tab-samples")
    move_at_once(page, "#tab-samples .main-action", '#tab-samples input[type=range][max="64"]', 6)
    expect(page.locator("#samples .tile")).to_have_count(6)
    seed = page.get_by_label("Seed", exact=True).input_value()
    assert seed != "7"
    assert samples.get_by_role("img", name=f"Sample 6 of seed {seed}, ").count() == 1
    page.wait_for_url(f"**seed={seed}**")


def test_what_moves_while_a_rung_is_taken_is_meant_for_its_temperature(visit):
    page = visit("?tab=samples&seed=7&count=4")
    wait_for_samples(page)
    page.wait_for_selector("#ladder .rung")
    move_at_once(page, "#ladder .rung:last-child", '#tab-samples input[type=range][max="64"]', 6)
    page.wait_for_url("**count=6&temperature=1.5**")
    expect(page.locator("#samples .tile")).to_have_count(6)


def test_the_last_of_two_quick_choices_of_data_is_taken(visit):
    page = visit("?tab=samples&seed=7&count=2&model=gan-faces")
    wait_for_samples(page)
    held = hold_questions(page)
    with page.expect_request(QUESTIONS):
        page.get_by_role("radio", name="Anime", exact=True).check(force=True)
    avatars = page.get_by_role("radio", name="Avatars", exact=True)
    avatars.check(force=True)
    let_go(page, held)
    page.wait_for_url("**model=vae-avatars**")
    expect(avatars).to_be_checked()


def test_a_click_enlarges_a_sample(visit):
    page = visit("?tab=samples&seed=7&count=4")
    tile = wait_for_samples(page)[2]
    page.locator("#samples .tile").nth(2).click()
    dialog = page.get_by_role("dialog")
    picture = dialog.locator("img")
    expect(picture).to_be_visible()
    assert picture.get_attribute("src") == tile
    assert picture.bounding_box()["width"] >= 256
    assert picture.evaluate("picture => getComputedStyle(picture).imageRendering") == "auto"
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_a_sample_is_saved_as_a_png_that_carries_its_recipe(visit):
    page = visit("?tab=samples&seed=7&count=4")
    wait_for_samples(page)
    page.locator("#samples .tile").nth(1).click()
    image, recipe = read_downloads(page, page.get_by_role("dialog"))
    assert image.size == (512, 512)
    assert '"seed": 7' in image.text["genfaces"]
    assert (recipe["task"], recipe["seed"], recipe["index"]) == ("sample", 7, 1)
    assert len(recipe["weights_sha256"]) == 64


def test_the_whole_sheet_is_saved(visit):
    page = visit("?tab=samples&seed=7&count=4")
    wait_for_samples(page)
    image, recipe = read_downloads(page, page.locator("#samples"))
    assert image.width > image.height
    assert recipe["count"] == 4


def test_a_link_restores_the_view(visit):
    page = visit("?tab=samples&model=vae-faces&seed=31&count=6&temperature=0.5&source=prior")
    shown = wait_for_samples(page)
    expect(page.get_by_role("tab", name="Draw faces")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_label("Seed", exact=True)).to_have_value("31")
    expect(page.get_by_label("Plain prior", exact=False)).to_be_checked()
    link = page.get_by_role("link", name="Link to this view").get_attribute("href")
    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert (query["seed"], query["count"], query["temperature"], query["source"]) == ("31", "6", "0.5", "prior")
    assert wait_for_samples(visit(link)) == shown


def test_the_address_follows_what_is_shown(visit):
    page = visit()
    open_tab(page, "Draw faces")
    first = wait_for_samples(page)
    assert "tab=samples" in page.url
    page.get_by_label("Seed", exact=True).fill("55")
    when_changed(page, TILES, first)
    page.wait_for_url("**seed=55**")


def test_nonsense_in_the_address_is_left_out(visit):
    page = visit("?tab=samples&model=%3Cscript%3E&seed=-4&count=9999&temperature=warm&source=nowhere")
    assert len(wait_for_samples(page)) == 24
    expect(page.get_by_label("Seed", exact=True)).to_have_value("7")
