"""Assembles the page: the hero, one tab a file, the dialog they share, and the settings they run under."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from genfaces.tasks.provenance import missing, unreadable
from genfaces.ui import header, hero, preview
from genfaces.ui.attributes import tab as attributes
from genfaces.ui.explorer import tab as explorer
from genfaces.ui.frontpage import FrontPage
from genfaces.ui.infogan import tab as infogan
from genfaces.ui.kit import viewer
from genfaces.ui.kit.events import LIGHT
from genfaces.ui.kit.gradio_seams import clear_strays
from genfaces.ui.kit.guard import Guard
from genfaces.ui.kit.hosted import HostedBlocks
from genfaces.ui.kit.markup import UI, block, note
from genfaces.ui.reconstruction import tab as reconstruction
from genfaces.ui.samples import tab as samples
from genfaces.ui.tags import tab as tags
from genfaces.ui.theme import STYLE, theme
from genfaces.ui.translation import tab as translation

# By delight. Each has ID, LABEL (what one does there), METHOD, TRAVEL (what comes to it and leaves it), and build().
TABS = (samples, tags, attributes, infogan, translation, explorer, reconstruction)

LABELS = {tab.ID: tab.LABEL for tab in TABS}
TRAVELS = tuple(tab.TRAVEL for tab in TABS)

SCRIPTS = UI / "kit" / "views.js", UI / "page.js"
TITLE = "genfaces: a gallery of generative models"
FOOT = """<p>Everything here is computed on this machine; your pictures are sent nowhere else, and are deleted within an
hour of your leaving. What the models paint is approximate, and attribute names are the data sets’ labels with their
bias.</p>"""


def build() -> gr.Blocks:
    """The page, with its queue bounded: what does not fit is told so at once instead of waiting for minutes."""
    with HostedBlocks(title=TITLE, analytics_enabled=False, delete_cache=(900, 1800), fill_width=True) as page:
        header.build()
        hero.build()
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap") as tabs:
            for tab in TABS:
                with gr.Tab(tab.LABEL, id=tab.ID, elem_id=f"tab-{tab.ID}"):
                    tab.build()
        block("".join(map(note, problems())) + FOOT, elem_classes="foot")
        viewer.build(TRAVELS)
        page.load(_open_tab, None, tabs, **LIGHT)
    return page.queue(max_size=128, default_concurrency_limit=4, api_open=False)


def problems() -> list[str]:
    """A sentence for each thing that keeps models or pictures from being shown."""
    return [*missing(UI / "assets"), *unreadable()]


def settings() -> dict[str, Any]:
    """Arguments of `launch`."""
    return {
        "theme": theme(),
        "css_paths": [
            UI / "kit" / "gradio.css",
            STYLE,
            UI / "travel.css",
            tags.STYLE,
            attributes.STYLE,
            infogan.STYLE,
            translation.STYLE,
            explorer.STYLE,
        ],
        "css": "".join(f'#tabs [data-tab-id="{tab.ID}"]::before {{ content: "{tab.METHOD}"; }}' for tab in TABS),
        "head": header.SCRIPT,
        # Each in a scope of its own, as the scripts of parts are.
        "js": "".join(["() => {", *(f"{{\n{path.read_text(encoding='utf-8')}}}\n" for path in SCRIPTS), "}"]),
        "max_file_size": "20mb",
        "enable_monitoring": False,
        "strict_cors": True,
        "allowed_paths": [],
        "share": False,
        "pwa": False,
        "ssr_mode": False,
        "favicon_path": UI / "assets" / "favicon.png",
        "run_history": False,
        "mcp_server": False,
        "footer_links": ["api"],
        "state_session_capacity": 1000,
        "app_kwargs": {
            "middleware": [
                Middleware(Guard, after_upload=clear_strays),
                Middleware(FrontPage, html=explorer.without_script(), told=partial(preview.told, labels=LABELS)),
            ]
        },
    }


def _open_tab(request: gr.Request) -> Any:
    """The tab that the address names."""
    wanted = request.query_params.get("tab")
    return gr.Tabs(selected=wanted) if wanted in {tab.ID for tab in TABS} else gr.skip()
