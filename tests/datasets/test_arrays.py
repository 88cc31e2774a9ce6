from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.datasets.arrays import load_npz
from tenfold.errors import DatasetError
from tenfold.values import Dataset, PictureSpec

SPEC = PictureSpec(28, 28, box=20, centre="mass")


def good() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    return {
        "x_train": rng.integers(0, 256, (6, 14, 10), dtype=np.uint8),
        "y_train": np.array([0, 1, 2, 0, 1, 2], dtype=np.uint8),
        "x_test": rng.integers(0, 256, (2, 14, 10), dtype=np.uint8),
        "y_test": np.array([2, 1], dtype=np.uint8),
    }


def load(folder: Path, arrays: dict[str, Any], **options: Any) -> Dataset:
    path = folder / "pictures.npz"
    np.savez_compressed(path, **arrays)
    return load_npz(path, spec=SPEC, **options)


def complaint(path: Path) -> str:
    with pytest.raises(DatasetError) as error:
        load_npz(path, spec=SPEC)
    return str(error.value)


def test_arrays_come_back_with_sizes_and_classes_of_their_own(tmp_path: Path) -> None:
    arrays = good()
    dataset = load(tmp_path, arrays)
    np.testing.assert_array_equal(dataset.train.images, arrays["x_train"])
    np.testing.assert_array_equal(dataset.test.labels, arrays["y_test"])
    assert dataset.train.labels.dtype == np.int64
    assert dataset.classes == ("0", "1", "2")
    assert dataset.spec == PictureSpec(14, 10, box=7, centre="mass")
    assert dataset.name == "pictures"


def test_given_classes_name_the_labels(tmp_path: Path) -> None:
    names = ("cat", "dog", "cow", "none")
    assert load(tmp_path, good(), classes=names).classes == names


def test_fortran_order_and_uncompressed_files_are_read_alike(tmp_path: Path) -> None:
    arrays = good()
    path = tmp_path / "plain.npz"
    np.savez(path, **arrays | {"x_train": np.asfortranarray(arrays["x_train"])})
    assert load_npz(path, spec=SPEC).sha256 == load(tmp_path, arrays).sha256


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            {"x_train": np.zeros((6, 14, 10), np.float32)},
            "must be uint8, 0 to 255. Got float32. If its pixels are 0 to 1, multiply and convert "
            "them: x_train = (x_train * 255).round().astype('uint8')",
        ),
        (
            {"x_test": np.zeros((2, 14, 10), np.int64)},
            "must be uint8, 0 to 255. Got int64. Convert it: x_test = x_test.astype('uint8')",
        ),
        (
            {"x_train": np.zeros((6, 14, 10, 1), np.uint8)},
            "must have the shape (n, height, width). Got (6, 14, 10, 1). "
            "Take the last axis off: x_train = x_train[..., 0]",
        ),
        (
            {"x_train": np.zeros((6, 140), np.uint8)},
            "Got (6, 140). Give each picture its two sides: "
            "x_train = x_train.reshape(-1, height, width)",
        ),
        (
            {"x_test": np.zeros((2, 10, 14), np.uint8)},
            "must have pictures of one size. Got 14 x 10 and 10 x 14. Scale them to one size.",
        ),
        (
            {"y_train": np.zeros((6, 3), np.uint8)},
            "must have the shape (6,), one label a picture. Got (6, 3). "
            "From one-hot rows: y_train = y_train.argmax(axis=1)",
        ),
        ({"y_test": np.zeros(3, np.uint8)}, "must have the shape (2,), one label a picture."),
        (
            {"y_test": np.zeros(2, np.float64)},
            "must hold integers, the class index of each picture. Got float64. "
            "Convert it: y_test = y_test.astype('int64')",
        ),
        (
            {"y_test": np.array([0, -1])},
            "must hold class indices from 0 to at most 9999. Got -1 to 0.",
        ),
        (
            {"y_test": np.array([0, 2**64 - 1], np.uint64)},
            "must hold class indices from 0 to at most 9999. Got 0 to 18446744073709551615. "
            "Number the classes from 0.",
        ),
        (
            {"x_train": np.zeros((6, 3, 3), np.uint8), "x_test": np.zeros((2, 3, 3), np.uint8)},
            "do not fit. A picture's height and width must be 4 to 1024 pixels. Got 3 x 3.",
        ),
        (
            {"y_train": np.array([None] * 6, dtype=object)},
            "must hold numbers. Got Python objects, which are never read, because reading them "
            "can run code. Save plain arrays.",
        ),
    ],
)
def test_arrays_that_do_not_fit_are_explained(
    tmp_path: Path, change: dict[str, np.ndarray], text: str
) -> None:
    with pytest.raises(DatasetError) as error:
        load(tmp_path, good() | change)
    assert text in str(error.value)


