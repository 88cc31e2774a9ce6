from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tenfold.datasets.folder import load_folder
from tenfold.errors import DatasetError
from tenfold.pictures.decode import decode
from tenfold.pictures.standardise import standardise
from tenfold.values import PictureSpec, Split

SPEC = PictureSpec(28, 28, box=20)


def draw(path: Path, *, seed: int) -> Path:
    """A picture of a dark bar on light paper, another one for each seed."""
    rng = np.random.default_rng(seed)
    pixels = np.full((40, 50), 230, np.uint8)
    top, left = rng.integers(5, 15, 2)
    pixels[top : top + rng.integers(8, 20), left : left + rng.integers(5, 20)] = 20
    pixels[0, :3] = rng.integers(200, 256, 3)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


def fill(folder: Path, classes: tuple[str, ...], *, each: int = 12, first_seed: int = 0) -> Path:
    for label, name in enumerate(classes):
        for number in range(each):
            draw(folder / name / f"{number}.png", seed=first_seed + label * 1000 + number)
    return folder


def complaint(folder: Path, **options: object) -> str:
    with pytest.raises(DatasetError) as error:
        load_folder(folder, spec=SPEC, **options)  # type: ignore[arg-type]
    return str(error.value)


def pictures(split: Split) -> set[tuple[int, bytes]]:
    return {
        (int(label), image.tobytes())
        for image, label in zip(split.images, split.labels, strict=True)
    }


def test_train_and_test_are_kept_as_the_person_parted_them(tmp_path: Path) -> None:
    fill(tmp_path / "train", ("9", "10"), each=3)
    fill(tmp_path / "test", ("9", "10"), each=2, first_seed=50)
    dataset = load_folder(tmp_path, spec=SPEC)
    assert dataset.classes == ("9", "10")
    assert dataset.train.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert dataset.test.labels.tolist() == [0, 0, 1, 1]
    assert dataset.spec == SPEC
    assert dataset.name == tmp_path.name


def test_every_picture_goes_through_the_standardiser(tmp_path: Path) -> None:
    fill(tmp_path, ("a", "b"), each=2)
    dataset = load_folder(tmp_path, spec=SPEC, split_flat=False)
    expected = [
        standardise(decode(tmp_path / name / f"{number}.png"), SPEC).pixels
        for name in "ab"
        for number in range(2)
    ]
    np.testing.assert_array_equal(dataset.test.images, expected)
    assert len(dataset.train) == 0


def test_a_flat_folder_is_parted_about_80_to_20_by_what_the_files_hold(tmp_path: Path) -> None:
    fill(tmp_path, ("a", "b"), each=60)
    dataset = load_folder(tmp_path, spec=SPEC)
    assert len(dataset.train) + len(dataset.test) == 120
    assert 12 <= len(dataset.test) <= 36
    assert load_folder(tmp_path, spec=SPEC).sha256 == dataset.sha256


def test_a_picture_stays_on_its_side_when_others_are_added_or_files_renamed(tmp_path: Path) -> None:
    fill(tmp_path, ("a", "b"), each=20)
    before = load_folder(tmp_path, spec=SPEC)
    for number in range(20):
        os.rename(tmp_path / "a" / f"{number}.png", tmp_path / "a" / f"renamed {number}.png")
        draw(tmp_path / "b" / f"more {number}.png", seed=5000 + number)
    after = load_folder(tmp_path, spec=SPEC)
    assert pictures(before.train) <= pictures(after.train)
    assert pictures(before.test) <= pictures(after.test)


def test_identical_files_land_on_the_same_side(tmp_path: Path) -> None:
    fill(tmp_path, ("a", "b"), each=15)
    for number in range(15):
        shutil.copy(tmp_path / "a" / f"{number}.png", tmp_path / "a" / f"copy {number}.png")
    dataset = load_folder(tmp_path, spec=SPEC)
    assert np.bincount(dataset.train.labels)[0] % 2 == 0


