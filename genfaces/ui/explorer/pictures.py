"""What the tab *Explorer* says beside its map: a face, a place, a group, a walk, or the visitor."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

import numpy as np

from genfaces.images import to_animation_bytes
from genfaces.tasks import provenance
from genfaces.tasks.explorer import Group, Neighbours, Place, Placed, Point, Share, Walk
from genfaces.ui.kit import walk as steps
from genfaces.ui.kit.download import Download, anchor
from genfaces.ui.kit.faces import large
from genfaces.ui.kit.markup import figure, picture
from genfaces.ui.kit.words import plain

FAR = 1.5  # in multiples of the usual distance on a map: beyond it a place is called empty


# For a picture that was taken away: its mark on the map goes, too.
GONE = '<div class="map-answer" data-marks="{&quot;you&quot;: null}"></div>'


def point(model: str, found: Point) -> str:
    """A point of the map, its labels and its neighbours."""
    labels = "".join(f"<li>{escape(plain(label))}</li>" for label in found.labels) or "<li>no label</li>"
    known = "held out: the model never trained on it" if found.held_out else "one of those the model learned from"
    recipe = {"task": "decode", "model": model, "index": found.index}
    return _answer(
        f"<h3>Face {found.index:,}</h3>"
        + figure(found.image, f"The model's reconstruction of face {found.index}", f"Its reconstruction; {known}.")
        + f'<ul class="map-labels">{labels}</ul>'
        + _neighbours(found.neighbours)
        + '<div class="below">'
        + f'<button type="button" class="quiet" data-walk-from="{found.index}">Walk from here</button>'
        + f"{Download(recipe, f'{model}-face-{found.index}').links(found.image)}{large(recipe)}</div>"
    )


def place(model: str, map_name: str, position: Sequence[float], found: Place) -> str:
    """What an empty place may look like."""
    far = " No face lies anywhere near, so take this with a grain of salt." if found.distance > FAR else ""
    recipe = {"task": "decode", "model": model, "map": map_name, "position": list(position)}
    return _answer(
        "<h3>An empty place</h3>"
        + figure(
            found.image,
            "An estimate of the face that belongs to this place",
            "An <b>estimate</b> of the face that belongs here: a flat map leaves out most of a face, so it is fitted "
            f"to the faces around.{far}",
        )
        + _neighbours(found.neighbours)
        + f'<div class="below">{Download(recipe, f"{model}-place").links(found.image)}{large(recipe)}</div>'
    )


def you(model: str, crop: np.ndarray, face_found: bool, found: Placed) -> str:
    """The visitor's face on the map."""
    missed = "" if face_found else "No face was found, so this is the middle of the picture. "
    recipe = {"task": "place", "model": model, "latent": found.latent.tolist()}
    pair = figure(crop, "The aligned crop of your picture", "What the model sees") + figure(
        found.image, "The model's reconstruction of your picture", "What it makes of it"
    )
    return _answer(
        f'<h3>You are on the map</h3><div class="map-pair">{pair}</div><p class="caption">{missed}Look for '
        "the ring marked “you”; it is there on every map.</p>"
        + _neighbours(found.neighbours)
        + f'<div class="below">{Download(recipe, f"{model}-you").links(found.image)}{large(recipe)}</div>',
        {"you": {name: position.tolist() for name, position in found.places.items()}},
    )


def group(model: str, indices: Sequence[int], found: Group) -> str:
    """The mean of a selection, and what sets it apart."""
    recipe = {"task": "mean", "model": model, "indices": [int(index) for index in indices]}
    apart = _shares("More often than elsewhere", found.more) + _shares("Less often than elsewhere", found.less)
    return _answer(
        f"<h3>{found.count:,} {'faces' if found.count > 1 else 'face'}</h3>"
        + figure(found.image, f"The mean of {found.count} faces", "Their mean: the average of their latents, decoded.")
        + (apart or '<p class="caption">No label is clearly more or less frequent here than elsewhere.</p>')
        + f'<div class="below">{Download(recipe, f"{model}-mean").links(found.image)}{large(recipe)}</div>'
    )


def walk(model: str, ends: Sequence[int], map_name: str, found: Walk) -> str:
    """From one face to another: a slider, a film to keep, and the way on the map."""
    start, end = ends
    recipe = {"task": "walk", "model": model, "ends": [start, end], "frames": len(found.images)}
    name = f"{model}-walk-{start}-{end}"
    about = json.dumps(provenance.signed(recipe) | {"enlarged": steps.SCALE, "milliseconds": steps.MILLISECONDS})
    film = to_animation_bytes(found.images, "WEBP", steps.SCALE, steps.MILLISECONDS, about)
    return _answer(
        f'<h3>From A to B</h3><div class="map-walk" style="{steps.reel(found.images)}">{steps.screen()}{steps.slider()}'
        f'{steps.strip()}</div><div class="below">{steps.PLAY}'
        f"{anchor(film, 'image/webp', f'{name}.webp', 'Download film')}"
        f'<button type="button" class="quiet" data-go="{start}">To A</button>'
        f'<button type="button" class="quiet" data-go="{end}">To B</button></div>'
        '<p class="caption">The way goes along an arc through the latents. The line on the map shows where its stops '
        "belong: where it jumps, the map tears apart what is near in truth.</p>",
        {"path": {"map": map_name, "places": found.places.round(4).tolist()}},
    )


def _answer(html: str, marks: dict | None = None) -> str:
    return f'<div class="map-answer" role="status" data-marks="{escape(json.dumps(marks or {}))}">{html}</div>'


def _neighbours(found: Neighbours) -> str:
    tiles = "".join(
        f'<button type="button" class="tile" data-go="{index}" title="Go to face {index}, at {distance:.2f} of the '
        f'usual distance">{picture(image, f"Neighbour {rank}: face {index}", exact=False)}</button>'
        for rank, (index, distance, image) in enumerate(
            zip(found.indices.tolist(), found.distances.tolist(), found.images, strict=True), start=1
        )
    )
    return (
        f'<h4>Nearest in latent space</h4><div class="tiles map-near">{tiles}</div><p class="caption">From '
        f"{found.distances[0]:.2f} to {found.distances[-1]:.2f} of the distance usual between two faces.</p>"
    )


def _shares(heading: str, shares: Sequence[Share]) -> str:
    if not shares:
        return ""
    rows = "".join(
        f"<li><span>{escape(plain(share.label))}</span><b>{share.inside:.0%}</b><i>{share.overall:.0%} of all</i>"
        f'<span class="map-bar" style="--inside: {share.inside:.4f}; --overall: {share.overall:.4f}"></span></li>'
        for share in shares
    )
    return f'<h4>{heading}</h4><ul class="map-shares">{rows}</ul>'
