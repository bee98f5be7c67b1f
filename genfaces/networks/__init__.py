"""Networks by family name: what a checkpoint's configuration needs to be built again."""

from __future__ import annotations

from typing import Any

from torch import nn

from genfaces.networks.autoencoder import ReportedConvAutoencoder, ReportedDenseAutoencoder
from genfaces.networks.classifier import Classifier
from genfaces.networks.conditional import EmbeddedGenerator
from genfaces.networks.dcgan import DCGANGenerator
from genfaces.networks.decoder import DecoderGenerator
from genfaces.networks.flowers import FlowerGenerator, FlowerVAE
from genfaces.networks.gan import ResidualGenerator
from genfaces.networks.infogan import DecoderCodedGenerator, ReportedCodedGenerator, ResidualCodedGenerator
from genfaces.networks.reported_conditional import PairGenerator, ProductGenerator
from genfaces.networks.reported_vae import ReportedVAE128, ReportedVAE512, ReportedVAE1024
from genfaces.networks.translator import Translator
from genfaces.networks.vae import VAE

# Their labels are drawn by the seed with the noise: they make pictures better, and nobody is offered to choose them.
DRAWN_LABELS = "gan-drawn-labels"
DRAWN_LABELS_DECODER = "decoder-drawn-labels"
FAMILIES: dict[str, type[nn.Module]] = {
    "vae": VAE,
    "vae-128": ReportedVAE128,
    "vae-512": ReportedVAE512,
    "vae-1024": ReportedVAE1024,
    "vae-flowers": FlowerVAE,
    "autoencoder-dense": ReportedDenseAutoencoder,
    "autoencoder-conv": ReportedConvAutoencoder,
    "classifier": Classifier,
    "dcgan": DCGANGenerator,
    "dcgan-flowers": FlowerGenerator,
    "gan": ResidualGenerator,
    "gan-labels": EmbeddedGenerator,
    DRAWN_LABELS: EmbeddedGenerator,
    "decoder-labels": DecoderGenerator,
    DRAWN_LABELS_DECODER: DecoderGenerator,
    "acgan-product": ProductGenerator,
    "cdcgan": PairGenerator,
    "infogan": ResidualCodedGenerator,
    "infogan-decoder": DecoderCodedGenerator,
    "infogan-dcgan": ReportedCodedGenerator,
    "translator": Translator,
}


def build(family: str, arguments: dict[str, Any]) -> nn.Module:
    """A network with fresh weights. Raises KeyError for an unknown family, TypeError for arguments it doesn't take."""
    return FAMILIES[family](**arguments)
