"""What a visitor does and sees, by name."""

from __future__ import annotations

import io
import json
import re
from base64 import b64decode
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from PIL import Image
from playwright.sync_api import Locator, Page, Request, Route, expect

TILES = "#samples .tile img"
QUESTIONS = re.compile("/(queue/join|run/predict)")
# Of each page, what it asked for and has not got (`visit` keeps count): questions, and the stream of their answers.
OWED: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()


def sources(page: Page, selector: str) -> list[str]:
    """The pictures' contents."""
    return page.locator(selector).evaluate_all("pictures => pictures.map(picture => picture.src)")


def when_changed(page: Page, selector: str, before: list[str]) -> list[str]:
    """The pictures once they are others than `before`."""
    page.wait_for_function(
        """([selector, before]) => {
            const now = [...document.querySelectorAll(selector)].map(picture => picture.src);
            return now.length > 0 && JSON.stringify(now) !== before;
        }""",
        arg=[selector, json.dumps(before, separators=(",", ":"))],
    )
    return sources(page, selector)


def when_settled(page: Page, selector: str, before: list[str], quiet: float = 1500) -> list[str]:
    """As `when_changed`, once nothing has changed for `quiet` milliseconds: pictures follow a brush on its way."""
    shown = when_changed(page, selector, before)
    while True:
        page.wait_for_timeout(quiet)
        now = sources(page, selector)
        if now == shown:
            return now
        shown = now


def drawn_anew(page: Page) -> None:
    """Until the browser has drawn twice: whatever follows from what it was told or given last has happened by then."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def when_quiet(page: Page) -> None:
    """Until nothing that the page asked for is on its way, and none of the answers has made it ask for more."""
    at_rest = 0
    while at_rest < 3:
        drawn_anew(page)
        at_rest = 0 if OWED.get(page) else at_rest + 1


def when_shown(page: Page, selector: str, expected: list[str]) -> None:
    """Until the pictures are `expected`, whatever comes in between."""
    page.wait_for_function(
        """([selector, expected]) => JSON.stringify(
            [...document.querySelectorAll(selector)].map(picture => picture.src)) === expected""",
        arg=[selector, json.dumps(expected, separators=(",", ":"))],
    )


def press(slider: Locator, key: str) -> None:
    """Move a slider by a key, and see that it moved."""
    slider.focus()
    expect(slider).to_be_focused()
    before = slider.input_value()
    slider.press(key)
    expect(slider).not_to_have_value(before)


def move_at_once(page: Page, button: str, slider: str, value: float) -> None:
    """Press a button and move a slider in one turn of the browser: the answer to the first cannot have come."""
    page.evaluate(
        """([button, slider, value]) => {
            const moved = document.querySelector(slider);
            document.querySelector(button).click();
            moved.value = value;
            moved.dispatchEvent(new Event('input', { bubbles: true }));
        }""",
        arg=[button, slider, value],
    )


def wait_for_samples(page: Page) -> list[str]:
    page.wait_for_selector(TILES)
    return sources(page, TILES)


def wait_for_reconstruction(page: Page) -> Locator:
    """The crop, the reconstruction and the error map."""
    plates = page.locator("#result .trio img")
    expect(plates).to_have_count(3)
    return plates


def hold_questions(page: Page) -> list[Route]:
    """What is asked of the server from now on, none of which reaches it before `let_go`."""
    held: list[Route] = []
    page.route(QUESTIONS, lambda route: held.append(route))
    return held


def let_go(page: Page, held: list[Route]) -> None:
    """The questions that were held go on in their order, and later ones as they come."""
    for route in held:
        route.continue_()
    page.unroute(QUESTIONS)


def pixels(address: str) -> bytes:
    """The colours of a picture given as a data address."""
    with Image.open(io.BytesIO(b64decode(address.partition(",")[2]))) as image:
        return image.convert("RGB").tobytes()


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def download(page: Page, link: Locator) -> bytes:
    with page.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()


def read_downloads(page: Page, within: Locator) -> tuple[Image.Image, dict[str, Any]]:
    """The PNG and the JSON beside it, both opened."""
    image = Image.open(io.BytesIO(download(page, _saves(within, "Download PNG"))))
    image.load()
    return image, json.loads(download(page, _saves(within, "JSON")))


def _saves(within: Locator, name: str) -> Locator:
    """A link that holds its file, or a button that asks for it."""
    return within.get_by_role("link", name=name, exact=True).or_(within.get_by_role("button", name=name, exact=True))


def count_questions(page: Page) -> list[str]:
    """The addresses of all that is asked of the server from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if QUESTIONS.search(request.url) else None)
    return asked


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
