"""`python -m training explore NAME [--data PATH]`: the latent maps of a VAE that the tab Explorer walks on.

Encodes the data set, lays the latents out by t-SNE and principal components, measures what each map keeps, and writes
`checkpoints/NAME/explorer`: latents, coordinates, neighbours, labels, and the decoder's own reconstructions. No image
of the data set is among them.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import sys
from pathlib import Path
from typing import Any

import numpy as np

from genfaces import checkpoint as checkpoints
from genfaces import drawing, explorer_store, kinds
from genfaces.checkpoint import Checkpoint, CheckpointError
from genfaces.explorer_store import Explorer
from genfaces.placing import place
from training import atlas, fits, latent_maps, recipes
from training.data import DataError, Dataset
from training.errors import TrainingError
from training.measure.latent_maps import nearest, purity, trust
from training.tsne_timing import timing

LARGEST = 10_000  # points: what a file below 10 MB and a browser without stutter hold
STILL_MAP = "tsne-30"
PLACED_AGAIN = 100
LIBRARIES = ("openTSNE", "scikit-learn", "numpy", "torch")
WATCHED = ("Male", "Eyeglasses", "Smiling", "glasses", "smile", "beard")  # the labels that are printed; all are stored


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training explore", description=__doc__.split("\n\n")[0])
    parser.add_argument("name", help="a VAE in checkpoints/")
    parser.add_argument("--data", type=Path, help="folder or zip of its data set; not needed for drawn avatars")
    parser.add_argument(
        "--time", action="store_true", help="instead: time openTSNE against scikit-learn on the stored latents"
    )
    options = parser.parse_args(arguments)
    try:
        if options.time:
            print(timing(explorer_store.load(options.name).measured))
        else:
            print(describe(explore(options.name, options.data).info))
    except (TrainingError, DataError, CheckpointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def explore(name: str, data: Path | None) -> Explorer:
    """Make and write the explorer of a checkpoint. Raises TrainingError, DataError or CheckpointError."""
    checkpoint = checkpoints.load(name)
    if "explorer" not in kinds.of(checkpoint.config).tabs:
        raise TrainingError(f"'{name}' is not a VAE; only the latents of a VAE are mapped.")
    return explore_latents(checkpoint, recipes.find(checkpoint.config["recipe"]).open_data(data))


def explore_latents(checkpoint: Checkpoint, dataset: Dataset) -> Explorer:
    """Make and write the explorer of a VAE's checkpoint."""
    explorer, pictures = chart(checkpoint, dataset)
    sprites = atlas.shrink(pictures)
    still_map = STILL_MAP if STILL_MAP in explorer.latent_maps else next(iter(explorer.latent_maps))
    explorer_store.save(
        explorer,
        {
            explorer_store.ATLAS: atlas.atlas(sprites),
            explorer_store.STILL: atlas.still(explorer.latent_maps[still_map], sprites),
        },
    )
    return explorer_store.load(checkpoint.name)


def chart(checkpoint: Checkpoint, dataset: Dataset) -> tuple[Explorer, np.ndarray]:
    """The explorer of a data set's images, at most 10,000, and their reconstructions, uint8 (N, H, W, 3)."""
    images, labels, held_out = choose(dataset)
    _tell(f"encoding and decoding {len(images):,} images")
    # What is stored is what is mapped: rounded.
    encoded = fits.encode(checkpoint.network, images, checkpoint.pixel_range)["mean"]
    latents = explorer_store.from_levels(*explorer_store.to_levels(encoded))
    pictures = drawing.paint(checkpoint, latents)
    metric = latent_maps.picture_metric(latents, pictures).astype(np.float32)
    points = latents @ metric
    charts, components = draw_latent_maps(points)
    neighbours, names = nearest(points), dataset.label_names
    info: dict[str, Any] = {
        "name": checkpoint.name,
        "weights_sha256": checkpoint.config["weights_sha256"],
        "points": len(points),
        "held_out": int(held_out.sum()),
        "label_names": list(names),
        "sprite": atlas.SPRITE,
        "columns": atlas.columns(len(points)),
        "purity_latents": purity(nearest(latents), labels, names),
        "purity_measured": purity(neighbours, labels, names),
        "maps": [chart.entry for chart in charts],
        "versions": {library: importlib.metadata.version(library) for library in LIBRARIES},
    }
    explorer = Explorer(
        folder=checkpoint.folder / explorer_store.FOLDER,
        info=info,
        latents=latents,
        labels=labels,
        held_out=held_out,
        metric=metric,
        neighbours=neighbours,
        latent_maps={chart.entry["name"]: chart.coordinates for chart in charts},
        mean=points.mean(0),
        components=components.astype(np.float32),
    )
    for entry in info["maps"]:
        _tell(f"measuring {entry['name']}")
        coordinates = explorer.latent_maps[entry["name"]]
        entry["trustworthiness"] = trust(points, coordinates)
        entry["purity"] = purity(nearest(coordinates), labels, names)
        entry["placed_again"] = placed_again(explorer, entry["name"])
    return explorer, pictures


