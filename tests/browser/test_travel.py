"""One face travels: from tab to tab, into the address and back, out of a file, into the tray."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from steps import sources, wait_for_samples, when_changed

SHOWN = "document.querySelector('#samples [data-view]')?.dataset.view.includes"
DROP = """([name, contents]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(contents)], name));
    const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data });
    document.querySelector('.head').dispatchEvent(event);
}"""


def drop(page: Page, name: str, contents: bytes) -> None:
    """A file falls on the head of the page."""
    page.evaluate(DROP, arg=[name, list(contents)])


def open_in(page: Page, words: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=words).click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_face_goes_from_tab_to_tab_and_back_leads_home(visit):
    page = visit("?tab=samples&model=acgan-faces&seed=8&count=3")
    wait_for_samples(page)
    page.evaluate("window.here = true")
    page.locator("#samples .tile").nth(2).click()
    open_in(page, "Change this face")
    page.wait_for_url("**tab=attributes&model=acgan-faces&seed=8&on=**index=3")
    expect(page.locator("#attributes-trio img")).to_have_count(3)
    page.locator("#attributes-below [data-recipe]").click()
    open_in(page, "Rebuild it")
    page.wait_for_url("**tab=reconstruction**face=**toggle**")
    expect(page.locator("#result .trio img")).to_have_count(3)
    page.locator("#tab-reconstruction .sliders input").first.press("End")
    page.wait_for_url("**:3")  # the slider stands in the address too
    page.locator("#edited [data-recipe]").click()
    open_in(page, "On the map")
    expect(page.locator("#map-panel .map-pair img")).to_have_count(2)
    for tab in ("reconstruction", "reconstruction", "attributes", "samples"):
        page.go_back()
        page.wait_for_url(f"**tab={tab}**")
    expect(page.get_by_role("tab", name="Draw faces")).to_have_attribute("aria-selected", "true")
    assert page.evaluate("window.here"), "the page was never loaded again"


def test_back_and_forward_walk_through_views_and_a_link_is_copied(visit):
    page = visit("?tab=samples&model=vae-faces&seed=7&count=2&source=nowhere")
    first = wait_for_samples(page)
    expect(page.get_by_text("asks for source “nowhere”")).to_be_visible()
    seed = page.locator("#tab-samples").get_by_label("Seed", exact=True)
    page.wait_for_timeout(800)  # so long does a view stand before it is one to come back to
    seed.fill("8")
    page.wait_for_url("**seed=8&**")
    page.go_back()
    page.wait_for_function(f"{SHOWN}('seed=7&')")
    assert sources(page, "#samples .tile img") == first
    expect(seed).to_have_value("7")
    page.go_forward()
    page.wait_for_function(f"{SHOWN}('seed=8&')")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#samples").get_by_role("link", name="Link to this view").click()
    expect(page.locator("#said")).to_contain_text("copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_role("link", name="genfaces", exact=True).click()
    expect(page.get_by_role("heading", name="None of these people exist.")).to_be_visible()
    assert urlsplit(page.url).query == ""


def test_a_file_that_is_dropped_restores_its_view(visit):
    page = visit("?tab=samples&model=vae-faces&seed=7&count=2")
    wait_for_samples(page)
    drop(page, "note.txt", b"nothing of ours")
    expect(page.locator("#said")).to_contain_text("no recipe")
    recipe = {"task": "tags", "model": "tags-anime", "hair": "pink", "eyes": "green", "seed": 4, "count": 2}
    drop(page, "face.json", json.dumps(recipe).encode())
    page.wait_for_url("**tab=tags&hair=pink&eyes=green&seed=4&count=2**")
    expect(page.locator("#tags-faces .tile")).to_have_count(2)
    page.locator("#tags-faces .tile").nth(1).click()
    dialog = page.get_by_role("dialog")
    with page.expect_download() as waiting:
        dialog.get_by_role("link", name="Download PNG").click()
    saved = waiting.value.path().read_bytes()
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("tab", name="Paint a map").click()
    drop(page, "face.png", saved)
    page.wait_for_url("**tab=tags&hair=pink&eyes=green&seed=4**")
    expect(dialog.get_by_role("heading")).to_have_text("Pink hair, green eyes")


def test_two_favourites_are_crossed(visit):
    page = visit("?tab=samples&model=vae-faces&seed=7&count=3")
    wait_for_samples(page)
    dialog = page.get_by_role("dialog")
    for index in (0, 1):
        page.locator("#samples .tile").nth(index).click()
        expect(dialog.get_by_role("heading")).to_have_text(f"Sample {index + 1} of seed 7")
        dialog.get_by_role("button", name="Keep as a favourite").click()
        dialog.get_by_role("button", name="Close").click()
        page.locator(".tray input").nth(index).wait_for()
    for index in (0, 1):
        page.locator(".tray input").nth(index).check()
    crossed = []
    for how in ("Cross halfway", "Half of the numbers of each"):
        page.get_by_role("button", name=how).click()
        expect(dialog.get_by_role("heading")).to_have_text("A cross of two favourites")
        crossed.append(dialog.locator("img").get_attribute("src"))
        dialog.get_by_role("button", name="Close").click()
    assert len({*crossed, *sources(page, "#samples .tile img")[:2]}) == 4
    page.reload()
    expect(page.locator(".tray .tile")).to_have_count(2)


def test_a_face_of_the_front_page_turns_into_another_unless_that_is_unwanted(visit):
    page = visit()
    before = sources(page, "#mosaic img")
    after = when_changed(page, "#mosaic img", before)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    calm = visit()
    calm.emulate_media(reduced_motion="reduce")
    still = sources(calm, "#mosaic img")
    calm.wait_for_timeout(4000)
    assert (sources(calm, "#mosaic img"), calm.locator(".turning").count()) == (still, 0)


def test_the_wall_grows_as_one_scrolls_and_a_click_opens(visit):
    page = visit("?tab=samples&model=vae-faces&seed=3&show=wall", width=390)
    wait_for_samples(page)
    tiles = page.locator("#samples .wall .tile")
    before = tiles.count()
    page.mouse.move(200, 500)
    page.mouse.wheel(0, 20000)
    page.wait_for_function(
        "before => document.querySelectorAll('#samples .wall .tile').length > before + 32", arg=before
    )
    tiles.nth(33).click()
    expect(page.get_by_role("dialog").get_by_role("heading")).to_have_text("Sample 2 of seed 4")


def test_a_link_is_told_with_a_picture_of_our_own(visit, address):
    page = visit("?tab=tags")
    told = page.locator("meta[property='og:image']")
    assert told.count() == 1
    assert told.get_attribute("content").startswith(address)
    assert page.request.get(told.get_attribute("content")).headers["content-type"] == "image/jpeg"
    assert page.locator("meta[property='og:title']").get_attribute("content") == "Anime from words, on genfaces"
    assert "Gradio" not in page.locator("meta").evaluate_all("tags => tags.map(tag => tag.content).join()")
