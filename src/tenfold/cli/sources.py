"""From the words of `tenfold predict` to pictures: files, folders, stdin, rows of a test split."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

    from tenfold.values import Dataset

_RANGE = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


@dataclass(frozen=True, eq=False)
class Given:
    """A picture to answer: what to call it, what it is, and its true class where that is known."""

    file: str
    source: str | bytes | np.ndarray
    label: int | None = None

    def with_truth(self, answer: dict[str, Any]) -> dict[str, Any]:
        """An answer's JSON and, where it is known, the true class."""
        return answer if self.label is None else answer | {"true_label": self.label}


def from_words(words: Sequence[str]) -> list[Given]:
    """Files as named, "-" as the bytes on stdin, a folder as the pictures in it.

    Raises UsageError for a folder without pictures. A file that is not there is a broken picture
    among the others, and no reason to stop.
    """
    given: list[Given] = []
    for word in words:
        if word == "-":
            given.append(Given(word, sys.stdin.buffer.read()))
        elif Path(word).is_dir():
            given += _in_folder(Path(word))
        else:
            given.append(Given(word, word))
    return given


def from_test_split(dataset: Dataset, words: Sequence[str]) -> list[Given]:
    """The test pictures that `--index` words such as "874" or "0-9" name, counted from 0.

    Raises UsageError for a word of another form or an index that is not there.
    """
    images, labels = dataset.test.images, dataset.test.labels
    return [
        Given(f"{dataset.name}/test/{row}", images[row], int(labels[row]))
        for word in words
        for row in _rows(word, len(labels), dataset.name)
    ]


def _in_folder(folder: Path) -> list[Given]:
    from tenfold.datasets.folder import picture_files

    found = [Given(str(path), str(path)) for path in picture_files(folder)]
    if not found:
        raise UsageError(
            f"Folder {str(folder)!r} holds no pictures. Name a folder with pictures in it (those "
            "in folders inside it are not looked for), or the files themselves."
        )
    return found


def _rows(word: str, count: int, name: str) -> range:
    match = _RANGE.fullmatch(word.strip())
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if first > last:
        raise UsageError(
            f"--index must be a number or a range, counted from 0, such as 874 or 0-9. "
            f"Got {word!r}."
        )
    if last >= count:
        raise UsageError(
            f"--index must be 0 to {count - 1}: the test split of {name} has {count:,} pictures. "
            f"Got {word!r}."
        )
    return range(first, last + 1)
