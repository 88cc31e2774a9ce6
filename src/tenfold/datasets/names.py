"""Names of classes: their natural order, and which class of a model a folder's name means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tenfold.errors import DatasetError, did_you_mean


def natural_order(name: str) -> tuple[list[str | int], str]:
    """A sort key in which "10" comes after "9", and case matters only between equals."""
    parts = re.split(r"(\d+)", name)
    numbers = [int(part) if at % 2 else part.casefold() for at, part in enumerate(parts)]
    return numbers, name


def class_indices(names: Sequence[str], classes: tuple[str, ...]) -> list[int]:
    """The index in `classes` that each name means.

    A name means the class it spells, letter case and punctuation aside (no folder can be called
    "T-shirt/top"), or else the class of that number. Raises DatasetError for a name that means
    none and for two names that mean the same one.
    """
    spelled = {_letters(name): index for index, name in reversed(list(enumerate(classes)))}
    taken: dict[int, str] = {}
    for name in names:
        index = classes.index(name) if name in classes else spelled.get(_letters(name))
        if index is None and name.isascii() and name.isdigit() and int(name) < len(classes):
            index = int(name)
        if index is None:
            raise DatasetError(
                f"Class {name!r} must be one of the {len(classes)} classes {_listed(classes)}, or "
                f"a number from 0 to {len(classes) - 1}.{did_you_mean(name, classes)} "
                "Rename the folder, or take it away."
            )
        if index in taken:
            raise DatasetError(
                f"Folders {taken[index]!r} and {name!r} both mean class {classes[index]!r}. "
                "Put their pictures into one folder."
            )
        taken[index] = name
    return list(taken)


def _letters(name: str) -> str:
    """Letters and digits only, in one case; a name without any keeps its own characters."""
    return "".join(char for char in name.casefold() if char.isalnum()) or name


def _listed(classes: tuple[str, ...]) -> str:
    shown = ", ".join(repr(name) for name in classes[:12])
    return shown + (", …" if len(classes) > 12 else "")
