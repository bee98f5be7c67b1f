"""The tab Translation, driven by a visitor: by mouse and keyboard in a window, by finger on a phone."""

from __future__ import annotations

import numpy as np
from PIL import Image
from playwright.sync_api import expect
from steps import (
    hold_questions,
    let_go,
    pixels,
    read_downloads,
    sideways,
    sources,
    when_changed,
    when_settled,
    when_shown,
)

MADE, PLATES, CANVAS = "#translation-result img", "#translation-plates .plate img", "#translation-easel canvas"


def test_a_map_is_painted_filled_undone_turned_round_and_replaced_by_an_upload(visit, tmp_path):
    page = visit("?tab=translation&model=cyclegan-maps&example=lake")
    page.wait_for_url("**example=lake")
    page.wait_for_selector(MADE)
    lake = sources(page, MADE)
    canvas = page.locator(CANVAS)
    canvas.scroll_into_view_if_needed()
    page.get_by_role("button", name="Road", exact=True).click()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 80, steps=4)
    page.mouse.up()
    road = when_settled(page, MADE, lake)
    page.wait_for_url(lambda url: "example" not in url)

    canvas.press("Control+z")
    when_shown(page, MADE, lake)
    canvas.press("Control+y")
    when_shown(page, MADE, road)
    undo = page.get_by_role("button", name="Undo")
    undo.press("Enter")
    when_shown(page, MADE, lake)
    expect(undo).to_have_attribute("aria-disabled", "true")
    expect(undo).to_be_focused()
    undo.press("Control+y")
    when_shown(page, MADE, road)
    canvas.press("2")
    canvas.press("f")
    expect(page.get_by_role("button", name="Fill an area")).to_have_attribute("aria-pressed", "true")
    canvas.press("ArrowRight")
    canvas.press("Space")
    filled = when_settled(page, MADE, road)

    expect(page.locator(PLATES)).to_have_count(4)
    image, recipe = read_downloads(page, page.locator("#translation-result"))
    assert image.size == (256, 256)
    assert recipe["input"].startswith("data:image/png")
    divider = page.get_by_label("Divider")
    divider.press("Home")
    assert page.locator(".before-after").evaluate("element => element.style.getPropertyValue('--at')") == "0%"

    page.get_by_role("radio", name="Aerial photograph to map").check(force=True)
    page.wait_for_url("**direction=aerial_to_map&example=lake")
    when_settled(page, MADE, filled)
    page.get_by_role("radio", name="Map to aerial photograph").check(force=True)
    when_shown(page, MADE, filled)  # the painting was kept

    Image.fromarray(np.random.default_rng(0).integers(0, 256, (420, 400, 3), dtype=np.uint8)).save(tmp_path / "map.png")
    page.get_by_role("button", name="Use a picture of your own").click()
    page.locator("#tab-translation input[type=file]").set_input_files(tmp_path / "map.png")
    when_settled(page, MADE, filled)
    page.get_by_role("button", name="Back to the brush").click()
    when_shown(page, MADE, filled)


def test_a_stroke_painted_while_another_model_is_on_its_way_stays(visit):
    page = visit("?tab=translation&model=cyclegan-maps&example=lake")
    page.wait_for_selector(MADE)
    lake = sources(page, MADE)
    canvas = page.locator(CANVAS)
    canvas.scroll_into_view_if_needed()
    held = hold_questions(page)
    page.locator("#tab-translation").get_by_label("Model", exact=True).click()
    page.get_by_role("option", name="pix2pix", exact=False).click()
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + 60, box["y"] + 60)
    painted = canvas.evaluate("canvas => canvas.toDataURL()")
    let_go(page, held)
    page.wait_for_url("**model=pix2pix-maps**")
    when_settled(page, MADE, lake)
    assert canvas.evaluate("canvas => canvas.toDataURL()") == painted
    canvas.press("Control+z")
    page.wait_for_url("**model=pix2pix-maps**example=lake")


def test_a_stroke_goes_on_while_another_models_answer_arrives_and_is_translated_when_it_ends(visit):
    page = visit("?tab=translation&model=cyclegan-maps&example=lake")
    page.wait_for_selector(MADE)
    canvas, easel = page.locator(CANVAS), page.locator("#translation-easel .easel")
    canvas.scroll_into_view_if_needed()
    page.get_by_role("button", name="Road", exact=True).click()
    before, lake = easel.get_attribute("data-made"), sources(page, MADE)
    held = hold_questions(page)
    page.locator("#tab-translation").get_by_label("Model", exact=True).click()
    page.get_by_role("option", name="pix2pix", exact=False).click()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=3)
    let_go(page, held)
    expect(easel).not_to_have_attribute("data-made", before)
    half = canvas.evaluate("canvas => canvas.toDataURL()")
    page.mouse.move(box["x"] + 240, box["y"] + 200, steps=3)
    page.mouse.up()
    whole = canvas.evaluate("canvas => canvas.toDataURL()")
    assert whole != half
    when_settled(page, MADE, lake)
    page.wait_for_url(lambda url: "model=pix2pix-maps" in url and "example" not in url)
    assert canvas.evaluate("canvas => canvas.toDataURL()") == whole
    _, recipe = read_downloads(page, page.locator("#translation-result"))
    assert pixels(recipe["input"]) == pixels(whole)


def test_a_finger_paints_on_a_phone_in_the_dark(visit):
    page = visit("?tab=translation&model=cyclegan-maps", width=390, scheme="dark")
    page.wait_for_selector(MADE)
    before = sources(page, MADE)
    canvas = page.locator(CANVAS)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    finger = page.context.new_cdp_session(page)
    for kind, places in (("touchStart", [(60, 60)]), ("touchMove", [(200, 180)]), ("touchEnd", [])):
        points = [{"x": box["x"] + x, "y": box["y"] + y} for x, y in places]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    when_changed(page, MADE, before)
    assert sideways(page) == 0
    assert box["width"] > 340
    assert page.locator("#tab-translation img:not([alt])").count() == 0
