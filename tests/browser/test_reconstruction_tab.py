"""The tab Reconstruction, driven by a visitor."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from steps import press, read_downloads, sources, wait_for_reconstruction, when_changed

EXAMPLES = Path(__file__).resolve().parents[2] / "genfaces" / "ui" / "assets" / "examples"
PLATES, EDITED = "#result .trio img", "#edited img"


@pytest.mark.parametrize("width", [390, 1440])
def test_an_uploaded_picture_is_cropped_painted_and_compared(visit, width):
    page = visit("?tab=reconstruction", width=width)
    wait_for_reconstruction(page)
    before = sources(page, PLATES)
    page.locator("input[type=file]").first.set_input_files(EXAMPLES / "avatar-3.png")
    crop, painted, error = when_changed(page, PLATES, before)
    assert len({crop, painted, error}) == 3
    expect(page.locator("#result .verdict")).to_contain_text("mean squared error")


def test_a_webcam_picture_is_taken_and_painted(visit):
    page = visit("?tab=reconstruction")
    wait_for_reconstruction(page)
    before = sources(page, PLATES)
    page.get_by_label("Remove Image").first.click()
    page.get_by_label("Capture from camera").first.click()
    page.get_by_text("Click to Access Webcam").first.click()
    page.wait_for_function("(document.querySelector('video')?.currentTime ?? 0) > 0")  # frames arrive
    page.get_by_label("capture photo").click()
    when_changed(page, PLATES, before)
    expect(page.locator("#result .trio")).to_be_visible()


def test_an_example_is_one_click_away(visit):
    page = visit("?tab=reconstruction")
    wait_for_reconstruction(page)
    before = sources(page, PLATES)
    page.get_by_role("button", name="Drawn avatar 2").click()
    when_changed(page, PLATES, before)


def test_what_is_no_picture_gets_one_sentence(visit, tmp_path):
    page = visit("?tab=reconstruction")
    wait_for_reconstruction(page)
    before = sources(page, PLATES)
    (tmp_path / "face.png").write_text("this is no picture")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "face.png")
    expect(page.locator("#result .note")).to_contain_text("not a picture")
    assert "Traceback" not in page.content()
    page.get_by_role("button", name="Made-up face 1").click()
    wait_for_reconstruction(page)
    assert sources(page, PLATES) == before


def test_the_crop_can_be_adjusted_and_put_back(visit):
    page = visit("?tab=reconstruction")
    wait_for_reconstruction(page)
    before = sources(page, PLATES)
    page.get_by_role("button", name="Adjust the crop").click()
    press(page.get_by_label("range slider for Zoom"), "ArrowRight")
    adjusted = when_changed(page, PLATES, before)
    page.get_by_role("button", name="Undo the adjustment").click()
    assert when_changed(page, PLATES, adjusted) == before


def test_sliders_change_the_face_and_reset_puts_it_back(visit):
    page = visit("?tab=reconstruction")
    wait_for_reconstruction(page)
    page.wait_for_selector(EDITED)
    before = sources(page, EDITED)
    slider = page.locator(".sliders input[type=range]").first
    slider.press("Home")
    lowest = when_changed(page, EDITED, before)
    slider.press("End")
    when_changed(page, EDITED, lowest)
    expect(page.locator(".sliders output").first).to_have_text("+3")
    # A quick drag: moves may be left out, but not the last one.
    page.evaluate(
        """() => {
            const slider = document.querySelector('.sliders input[type=range]');
            for (const value of [2, 1, 0, -1, -2, -3]) {
                slider.value = value;
                slider.dispatchEvent(new Event('input', { bubbles: true }));
            }
        }"""
    )
    page.wait_for_function("([selector, src]) => document.querySelector(selector).src === src", arg=[EDITED, lowest[0]])
    page.get_by_role("button", name="Reset all").click()
    page.wait_for_function("([selector, src]) => document.querySelector(selector).src === src", arg=[EDITED, before[0]])
    expect(slider).to_have_value("0")


def test_the_face_is_saved_with_the_numbers_that_make_it_again(visit):
    page = visit("?tab=reconstruction")
    wait_for_reconstruction(page)
    page.wait_for_selector(EDITED)
    page.locator(".sliders input[type=range]").first.press("End")
    expect(page.locator("#edited figcaption")).to_contain_text("Changed")
    image, recipe = read_downloads(page, page.locator("#edited"))
    assert image.size == (512, 512)
    assert recipe["task"] == "reconstruction"
    assert len(recipe["latent"]) > 2
    assert list(recipe["attributes"].values()) == [3.0]


def test_all_models_stand_side_by_side(visit):
    page = visit("?tab=reconstruction")
    wait_for_reconstruction(page)
    page.get_by_role("button", name="Compare all").click()
    captions = page.locator("#comparison figcaption")
    expect(captions.nth(2)).to_be_visible()
    errors = [float(text.rpartition("error ")[2]) for text in captions.all_inner_texts()[1:]]
    assert errors == sorted(errors)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_face_stays_in_sight_while_its_sliders_are_scrolled(visit, width):
    page = visit("?tab=reconstruction", width=width)
    wait_for_reconstruction(page)
    page.get_by_role("button", name="Reset all").scroll_into_view_if_needed()
    expect(page.locator(EDITED)).to_be_in_viewport(ratio=0.9)
