"""What is fitted after training and stored beside the weights: a mixture to draw from, directions to move along."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.mixture import GaussianMixture

from genfaces.images import to_tensor
from genfaces.networks.vae import VariationalAutoencoder
from training.data import Dataset
from training.measure.features import BATCH

AXES = 10
COMPONENTS = 20
LABEL_ROWS = 10_000
Arrays = dict[str, np.ndarray]


@torch.inference_mode()
def encode(network: VariationalAutoencoder, images: np.ndarray, pixel_range: tuple[float, float]) -> Arrays:
    """Posterior of uint8 images (N, H, W, 3): "mean" and "logvar", each float32 (N, D)."""
    parts = [network.encode(to_tensor(images[i : i + BATCH], pixel_range)) for i in range(0, len(images), BATCH)]
    mean, logvar = (torch.cat(column).float().numpy() for column in zip(*parts, strict=True))
    return {"mean": mean, "logvar": logvar}


def label_table(labels: np.ndarray) -> Arrays:
    """What labels (N, L) of 0 and 1 occur in training, so that a generator can be asked for what goes together.

    "label_rows" uint8 (R, L), the different rows, most frequent first, at most 10,000; "label_counts" int32 (R), how
    many images have each.
    """
    rows, counts = np.unique(np.asarray(labels, dtype=np.uint8), axis=0, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:LABEL_ROWS]
    return {"label_rows": rows[order], "label_counts": counts[order].astype(np.int32)}


def for_vae(
    network: VariationalAutoencoder, dataset: Dataset, pixel_range: tuple[float, float], seed: int = 0
) -> Arrays:
    """Mixture, axes and attribute directions of the encoded training split; see the functions below for shapes."""
    posterior = encode(network, dataset.train.images, pixel_range)
    mean = posterior["mean"]
    arrays = mixture(mean, posterior["logvar"], seed) | axes(network, mean)
    if dataset.label_names:
        arrays["attribute_directions"] = attribute_directions(mean, dataset.train.labels)
    arrays |= {"latent_mean": mean.mean(0), "latent_std": mean.std(0)}
    return {name: np.asarray(array, dtype=np.float16) for name, array in arrays.items()}


def mixture(mean: np.ndarray, logvar: np.ndarray, seed: int, components: int = COMPONENTS) -> Arrays:
    """A Gaussian mixture of draws from the training images' posteriors (N, D), diagonal in a rotated basis.

    A VAE with a small KL weight leaves holes between its latents and the prior; drawing from what the encoder really
    uses closes them (Ghosh et al., 2020, "From variational to deterministic autoencoders"). "mixture_basis" (D, D)
    has the rotated axes as columns: latents = coordinates @ basis.T. "mixture_weights" (K), "mixture_means" (K, D)
    and "mixture_scales" (K, D), standard deviations, are in the rotated coordinates.
    """
    rng = np.random.default_rng(seed)
    latents = mean + rng.standard_normal(mean.shape, dtype=np.float32) * np.exp(0.5 * logvar)
    _, basis = np.linalg.eigh(np.cov(latents, rowvar=False))
    basis = basis[:, ::-1]
    fitted = GaussianMixture(components, covariance_type="diag", reg_covar=1e-4, random_state=seed, max_iter=200)
    fitted.fit(latents @ basis)
    return {
        "mixture_weights": fitted.weights_,
        "mixture_means": fitted.means_,
        "mixture_scales": np.sqrt(fitted.covariances_),
        "mixture_basis": basis,
    }


@torch.inference_mode()
def axes(network: VariationalAutoencoder, mean: np.ndarray) -> Arrays:
    """The latent changes that go with the principal components of the reconstructions: what matters most to the eye.

    "axes" (10, D) are unit directions, "axes_scale" (10) how far one standard deviation goes along them.
    """
    latents = mean[:: max(1, len(mean) // 2000)]
    images = torch.cat([network.decode(part) for part in torch.from_numpy(latents).split(BATCH)])
    pixels = images.flatten(1) - images.flatten(1).mean(0)
    # The scores of the principal components, from the small (images x images) side of the decomposition.
    _, vectors = torch.linalg.eigh(pixels @ pixels.T)
    scores = vectors.flip(1)[:, :AXES].numpy() * np.sqrt(len(latents))
    directions = scores.T @ (latents - latents.mean(0)) / len(latents)
    scale = np.linalg.norm(directions, axis=1)
    return {"axes": directions / scale[:, None], "axes_scale": scale}


def attribute_directions(mean: np.ndarray, labels: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    """How latents (N, D) change with one label when the others stay: (A, D), by ridge regression on all of them.

    The difference of two class means would mix in everything that goes with the label in this data (glasses and age,
    lipstick and sex); regression on all labels at once takes that out as far as it is linear.
    """
    centred = labels - labels.mean(0)
    gram = centred.T @ centred + ridge * np.eye(labels.shape[1])
    return np.linalg.solve(gram, centred.T @ (mean - mean.mean(0)))
