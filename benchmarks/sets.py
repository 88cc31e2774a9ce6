"""What is measured on: sets of picture files, made from arrays or found in a person's folder.

A set in a folder is one of
    NAME.npz              its first array of pictures and its first array of integer labels
    NAME/labels.csv       columns: file, and name or label; relative to NAME/
    NAME/<class>/*        a folder a class
    not_NAME/             pictures of nothing the model knows: every one is to be refused; or
                          not_NAME.npz, whose labels, if any, are not looked at

Labels are class names; a set whose classes the model does not have is left out, with a reason. A
set of numbers fits only a model whose classes are numbers: label 3 of somebody's digits is no
"Dress". not_NAME goes with NAME where NAME is there too, and with every model else.

Values of an .npz become 0 to 255 by the largest of them: up to 1 is scaled by 255, up to 16 (grey
levels of 4 bits) by 255/16, a larger one is taken as it is; negative ones (-1 to 1) are shifted
first. Which of dark and light is the ink is left as it is: to find out is part of what is measured.
"""

from __future__ import annotations

import csv
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from tenfold.datasets.folder import picture_files
from tenfold.datasets.names import class_indices, natural_order
from tenfold.errors import DatasetError, UsageError
from tenfold.training.composer.hands import Part, hands
from tenfold.values import Dataset

NEGATIVE = "not_"


class LeftOutError(Exception):
    """A set that does not fit; the text is one line that says why."""


@dataclass(frozen=True, eq=False)
class PictureSet:
    """Pictures as a person hands them in: each is a file.

    labels: int64, shape (n,), the true class indices; None where all are to be refused.
    """

    name: str
    files: tuple[Path, ...]
    labels: np.ndarray | None

    def __len__(self) -> int:
        return len(self.files)


@dataclass(frozen=True)
class Reader:
    """Reads sets for a model with these classes.

    scratch: a folder that pictures of arrays are written to. most: how many pictures of a set
    are taken at most, drawn by lot (seed 0); None takes all.
    """

    classes: tuple[str, ...]
    scratch: Path
    most: int | None = None

    def own_test(self, dataset: Dataset) -> list[PictureSet]:
        """The test split of the model's own data, as people would have drawn and saved it."""
        test = dataset.test[self._lot(len(dataset.test))]
        rng = np.random.default_rng(0)
        pages = (on_a_canvas(one, rng) for one in test.images)
        return [
            self._written(f"{dataset.name} test, dark on white", 255 - test.images, test.labels),
            self._written(f"{dataset.name} test, on a canvas", pages, test.labels),
        ]

    def other_hands(self) -> PictureSet:
        """The digits of handwriting fonts of many countries: only readers of numbers saw such."""
        parts: tuple[Part, ...] = ("train", "validation", "test")
        digits = np.concatenate([hands(part) for part in parts])
        name = f"{len(digits)} handwriting fonts, dark on white"
        pictures, labels = np.concatenate(digits), np.tile(np.arange(10), len(digits))
        rows = self._lot(len(labels))
        return self._written(name, 255 - pictures[rows], labels[rows])

    def found_in(self, place: Path) -> tuple[list[PictureSet], list[str]]:
        """The sets in a folder (or the one set that `place` is), and why others are left out.

        Raises UsageError where there is no such place.
        """
        if not place.exists():
            raise UsageError(
                f"There is no folder {str(place)!r}. Name one that holds sets of pictures: .npz "
                "files, folders with labels.csv, or folders with a folder a class."
            )
        found: list[PictureSet] = []
        reasons: list[str] = []
        # Sets to be refused come last: they look at whether their opposite fitted.
        entries = sorted(self._entries(place), key=lambda one: one.name.startswith(NEGATIVE))
        names = {_name(one) for one in entries}
        for entry in entries:
            opposite = _name(entry).removeprefix(NEGATIVE)
            try:
                if opposite in names - {_name(entry), *(one.name for one in found)}:
                    raise LeftOutError(f"it goes with {opposite}")
                found.append(self.read(entry))
            except (LeftOutError, DatasetError) as error:
                reasons.append(f"{entry.name}: left out, {str(error).splitlines()[0]}")
        return found, reasons

    def read(self, path: Path) -> PictureSet:
        """One set. Raises LeftOutError where it does not fit, DatasetError where it is broken."""
        if path.is_file():
            return self.from_npz(path)
        if path.name.startswith(NEGATIVE):
            return self._thinned(path.name, _all_files(path), None)
        if (path / "labels.csv").is_file():
            files, names = _listed(path)
        else:
            folders = sorted(filter(Path.is_dir, path.iterdir()), key=_by_name)
            pairs = [(file, folder.name) for folder in folders for file in picture_files(folder)]
            files, names = [file for file, _ in pairs], [name for _, name in pairs]
        return self._thinned(path.name, files, self._labels(names))

    def from_npz(self, path: Path, name: str | None = None) -> PictureSet:
        """The first array of pictures in a file, with its first array of integer labels."""
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = [file[key] for key in file.files]
        except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise LeftOutError(f"it cannot be read ({error})") from None
        pictures = next((one for one in arrays if one.ndim >= 3 and one.dtype.kind in "fiub"), None)
        labels = next((one for one in arrays if one.ndim == 1 and one.dtype.kind in "iu"), None)
        if pictures is None or not len(pictures):
            raise LeftOutError("it holds no array of pictures")
        rows = self._lot(len(pictures))
        if path.name.startswith(NEGATIVE):
            return self._written(_name(path), as_bytes(pictures)[rows], None)
        if labels is None or len(labels) != len(pictures):
            raise LeftOutError("it holds no integer labels, one for each picture")
        indices = self._labels([str(label) for label in labels[rows]])
        return self._written(name or _name(path), as_bytes(pictures)[rows], indices)

    def _entries(self, place: Path) -> list[Path]:
        """What may be a set: `place` itself where it is one, else what lies in it."""
        if place.is_file() or (place / "labels.csv").is_file():
            return [place]
        entries = [one for one in place.iterdir() if not one.name.startswith(".")]
        entries.sort(key=_by_name)
        if set(self.classes) <= {one.name for one in entries}:
            return [place]
        return [one for one in entries if one.is_dir() or one.suffix == ".npz"]

    def _labels(self, names: Sequence[str]) -> np.ndarray:
        """Class indices, int64 (n,), of the class names of n pictures."""
        known = sorted(set(names), key=natural_order)
        if not known:
            raise LeftOutError("it holds no folders with pictures, and no labels.csv")
        if all(map(str.isdigit, known)) and not any(map(str.isdigit, self.classes)):
            raise LeftOutError("its classes are numbers, and the model's are not")
        try:
            index = dict(zip(known, class_indices(known, self.classes), strict=True))
        except DatasetError:
            shown = ", ".join(known[:3]) + (", …" if len(known) > 3 else "")
            raise LeftOutError(f"its classes ({shown}) are not the model's") from None
        return np.array([index[name] for name in names], np.int64)

    def _lot(self, count: int) -> np.ndarray:
        """Which of `count` pictures are taken."""
        if self.most is None or count <= self.most:
            return np.arange(count)
        return np.sort(np.random.default_rng(0).choice(count, self.most, replace=False))

    def _thinned(self, name: str, files: Sequence[Path], labels: np.ndarray | None) -> PictureSet:
        if not files:
            raise LeftOutError("it holds no pictures")
        rows = self._lot(len(files))
        kept = tuple(files[row] for row in rows)
        return PictureSet(name, kept, None if labels is None else labels[rows])

    def _written(
        self, name: str, pictures: Iterable[np.ndarray], labels: np.ndarray | None
    ) -> PictureSet:
        """Arrays as PNG files, which keep every bit."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        files = []
        for number, picture in enumerate(pictures):
            files.append(folder / f"{number:05}.png")
            # OpenCV writes blue first.
            cv2.imwrite(str(files[-1]), picture[..., ::-1] if picture.ndim == 3 else picture)
        return PictureSet(name, tuple(files), labels)


def on_a_canvas(digit: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Dark on white, 5 times as large, anywhere on a page of 300 x 300 pixels."""
    height, width = (5 * side for side in digit.shape)
    page = np.full((max(300, height), max(300, width)), 255, np.uint8)
    y, x = (
        int(rng.integers(0, room - side + 1))
        for room, side in zip(page.shape, (height, width), strict=True)
    )
    page[y : y + height, x : x + width] = 255 - cv2.resize(digit, (width, height))
    return page


