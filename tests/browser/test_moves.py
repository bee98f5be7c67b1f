"""What one move of a slider asks of the server, and how much it sends back, on the page with the shipped models."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import expect
from steps import QUESTIONS, press, sources, when_changed, when_quiet

AT_MOST = 60_000  # bytes that go out for a move
# Of each tab: its address, a slider, and pictures that follow it.
MOVES = {
    "sheet": ("samples", "#tab-samples input[type=range][max='1.5']", "#samples .tile img"),
    "long sheet": ("samples&count=64", "#tab-samples input[type=range][max='1.5']", "#samples .tile img"),
    "walk": ("samples&show=walk", "#tab-samples input[type=range][max='1.5']", "#samples .end img"),
    "comparison": ("samples&show=compare", "#tab-samples input[type=range][max='1.5']", "#samples .tile img"),
    "tags": ("tags&count=15", "#tab-tags input[type=range]", "#tags-faces .tile img"),
    "attributes": ("attributes", "[data-name=Smiling]", "#attributes-trio img"),
    "new noise": ("attributes", "[data-name=Smiling]", "#attributes-people img"),
    "infogan": ("infogan", "#tab-infogan [data-name=c1]", "#infogan-face img"),
    "knobs": ("reconstruction", "#tab-reconstruction [data-name=Smiling]", "#edited img"),
    "crop": ("reconstruction", "#tab-reconstruction input[type=range][max='45']", "#result .trio img"),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_move_runs_one_handler_and_sends_little(visit, move):
    tab, slider, pictures = MOVES[move]
    page = visit(f"?tab={tab}")
    page.locator(pictures).first.wait_for()
    when_quiet(page)
    if move == "crop":
        page.get_by_role("button", name="Adjust the crop").click()
    if move == "new noise":
        page.locator("#tab-attributes").get_by_label("Lock the noise").uncheck()
        expect(page.locator("#tab-attributes")).to_contain_text("The noise is not locked")
    before = sources(page, pictures)
    asked, received, events = {}, [], []
    network = page.context.new_cdp_session(page)
    network.on("Network.requestWillBeSent", lambda told: asked.update({told["requestId"]: told["request"]["url"]}))
    page.on("request", lambda question: events.append(question) if QUESTIONS.search(question.url) else None)
    network.on("Network.dataReceived", lambda told: received.append((told["requestId"], told["dataLength"])))
    network.send("Network.enable")
    press(page.locator(slider).first, "ArrowRight")
    when_changed(page, pictures, before)
    network.send("Network.disable")
    # What comes when it is seen has a trigger of its own, and may ask as soon as the answer is here.
    triggers = [event.post_data_json["trigger_id"] for event in events]
    assert triggers.count(triggers[0]) == 1
    # So each answer counts by itself, and with it whatever else came over the network for the move.
    sent = Counter()
    for request, length in received:
        if asked.get(request, "").startswith("http"):
            sent[request] += length
    assert 0 < max(sent.values()) < AT_MOST
