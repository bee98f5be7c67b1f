"""The front door: `python app.py` builds the page and serves it (GRADIO_SERVER_NAME and _PORT say where)."""

from __future__ import annotations

import os

# Before Gradio is imported: nothing that is done here may be reported elsewhere.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

from genfaces.ui import page

demo = page.build()

if __name__ == "__main__":
    demo.launch(**page.settings())
