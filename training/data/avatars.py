"""Drawn avatars with exact labels: the data set that needs no download.

The drawings are DiceBear's style "Lorelei" (after Lisa Wischofsky, CC0 1.0), in colours of our own. Where the style
would hide a label at 64 pixels it is changed: eyes are open, large and coloured, heads have hair whose length is plain
to see, and a smile shows through a beard.
"""

from __future__ import annotations

import importlib.resources
import importlib.util
import io
import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from training.data.dataset import DataError, Plan, Row
from training.data.record import PEOPLE, DataNotes, Record

if TYPE_CHECKING:
    from dicebear import Style

TITLE = "Drawn avatars"
TERMS = "The avatars are drawn by this repository from the style Lorelei by Lisa Wischofsky (CC0 1.0): use them freely."
TRAINING_COUNT, TEST_COUNT = 9_000, 1_000
# What draws, by the module's name and the package's; imported only there, for a machine that trains may lack them.
PACKAGES = {"resvg_py": "resvg_py", "dicebear": "dicebear-core", "dicebear_styles": "dicebear-styles"}
DRAWING_VERSION = 1  # counts changes to what a seed looks like, so that cached drawings are made again

HAIR_COLOURS = {
    "black": "#211d26", "brown": "#6b3d1f", "blonde": "#f0c95a", "red": "#cf4a22", "gray": "#b3b8c2", "blue": "#3f78d8",
}  # fmt: skip
EYE_COLOURS = {"brown": "#70390f", "blue": "#1f7bf2", "green": "#1fa548", "purple": "#a035dd"}
SKIN_COLOURS = {"light": "#fadcc4", "medium": "#dca06d", "dark": "#9c623c"}
HAIR_LENGTHS = {  # above the jaw; between jaw and chin; well below the chin. Styles in between are left out.
    "short": ("01", "02", "03", "04", "05", "06", "07", "08", "09", "12", "22", "39", "43", "47"),
    "medium": ("13", "18", "19", "20", "32"),
    "long": ("15", "16", "21", "23", "35"),
}
SMILES = {"no": ("flat", "frown"), "yes": ("arc", "open")}
GLASSES = ("01", "03", "04")
BEARDS = ("01", "02")
HEADS = ("01", "02", "03", "04")
EYEBROWS = ("02", "03", "05", "07", "09", "10", "11", "12")  # without those that frown over a smile
NOSES = ("01", "02", "03", "04", "05", "06")
BACKGROUNDS = ("#fdf3df", "#d5e9f8", "#d8f1e1", "#e7dff6", "#fbe0e4")
INK = "#2b2130"

LABEL_NAMES = (
    *(f"hair_colour:{name}" for name in HAIR_COLOURS),
    *(f"eye_colour:{name}" for name in EYE_COLOURS),
    *(f"skin:{name}" for name in SKIN_COLOURS),
    *(f"hair_length:{name}" for name in HAIR_LENGTHS),
    "smile",
    "glasses",
    "beard",
)


def draw(seed: int, size: int = 64) -> tuple[Image.Image, dict[str, str]]:
    """The avatar of `seed` (0 or more) at `size` x `size` pixels, RGB, and what it shows.

    The labels are hair_colour, eye_colour, skin and hair_length, each one of the names above, and smile, glasses and
    beard, each "yes" or "no". The same seed gives the same avatar at every size.
    """
    import resvg_py
    from dicebear import Avatar

    labels, options = _choose(seed)
    svg = str(Avatar(_style(), options))
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True))
    return Image.open(io.BytesIO(png)).convert("RGB"), labels


def vector(labels: dict[str, str]) -> list[int]:
    """The labels of `draw` as 0 and 1 in the order of LABEL_NAMES."""
    present = {f"{name}:{value}" for name, value in labels.items()}
    return [int(name in present or f"{name}:yes" in present) for name in LABEL_NAMES]


def plan(size: int) -> Plan:
    """Avatars 0 to 8,999 for training and 9,000 to 9,999 for test. Raises DataError where they cannot be drawn."""
    missing = [package for module, package in PACKAGES.items() if importlib.util.find_spec(module) is None]
    if missing:
        raise DataError(
            f"the data set 'avatars' is drawn by packages that are missing here; install them with `pip install "
            f"{' '.join(missing)}`, or pack it elsewhere with `python -m training.data pack avatars`"
        )
    rows = [Row(str(seed), vector(_choose(seed)[0]), "") for seed in range(TRAINING_COUNT + TEST_COUNT)]

    def decode(rows: Sequence[Row]) -> Iterator[np.ndarray]:
        return (np.asarray(draw(int(row.id), size)[0]) for row in rows)

    return Plan(TITLE, TERMS, LABEL_NAMES, rows[:TRAINING_COUNT], rows[TRAINING_COUNT:], [], decode)


