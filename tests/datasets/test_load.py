from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from datasets.helpers import Tiny, make_tiny
from PIL import Image

from tenfold.datasets import load_dataset
from tenfold.datasets.catalog import MNIST
from tenfold.datasets.load import load_source
from tenfold.errors import DatasetError, UsageError
from tenfold.values import PictureSpec


def test_a_source_becomes_a_dataset(tiny: Tiny, tmp_path: Path) -> None:
    dataset = load_source(tiny.source, data_dir=tiny.write_to(tmp_path / "mine"))
    assert dataset.name == "tiny"
    assert dataset.classes == ("a", "b", "c")
    assert dataset.spec == tiny.source.spec
    assert dataset.train.labels.tolist() == [0, 1, 2, 2, 1, 0]
    assert dataset.test.labels.tolist() == [2, 1, 0]
    assert dataset.train.images.shape == (6, 5, 4)
    assert dataset.train.images.tobytes() == tiny.contents["train-images-idx3-ubyte"][16:]


def test_a_source_is_verified_at_every_load(tiny: Tiny, cache: Path) -> None:
    tiny.write_to(cache)
    load_source(tiny.source)
    content = bytearray(tiny.contents["t10k-images-idx3-ubyte"])
    content[-1] ^= 1
    (cache / "t10k-images-idx3-ubyte").write_bytes(content)
    with pytest.raises(DatasetError, match="t10k-images-idx3-ubyte is damaged or another file"):
        load_source(tiny.source)


def test_a_folder_and_an_npz_file_are_data_sets_too(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / "set" / name).mkdir(parents=True)
        Image.new("L", (8, 8), 200).save(tmp_path / "set" / name / "1.png")
    pixels, labels = np.zeros((3, 8, 8), np.uint8), np.array([0, 1, 1])
    np.savez(tmp_path / "set.npz", x_train=pixels, y_train=labels, x_test=pixels, y_test=labels)
    small = PictureSpec(8, 8, box=8)
    folder = load_dataset(tmp_path / "set", split_flat=False, spec=small, classes=("b", "a"))
    assert folder.test.labels.tolist() == [1, 0]
    assert folder.spec == small
    assert len(load_dataset(str(tmp_path / "set.npz")).train) == 3


def test_a_folder_is_standardised_as_mnist_was_where_nothing_else_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    Image.new("L", (8, 8), 200).save(tmp_path / "a" / "1.png")
    assert load_dataset(tmp_path, split_flat=False).spec == MNIST.spec


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "mnits",
            "Data set 'mnits' does not exist. Did you mean 'mnist'? See: tenfold data list",
        ),
        ("zzz", "Data set 'zzz' does not exist. See: tenfold data list"),
        (
            "missing/folder",
            "Data set 'missing/folder' does not exist: there is no such file or folder. "
            "Check the path, or name a known set. See: tenfold data list",
        ),
        (
            "missing.npz",
            "Data set 'missing.npz' does not exist: there is no such file or folder. "
            "Check the path, or name a known set. See: tenfold data list",
        ),
    ],
)
def test_data_that_do_not_exist_are_wrong_use(
    name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as error:
        load_dataset(name)
    assert str(error.value) == text


def test_a_file_of_another_kind_is_wrong_use(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("1,2")
    with pytest.raises(UsageError) as error:
        load_dataset(path)
    assert str(error.value) == (
        f"A data set must be a name, a folder or an .npz file. Got the file '{path}'. "
        "See: tenfold data list"
    )


def test_a_catalogue_set_with_other_classes_than_the_model_is_refused() -> None:
    with pytest.raises(DatasetError) as error:
        load_dataset("mnist", classes=("T-shirt/top", "Trouser"))
    assert str(error.value) == (
        "MNIST handwritten digits has other classes than the model. The model has 'T-shirt/top', "
        "'Trouser'. Got '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'. "
        "Name data of the model's own classes."
    )


def test_files_that_verify_but_hold_wrong_labels_are_refused(tmp_path: Path) -> None:
    tiny = make_tiny(classes=("a", "b"))
    with pytest.raises(DatasetError, match="must be 0 to 1, one for each of its 2 classes"):
        load_source(tiny.source, data_dir=tiny.write_to(tmp_path))
