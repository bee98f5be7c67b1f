"""All that the project knows of one data set, in the file that reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from genfaces.palette import Palette
from training.data.dataset import Plan
from training.data.pairs import PairedPlan
from training.data.source import Source

PEOPLE = "Not for identifying people, and not for judging, ranking or imitating them."


@dataclass(frozen=True)
class DataNotes:
    """What a card says of a data set: licence of what is made from it, tags, and the limits it brings.

    license: the Hub's identifier; with "other", license_name and license_link say which.
    """

    limits: tuple[str, ...]
    tags: tuple[str, ...] = ()
    license: str = "other"
    license_name: str | None = None
    license_link: str | None = None


@dataclass(frozen=True)
class Record:
    """A data set before anybody opens it.

    name: in recipes and commands. title, terms: as cards and the page print them; terms is one sentence on licence and
    use. plain: the plainest word for its pictures. split: which images are held out, in one sentence. notes: for cards;
    notes_by_title: for a source of it that has a title of its own. read, draw: exactly one of them makes its plan at a
    size in pixels, from the folder or zip that a user has, or from nothing; drawing_version counts changes to what is
    drawn. palette: the colours of its maps, for pairs. judge: the checkpoint that measures what is made of it.
    showable: whether its images may be shown, beside what a model made of them.
    """

    name: str
    title: str
    plain: str
    terms: str
    split: str
    notes: DataNotes
    read: Callable[[Source, int], Plan | PairedPlan] | None = None
    draw: Callable[[int], Plan | PairedPlan] | None = None
    drawing_version: int = 0
    palette: Palette | None = None
    judge: str | None = None
    showable: bool = False
    notes_by_title: Mapping[str, DataNotes] = field(default_factory=dict)

    def notes_on(self, title: str) -> DataNotes:
        """What a card says of it, where it goes by `title`."""
        return self.notes_by_title.get(title, self.notes)


UNKNOWN = Record(
    name="",
    title="Unknown data",
    plain="",
    terms="",
    split="",
    notes=DataNotes(
        limits=("The model repeats whatever is frequent or wrong in its data.", PEOPLE),
        license_name="terms-of-the-data",
    ),
)
