"""The tab Explorer, driven by a visitor: few visits, since each starts a map of 10,000 points."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from steps import hold_questions, let_go, open_tab, sideways, when_quiet

EXAMPLES = Path(__file__).resolve().parents[2] / "genfaces" / "ui" / "assets" / "examples"
MAP, PANEL = ".map-overlay", "#map-panel"
# How long hovering takes, from the pointer's last move to the thumbnail's being painted, at points all over the map.
HOVER = """async () => {
  const canvas = document.querySelector('.map-overlay'), { explorer } = document.querySelector('.map');
  const box = canvas.getBoundingClientRect(), spent = [];
  for (let k = 0; k < 15; k += 1) {
    const [x, y] = explorer.screenOf((k * 911) % explorer.data.count);
    if (x < 0 || y < 0 || x > box.width || y > box.height) continue;
    const start = performance.now();
    const place = { clientX: box.left + x, clientY: box.top + y, bubbles: true, pointerId: 1 };
    canvas.dispatchEvent(new PointerEvent('pointermove', place));
    if (document.querySelector('.map-hover').hidden) throw new Error('no thumbnail');
    spent.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return spent.sort((a, b) => a - b)[Math.floor(spent.length / 2)];
}"""


def wait_for_map(page: Page) -> None:
    page.wait_for_selector(".map[data-painted][data-atlas=ready]")
    expect(page.locator(f"{PANEL} h3")).to_contain_text("Face")


def at(page: Page, index: int) -> dict[str, float]:
    """Where a point is drawn within the map."""
    script = "index => document.querySelector('.map').explorer.screenOf(index)"
    left, top = page.evaluate(script, index)
    return {"x": left, "y": top}


def state(page: Page, name: str):
    return page.evaluate(f"document.querySelector('.map').explorer.{name}")


def alone(page: Page) -> tuple[int, dict[str, float]]:
    """A point in the middle, zoomed in upon until it has room, and where it is."""
    page.evaluate(
        """() => {
            const { explorer } = document.querySelector('.map'), { view } = explorer;
            const index = explorer.nearest(view.width / 2, view.height / 2, Infinity);
            const [left, top] = explorer.screenOf(index);
            view.pan(view.width / 2 - left, view.height / 2 - top);
            view.zoom(40);
            explorer.redraw();
        }"""
    )
    index = page.evaluate(
        "(() => { const { explorer } = document.querySelector('.map');"
        " return explorer.nearest(explorer.view.width / 2, explorer.view.height / 2, Infinity); })()"
    )
    return index, at(page, index)


def test_a_visitor_looks_about(visit):
    page = visit("?tab=explorer")
    wait_for_map(page)
    # Half of the points' thumbnails; the slowest moments belong to whatever else runs on this machine.
    assert page.evaluate(HOVER) < 50
    canvas = page.locator(MAP)

    index, place = alone(page)
    canvas.click(position=place)
    heading = page.locator(f"{PANEL} h3")
    expect(heading).to_have_text(f"Face {index:,}")
    expect(page.locator(f"{PANEL} .map-near img")).to_have_count(12)
    assert f"point={index}" in page.url
    neighbour = page.locator(f"{PANEL} [data-go]").first.get_attribute("data-go")
    page.locator(f"{PANEL} [data-go]").first.click()
    expect(heading).to_have_text(f"Face {int(neighbour):,}")

    # By keyboard to other faces, faster than they are answered: the last one stays.
    canvas.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
    moved = state(page, "moment.cursor")
    assert moved not in (index, int(neighbour))
    expect(heading).to_have_text(f"Face {moved:,}")
    page.keyboard.press("0")

    # The window changes its size twice: the map fills it as before.
    size, whole = page.viewport_size, state(page, "view.whole")
    page.set_viewport_size({"width": 500, "height": size["height"]})
    page.wait_for_function("whole => document.querySelector('.map').explorer.view.whole < whole", arg=whole)
    page.set_viewport_size(size)
    page.wait_for_function(
        "whole => Math.abs(document.querySelector('.map').explorer.view.whole / whole - 1) < 0.01", arg=whole
    )

    # Far outside there is no face, but an estimate.
    page.evaluate("document.querySelector('.map').explorer.view.zoom(0.6)")
    canvas.click(position={"x": 110, "y": 400})
    expect(heading).to_have_text("An empty place")
    expect(page.locator(PANEL)).to_contain_text("estimate")


def test_a_visitor_searches_selects_and_walks(visit):
    page = visit("?tab=explorer&model=vae-faces&colour=Smiling&map=pca-2d")
    wait_for_map(page)
    assert state(page, "name") == "pca-2d"
    expect(page.locator(".map-legend")).to_contain_text("Smile: no")
    expect(page.locator("#map-facts")).to_contain_text("rustworthiness")

    # By the data set's words or by the page's.
    page.locator("[data-search]").fill("smile, eyeglasses, not male")
    expect(page.locator(".map-count")).to_contain_text("of 10,000 faces match")
    found = state(page, "found.size")
    labels = page.evaluate("document.querySelector('.map').explorer.data.info.label_names")
    columns = {name: labels.index(name) for name in ("Smiling", "Eyeglasses", "Male")}
    counted = page.evaluate(
        """columns => {
            const { data } = document.querySelector('.map').explorer;
            return [...Array(data.count).keys()].filter((i) => data.has(i, columns.Smiling)
                && data.has(i, columns.Eyeglasses) && !data.has(i, columns.Male)).length;
        }""",
        columns,
    )
    assert found == counted > 0
    page.get_by_role("button", name="Their mean face").click()
    expect(page.locator(f"{PANEL} h3")).to_have_text(f"{found:,} faces")
    expect(page.locator(PANEL)).to_contain_text("Glasses")
    page.locator("[data-search]").fill("purple")
    expect(page.locator(".map-count")).to_contain_text("No label is called “purple”")
    page.get_by_role("button", name="Clear").click()

    # A lasso around the middle of the map.
    page.locator(".map-tools label", has_text="Lasso").click()
    box = page.locator(MAP).bounding_box()
    left, top = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(left - 60, top - 60)
    page.mouse.down()
    for across, down in ((60, -60), (60, 60), (-60, 60)):
        page.mouse.move(left + across, top + down, steps=4)
    page.mouse.up()
    expect(page.locator(f"{PANEL} h3")).to_contain_text("faces")
    assert state(page, "found.size") > 20

    # Two faces, and the way between them.
    page.get_by_role("button", name="Clear").click()
    page.locator(".map-tools label", has_text="Walk").click()
    for index in (10, 20):
        page.evaluate(
            "index => { const { explorer } = document.querySelector('.map'); explorer.moment.cursor = index; }", index
        )
        page.locator(MAP).press("Enter")
    slider = page.get_by_label("From A to B").and_(page.locator("input"))
    expect(slider).to_be_visible()
    assert len(state(page, "moment.path.places")) == 33
    slider.press("End")
    assert state(page, "moment.path.step") == 32

    # The legend filters; another map is one click away.
    shown = """(() => {
        const { explorer } = document.querySelector('.map');
        return [...Array(explorer.data.count).keys()].filter((index) => explorer.shown(index)).length;
    })()"""
    before = page.evaluate(shown)
    page.locator(".map-legend button").first.click()
    assert 0 < page.evaluate(shown) < before
    assert state(page, "hidden.size") == 1
    page.locator(".map-choice label", has_text="3-D").click()
    page.wait_for_function("!document.querySelector('.map').explorer.moving")
    assert state(page, "solid")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_a_visitor_joins_the_map(visit, width, scheme):
    page = visit(width=width, scheme=scheme)
    open_tab(page, "Map of faces")
    wait_for_map(page)
    assert sideways(page) == 0
    assert page.locator("#tab-explorer img:not([alt])").count() == 0
    page.get_by_role("button", name="Put yourself on the map").click()
    page.locator("#tab-explorer input[type=file]").set_input_files(EXAMPLES / "avatar-3.png")
    expect(page.locator(f"{PANEL} h3")).to_have_text("You are on the map")
    assert len(state(page, "moment.you")["tsne-30"]) == 2
    assert sideways(page) == 0


def test_a_map_that_does_not_come_is_told_and_the_map_that_is_seen_is_asked_about(visit):
    page = visit("?tab=explorer&model=vae-faces")
    wait_for_map(page)
    tab = page.locator("#tab-explorer")

    def choose(title):
        tab.get_by_label("Model", exact=True).click()
        page.get_by_role("option", name=title, exact=False).click()

    page.route("**/vae-anime/**/explorer.json", lambda route: route.fulfill(body="{"))
    first = tab.get_by_label("Model", exact=True).input_value()
    choose("anime")
    expect(page.locator(".map-still")).to_contain_text("The map could not be loaded; please choose the model again.")
    expect(page.locator(".map-app")).to_be_hidden()
    page.unroute("**/vae-anime/**/explorer.json")
    point = '"kind":"point"'
    with page.expect_response(lambda answer: point in (answer.request.post_data or "")):
        choose(first)
    expect(page.locator(".map-app")).to_be_visible()
    when_quiet(page)  # one question is asked at a time

    # The list names another model than the map while that one's is on its way.
    held = hold_questions(page)
    choose("anime")
    page.locator(MAP).focus()
    with page.expect_request(lambda request: point in (request.post_data or "")) as asked:
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
    model, question = asked.value.post_data_json["data"]
    assert (model, question["model"]) == ("vae-anime", "vae-faces")
    let_go(page, held)
    expect(page.locator(".map-legend")).not_to_contain_text("Smile")


def test_a_script_that_does_not_come_is_told(visit):
    page = visit()
    page.route("**/map/main.js", lambda route: route.fulfill(body="(", content_type="text/javascript"))
    open_tab(page, "Map of faces")
    expect(page.locator(".map-still")).to_contain_text("The map could not be loaded; please load the page again.")


def test_without_javascript_there_is_a_picture_and_a_sentence(address, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("noscript p")).to_contain_text("JavaScript")
    expect(page.locator("noscript img")).to_be_visible()
    context.close()
