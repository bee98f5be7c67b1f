"""How a reconstruction looks on the page: crop, painting and error map side by side, knobs, and the comparison."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

import numpy as np
from PIL import Image

from genfaces.images import heat_map
from genfaces.tasks import provenance, reconstruction
from genfaces.tasks.errors import TaskError
from genfaces.tasks.models import Model
from genfaces.tasks.reconstruction import Directions, Reconstruction
from genfaces.ui.kit.address import signpost
from genfaces.ui.kit.download import BUTTONS, Download
from genfaces.ui.kit.faces import large
from genfaces.ui.kit.markup import figure, heat_scale, note
from genfaces.ui.kit.sliders import AT_ONCE, Slider, render
from genfaces.ui.kit.words import PLAIN, thing, turned

WORST = 0.25  # the error map's brightest colour: a mean difference of a quarter of the way from black to white
CLOSENESS = ((0.05, "Very close"), (0.08, "Fairly close"), (0.12, "Rather far off"))  # a colour's usual error, below
FAR_OFF = "Quite far off"
REACH = 3.0  # of the sliders
AXIS = "axis-"  # how the sliders of the axes are named, so that no attribute can have the same name


def pixels(image: Image.Image) -> np.ndarray:
    """An RGB image as uint8 (H,W,3)."""
    return np.asarray(image.convert("RGB"))


def error_map(result: Reconstruction) -> np.ndarray:
    """Where the model was wrong, in colours, uint8 (H,W,3)."""
    return heat_map(result.error, WORST)


def trio(face: np.ndarray, result: Reconstruction, message: str) -> str:
    """The crop, uint8 (H,W,3), what the model painted, and where they differ."""
    side = len(face)
    plates = (
        figure(
            face,
            "The aligned crop of your picture",
            f"<b>What the model sees</b> {side} × {side} pixels, {face.size:,} numbers",
        ),
        figure(
            result.image,
            "The model's reconstruction",
            f"<b>What it paints</b> from {len(result.latent):,} numbers",
        ),
        figure(
            error_map(result),
            "Error map: bright where crop and reconstruction differ",
            f"<b>Where they differ</b>{heat_scale(WORST)}",
            exact=False,
        ),
    )
    return (
        f'<div class="trio">{"".join(plates)}</div>'
        f'<div class="verdict">{in_words(result)}</div><p class="caption" role="status">{escape(message)}</p>'
    )


def in_words(result: Reconstruction) -> str:
    """How close it is, in plain words beside what the model reaches on faces it never saw; numbers on demand."""
    off = math.sqrt(result.mse)
    plain = next((words for limit, words in CLOSENESS if off < limit), FAR_OFF)
    numbers = f"A colour is typically {off:.1%} off, from black to white: mean squared error {result.mse:.4f}"
    usual, than_usual = provenance.test_mse(result.model), ""
    if usual is not None:
        than_usual = f", {'closer than' if result.mse < usual else 'not as close as'} usual with this model"
        numbers += f"; on faces it never saw, this model’s average is {usual:.4f}"
    return f"<b>{plain}</b>{than_usual}. <details><summary>In numbers</summary>{numbers}.</details>"


def knobs(model: str, made: str = "", moved: Mapping[str, float] = MappingProxyType({})) -> str:
    """The sliders of a model where they were `moved` to; "" when it has no directions. made: as in `sliders.render`.

    Raises TaskError.
    """
    known = reconstruction.directions(model)
    # Attributes whose effect is easy to see come first.
    names = sorted(known.attribute_names, key=lambda name: list(PLAIN).index(name) if name in PLAIN else len(PLAIN))
    attributes = [Slider(name, thing(name), REACH, moved.get(name, 0.0)) for name in names]
    axes = [
        Slider(f"{AXIS}{index}", f"Direction {index + 1}", REACH, moved.get(f"{AXIS}{index}", 0.0))
        for index in range(min(known.axes, AT_ONCE))
    ]
    return render(
        (
            (
                "Change the face",
                "How faces with a label differ from those without it, in this data set: other things may change along.",
                attributes,
            ),
            ("Directions that nobody named", "Along these, faces vary most.", axes),
        ),
        made=made,
    )


def split(moved: Mapping[str, float]) -> tuple[dict[int, float], dict[str, float]]:
    """Slider values as axes (index to amount) and attributes (name to amount)."""
    axes = {int(name.removeprefix(AXIS)): value for name, value in moved.items() if name.startswith(AXIS)}
    return axes, {name: turned(name, value) for name, value in moved.items() if not name.startswith(AXIS)}


def moves(text: str, known: Directions) -> dict[str, float]:
    """The knobs that an address tells: "Smiling:1.5,axis-0:-2". Raises ValueError."""
    names = {*known.attribute_names, *(f"{AXIS}{index}" for index in range(min(known.axes, AT_ONCE)))}
    told = {name: float(amount) for name, _, amount in (part.partition(":") for part in text.split(",") if part)}
    if not told.keys() <= names or not all(-REACH <= amount <= REACH for amount in told.values()):
        raise ValueError(text)
    return told


def edited(image: np.ndarray, changed: bool, address: str, recipe: Mapping[str, object]) -> str:
    """The picture that the sliders change, uint8 (H,W,3), with its downloads, its address and its large view."""
    alt = "The reconstruction, changed by the sliders" if changed else "The reconstruction, unchanged"
    caption = "Changed by your sliders" if changed else "Move a slider to change it"
    return f'<div class="edited">{figure(image, alt, caption)}{signpost(address, "", "", BUTTONS, large(recipe))}</div>'


def edited_download(result: Reconstruction, axes: Mapping[int, float], attributes: Mapping[str, float]) -> Download:
    """What the picture that the sliders change is saved as."""
    recipe = {
        "task": "reconstruction",
        "model": result.model,
        "latent": result.latent.tolist(),
        "axes": {str(index): amount for index, amount in axes.items()},
        "attributes": dict(attributes),
        "mse": result.mse,
    }
    return Download(recipe, f"{result.model}-{'edited' if axes or attributes else 'reconstruction'}")


def comparison(face: np.ndarray, models: Sequence[Model], results: Sequence[Reconstruction | TaskError]) -> str:
    """The face and every model's reconstruction, the closest first; what failed is said below."""
    titles = {model.name: model.title for model in models}
    worked = sorted((result for result in results if isinstance(result, Reconstruction)), key=lambda done: done.mse)
    plates = [figure(face, "The aligned crop of your picture", "<b>The face itself</b>")]
    plates += [
        figure(
            done.image,
            f"Reconstruction by {titles[done.model]}",
            f"<b>{escape(titles[done.model])}</b> error {done.mse:.4f}",
        )
        for done in worked
    ]
    failed = "".join(note(str(result)) for result in results if isinstance(result, TaskError))
    caption = '<p class="caption">Mean squared error, the closest first; values from 0 to 1.</p>'
    return f'<div class="plates">{"".join(plates)}</div>{caption}{failed}'
