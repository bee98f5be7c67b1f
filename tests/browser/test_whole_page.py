"""The page as a whole, in a window and on a phone, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from steps import (
    drawn_anew,
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
    "Rebuild a face": "#result .trio img",
    "Draw faces": "#samples .tile img",
    "Anime from words": "#tags-stage .palette img",
    "Change a face": "#attributes-trio img",
    "Unnamed sliders": "#infogan-face img",
    "Paint a map": "#translation-plates img",
    "Map of faces": "#map-panel img",
}
LOOKS = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_look_shows_every_tab_without_scrolling_sideways(visit, width, scheme):
    page = visit(width=width, scheme=scheme)
    assert page.locator("#mosaic img").count() >= 12
    assert page.locator("#mosaic img").first.bounding_box()["y"] < 900
    for name, picture in PICTURES.items():
        open_tab(page, name)
        expect(page.locator(picture).first).to_be_visible()
        assert sideways(page) == 0, name
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every(part => part < 64)")
    assert dark == (scheme == "dark")


def test_every_picture_says_what_it_shows(visit):
    page = visit("?tab=reconstruction")
    wait_for_reconstruction(page)
    nameless = page.locator("main img:not([alt]), main .tile img[alt='']").count()
    assert nameless == 0


def test_the_keyboard_skips_to_the_tabs_or_reaches_the_main_action_soon(visit):
    page = visit()
    before = sources(page, "#mosaic img")
    stops = ["Skip to the tabs", "genfaces", "Show pixels", "Light or dark", "Draw new faces"]
    for stop in stops:
        page.keyboard.press("Tab")
        focused = "document.activeElement.closest('label, a, button')?.textContent.trim()"
        assert page.evaluate(focused) == stop
    page.keyboard.press("Enter")
    assert len(when_changed(page, "#mosaic img", before)) == len(before)


# The main control and the result of every tab; on a phone one of them is enough.
WORK = {
    "samples": ("#tab-samples .main-action", "#samples .tile img"),
    "tags": ("#tab-tags input", "#tags-faces img"),
    "attributes": ("#tab-attributes .main-action", "#attributes-trio img"),
    "infogan": ("#tab-infogan .main-action", "#infogan-face img"),
    "translation": ("#translation-easel canvas", "#translation-result img, #translation-result canvas"),
    "explorer": ("#tab-explorer canvas", "#tab-explorer canvas"),
    "reconstruction": ("#examples .tile", "#result .trio img"),
}


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_whoever_comes_to_a_tab_sees_its_work_without_scrolling(visit, width, height):
    page = visit("?tab=samples", width=width)
    page.set_viewport_size({"width": width, "height": height})
    for tab, places in WORK.items():
        page.locator(f'#tabs [role=tab][data-tab-id="{tab}"]').click()
        page.wait_for_function(
            """([places, height, all]) => {
                const above = places.map((place) => {
                    const box = document.querySelector(place)?.getBoundingClientRect();
                    return box?.height > 0 && box.y + 24 < height;
                });
                return all ? above.every(Boolean) : above.some(Boolean);
            }""",
            arg=[places, height, width > 1000],
        )


def test_the_front_page_makes_way_for_a_tab_and_tabs_follow_the_arrow_keys(visit):
    page = visit()
    expect(page.get_by_role("heading", name="None of these people exist.")).to_be_visible()
    page.get_by_role("button", name="Change a face").first.click()
    expect(page.get_by_role("tab", name="Change a face")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".hero").first).to_be_hidden()
    page.get_by_role("tab", name="Change a face").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Unnamed sliders")).to_be_focused()
    expect(page.get_by_role("tab", name="Unnamed sliders")).to_have_attribute("aria-selected", "true")


def test_a_chosen_look_stays_and_pixels_are_shown_when_asked_for(visit):
    page = visit("?tab=samples")
    picture = wait_for_samples(page) and page.locator("#samples .tile img").first
    looks = "picture => getComputedStyle(picture).imageRendering"
    assert picture.evaluate(looks) == "auto"
    page.get_by_label("Show pixels").check()
    assert picture.evaluate(looks) == "pixelated"
    page.get_by_role("button", name="Light or dark").click()
    page.reload()
    page.wait_for_function("document.body.classList.contains('dark')")


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
    drawn_anew(page)
    assert len(held) == 1
    let_go(page, held)
    expect(heading).to_have_text("Sample 3 of seed 11")
    held = hold_questions(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    let_go(page, held)
    page.wait_for_function("document.querySelector('#viewer [data-index]').dataset.index === '3'")
    drawn_anew(page)
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
