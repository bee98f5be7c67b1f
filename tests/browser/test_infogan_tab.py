"""The tab InfoGAN, driven by a visitor."""

from __future__ import annotations

from playwright.sync_api import expect
from steps import read_downloads, sideways, sources, when_changed

FACE = "#infogan-face img"


def test_codes_are_moved_and_found_in_the_grid(visit):
    page = visit("?tab=infogan&model=infogan-avatars&seed=7", width=390)
    page.wait_for_selector(FACE)
    tab = page.locator("#tab-infogan")
    expect(tab).to_contain_text("Nobody named these codes")
    expect(tab).to_contain_text("The noise is locked")
    assert sideways(page) <= 0

    first = sources(page, FACE)
    tab.get_by_role("radio", name="2", exact=True).check(force=True)
    second = when_changed(page, FACE, first)
    expect(page.locator("#infogan-found li[aria-current]")).to_contain_text("2")

    # Fast moves: the last one is what is shown in the end.
    slider = tab.locator("[data-name=c1]")
    slider.evaluate(
        """slider => {
            for (let step = -15; step <= 10; step += 1) {
                slider.value = step / 10;
                slider.dispatchEvent(new Event('input', { bubbles: true }));
            }
            slider.dispatchEvent(new Event('change', { bubbles: true }));
        }"""
    )
    expect(page.locator("#infogan-face")).to_contain_text("Code 1 at +1")
    page.wait_for_url("**seed=7&category=2&c1=1.0**")
    moved = sources(page, FACE)
    assert moved != second

    page.locator("#infogan-grid").scroll_into_view_if_needed()
    page.wait_for_selector("#infogan-grid img")
    chosen = page.locator("#infogan-grid [aria-selected=true]")
    expect(chosen).to_have_attribute("aria-label", "Category 2, code 1 1")
    expect(page.locator("#infogan-grid [tabindex='0']")).to_have_count(1)
    chosen.focus()
    for key in ("ArrowUp", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    there = when_changed(page, FACE, moved)
    expect(tab.get_by_role("radio", name="1", exact=True)).to_be_checked()
    expect(slider).to_have_value("-0.5")
    page.wait_for_url("**category=1&c1=-0.5**")
    expect(page.locator("#infogan-grid .lens")).to_contain_text("Category 1, code 1 -0.5")  # large where it was clicked
    expect(chosen).to_be_focused()  # the keyboard goes on from where it went
    assert sideways(page) <= 0

    sheet, recipe = read_downloads(page, page.locator("#infogan-grid"))
    assert (sheet.width, recipe["task"], recipe["along"]) == (7 * 128, "traverse", 1)
    again = visit(page.url.split("/")[-1], scheme="dark")
    again.locator("#infogan-grid").scroll_into_view_if_needed()
    again.wait_for_selector("#infogan-grid img")
    assert sources(again, FACE) == there

    tab.get_by_role("button", name="New random noise").click()
    when_changed(page, FACE, there)
