"""Starts the real page once, and opens it in the installed Chromium at a given width and colour scheme."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright
from steps import OWED
from tiny_tags import save_tags
from tiny_translator import save_translator
from tiny_wishes import save_attributes, save_infogan

from benchmarks import running_page

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180  # seconds, for a machine that is busy with other things; nothing waits that long where all is well
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
TINY = {
    "tags-anime": save_tags,
    "acgan-faces": save_attributes,
    "infogan-avatars": save_infogan,
    "cyclegan-maps": save_translator,
}
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")  # a test picture instead of a webcam


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `python app.py` with the repository's checkpoints, and a tiny one for a tab that has none yet."""
    shelf = tmp_path_factory.mktemp("checkpoints")
    for checkpoint in (ROOT / "checkpoints").iterdir():
        (shelf / checkpoint.name).symlink_to(checkpoint)
    for name, save in TINY.items():
        if not (shelf / name).exists():
            save(shelf)
    with ExitStack() as running:
        with pytest.MonkeyPatch.context() as patch:  # for the page alone, not for the tests that run beside it
            patch.setenv("GENFACES_CHECKPOINTS", str(shelf))
            page = running.enter_context(running_page.started())
        yield page.address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The installed Chromium; without it these tests fail, since nothing else would check the page."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("Chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET, *CAMERA])
        expect.set_options(timeout=1000 * PATIENCE)
        yield browser
        browser.close()


Open = Callable[..., Page]
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remembers for `visit` that a test has failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def visit(address: str, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Open the page: `visit("?tab=samples", width=390, scheme="dark")`.

    However a test uses it, in the end the console must hold no error and no request may have left for another host. If
    it fails, what the page said last and what it asked of the server is printed.
    """
    problems: list[str] = []
    contexts, questions = [], []

    def open_page(query: str = "", width: int = 1440, scheme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True
        )
        contexts.append(context)
        context.set_default_timeout(1000 * PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda asked: problems.append(asked.url) if _foreign(asked.url, address) else None)
        _listen(page, questions)
        page.goto(address + query)
        page.wait_for_selector("[data-ready] img", state="attached")
        return page

    yield open_page
    if request.node.stash[FAILED]:
        print(*questions[-20:], *problems, sep="\n")
        print(*(page.locator("body").inner_text() for context in contexts for page in context.pages), sep="\n\n")
    for context in contexts:
        context.close()
    assert problems == []


def _foreign(url: str, address: str) -> bool:
    return not url.startswith((address, address.replace("http:", "ws:"), "data:", "blob:"))


def _listen(page: Page, questions: list[str]) -> None:
    """Notes what is asked of the server and what becomes of it, with seconds and the end of what was sent."""
    start, owed = time.monotonic(), OWED.setdefault(page, set())

    def note(what: str, asked: Request) -> None:
        if "/queue/" in asked.url or "/run/" in asked.url:
            seconds, path = time.monotonic() - start, asked.url.split("gradio_api")[-1][:40]
            questions.append(f"{seconds:.2f} {what} {path} {(asked.post_data or '')[-80:]}")
            owed.add(asked) if what == "asked" else owed.discard(asked)

    page.on("request", lambda asked: note("asked", asked))
    page.on("requestfinished", lambda asked: note("answered", asked))
    page.on("requestfailed", lambda asked: note("broken", asked))
