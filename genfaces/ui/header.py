"""The slim head of every view: the name, what this is, and how it looks."""

from __future__ import annotations

from genfaces.ui.kit.markup import block

# Before anything is laid out: who comes by the address of a tab wants its work in sight, not the front page.
SCRIPT = "<script>document.documentElement.classList.toggle('inside', /[?&]tab=./.test(location.search))</script>"
WORDS = """<a class="skip" href="#tabs">Skip to the tabs</a>
<header class="head"><a class="brand" href="?">genfaces</a>
<span class="line">Classic generative models to play with</span>
<label class="switch"><input type="checkbox" id="pixels"> Show pixels</label>
<button class="quiet" type="button" data-theme>Light or dark</button></header>
<p id="said" role="status"></p>"""


def build() -> None:
    """The head; what its parts do stands in page.js and style.css."""
    block(WORDS)