def as_bytes(pictures: np.ndarray) -> np.ndarray:
    """Pictures of any numbers, (n, h, w) or (n, h, w, 1 or 3), as uint8; the rule stands above."""
    if pictures.ndim == 4 and pictures.shape[3] == 1:
        pictures = pictures[..., 0]
    if pictures.ndim > 4 or (pictures.ndim == 4 and pictures.shape[3] != 3):
        raise LeftOutError(f"its pictures are of shape {pictures.shape[1:]}, not grey and not RGB")
    values = pictures.astype(np.float64)
    if not np.isfinite(values).all():
        raise LeftOutError("its pictures hold values that are not finite")
    if values.min() < 0:
        values = (values + 1) / 2
    largest = values.max()
    scale = 255.0 if largest <= 1 else 255 / 16 if largest <= 16 else 1.0
    return np.rint(np.clip(values * scale, 0, 255)).astype(np.uint8)


def _name(path: Path) -> str:
    return path.name.removesuffix(".npz")


def _by_name(path: Path) -> tuple[list[str | int], str]:
    return natural_order(path.name)


def _listed(folder: Path) -> tuple[list[Path], list[str]]:
    """The files that labels.csv lists, and their classes: its column `name`, or else `label`."""
    with open(folder / "labels.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column = next((key for key in ("name", "label") if rows and key in rows[0]), None)
    if column is None or "file" not in rows[0]:
        raise LeftOutError("its labels.csv has no columns file, and name or label")
    files = [folder / row["file"] for row in rows]
    missing = [row["file"] for row, file in zip(rows, files, strict=True) if not file.is_file()]
    if missing:
        raise LeftOutError(f"its labels.csv lists {missing[0]!r}, which is not there")
    return files, [row[column] for row in rows]


def _all_files(folder: Path) -> list[Path]:
    """Every picture of a folder and of the folders in it."""
    inner = sorted(filter(Path.is_dir, folder.iterdir()), key=_by_name)
    return [file for one in (folder, *inner) for file in picture_files(one)]
