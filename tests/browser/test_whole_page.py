"""The page as a whole, in a window and on a phone, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from steps import open_tab, sideways, sources, wait_for_reconstruction, wait_for_samples, when_changed

LOOKS = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_look_shows_both_tabs_without_scrolling_sideways(visit, width, scheme):
    page = visit(width=width, scheme=scheme)
    assert page.locator("#mosaic img").count() >= 12
    assert page.locator("#mosaic img").first.bounding_box()["y"] < 900
    wait_for_reconstruction(page)
    assert sideways(page) == 0
    open_tab(page, "Random samples")
    wait_for_samples(page)
    assert sideways(page) == 0
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every(part => part < 64)")
    assert dark == (scheme == "dark")


def test_every_picture_says_what_it_shows(visit):
    page = visit()
    wait_for_reconstruction(page)
    nameless = page.locator("main img:not([alt]), main .tile img[alt='']").count()
    assert nameless == 0


def test_the_keyboard_reaches_the_main_action_first(visit):
    page = visit()
    before = sources(page, "#mosaic img")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Draw new faces").first).to_be_focused()
    page.keyboard.press("Enter")
    assert len(when_changed(page, "#mosaic img", before)) == len(before)


def test_a_face_of_the_mosaic_opens_by_keyboard_and_closes(visit):
    page = visit()
    page.locator("#mosaic .tile").nth(1).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Sample 2 of seed 11")
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("heading")).to_have_text("Sample 3 of seed 11")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading")).to_have_text("Sample 2 of seed 11")


def test_the_fold_tells_how_the_model_was_trained(visit):
    page = visit()
    page.get_by_role("button", name="How it was trained").click()
    facts = page.locator(".facts").first
    expect(facts).to_contain_text("Images seen")
    expect(facts).to_contain_text("Terms of the data")
    expect(page.locator(".chart svg").first).to_be_visible()


@pytest.mark.parametrize("query", ["?tab=samples&model=gan-faces", "?tab=samples&model=dcgan-anime"])
def test_the_wide_tables_of_a_study_do_not_widen_a_narrow_page(visit, query):
    page = visit(query, width=390)
    wait_for_samples(page)
    page.get_by_role("button", name="How it was trained").filter(visible=True).click()
    study = page.locator(".provenance .card table").filter(visible=True)
    expect(study).to_be_visible()
    expect(study).to_contain_text("Fréchet distance")
    assert sideways(page) <= 0
    widths = study.evaluate("table => [table.clientWidth, table.querySelector('thead').getBoundingClientRect().width]")
    assert widths[0] <= 390 < widths[1], "it scrolls on its own"


def test_the_film_shows_the_frame_that_the_slider_chooses(visit):
    page = visit()
    page.get_by_role("button", name="How it was trained").click()
    film = page.locator(".film")
    expect(film.locator("figure:visible")).to_have_count(1)
    last = film.locator("figcaption:visible").inner_text()
    film.get_by_role("slider").press("Home")
    expect(film.locator("figure:visible")).to_have_count(1)
    assert film.locator("figcaption:visible").inner_text() != last
