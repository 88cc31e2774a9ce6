"""A data set from an .npz file of arrays, in the form of Keras' own mnist.npz."""

from __future__ import annotations

import math
import os
import tokenize
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from tenfold.datasets.digest import dataset_sha256
from tenfold.errors import DatasetError, UsageError
from tenfold.values import Dataset, PictureSpec, Split

MAX_BYTES = 2 * 2**30
MAX_CLASSES = 10_000
_ARRAYS = ("x_train", "y_train", "x_test", "y_test")
# What zipfile, zlib and numpy's header parser (literal_eval and tokenize) raise on broken bytes.
_READER_ERRORS = (
    *(OSError, EOFError, ValueError, SyntaxError, TypeError, KeyError, MemoryError),
    *(RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, tokenize.TokenError),
)


def load_npz(
    path: str | os.PathLike[str], *, spec: PictureSpec, classes: tuple[str, ...] | None = None
) -> Dataset:
    """The data set in an .npz file with the arrays x_train, y_train, x_test and y_test.

    x_*: uint8, shape (n, height, width), 0 = background and 255 = ink or object. y_*: integers,
    shape (n,). spec: its centring is kept, height and width are those of the arrays, and the box
    is scaled to them. classes: names by label; without it "0" to the largest label. Shapes and
    sizes are checked before anything is allocated; no pickle is read. Raises DatasetError.
    """
    name = str(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_headers(archive, name)
        with np.load(path, allow_pickle=False) as arrays:
            x_train, y_train, x_test, y_test = (arrays[key] for key in _ARRAYS)
    except DatasetError:
        raise
    except _READER_ERRORS as error:
        raise DatasetError(
            f"{name!r} cannot be read as an .npz file: {str(error) or type(error).__name__}. "
            "Make it again with numpy.savez_compressed."
        ) from error
    height, width = x_train.shape[1:]
    sized = _sized(spec, height, width, name)
    train = Split(x_train, _labels(y_train, "y_train", name))
    test = Split(x_test, _labels(y_test, "y_test", name))
    if classes is None:
        most = max(int(split.labels.max(initial=0)) for split in (train, test))
        classes = tuple(str(label) for label in range(most + 1))
    digest = dataset_sha256(classes, sized, train, test)
    return Dataset(Path(path).stem, classes, train, test, sized, digest)


def _check_headers(archive: zipfile.ZipFile, name: str) -> None:
    """Check what the file says it holds, so that np.load allocates no more than is there."""
    members = {info.filename: info for info in archive.infolist()}
    missing = [key for key in _ARRAYS if f"{key}.npy" not in members]
    if missing:
        got = ", ".join(sorted(repr(key.removesuffix(".npy")) for key in members)[:8]) or "none"
        raise DatasetError(
            f"{name!r} must hold the arrays {', '.join(_ARRAYS)}. {', '.join(missing)} not found; "
            f"got {got}. Save it with numpy.savez_compressed(file, x_train=…, y_train=…, …)."
        )
    headers = {key: _header(archive, members[f"{key}.npy"], key, name) for key in _ARRAYS}
    total = sum(math.prod(shape) * dtype.itemsize for shape, dtype in headers.values())
    if total > MAX_BYTES:
        raise DatasetError(
            f"The arrays of {name!r} must take at most {MAX_BYTES:,} bytes. Got {total:,}. "
            "Make the pictures smaller or fewer."
        )
    for half in ("train", "test"):
        _check_pictures(*headers[f"x_{half}"], f"x_{half}", name)
        _check_labels(*headers[f"y_{half}"], f"y_{half}", headers[f"x_{half}"][0][0], name)
    (_, *train), (_, *test) = headers["x_train"][0], headers["x_test"][0]
    if train != test:
        raise DatasetError(
            f"x_train and x_test of {name!r} must have pictures of one size. Got "
            f"{train[0]} x {train[1]} and {test[0]} x {test[1]}. Scale them to one size."
        )


def _header(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, key: str, name: str
) -> tuple[tuple[int, ...], np.dtype]:
    """Shape and dtype that an array claims; they must add up to the size of its entry."""
    with archive.open(info) as stream:
        version = np.lib.format.read_magic(stream)
        if version not in ((1, 0), (2, 0)):
            raise ValueError(f"{key} has the unknown .npy version {version}")
        first = version == (1, 0)
        read = np.lib.format.read_array_header_1_0 if first else np.lib.format.read_array_header_2_0
        shape, _, dtype = read(stream)
        start = stream.tell()
    if dtype.hasobject:
        raise DatasetError(
            f"{key} of {name!r} must hold numbers. Got Python objects, which are never read, "
            "because reading them can run code. Save plain arrays."
        )
    if min(shape, default=0) < 0 or math.prod(shape) * dtype.itemsize != info.file_size - start:
        raise DatasetError(
            f"{key} of {name!r} is broken: its header says {dtype} of shape {shape}, but "
            f"{info.file_size - start:,} bytes follow. Save the file again."
        )
    return shape, dtype


def _check_pictures(shape: tuple[int, ...], dtype: np.dtype, key: str, name: str) -> None:
    if dtype.kind == "f":
        raise DatasetError(
            f"{key} of {name!r} must be uint8, 0 to 255. Got {dtype}. If its pixels are 0 to 1, "
            f"multiply and convert them: {key} = ({key} * 255).round().astype('uint8')"
        )
    if dtype != np.uint8:
        raise DatasetError(
            f"{key} of {name!r} must be uint8, 0 to 255. Got {dtype}. "
            f"Convert it: {key} = {key}.astype('uint8')"
        )
    if len(shape) != 3:
        hint = (
            f"Take the last axis off: {key} = {key}[..., 0]"
            if len(shape) == 4
            else (f"Give each picture its two sides: {key} = {key}.reshape(-1, height, width)")
        )
        raise DatasetError(
            f"{key} of {name!r} must have the shape (n, height, width). Got {shape}. {hint}"
        )


def _check_labels(shape: tuple[int, ...], dtype: np.dtype, key: str, count: int, name: str) -> None:
    if dtype.kind not in "iu":
        raise DatasetError(
            f"{key} of {name!r} must hold integers, the class index of each picture. Got {dtype}. "
            f"Convert it: {key} = {key}.astype('int64')"
        )
    if shape != (count,):
        hint = f" From one-hot rows: {key} = {key}.argmax(axis=1)" if len(shape) == 2 else ""
        raise DatasetError(
            f"{key} of {name!r} must have the shape ({count},), one label a picture. "
            f"Got {shape}.{hint}"
        )


def _labels(values: np.ndarray, key: str, name: str) -> np.ndarray:
    """The labels as int64; a label that no list of classes could have is refused."""
    if values.size and (int(values.min()) < 0 or int(values.max()) >= MAX_CLASSES):
        raise DatasetError(
            f"{key} of {name!r} must hold class indices from 0 to at most {MAX_CLASSES - 1}. "
            f"Got {int(values.min())} to {int(values.max())}. Number the classes from 0."
        )
    return values.astype(np.int64)


def _sized(spec: PictureSpec, height: int, width: int, name: str) -> PictureSpec:
    """`spec` for pictures of this size, its box in the same proportion to the shorter side."""
    box = max(1, round(spec.box * min(height, width) / min(spec.shape)))
    try:
        return replace(spec, height=height, width=width, box=box)
    except UsageError as error:
        raise DatasetError(f"The pictures of {name!r} do not fit. {error}") from error
