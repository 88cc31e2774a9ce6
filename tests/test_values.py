import numpy as np
import pytest

from tenfold.errors import DatasetError, UsageError
from tenfold.values import Dataset, PictureSpec, Split


def split(labels=(0, 1), shape=(28, 28)):
    return Split(np.zeros((len(labels), *shape), np.uint8), np.array(labels, np.int64))


def dataset(train, spec=PictureSpec()):  # noqa: B008 - frozen
    return Dataset("mine", ("a", "b"), train, split(), spec, "0" * 64)


def test_labels_out_of_range_are_explained():
    with pytest.raises(DatasetError) as error:
        dataset(split((0, 1, 7, 9)))
    assert str(error.value) == (
        "Labels of mine must be 0 to 1, one for each of its 2 classes. Got 7 for picture 2 of the "
        "train split (2 labels are out of range). Correct the labels, or name the missing classes."
    )


def test_pictures_of_another_size_are_explained():
    with pytest.raises(DatasetError) as error:
        dataset(split(shape=(20, 28)))
    assert str(error.value) == "Pictures of mine must be 28 x 28. Got 20 x 28 in the train split."


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (np.zeros((2, 28, 28)), np.zeros(2, np.int64), "Pictures of a data set must be uint8 of "
         "shape (n, height, width). Got float64 of shape (2, 28, 28)."),
        (np.zeros((2, 28, 28, 3), np.uint8), np.zeros(2, np.int64), "Pictures of a data set must "
         "be uint8 of shape (n, height, width). Got uint8 of shape (2, 28, 28, 3)."),
        (np.zeros((2, 28, 28), np.uint8), np.zeros(3, np.int64), "Labels must be int64 of shape "
         "(2,), one for each picture. Got int64 of shape (3,)."),
    ],
)  # fmt: skip
def test_arrays_that_do_not_fit_are_explained(images, labels, message):
    with pytest.raises(DatasetError) as error:
        Split(images, labels)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"height": 2}, "A picture's height and width must be 4 to 1024 pixels. Got 2 x 28."),
        ({"box": 29}, "The box must be 1 pixel to the shorter side of the picture (28). Got 29."),
        ({"centre": "top"}, "centre must be 'mass' or 'box'. Got 'top'."),
    ],
)
def test_a_picture_spec_that_cannot_be_is_explained(settings, message):
    with pytest.raises(UsageError) as error:
        PictureSpec(**settings)
    assert str(error.value) == message


def test_a_split_can_be_cut():
    cut = split((0, 1, 1))[1:]
    assert len(cut) == 2
    assert cut.labels.tolist() == [1, 1]
