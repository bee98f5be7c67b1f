"""A tiny explorer: made-up points with labels, on a flat map, a solid one, and one that is taken for t-SNE's."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from genfaces import explorer_store
from genfaces.explorer_store import Explorer

COUNT = 60


def make_explorer(folder: Path, weights_sha256: str, size: int, name: str = "tiny", count: int = COUNT) -> Explorer:
    """`count` points with latents of `size` numbers; the labels are the signs of the first two."""
    rng = np.random.default_rng(0)
    drawn = rng.standard_normal((count, size)).astype(np.float32)
    latents = explorer_store.from_levels(*explorer_store.to_levels(drawn))
    components = np.eye(size, 3, dtype=np.float32)
    mean = latents.mean(0)
    positions = (latents - mean) @ components
    latent_maps, entries = {}, []
    for map_name, kind, dimensions in (("tsne-5", "tsne", 2), ("pca-2d", "pca", 2), ("pca-3d", "pca", 3)):
        own = positions[:, :dimensions]
        low, high = own.min(0), own.max(0)
        centre, reach = (low + high) / 2, float((high - low).max() / 2)
        latent_maps[map_name] = ((own - centre) / reach).astype(np.float32)
        purity = {label: dict.fromkeys(("same", "among", "chance_same", "chance_among"), 0.5) for label in LABELS}
        entry = {"name": map_name, "kind": kind, "centre": [float(value) for value in centre], "reach": reach}
        entry |= {"trustworthiness": 0.9, "purity": purity, "placed_again": 0.01}
        entries.append(entry | ({"perplexity": 5} if kind == "tsne" else {"explained": [0.5, 0.2, 0.1][:dimensions]}))
    distances = np.linalg.norm(latents[:, None] - latents[None], axis=2)
    info = {
        "name": name,
        "weights_sha256": weights_sha256,
        "points": count,
        "held_out": 10,
        "label_names": list(LABELS),
        "sprite": 48,
        "columns": 8,
        "purity_latents": entries[0]["purity"],
        "purity_measured": entries[0]["purity"],
        "maps": entries,
    }
    return Explorer(
        folder=folder,
        info=info,
        latents=latents,
        labels=latents[:, :2] > 0,
        held_out=np.arange(count) >= count - 10,
        metric=np.eye(size, dtype=np.float32),
        neighbours=np.argsort(distances, axis=1)[:, 1:13],
        latent_maps=latent_maps,
        mean=mean,
        components=components,
    )


def save_explorer(explorer: Explorer) -> None:
    """Write it with a picture of one colour for its atlas."""
    buffer = io.BytesIO()
    Image.new("RGB", (8 * 48, 8 * 48), "teal").save(buffer, "WEBP")
    explorer_store.save(explorer, dict.fromkeys((explorer_store.ATLAS, explorer_store.STILL), buffer.getvalue()))


LABELS = ("Smiling", "Eyeglasses")