def _choose(seed: int) -> tuple[dict[str, str], dict[str, object]]:
    """Labels, drawn independently of each other, and the style's options that show them."""
    rng = np.random.default_rng(seed)

    def one_of(choices: Sequence[str]) -> str:
        return choices[rng.integers(len(choices))]

    def yes(probability: float) -> str:
        return "yes" if rng.random() < probability else "no"

    labels = {
        "hair_colour": one_of(tuple(HAIR_COLOURS)),
        "eye_colour": one_of(tuple(EYE_COLOURS)),
        "skin": one_of(tuple(SKIN_COLOURS)),
        "hair_length": one_of(tuple(HAIR_LENGTHS)),
        "smile": yes(0.5),
        "glasses": yes(0.3),
        "beard": yes(0.25),
    }
    hair = HAIR_COLOURS[labels["hair_colour"]]
    options = {
        "seed": str(seed),
        "hairVariant": "variant" + one_of(HAIR_LENGTHS[labels["hair_length"]]),
        "hairColor": hair,
        "eyesVariant": one_of(tuple(_GAZES)),
        "eyesColor": EYE_COLOURS[labels["eye_colour"]],
        "skinColor": SKIN_COLOURS[labels["skin"]],
        "mouthVariant": one_of(SMILES[labels["smile"]]),
        "mouthColor": "#5e1428",
        "glassesVariant": "variant" + one_of(GLASSES),
        "glassesProbability": 100 if labels["glasses"] == "yes" else 0,
        "glassesColor": INK,
        "beardVariant": "variant" + one_of(BEARDS),
        "beardProbability": 100 if labels["beard"] == "yes" else 0,
        "headVariant": "variant" + one_of(HEADS),
        "eyebrowsVariant": "variant" + one_of(EYEBROWS),
        "eyebrowsColor": INK,
        "noseVariant": "variant" + one_of(NOSES),
        "noseColor": INK,
        "outlineColor": INK,
        "earringsProbability": 0,
        "frecklesProbability": 0,
        "hairAccessoriesProbability": 0,
        "backgroundColor": one_of(BACKGROUNDS),
        "scale": round(rng.uniform(1.12, 1.2), 3),
        "rotate": round(rng.uniform(-5, 5), 2),
        "translateX": round(rng.uniform(-2, 2), 2),
        "translateY": round(rng.uniform(0, 3), 2),
    }
    return labels, options


@cache
def _style() -> Style:
    """Lorelei with our eyes and mouths, and a mouth that is seen through the beard."""
    from dicebear import Style

    definition = json.loads(importlib.resources.files("dicebear_styles").joinpath("lorelei.json").read_text("utf-8"))
    components = definition["components"]
    components["eyes"]["variants"] = {name: {"elements": _eyes(*gaze)} for name, gaze in _GAZES.items()}
    components["mouth"]["variants"] = {
        name: {"elements": [_line(path, fill, _color("mouth"))]} for name, (path, fill) in _MOUTHS.items()
    }
    for beard in components["beard"]["variants"].values():
        hair = beard["elements"][0]
        beard["elements"] = [hair, _ellipse(246, 98, 94, 47, _color("skin")), _MOUTH_IN_BEARD]
    return Style(definition)


# In pixels of the style's canvas, which is 980 wide: how far the irises look to the right and down.
_GAZES = {"ahead": (0, 0), "left": (-10, 0), "right": (9, 0), "up": (4, -7)}
_MOUTHS = {
    "flat": ("M72 50Q140 42 206 42", "none"),
    "frown": ("M66 70Q134 20 208 60", "none"),
    "arc": ("M60 24Q136 92 214 18", "none"),
    "open": ("M62 20Q138 38 214 14Q196 82 138 82Q82 80 62 20Z", "white"),
}
_MOUTH_IN_BEARD = {"name": "mouth", "type": "component", "attributes": {"transform": "translate(112 52)"}}


def _eyes(right: int, down: int) -> list[dict]:
    """Two open eyes: the further one, on the right, is narrower, because the head is turned a little."""
    elements = []
    for x, y, half_width in ((112, 54, 56), (308, 54, 43)):
        iris_x, iris_y, narrowing = x + right, y + 3 + down, half_width / 56
        lash = f"M{x - half_width - 4} {y - 8}Q{x} {y - 94} {x + half_width + 4} {y - 8}"
        elements += [
            _ellipse(x, y, half_width, 47, "white"),
            _ellipse(iris_x, iris_y, 37 * narrowing, 40, _color("eyes")),
            _ellipse(iris_x, iris_y, 13 * narrowing, 15, INK),
            _ellipse(iris_x + 11 * narrowing, iris_y - 13, 9 * narrowing, 10, "white"),
            _line(lash, "none", INK),
        ]
    return elements


def _color(name: str) -> dict[str, str]:
    return {"type": "color", "name": name}


def _element(shape: str, **attributes: object) -> dict:
    return {
        "name": shape,
        "type": "element",
        "attributes": {key.replace("_", "-"): value for key, value in attributes.items()},
    }


def _ellipse(x: float, y: float, half_width: float, half_height: float, fill: object) -> dict:
    return _element("ellipse", cx=f"{x:g}", cy=f"{y:g}", rx=f"{half_width:g}", ry=f"{half_height:g}", fill=fill)


def _line(path: str, fill: str, stroke: object) -> dict:
    rounded = {"stroke_linecap": "round", "stroke_linejoin": "round"}
    return _element("path", d=path, fill=fill, stroke=stroke, stroke_width="13", **rounded)


RECORD = Record(
    name="avatars",
    title=TITLE,
    plain="Avatars",
    terms=TERMS,
    split="the last 1,000 of 10,000 seeds",
    draw=plan,
    drawing_version=DRAWING_VERSION,
    judge="judge-avatars",
    showable=True,
    notes=DataNotes(
        limits=(
            "The avatars are drawn by a program from a few parts, so the labels are exact but say nothing about "
            "people, and the model knows no face outside that style.",
            PEOPLE,
        ),
        tags=("avatars", "drawn-faces"),
        license="mit",
    ),
)
