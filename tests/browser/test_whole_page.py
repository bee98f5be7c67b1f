"""The page as a whole, in a window and on a phone, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from steps import (
    hold_questions,
    let_go,
    open_tab,
    sideways,
    sources,
    wait_for_reconstruction,
    wait_for_samples,
    when_changed,
)

# A picture of every tab that is there once the tab has been worked for.
PICTURES = {
    "Reconstruction": "#result .trio img",
    "Random samples": "#samples .tile img",
    "Tags": "#tags-stage .palette img",
    "Attributes": "#attributes-trio img",
    "InfoGAN": "#infogan-face img",
    "Translation": "#translation-plates img",
    "Explorer": "#map-panel img",
}
LOOKS = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_look_shows_every_tab_without_scrolling_sideways(visit, width, scheme):
    page = visit(width=width, scheme=scheme)
    assert page.locator("#mosaic img").count() >= 12
    assert page.locator("#mosaic img").first.bounding_box()["y"] < 900
    wait_for_reconstruction(page)
    for name, picture in PICTURES.items():
        open_tab(page, name)
        expect(page.locator(picture).first).to_be_visible()
        assert sideways(page) == 0, name
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


def test_a_large_view_takes_one_step_at_a_time_and_stays_closed(visit):
    page = visit()
    page.locator("#mosaic .tile").nth(1).click()
    dialog = page.get_by_role("dialog")
    heading = dialog.get_by_role("heading")
    expect(heading).to_have_text("Sample 2 of seed 11")
    held = hold_questions(page)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert len(held) == 1
    let_go(page, held)
    expect(heading).to_have_text("Sample 3 of seed 11")
    held = hold_questions(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    let_go(page, held)
    page.wait_for_function("document.querySelector('#viewer [data-index]').dataset.index === '3'")
    page.wait_for_timeout(300)
    expect(dialog).to_be_hidden()
    page.locator("#mosaic .tile").nth(4).click()
    expect(heading).to_have_text("Sample 5 of seed 11")


def test_the_fold_tells_how_the_model_was_trained(visit):
    page = visit()
    page.get_by_role("button", name="How it was trained").click()
    facts = page.locator(".facts").first
    expect(facts).to_contain_text("Images seen")
    expect(facts).to_contain_text("Terms of the data")
    # Gradio's own Plotly draws the curves; `visit` sees that it fetches nothing from elsewhere.
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert sideways(page) == 0


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
