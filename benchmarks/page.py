"""`python -m benchmarks.page`: how soon the page starts and answers, and how much memory it comes to hold."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from gradio_client import handle_file
from PIL import Image

from benchmarks.report import Row, Seconds, add_markdown, gigabytes, machine, now, report
from benchmarks.running_page import Page, PageError, started
from genfaces.alignment import align
from genfaces.images import heat_map, to_png_bytes
from genfaces.tasks import attributes, infogan, reconstruction, samples, tags, translation
from genfaces.tasks.errors import TaskError
from genfaces.uploads import open_upload

AVATAR = Path(__file__).resolve().parent.parent / "genfaces" / "ui" / "assets" / "examples" / "avatar-1.png"
SEED = 7
TARGET = "< 0.3 s"
# Endpoints that take the name of one of several models: each is asked for all of them.
MODELS = {
    "/reconstruct": reconstruction.models,
    "/sample": samples.models,
    "/walk": samples.models,
    "/tags": tags.models,
    "/toggle": attributes.models,
    "/codes": infogan.models,
    "/translate": translation.models,
}


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.page",
        description="Start the page as a user would, use every tab once, and time reconstructions.",
    )
    parser.add_argument("--repeats", type=int, default=10, help="of what is timed, after a first time (default: 10)")
    parser.add_argument("--side", type=int, default=1000, help="width and height of the uploads (default: 1000)")
    parser.add_argument("--calls", type=int, default=0, help="of /sample, after which memory is looked at (default: 0)")
    parser.add_argument("--loads", type=int, default=0, help="of the page, after those (default: 0)")
    add_markdown(parser)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = parse(arguments)
    about = machine()
    try:
        with tempfile.TemporaryDirectory(prefix="genfaces-bench-") as folder:
            pictures = uploads(options.side, Path(folder))
            rows = [("page", "by the clock", "by processor time", "target"), *measure(pictures, options)]
    except (PageError, TaskError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    size, count = f"{options.side} x {options.side}", max(options.repeats, 1)
    about |= {
        "models": ", ".join(sorted({model.name for models in MODELS.values() for model in models()})),
        "reconstructions": f"from a PNG of {size} pixels to the picture, alignment included, by "
        f"{reconstruction.models()[0].name}; medians of {count} after a first one",
    }
    print(report(rows, about, options.markdown))
    return 0


def uploads(side: int, folder: Path) -> dict[str, Path]:
    """What is uploaded, as PNG files in `folder`: a drawn avatar and a face that a model made. Raises TaskError."""
    models = samples.models()
    if not models or not reconstruction.models():
        raise TaskError("No model is installed to measure; train one with `python -m training vae-avatars`.")
    face = Image.fromarray(samples.sample(models[0].name, SEED, 1)[0])
    with Image.open(AVATAR) as avatar:
        pictures = {"a drawn avatar": avatar.convert("RGB"), "a made-up face": face}
    files = {name: folder / f"{name}.png" for name in pictures}
    for name, image in pictures.items():
        image.resize((side, side), Image.Resampling.LANCZOS).save(files[name])
    return files


def measure(pictures: dict[str, Path], options: argparse.Namespace) -> list[Row]:
    """The table's rows: the page first, then the functions behind it, called in this process."""
    model, repeats = reconstruction.models()[0].name, options.repeats
    with started() as page:
        rows = [("first answer of `python app.py`", *_cells(page.start), "< 10 s")]
        rows.append(("memory then", gigabytes(page.memory()), "", ""))
        calls = use_everything(page, next(iter(pictures.values())))
        rows.append((f"memory after all tabs and models ({calls} calls)", gigabytes(page.memory()), "", "< 1.50 GB"))
        for name, picture in pictures.items():
            seconds = _median(
                lambda picture=picture: page.call("/reconstruct", handle_file(picture), model), page.now, repeats
            )
            rows.append((f"reconstruct {name}, over HTTP", *_cells(seconds), TARGET))
        rows += visits(page, options.calls, options.loads)
    for name, picture in pictures.items():
        seconds = _median(lambda picture=picture: in_process(picture, model), now, repeats)
        rows.append((f"reconstruct {name}, in process", *_cells(seconds), TARGET))
    return rows


def use_everything(page: Page, picture: Path) -> int:
    """Call every public endpoint with its defaults and a picture, once for every model; returns how many calls."""
    calls = 0
    for endpoint, parameters in page.endpoints.items():
        files = {
            parameter["parameter_name"]: handle_file(picture)
            for parameter in parameters
            if parameter["python_type"]["type"] == "filepath"
        }
        for model in MODELS.get(endpoint, lambda: [None])():
            page.call(endpoint, **files, **({} if model is None else {"model": model.name}))
            calls += 1
    return calls


def visits(page: Page, calls: int, loads: int) -> list[Row]:
    """Rows of the memory that visitors leave taken who only come and go."""
    rows = []
    for count, visit, words in (
        (calls, lambda: page.call("/sample", count=1), "calls of /sample"),
        (loads, page.load, "page loads"),
    ):
        for done in range(1, count + 1):
            visit()
            if done in (count // 2, count):
                rows.append((f"memory after {done} {words}", gigabytes(page.memory()), "", "< 1.50 GB"))
    return rows


def in_process(picture: Path, model: str) -> bytes:
    """The same without a page between: open, align, reconstruct, map the error, write the PNG."""
    result = reconstruction.reconstruct(np.asarray(align(open_upload(picture)).crop), model)
    heat_map(result.error, 0.25)
    return to_png_bytes(Image.fromarray(result.image))


def _median(action: Callable[[], Any], clock: Callable[[], Seconds], repeats: int) -> Seconds:
    """Medians of `repeats` times, after a first one that does not count."""
    action()
    taken = []
    for _ in range(max(repeats, 1)):
        before = clock()
        action()
        taken.append(clock() - before)
    return Seconds(median(each.wall for each in taken), median(each.processor for each in taken))


def _cells(seconds: Seconds) -> tuple[str, str]:
    digits = 3 if seconds.wall < 1 else 1
    return f"{seconds.wall:.{digits}f} s", f"{seconds.processor:.{digits}f} s"


if __name__ == "__main__":
    sys.exit(main())
