"""The front door: `python app.py` builds the page and serves it (GRADIO_SERVER_NAME and _PORT say where)."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile

# Before Gradio is imported: nothing that is done here may be reported elsewhere.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
# A folder of its own for uploads: Gradio's usual one is shared by all its applications on a machine.
if not os.environ.get("GRADIO_TEMP_DIR"):
    os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="genfaces-")
    atexit.register(shutil.rmtree, os.environ["GRADIO_TEMP_DIR"], ignore_errors=True)
# A Space is reached through proxies in its own network: believe those, and only those, whom they speak for.
if os.environ.get("SPACE_HOST"):
    os.environ.setdefault("FORWARDED_ALLOW_IPS", "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16")

from genfaces.ui import page

for sentence in page.problems():
    print(sentence, file=sys.stderr)
demo = page.build()

if __name__ == "__main__":
    demo.launch(**page.settings())
