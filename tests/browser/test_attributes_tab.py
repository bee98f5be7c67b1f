"""The tab Attributes, driven by a visitor."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from steps import count_questions, read_downloads, sideways, sources, when_changed

TRIO = "#attributes-trio .trio img"
SMILE = "#tab-attributes .slider:has([data-name=Smiling])"
# Whether the middle of what has the focus is covered by something else.
COVERED = """() => {
  const focused = document.activeElement, box = focused.getBoundingClientRect();
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !seen || !(focused.contains(seen) || seen.contains(focused));
}"""


def test_switches_change_the_face_while_the_noise_stays(visit):
    page = visit("?tab=attributes&seed=7")
    page.wait_for_selector(TRIO)
    tab = page.locator("#tab-attributes")
    expect(tab.get_by_label("Lock the noise")).to_be_checked()
    expect(tab).to_contain_text("The noise is locked")
    before, after, _ = sources(page, TRIO)

    # Thirty moves in a row without a pause: the last one is what is shown in the end.
    slider = page.locator(f"{SMILE} input")
    slider.evaluate(
        """slider => {
            for (let step = -15; step <= 14; step += 1) {
                slider.value = step / 10;
                slider.dispatchEvent(new Event('input', { bubbles: true }));
            }
        }"""
    )
    expect(page.locator("#attributes-trio")).to_contain_text("+1.4")
    dragged = sources(page, TRIO)
    assert dragged[0] == before
    assert dragged[1] != after
    page.wait_for_url("**on=*Smiling:1.4**")
    # A key press is one move, which one handler answers; that the slider was let go asks for nothing.
    asked = count_questions(page)
    slider.press("ArrowLeft")
    page.wait_for_url("**on=*Smiling:1.3**")
    slider.press("ArrowRight")
    page.wait_for_url("**on=*Smiling:1.4**")
    assert len(asked) == 2
    assert sources(page, TRIO) == dragged
    assert "seed=7" in page.url

    # Two wishes that no training face has together are drawn, and explained.
    for name in ("Black hair", "Blond hair"):
        tab.get_by_role("button", name=f"{name}: On").click()
    expect(page.locator("#attributes-rare")).to_contain_text("Black hair with Blond hair in")
    expect(page.locator("#attributes-judge tr")).not_to_have_count(0)
    assert page.locator("#attributes-judge tr.not-as-asked, #attributes-judge tr.as-asked").count() > 1

    page.wait_for_url("**Blond_Hair**")
    image, recipe = read_downloads(page, page.locator("#attributes-below"))
    assert image.size == (512, 512)
    assert (recipe["task"], recipe["seed"], recipe["attributes"]["Smiling"]) == ("toggle", 7, 1.4)
    # The strip comes when it is seen, and follows the wishes while it is.
    strip = page.locator("#attributes-strip")
    assert strip.locator("img").count() == 0
    strip.scroll_into_view_if_needed()
    page.wait_for_selector("#attributes-strip img")
    pairs, recipe = read_downloads(page, strip)
    assert pairs.width > 4 * pairs.height
    assert recipe["attribute"] == "Smiling"

    shown = sources(page, TRIO)
    again = visit(page.url.split("/")[-1])
    again.wait_for_selector(TRIO)
    assert sources(again, TRIO) == shown
    expect(again.locator(f"{SMILE} output")).to_have_text("+1.4")

    tab.get_by_role("button", name="New random noise").click()
    new = when_changed(page, TRIO, shown)
    assert new[0] != shown[0]
    expect(tab.get_by_label("Seed", exact=True)).not_to_have_value("7")

    # Without the lock, a move that is over draws somebody else.
    tab.get_by_label("Lock the noise").uncheck()
    expect(tab).to_contain_text("The noise is not locked")
    seed = tab.get_by_label("Seed", exact=True).input_value()
    tab.get_by_role("button", name="Young: Off").click()
    expect(tab.get_by_label("Seed", exact=True)).not_to_have_value(seed)


def test_on_a_phone_the_pictures_stay_in_sight(visit):
    page = visit("?tab=attributes", width=390, scheme="dark")
    page.wait_for_selector(TRIO)
    assert sideways(page) <= 0
    person = page.locator("#attributes-people button").nth(1)
    shown = sources(page, TRIO)
    person.focus()
    page.keyboard.press("Enter")
    assert len(set(when_changed(page, TRIO, shown)[:2])) == 1
    expect(person).to_have_attribute("aria-current", "true")
    page.locator(f"{SMILE} input").scroll_into_view_if_needed()
    page.locator(f"{SMILE} input").press("ArrowRight")
    expect(page.locator("#attributes-trio")).to_contain_text("Smile")
    expect(page.locator(TRIO).nth(1)).to_be_in_viewport()
    assert all(picture.get_attribute("alt") for picture in page.locator(TRIO).all())


@pytest.mark.parametrize("width", [390, 1440])
def test_the_keyboard_goes_back_through_the_switches_without_hiding_behind_the_pictures(visit, width):
    page = visit("?tab=attributes", width=width)
    page.wait_for_selector(TRIO)
    last = page.locator("#tab-attributes .stops button").last
    last.scroll_into_view_if_needed()
    last.focus()
    page.evaluate("document.activeElement.scrollIntoView({ block: 'center' })")
    for _ in range(24):
        page.keyboard.press("Shift+Tab")
        assert not page.evaluate(COVERED), page.evaluate("document.activeElement.outerHTML")
