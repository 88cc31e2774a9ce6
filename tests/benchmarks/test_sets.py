from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.sets import LeftOutError, PictureSet, Reader, as_bytes
from tenfold.errors import UsageError
from tenfold.pictures.decode import decode
from tenfold.values import Dataset

DIGITS = tuple("0123456789")
GARMENTS = ("T-shirt/top", "Trouser", "Ankle boot")


def save(path: Path, level: int = 200) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((6, 5), level, np.uint8)).save(path)
    return path


def reader(tmp_path: Path, classes: tuple[str, ...] = DIGITS, most: int | None = None) -> Reader:
    return Reader(classes, tmp_path / "scratch", most)


def found(place: Path, classes: tuple[str, ...] = DIGITS) -> tuple[dict, list[str]]:
    sets, reasons = reader(place.parent, classes).found_in(place)
    return {one.name: one for one in sets}, reasons


def pixels(pictures: PictureSet) -> list[np.ndarray]:
    return [decode(file).pixels for file in pictures.files]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (np.array([0, 128, 255], np.uint8), [0, 128, 255]),
        (np.array([0, 8, 16], np.uint8), [0, 128, 255]),
        (np.array([0.0, 8.0, 16.0]), [0, 128, 255]),
        (np.array([0, 1, 1], np.uint8), [0, 255, 255]),
        (np.array([False, True, True]), [0, 255, 255]),
        (np.array([0.0, 0.5, 1.0], np.float32), [0, 128, 255]),
        (np.array([-1.0, 0.0, 1.0]), [0, 128, 255]),
        (np.array([0.0, 100.4, 255.0]), [0, 100, 255]),
        (np.array([0, 0, 0], np.uint8), [0, 0, 0]),
    ],
)
def test_values_of_any_range_become_bytes(given, expected):
    assert as_bytes(given.reshape(1, 1, 3)).ravel().tolist() == expected


def test_other_hands_are_dark_on_white_with_their_digits(tmp_path):
    pictures = reader(tmp_path, most=40).other_hands()
    assert pictures.name.endswith("handwriting fonts, dark on white")
    assert len(pictures) == len(pictures.labels) == 40
    assert set(pictures.labels) == set(range(10))
    assert all(one.shape == (28, 28) and np.median(one) == 255 for one in pixels(pictures))
    tens = reader(tmp_path).other_hands()
    assert tens.labels.tolist()[:12] == [*range(10), 0, 1]


def test_colour_stays_and_a_single_channel_goes():
    assert as_bytes(np.zeros((2, 4, 4, 3), np.uint8)).shape == (2, 4, 4, 3)
    assert as_bytes(np.zeros((2, 4, 4, 1), np.uint8)).shape == (2, 4, 4)


@pytest.mark.parametrize(
    ("pictures", "reason"),
    [
        (np.zeros((1, 4, 4, 2)), "its pictures are of shape (4, 4, 2), not grey and not RGB"),
        (np.zeros((1, 2, 4, 4, 3)), "its pictures are of shape (2, 4, 4, 3), not grey and not RGB"),
        (np.full((1, 4, 4), np.nan), "its pictures hold values that are not finite"),
    ],
)
def test_arrays_that_are_no_pictures_are_left_out(pictures, reason):
    with pytest.raises(LeftOutError) as caught:
        as_bytes(pictures)
    assert str(caught.value) == reason


def test_an_npz_file_is_its_first_pictures_and_its_first_integer_labels(tmp_path):
    images = np.arange(32, dtype=np.uint8).reshape(2, 4, 4) * 8
    place = tmp_path / "sets"
    place.mkdir()
    np.savez(place / "mine.npz", weights=np.ones(2), images=images, target=np.array([7, 3]))
    sets, reasons = found(place)
    assert reasons == []
    assert sets["mine"].labels.tolist() == [7, 3]
    assert np.array_equal(pixels(sets["mine"]), images)


def test_colour_arrays_keep_their_colours(tmp_path):
    red = np.zeros((1, 3, 3, 3), np.uint8)
    red[..., 0] = 255
    np.savez(tmp_path / "red.npz", images=red, labels=np.array([1]))
    (one,), _ = reader(tmp_path).found_in(tmp_path / "red.npz")
    assert pixels(one)[0][0, 0].tolist() == [255, 0, 0]


def test_labels_csv_prefers_names_to_numbers(tmp_path):
    save(tmp_path / "shop" / "garments" / "img" / "a.png")
    csv = "file,label,name\nimg/a.png,0,Trouser\n"
    (tmp_path / "shop" / "garments" / "labels.csv").write_text(csv)
    sets, _ = found(tmp_path / "shop", GARMENTS)
    assert sets["garments"].labels.tolist() == [1]
    assert sets["garments"].files == (tmp_path / "shop" / "garments" / "img" / "a.png",)


def test_labels_csv_without_names_has_its_labels(tmp_path):
    save(tmp_path / "p" / "mine" / "a.png")
    (tmp_path / "p" / "mine" / "labels.csv").write_text("file,label\na.png,4\n")
    assert found(tmp_path / "p")[0]["mine"].labels.tolist() == [4]


def test_a_folder_a_class_and_companions_left_aside(tmp_path):
    for name in ("p/mine/9/x.png", "p/mine/10/y.png", "p/mine/9/z.png"):
        save(tmp_path / name)
    (tmp_path / "p" / "mine" / "README.md").write_text("about")
    sets, _ = found(tmp_path / "p", (*DIGITS, "10"))
    assert sets["mine"].labels.tolist() == [9, 9, 10]


def test_the_folder_itself_may_be_the_set(tmp_path):
    for name in DIGITS:
        save(tmp_path / "mine" / name / "x.png")
    sets, reasons = found(tmp_path / "mine")
    assert (list(sets), reasons) == (["mine"], [])
    assert sets["mine"].labels.tolist() == list(range(10))