def test_hidden_files_and_companions_are_left_aside(tmp_path: Path) -> None:
    fill(tmp_path, ("a", "b"), each=2)
    for name in (".DS_Store", "labels.csv", "a/Thumbs.db", "a/README.md", ".git/config"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("not a picture")
    dataset = load_folder(tmp_path, spec=SPEC, split_flat=False)
    assert dataset.classes == ("a", "b")
    assert len(dataset.test) == 4


def test_folder_names_are_mapped_to_a_models_classes(tmp_path: Path) -> None:
    fill(tmp_path, ("bag", "T-shirt_top", "1"), each=1)
    classes = ("T-shirt/top", "Trouser", "Bag")
    dataset = load_folder(tmp_path, spec=SPEC, split_flat=False, classes=classes)
    assert dataset.classes == classes
    assert dataset.test.labels.tolist() == [1, 2, 0]  # 1, bag, T-shirt_top


def test_parts_with_different_classes_are_fine_where_a_model_names_them(tmp_path: Path) -> None:
    fill(tmp_path / "train", ("a", "b"), each=1)
    fill(tmp_path / "test", ("b",), each=1)
    dataset = load_folder(tmp_path, spec=SPEC, classes=("a", "b"))
    assert dataset.test.labels.tolist() == [1]


def test_a_folder_that_means_no_class_of_the_model_is_named(tmp_path: Path) -> None:
    fill(tmp_path, ("trousers",), each=1)
    text = complaint(tmp_path, split_flat=False, classes=("Shirt", "Trouser"))
    assert text.startswith("Class 'trousers' must be one of the 2 classes 'Shirt', 'Trouser'")
    assert "Did you mean 'Trouser'?" in text


LAYOUT = (
    "The layout is FOLDER/<class>/<pictures>, or FOLDER/train/<class>/ and FOLDER/test/<class>/."
)


def nothing(folder: Path) -> None:
    """An empty folder."""


def only_train(folder: Path) -> None:
    fill(folder / "train", ("a", "b"), each=1)


def other_classes(folder: Path) -> None:
    fill(folder / "train", ("a", "b", "c"), each=1)
    fill(folder / "test", ("b", "d"), each=1)


def parts_without_classes(folder: Path) -> None:
    draw(folder / "train" / "1.png", seed=1)
    draw(folder / "test" / "2.png", seed=2)


def loose(folder: Path) -> None:
    fill(folder, ("a", "b"), each=1)
    draw(folder / "1.png", seed=3)


def no_pictures(folder: Path) -> None:
    fill(folder, ("a", "b"), each=1)
    (folder / "c").mkdir()


def nested(folder: Path) -> None:
    fill(folder, ("a", "b"), each=1)
    (folder / "a" / "inner").mkdir()


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (nothing, "Folder '{0}' must hold a folder for each class. Got none. " + LAYOUT),
        (
            only_train,
            "Folder '{0}' has train/ with classes but no test/. Make test/ with the same classes, "
            "or name '{0}/train' itself to use it whole.",
        ),
        (
            other_classes,
            "train/ and test/ of '{0}' must have the same classes. Got: only train/ has 'a', 'c'; "
            "only test/ has 'd'. Add the missing folders, or take the others away.",
        ),
        (
            parts_without_classes,
            "train/ and test/ of '{0}' must hold a folder for each class. Got pictures. " + LAYOUT,
        ),
        (
            loose,
            "Folder '{0}' must hold only folders, one for each class. Got 1 loose files beside "
            "them, such as '1.png'. Move each into its class, or away.",
        ),
        (
            no_pictures,
            "Class folder '{0}/c' must hold at least one picture. Got none. Add pictures of that "
            "class, or take the folder away.",
        ),
        (
            nested,
            "Class folder '{0}/a' must hold pictures only. Got a folder, 'inner'. " + LAYOUT,
        ),
    ],
)
def test_a_folder_of_another_layout_is_explained(
    tmp_path: Path, build: Callable[[Path], None], text: str
) -> None:
    build(tmp_path)
    assert complaint(tmp_path) == text.format(tmp_path)


def test_a_folder_that_is_not_there_is_explained(tmp_path: Path) -> None:
    assert complaint(tmp_path / "x") == (
        f"Folder '{tmp_path}/x' does not exist. Name a folder. {LAYOUT}"
    )


def test_too_few_pictures_to_part_are_explained(tmp_path: Path) -> None:
    draw(tmp_path / "a" / "1.png", seed=1)
    text = complaint(tmp_path)
    assert text.startswith(f"Folder '{tmp_path}' has too few pictures (1) to part 80 : 20 into ")
    assert "Got no test picture at all." in text or "Got no train picture of class 'a'." in text


def test_broken_pictures_are_counted_and_five_of_them_named(tmp_path: Path) -> None:
    fill(tmp_path, ("a", "b"), each=2)
    for number in range(7):
        (tmp_path / "b" / f"broken {number}.png").write_text("a text file named .png")
    text = complaint(tmp_path, split_flat=False)
    assert text.startswith(f"7 of the 11 pictures to read in '{tmp_path}' cannot be read:\n")
    assert text.endswith("\n  - and 2 more\nMend them or take them away.")
    assert text.count("is not a picture") == 5
    assert "\n  - 'b/broken 0.png' is not a picture" in text


def test_control_characters_of_a_file_name_are_not_printed(tmp_path: Path) -> None:
    fill(tmp_path, ("a",), each=1)
    (tmp_path / "a" / "evil\x1b[31m.png").write_text("no picture")
    text = complaint(tmp_path, split_flat=False)
    assert "\x1b" not in text
    assert "evil\\x1b[31m.png" in text


def test_a_pipe_among_the_pictures_does_not_hang(tmp_path: Path) -> None:
    fill(tmp_path, ("a",), each=20)
    os.mkfifo(tmp_path / "a" / "pipe.png")
    assert "'a/pipe.png' is not a regular file" in complaint(tmp_path)


def test_a_folder_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", forbidden)  # root may read everything
    assert complaint(tmp_path) == (
        f"Cannot read folder '{tmp_path}': Permission denied. See that you may open it."
    )