def draw_latent_maps(points: np.ndarray) -> tuple[list[latent_maps.Map], np.ndarray]:
    """All latent maps of points (N, D), and their first three principal components (D, 3)."""
    charts = []
    for perplexity in latent_maps.PERPLEXITIES:
        if 3 * perplexity < len(points):
            _tell(f"t-SNE with perplexity {perplexity}")
            charts.append(latent_maps.tsne(points, perplexity))
    flat, _ = latent_maps.principal_components(points, 2)
    solid, components = latent_maps.principal_components(points, 3)
    return [*charts, flat, solid], components


def choose(dataset: Dataset) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Images (N, H, W, 3), labels (N, L) as booleans, and which were held out (N).

    All of the test part, and images spread evenly over the training part.
    """
    train, test = dataset.train, dataset.test
    tested = np.arange(len(test))[:LARGEST]
    trained = np.unique(np.linspace(0, len(train) - 1, min(len(train), LARGEST - len(tested))).astype(int))
    images = np.concatenate([train.images[trained], test.images[tested]])
    labels = np.concatenate([train.labels[trained], test.labels[tested]]) > 0.5
    return images, labels, np.repeat([False, True], [len(trained), len(tested)])


def placed_again(explorer: Explorer, name: str) -> float:
    """How far from their own places points land that are placed as if they were new: the median, in map units.

    Each is placed among all points, itself included, so this is the error of placing and not of the map.
    """
    chosen = np.linspace(0, len(explorer.latents) - 1, min(PLACED_AGAIN, len(explorer.latents))).astype(int)
    placed = place(explorer, explorer.latents[chosen], name)
    return float(np.median(np.linalg.norm(placed - explorer.latent_maps[name][chosen], axis=1)))


def _tell(what: str) -> None:
    """Progress on the error stream: some of this takes minutes."""
    print(f"{what} ...", file=sys.stderr, flush=True)


def describe(info: dict[str, Any]) -> str:
    """The measures as a table: a row a map, with the share of neighbours that share a label."""
    watched = [name for name in WATCHED if name in info["label_names"]]
    rows = [
        ["", "trustworthy", *watched],
        ["by chance", ""] + [_share(info["purity_latents"], n, "chance_same") for n in watched],
    ]
    rows += [
        [title, ""] + [_share(info[key], name, "same") for name in watched]
        for title, key in (("latents, plain", "purity_latents"), ("latents, by picture", "purity_measured"))
    ]
    rows += [
        [entry["name"], f"{entry['trustworthiness']:.3f}"] + [_share(entry["purity"], name, "same") for name in watched]
        for entry in info["maps"]
    ]
    return "\n".join(f"{row[0]:<22}" + "".join(f"{cell:>13}" for cell in row[1:]) for row in rows)


def _share(purities: dict[str, dict[str, float]], name: str, kind: str) -> str:
    return f"{purities[name][kind]:.3f}"


if __name__ == "__main__":
    sys.exit(main())