def test_pictures_to_refuse_have_no_labels(tmp_path):
    save(tmp_path / "p" / "not_digits" / "img" / "hat.png")
    save(tmp_path / "p" / "not_digits" / "loose.png")
    (tmp_path / "p" / "not_digits" / "labels.csv").write_text("file,name\nimg/hat.png,hat\n")
    sets, _ = found(tmp_path / "p")
    assert sets["not_digits"].labels is None
    assert [file.name for file in sets["not_digits"].files] == ["loose.png", "hat.png"]


@pytest.mark.parametrize(("classes", "expected"), [(DIGITS, []), (GARMENTS, ["not_garments"])])
def test_pictures_to_refuse_go_with_their_opposite_where_that_is_there(tmp_path, classes, expected):
    save(tmp_path / "p" / "garments" / "Trouser" / "x.png")
    save(tmp_path / "p" / "not_garments" / "hat.png")
    sets, _ = found(tmp_path / "p", classes)
    assert [name for name in sets if name.startswith("not_")] == expected


def test_what_does_not_fit_is_left_out_with_a_reason(tmp_path):
    place = tmp_path / "p"
    save(place / "garments" / "Trouser" / "x.png")
    save(place / "numbers" / "x.png")
    (place / "numbers" / "labels.csv").write_text("file,label\nx.png,33314\n")
    save(place / "not_garments" / "x.png")
    (place / "empty").mkdir()
    (place / "gone").mkdir()
    (place / "gone" / "labels.csv").write_text("file,label\nx.png,1\n")
    (place / "odd").mkdir()
    (place / "odd" / "labels.csv").write_text("picture,class\nx.png,1\n")
    (place / "broken.npz").write_bytes(b"PK\x03\x04 and no more")
    np.savez(place / "lone.npz", images=np.zeros((3, 4, 4)), labels=np.array([1, 2]))
    (place / "LICENSE").write_text("not a set")
    sets, reasons = found(place)
    assert sets == {}
    assert [line for line in reasons if not line.startswith("broken")] == [
        "empty: left out, it holds no folders with pictures, and no labels.csv",
        "garments: left out, its classes (Trouser) are not the model's",
        "gone: left out, its labels.csv lists 'x.png', which is not there",
        "lone.npz: left out, it holds no integer labels, one for each picture",
        "numbers: left out, its classes (33314) are not the model's",
        "odd: left out, its labels.csv has no columns file, and name or label",
        "not_garments: left out, it goes with garments",
    ]
    assert any(line.startswith("broken.npz: left out, it cannot be read (") for line in reasons)


def test_an_npz_file_without_pictures_is_left_out(tmp_path):
    np.savez(tmp_path / "flat.npz", images=np.zeros((3, 16)), labels=np.array([1, 2, 3]))
    assert found(tmp_path)[1] == ["flat.npz: left out, it holds no array of pictures"]


def test_an_npz_file_may_be_to_refuse_and_share_its_name_with_a_folder(tmp_path):
    np.savez(tmp_path / "not_digits.npz", images=np.zeros((2, 4, 4)))
    save(tmp_path / "not_digits" / "hat.png")
    sets, reasons = reader(tmp_path).found_in(tmp_path)
    assert reasons == []
    assert sorted((one.name, len(one), one.labels) for one in sets) == [
        ("not_digits", 1, None),
        ("not_digits", 2, None),
    ]


def test_numbers_do_not_fit_a_model_of_names(tmp_path):
    np.savez(tmp_path / "digits.npz", images=np.zeros((1, 4, 4)), labels=np.array([1]))
    _, reasons = found(tmp_path, GARMENTS)
    assert reasons == ["digits.npz: left out, its classes are numbers, and the model's are not"]


def test_python_objects_are_never_unpickled(tmp_path):
    np.savez(tmp_path / "evil.npz", images=np.array([{}], object), labels=np.array([1]))
    _, (reason,) = found(tmp_path)
    assert reason.startswith("evil.npz: left out, it cannot be read (Object arrays")


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(UsageError) as caught:
        reader(tmp_path).found_in(tmp_path / "nowhere")
    assert str(caught.value) == (
        f"There is no folder {str(tmp_path / 'nowhere')!r}. Name one that holds sets of pictures: "
        ".npz files, folders with labels.csv, or folders with a folder a class."
    )


def test_the_test_split_is_dark_on_white_as_it_is_and_on_a_canvas(tmp_path, drawn: Dataset):
    given, canvas = reader(tmp_path, drawn.classes, most=5).own_test(drawn)
    assert (given.name, canvas.name) == ("drawn test, dark on white", "drawn test, on a canvas")
    assert {one.shape for one in pixels(given)} == {(28, 28)}
    assert {one.shape for one in pixels(canvas)} == {(300, 300)}
    assert all(one[0, 0] == 255 for one in pixels(given) + pixels(canvas))
    assert given.labels.tolist() == canvas.labels.tolist()


def test_the_same_lot_is_drawn_every_time(tmp_path):
    images = np.arange(40, dtype=np.uint8).repeat(16).reshape(40, 4, 4) + 100
    np.savez(tmp_path / "many.npz", images=images, labels=np.arange(40) % 10)
    first, second = (
        reader(tmp_path / name, most=7).found_in(tmp_path / "many.npz")[0][0] for name in "ab"
    )
    levels = [int(one[0, 0]) - 100 for one in pixels(first)]
    assert len(first) == 7
    assert levels == [int(one[0, 0]) - 100 for one in pixels(second)]
    assert first.labels.tolist() == [level % 10 for level in levels]
