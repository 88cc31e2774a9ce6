"""A data set from folders of pictures: one folder a class.

FOLDER/<class>/*                     parted into train and test by what each file holds
FOLDER/train/<class>/*, FOLDER/test/<class>/*     parted by the person
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tenfold.datasets.digest import dataset_sha256
from tenfold.datasets.names import class_indices, natural_order
from tenfold.errors import DatasetError, PictureError
from tenfold.pictures.decode import decode
from tenfold.pictures.standardise import standardise
from tenfold.values import Dataset, PictureSpec, Split

TEST_SHARE = 0.2
# Files that data sets carry beside their pictures; everything else is taken for a picture.
_COMPANIONS = {
    *(".txt", ".md", ".csv", ".tsv", ".json", ".jsonl", ".xml", ".yaml", ".yml", ".html"),
    *(".ini", ".db"),
}
_LAYOUT = (
    "The layout is FOLDER/<class>/<pictures>, or FOLDER/train/<class>/ and FOLDER/test/<class>/."
)


@dataclass(frozen=True)
class _Labelled:
    """A picture file and the index of its class."""

    path: Path
    label: int


def load_folder(
    path: str | os.PathLike[str],
    *,
    spec: PictureSpec,
    split_flat: bool = True,
    classes: tuple[str, ...] | None = None,
) -> Dataset:
    """The data set in a folder, every picture standardised to `spec`.

    split_flat: part FOLDER/<class>/ into about 80% train and 20% test by the SHA-256 of each
    file, so that a file stays on its side whatever is added later, and equal files share one;
    False puts all pictures into the test split. Folders train/ and test/ are kept as they are.
    classes: the classes that folder names mean, by name or number; without it the folder names
    in natural order ("10" after "9"). Hidden files and companions such as labels.csv are left
    aside. Returns images uint8 (n, height, width). Raises DatasetError.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise DatasetError(f"Folder {str(path)!r} does not exist. Name a folder. {_LAYOUT}")
    halves = {name: folder / name for name in ("train", "test") if _holds_folders(folder / name)}
    if len(halves) == 1:
        (there,) = halves
        other = "test" if there == "train" else "train"
        raise DatasetError(
            f"Folder {str(path)!r} has {there}/ with classes but no {other}/. Make {other}/ with "
            f"the same classes, or name {str(halves[there])!r} itself to use it whole."
        )
    if halves:
        names, parts = _given_parts(halves["train"], halves["test"], classes)
    else:
        names, parts = _flat_parts(folder, split_flat, classes)
    train, test = (_read(part, spec, folder) for part in parts)
    chosen = classes or names
    digest = dataset_sha256(chosen, spec, train, test)
    return Dataset(folder.resolve().name, chosen, train, test, spec, digest)


def picture_files(folder: Path) -> list[Path]:
    """The pictures that lie in `folder` itself, in natural order; companions are left aside.

    Raises DatasetError when the folder cannot be read.
    """
    return [entry for entry in _visible(folder) if not entry.is_dir()]


_Parts = tuple[list[_Labelled], list[_Labelled]]


def _given_parts(
    train: Path, test: Path, classes: tuple[str, ...] | None
) -> tuple[tuple[str, ...], _Parts]:
    """The class names and the pictures of train/ and test/."""
    found = {"train": _class_folders(train), "test": _class_folders(test)}
    names = {half: tuple(folder.name for folder in found[half]) for half in found}
    if classes is None and names["train"] != names["test"]:
        only = {
            half: sorted(set(names[half]) - set(names[other]), key=natural_order)
            for half, other in (("train", "test"), ("test", "train"))
        }
        missing = "; ".join(
            f"only {half}/ has {', '.join(repr(name) for name in only[half])}"
            for half in only
            if only[half]
        )
        raise DatasetError(
            f"train/ and test/ of {str(train.parent)!r} must have the same classes. "
            f"Got: {missing}. Add the missing folders, or take the others away."
        )
    train_files, test_files = (_labelled(found[half], classes) for half in ("train", "test"))
    return names["train"], (train_files, test_files)


