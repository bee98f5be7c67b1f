"""Rules of layout at five widths, and what axe-core finds of WCAG 2.2 AA, on every tab, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from steps import open_tab
from test_whole_page import PICTURES

HERE = Path(__file__).parent
LAYOUT = (HERE / "layout.js").read_text(encoding="utf-8")
AXE = (HERE / "axe" / "axe.min.js").read_text(encoding="utf-8")
# Of the tab that is open, and of the head that all share; a line for each violation, with the first place.
JUDGE = """async (tab) => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const seen = { include: [[`#tab-${tab}`], ['.head'], ['#tabs [role=tablist]']] };
    const { violations } = await axe.run(seen, { runOnly: tags, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.length}, ${nodes[0].html.slice(0, 200)}`);
}"""
# Every input has a name that is its own: one that is computed from its value would change with it.
NAMELESS = """tab => [...document.querySelectorAll(`#tab-${tab} input[type=range]`)]
    .filter(slider => !slider.ariaLabel && !slider.labels[0]?.textContent.trim())
    .concat([...document.querySelectorAll(`#tab-${tab} label:has(input) output`)])
    .map(place => place.outerHTML)"""
TABS = {
    "Draw faces": "samples",
    "Anime from words": "tags",
    "Change a face": "attributes",
    "Unnamed sliders": "infogan",
    "Paint a map": "translation",
    "Map of faces": "explorer",
    "Rebuild a face": "reconstruction",
}


# Every tab in turn on one page: it takes as long as its pictures.
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_overlaps_sticks_out_or_is_cut_off_at_any_width(visit, scheme):
    page = visit(scheme=scheme)
    found = []
    for name in TABS:
        open_tab(page, name)
        expect(page.locator(PICTURES[name]).first).to_be_visible()
        for width in (390, 768, 1024, 1440, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(200)
            found += [f"{name} at {width}: {problem}" for problem in page.evaluate(LAYOUT)]
    assert found == []


# axe takes seconds for each of seven tabs.
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_tab_violates_wcag(visit, scheme):
    page = visit(scheme=scheme)
    page.evaluate(AXE)
    found = []
    for name, tab in TABS.items():
        open_tab(page, name)
        expect(page.locator(PICTURES[name]).first).to_be_visible()
        found += [f"{name}: {problem}" for problem in page.evaluate(JUDGE, tab) + page.evaluate(NAMELESS, tab)]
    assert found == []
