"""One way in: a name of the catalogue, a folder of pictures or an .npz file -> Dataset."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tenfold.datasets.arrays import load_npz
from tenfold.datasets.catalog import CATALOGUE, Source, find_source
from tenfold.datasets.digest import dataset_sha256
from tenfold.datasets.fetch import obtain
from tenfold.datasets.folder import load_folder
from tenfold.datasets.idx import read_idx
from tenfold.errors import DatasetError, UsageError
from tenfold.values import Dataset, PictureSpec, Split

if TYPE_CHECKING:
    from tenfold.datasets.download import Report


def load_dataset(
    data: str | os.PathLike[str],
    *,
    data_dir: str | os.PathLike[str] | None = None,
    spec: PictureSpec | None = None,
    classes: tuple[str, ...] | None = None,
    split_flat: bool = True,
    report: Report | None = None,
) -> Dataset:
    """A data set, ready for training or evaluation.

    data: a name of the catalogue ("mnist", "fashion-mnist"), else a folder with a folder of
    pictures for each class (see `load_folder`), else an .npz file (see `load_npz`).
    data_dir, report: for the catalogue, see `fetch`. spec: how pictures of a folder are
    standardised, MNIST's way where None; the catalogue's sets have their own. classes: the
    classes that a model knows; a catalogue set must have exactly these. split_flat: see
    `load_folder`.

    Returns images uint8 (n, height, width), 0 = background and 255 = ink or object, and labels
    int64 (n,). Raises UsageError when there is no such data set, DatasetError when it is broken
    or cannot be had, StorageError when fetched files cannot be kept.
    """
    name = os.fspath(data)
    if name not in CATALOGUE:
        path = Path(name).expanduser()
        if path.is_dir():
            spec = spec or PictureSpec()
            return load_folder(path, spec=spec, split_flat=split_flat, classes=classes)
        if path.is_file():
            return _load_file(path, spec or PictureSpec(), classes)
        if path.suffix.lower() == ".npz" or len(path.parts) > 1:
            raise UsageError(
                f"Data set {name!r} does not exist: there is no such file or folder. "
                "Check the path, or name a known set. See: tenfold data list"
            )
    source = find_source(name)
    _check_classes(source, classes)
    return load_source(source, data_dir=data_dir, report=report)


def _load_file(path: Path, spec: PictureSpec, classes: tuple[str, ...] | None) -> Dataset:
    if path.suffix.lower() != ".npz":
        raise UsageError(
            f"A data set must be a name, a folder or an .npz file. Got the file {str(path)!r}. "
            "See: tenfold data list"
        )
    return load_npz(path, spec=spec, classes=classes)


def load_source(
    source: Source,
    *,
    data_dir: str | os.PathLike[str] | None = None,
    report: Report | None = None,
) -> Dataset:
    """The data set that `source` describes, fetched where necessary and always verified."""
    held = obtain(source, data_dir=data_dir, report=report)
    parts = []
    for images, labels in (
        (source.train_images, source.train_labels),
        (source.test_images, source.test_labels),
    ):
        pixels = read_idx(held[images.name].content, ndim=3, what=images.name)
        classes = read_idx(held[labels.name].content, ndim=1, what=labels.name)
        parts.append(Split(pixels, classes.astype(np.int64)))
    train, test = parts
    digest = dataset_sha256(source.classes, source.spec, train, test)
    return Dataset(source.name, source.classes, train, test, source.spec, digest)


def _check_classes(source: Source, classes: tuple[str, ...] | None) -> None:
    if classes is None or classes == source.classes:
        return
    raise DatasetError(
        f"{source.title} has other classes than the model. The model has {_shown(classes)}. "
        f"Got {_shown(source.classes)}. Name data of the model's own classes."
    )


def _shown(classes: tuple[str, ...]) -> str:
    names = ", ".join(repr(name) for name in classes[:10])
    return names + (", …" if len(classes) > 10 else "")