def _flat_parts(
    folder: Path, split_flat: bool, classes: tuple[str, ...] | None
) -> tuple[tuple[str, ...], _Parts]:
    """The class names of FOLDER/<class>/ and its pictures, parted by their bytes."""
    folders = _class_folders(folder)
    names = tuple(one.name for one in folders)
    if names == ("test", "train"):
        raise DatasetError(
            f"train/ and test/ of {str(folder)!r} must hold a folder for each class. Got pictures. "
            + _LAYOUT
        )
    pictures = _labelled(folders, classes)
    if not split_flat:
        return names, ([], pictures)
    train: list[_Labelled] = []
    test: list[_Labelled] = []
    for picture in pictures:
        (test if _is_for_testing(picture.path) else train).append(picture)
    learnt = {picture.label for picture in train}
    untaught = [one for one in pictures if one.label not in learnt]
    if untaught or not test:
        name = untaught[0].path.parent.name if untaught else None
        got = f"no train picture of class {name!r}" if name else "no test picture at all"
        raise DatasetError(
            f"Folder {str(folder)!r} has too few pictures ({len(pictures)}) to part 80 : 20 into "
            f"train and test. Got {got}. Add pictures, or part them yourself: train/ and test/."
        )
    return names, (train, test)


def _is_for_testing(path: Path) -> bool:
    if not path.is_file():
        return False  # a pipe or a broken link: to open it could hang; decoding will refuse it
    with contextlib.suppress(OSError):
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        return int.from_bytes(digest[:8], "big") < TEST_SHARE * 2**64
    return False  # decoding will say why it cannot be read


def _holds_folders(folder: Path) -> bool:
    return folder.is_dir() and any(entry.is_dir() for entry in _visible(folder))


def _class_folders(folder: Path) -> list[Path]:
    """The class folders in natural order of their names; loose pictures are an error."""
    entries = _visible(folder)
    loose = [entry.name for entry in entries if not entry.is_dir()]
    folders = [entry for entry in entries if entry.is_dir()]
    if not folders:
        raise DatasetError(
            f"Folder {str(folder)!r} must hold a folder for each class. Got none. {_LAYOUT}"
        )
    if loose:
        raise DatasetError(
            f"Folder {str(folder)!r} must hold only folders, one for each class. Got {len(loose)} "
            f"loose files beside them, such as {loose[0]!r}. Move each into its class, or away."
        )
    return folders


def _labelled(folders: list[Path], classes: tuple[str, ...] | None) -> list[_Labelled]:
    """Every picture of the class folders with its label."""
    names = [folder.name for folder in folders]
    indices = range(len(names)) if classes is None else class_indices(names, classes)
    pictures = []
    for folder, label in zip(folders, indices, strict=True):
        entries = _visible(folder)
        inner = [entry.name for entry in entries if entry.is_dir()]
        if inner:
            raise DatasetError(
                f"Class folder {str(folder)!r} must hold pictures only. Got a folder, "
                f"{inner[0]!r}. {_LAYOUT}"
            )
        if not entries:
            raise DatasetError(
                f"Class folder {str(folder)!r} must hold at least one picture. Got none. "
                "Add pictures of that class, or take the folder away."
            )
        pictures += [_Labelled(entry, label) for entry in entries]
    return pictures


def _visible(folder: Path) -> list[Path]:
    """What a folder holds in natural order, without hidden files and companions."""
    try:
        entries = [
            entry
            for entry in folder.iterdir()
            if not entry.name.startswith((".", "__MACOSX"))
            and (entry.suffix.lower() not in _COMPANIONS or entry.is_dir())
        ]
    except OSError as error:
        raise DatasetError(
            f"Cannot read folder {str(folder)!r}: {error.strerror or error}. "
            "See that you may open it."
        ) from error
    return sorted(entries, key=lambda entry: natural_order(entry.name))


def _read(pictures: list[_Labelled], spec: PictureSpec, folder: Path) -> Split:
    images = np.empty((len(pictures), *spec.shape), dtype=np.uint8)
    broken = []
    for row, picture in enumerate(pictures):
        # repr: a file's name comes from a stranger and may hold control characters.
        name = repr(str(picture.path.relative_to(folder)))
        try:
            images[row] = standardise(decode(picture.path, name=name), spec).pixels
        except PictureError as error:
            broken.append(str(error))
    if broken:
        shown = "".join(f"\n  - {line}" for line in broken[:5])
        more = f"\n  - and {len(broken) - 5} more" if len(broken) > 5 else ""
        raise DatasetError(
            f"{len(broken)} of the {len(pictures)} pictures to read in {str(folder)!r} cannot be "
            f"read:{shown}{more}\nMend them or take them away."
        )
    return Split(images, np.array([picture.label for picture in pictures], dtype=np.int64))
