"""What a checkpoint can do and which tabs show it, read from its configuration alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from genfaces import networks
from genfaces.checkpoint import CheckpointError
from genfaces.labels import groups
from genfaces.networks.autoencoder import Autoencoder
from genfaces.networks.classifier import Classifier
from genfaces.networks.dcgan import Generator
from genfaces.networks.infogan import CodedGenerator
from genfaces.networks.translator import Translator
from genfaces.networks.vae import VariationalAutoencoder


@dataclass(frozen=True)
class Kind:
    """One kind of system.

    tabs: where it is shown, by the tabs' names, its own first. decodes: latents go through
    `network.decode`, not through the network itself. mixture: a mixture can be fitted to its latents. labels: its
    pictures are drawn from labels too; chosen: people choose these. codes: they are drawn from codes.
    """

    name: str
    tabs: tuple[str, ...]
    decodes: bool = False
    mixture: bool = False
    labels: bool = False
    chosen: bool = False
    codes: bool = False


VAE = Kind("vae", ("reconstruction", "samples", "explorer"), decodes=True, mixture=True)
AUTOENCODER = Kind("autoencoder", ("reconstruction",), decodes=True)
GAN = Kind("gan", ("samples",))
# The seed draws its labels with the noise: they make its pictures better, and nobody is offered to choose them.
LABELLED_GAN = Kind("gan", ("samples",), labels=True)
ATTRIBUTES = Kind("attributes", ("attributes", "samples"), labels=True, chosen=True)
TAGS = Kind("tags", ("tags", "samples"), labels=True, chosen=True)
INFOGAN = Kind("infogan", ("infogan",), codes=True)
TRANSLATOR = Kind("translator", ("translation",))
JUDGE = Kind("judge", ())
BY_NETWORK = {
    VariationalAutoencoder: VAE,
    Autoencoder: AUTOENCODER,
    CodedGenerator: INFOGAN,
    Translator: TRANSLATOR,
    Classifier: JUDGE,
}
# Generators that take labels, by the groups of one-hot answers among these; see `labels`.
BY_GROUPS = {frozenset(): ATTRIBUTES, frozenset({"hair", "eyes"}): TAGS}


def of(config: Mapping[str, Any]) -> Kind:
    """The kind of a checkpoint. Raises CheckpointError, which names the combination, for one that is not known."""
    name, family = config["name"], config["family"]
    network = networks.FAMILIES.get(family)
    for base, kind in BY_NETWORK.items():
        if network and issubclass(network, base):
            return kind
    if network is None or not issubclass(network, Generator):
        raise CheckpointError(f"'{name}' is of the family '{family}', which nothing here can show.")
    arguments = config["arguments"]
    if not (arguments.get("label_size") or arguments.get("label_groups") or config.get("label_names")):
        return GAN
    if family in (networks.DRAWN_LABELS, networks.DRAWN_LABELS_DECODER):
        return LABELLED_GAN
    asked = frozenset(groups(config.get("label_names", ())))
    if asked not in BY_GROUPS:
        raise CheckpointError(f"'{name}' takes labels of {', '.join(sorted(asked))}, which no tab offers to choose.")
    return BY_GROUPS[asked]


def chosen_labels(config: Mapping[str, Any]) -> list[str]:
    """The labels that people choose: none where the seed draws them, nor for a network that takes none.

    Raises CheckpointError as `of` does.
    """
    return list(config["label_names"]) if of(config).chosen else []
