"""`python -m training COMMAND`: all that makes a checkpoint. `python -m training NAME` trains, as `train NAME` does."""

from __future__ import annotations

import sys
from importlib import import_module

from training import STARTED

# What each does, by the command's name, and the module whose `main` does it. A command imports no other's.
COMMANDS = {
    "train": ("training.train", "train recipes, or take up where their runs stopped; --list shows them"),
    "publish": ("training.publish", "from a run to a measured checkpoint with figures and card"),
    "measure": ("training.measure.__main__", "measure checkpoints or runs"),
    "explore": ("training.explore", "map the latents of a VAE"),
    "study": ("training.study", "train and compare the variants of a study"),
    "sheet": ("training.sheet", "64 samples on one sheet, to count the whole ones"),
    "readme": ("training.readme", "renew the tables of README.md"),
    "data": ("training.data.__main__", "pack a data set into one file"),
}


def main(arguments: list[str] | None = None, started: float | None = None) -> int:
    """Runs a command; returns the exit status. started: seconds since 1970 from which --minutes count."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] in (["-h"], ["--help"]):
        print(overview())
        return 0
    name = given.pop(0) if given and given[0] in COMMANDS else "train"
    command = import_module(COMMANDS[name][0]).main
    return command(given, started) if name == "train" else command(given)


def overview() -> str:
    """The commands, a line each."""
    lines = [f"  {name:<9}{what}" for name, (_, what) in COMMANDS.items()]
    how = "Each tells its options with --help. A recipe's name in a command's place trains it."
    return "\n".join(["usage: python -m training COMMAND ...", "", *lines, "", how])


if __name__ == "__main__":
    sys.exit(main(started=STARTED))