def test_a_label_beyond_the_given_classes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="must be 0 to 1, one for each of its 2 classes"):
        load(tmp_path, good(), classes=("a", "b"))


def test_missing_arrays_are_named(tmp_path: Path) -> None:
    path = tmp_path / "other.npz"
    np.savez(path, images=np.zeros(3), x_test=np.zeros(3))
    assert complaint(path) == (
        f"'{path}' must hold the arrays x_train, y_train, x_test, y_test. x_train, y_train, y_test "
        "not found; got 'images', 'x_test'. "
        "Save it with numpy.savez_compressed(file, x_train=…, y_train=…, …)."
    )


def test_a_file_that_is_no_archive_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "text.npz"
    path.write_text("not an archive")
    assert complaint(path) == (
        f"'{path}' cannot be read as an .npz file: File is not a zip file. "
        "Make it again with numpy.savez_compressed."
    )


def npy(array: np.ndarray, shape: tuple[int, ...] | None = None) -> bytes:
    """An .npy file whose header says `shape`, whatever follows."""
    stream = io.BytesIO()
    header = {"descr": array.dtype.str, "fortran_order": False, "shape": shape or array.shape}
    np.lib.format.write_array_header_1_0(stream, header)
    return stream.getvalue() + array.tobytes()


def write_zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, content in entries.items():
            archive.writestr(f"{key}.npy", content)
    return path


def test_a_header_that_lies_about_the_shape_allocates_nothing(tmp_path: Path) -> None:
    entries = {key: npy(array) for key, array in good().items()}
    entries["x_train"] = npy(good()["x_train"], (10**9, 28, 28))
    assert complaint(write_zip(tmp_path / "lies.npz", entries)).endswith(
        "is broken: its header says uint8 of shape (1000000000, 28, 28), but 840 bytes follow. "
        "Save the file again."
    )


def test_arrays_beyond_two_gigabytes_are_refused_unread(tmp_path: Path) -> None:
    size = 3 * 2**30
    claimed = npy(np.zeros(0, np.uint8), (size // 784, 28, 28))
    entries = {key: npy(array) for key, array in good().items()} | {"x_train": claimed}
    path = write_zip(tmp_path / "bomb.npz", entries)
    content = bytearray(path.read_bytes())
    # The directory at the file's end is made to claim as much as the header does.
    at = content.index(b"PK\x01\x02")
    total = len(claimed) + size // 784 * 784
    content[at + 24 : at + 28] = total.to_bytes(4, "little")
    path.write_bytes(content)
    assert "must take at most 2,147,483,648 bytes. Got 3,221,22" in complaint(path)


whole = {key: npy(array) for key, array in good().items()}


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.binary(max_size=200), st.integers(0, 100))
def test_any_bytes_in_an_entry_raise_nothing_but_dataset_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, kept: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.npz"
    write_zip(path, whole | {"y_test": whole["y_test"][:kept] + content})
    with pytest.raises(DatasetError):
        load_npz(path, spec=SPEC)


def test_an_unknown_version_of_the_array_format_is_named(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "new.npz", whole | {"x_test": b"\x93NUMPY\x09\x00" + bytes(200)})
    assert "x_test has the unknown .npy version (9, 0)" in complaint(path)


@pytest.mark.parametrize("text", ["(" * 9000, "-" * 9000 + "1", "{1: 2, 'a': 3}"])
def test_a_header_that_overtaxes_the_parser_is_refused(tmp_path: Path, text: str) -> None:
    header = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()
    path = write_zip(tmp_path / "deep.npz", whole | {"x_test": header})
    assert "cannot be read as an .npz file: " in complaint(path)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text("{}()[]'\"-~,:\\ \n1d", max_size=100))
def test_any_text_in_a_header_raises_nothing_but_dataset_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "header.npz"
    header = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()
    write_zip(path, whole | {"x_test": header})
    with pytest.raises(DatasetError):
        load_npz(path, spec=SPEC)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.data())
def test_a_file_with_changed_bytes_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = write_zip(tmp_path_factory.getbasetemp() / "changed.npz", whole)
    content = bytearray(path.read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4)):
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        dataset = load_npz(path, spec=SPEC)
    except DatasetError:
        return
    assert dataset.train.images.nbytes == 840
