"""How long openTSNE and scikit-learn's t-SNE take on the same points, in one run, on one thread each."""

from __future__ import annotations

import time

import numpy as np
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from training import latent_maps

PERPLEXITY = 30


def timing(points: np.ndarray) -> str:
    """Times t-SNE of points (N, D) by both and says the ratio; minutes for 10,000 points.

    Processor time decides, since other programs may be running; scikit-learn's 1,000 iterations against openTSNE's 750
    are the defaults of each.
    """
    lines, spent = [f"t-SNE of {len(points):,} points with {points.shape[1]} numbers each, one thread:"], {}
    runs = {
        "openTSNE": lambda: latent_maps.tsne(points, PERPLEXITY),
        "scikit-learn": lambda: TSNE(perplexity=PERPLEXITY, n_jobs=1, random_state=0).fit_transform(points),
    }
    for name, run in runs.items():
        wall, processor = time.perf_counter(), time.process_time()
        with threadpool_limits(1):
            run()
        spent[name] = time.process_time() - processor
        lines.append(
            f"  {name:<14}{spent[name]:8.1f} s of processor time, {time.perf_counter() - wall:8.1f} s by the clock"
        )
    lines.append(f"  ratio         {spent['scikit-learn'] / spent['openTSNE']:8.1f}")
    return "\n".join(lines)
