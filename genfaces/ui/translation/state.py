"""What the tab *Translation* is given: a painted map, an example, or a visitor's picture."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np

from genfaces.images import ImageError
from genfaces.tasks import translation
from genfaces.tasks.translation import DIRECTIONS
from genfaces.ui.kit.markup import png_uri
from genfaces.uploads import open_upload

ID = "translation"
MAP, AERIAL = "map", "aerial"
WORDS = {MAP: "map", AERIAL: "aerial photograph"}
CHOICES = [("Map to aerial photograph", DIRECTIONS[0]), ("Aerial photograph to map", DIRECTIONS[1])]
LARGE = 400 * 400  # pixels; a picture with more takes seconds, so that its progress is shown
PNG = "data:image/png;base64,"


@dataclass(frozen=True)
class Given:
    """A picture to translate, and how.

    pixels: uint8 (H,W,3). example: its name if it is one. uploaded: it is the visitor's own file. said: a sentence
    about what was done to it, or "".
    """

    pixels: np.ndarray
    model: str
    direction: str
    example: str = ""
    uploaded: bool = False
    said: str = ""

    @property
    def sides(self) -> tuple[str, str]:
        """What it is and what it becomes: "map" and "aerial", or the other way round."""
        return (MAP, AERIAL) if self.direction == DIRECTIONS[0] else (AERIAL, MAP)

    @property
    def painting(self) -> bool:
        """Whether a brush may change it."""
        return self.direction == DIRECTIONS[0] and not self.uploaded

    @property
    def large(self) -> bool:
        """Whether its translation takes so long that one wants to see the progress."""
        return self.pixels.shape[0] * self.pixels.shape[1] > LARGE

    @property
    def address(self) -> str:
        """The query that brings model, direction and example back; a visitor's own picture is in no address."""
        example = {"example": self.example} if self.example else {}
        return "?" + urlencode({"tab": ID, "model": self.model, "direction": self.direction} | example)

    @property
    def recipe(self) -> dict[str, Any]:
        """What makes the translation again: the example's name, the painting itself, or what tells the file."""
        recipe: dict[str, Any] = {"task": "translate", "model": self.model, "direction": self.direction}
        if self.example:
            return recipe | {"example": self.example}
        height, width, _ = self.pixels.shape
        recipe |= {"width": width, "height": height}
        if self.uploaded:
            return recipe | {"pixels_sha256": hashlib.sha256(self.pixels.tobytes()).hexdigest()}
        return recipe | {"input": self.source}

    @property
    def source(self) -> str:
        """The picture as an address."""
        return png_uri(self.pixels)


def read(easel: Mapping[str, Any] | None, path: str | None, model: str, direction: str) -> Given:
    """What the tab's controls hold: the upload if there is one, else the painting, else an example.

    easel: {"data": kind of maps, "png": the painting as an address, "example": name}, each of which may be missing; a
    painting in another palette than the model's is left aside. Raises TaskError or ImageError.
    """
    if path is not None:
        pixels, said = translation.fitted(open_upload(path))
        translation.check_image(pixels)
        return Given(pixels, model, direction, uploaded=True, said=said)
    asked, data = dict(easel or {}), translation.data_of(model)
    if direction == DIRECTIONS[0] and asked.get("png") and asked.get("data") == data:
        return Given(_painted(str(asked["png"]), data), model, direction)
    known = translation.examples(data)
    name = asked["example"] if asked.get("example") in known else known[0]
    return Given(translation.example(model, direction, name), model, direction, name)


def _painted(address: str, data: str) -> np.ndarray:
    """The canvas's picture, in the colours of that kind of maps. Raises ImageError."""
    try:
        png = b64decode(address.removeprefix(PNG), validate=True)
    except ValueError as error:
        raise ImageError("The painting did not arrive whole; please paint on.") from error
    # Some browsers add noise to what a page reads from a canvas.
    return translation.in_palette(translation.fitted(open_upload(png))[0], data)
