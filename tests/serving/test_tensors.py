"""Numbers to pictures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from serving.servers import digits

from tenfold.serving import tensors
from tenfold.serving.problems import RequestError
from tenfold.values import PictureSpec

SPEC = PictureSpec()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=30,
)


@pytest.mark.parametrize("shape", [(3, 28, 28), (3, 28, 28, 1), (3, 784)])
def test_the_shapes_of_the_tutorials_are_the_same_pictures(shape):
    images = digits(3)
    assert (tensors.from_numbers(images.reshape(shape).tolist(), SPEC) == images).all()


def test_fractions_up_to_1_are_divided_pixels():
    images = digits(2)
    assert (tensors.from_numbers((images / 255).tolist(), SPEC) == images).all()


def test_fractions_above_1_are_pixels():
    images = digits(2)
    assert (tensors.from_numbers(images.astype(float).tolist(), SPEC) == images).all()


def test_whole_numbers_up_to_1_are_pixels():
    images = digits(1) // 200
    assert images.max() == 1
    assert (tensors.from_numbers(images.tolist(), SPEC) == images).all()


@pytest.mark.parametrize("nested", [True, False])
def test_data_is_flat_or_nested(nested):
    images = digits(2)
    data = images.tolist() if nested else images.ravel().tolist()
    assert (tensors.from_data(data, (2, 28, 28), SPEC) == images).all()


def one(value):
    return [[[value, *[0] * 27], *[[0] * 28] * 27]]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (7, "Got something that is no list."),
        ([], r"Got the shape \[0\], which holds nothing."),
        ([[]], r"Got the shape \[1, 0\], which holds nothing."),
        ([[1, 2], [3]], "Got rows of different lengths."),
        ([[[1]], [2]], "Got rows of different lengths."),
        ([[1, 2]], r"Got the shape \[1, 2\]."),
        ([[[[[1]]]]], "more than 4 deep"),
        (one(256), "Got numbers from 0 to 256."),
        (one(-1), "Got numbers from -1 to 0."),
        (one(255.5), "Got numbers from 0 to 255.5."),
        (one(-0.5), "Got numbers from -0.5 to 0."),
        (one(10**30), f"Got numbers from 0 to {10**30}."),
        (one("x"), "Got something else than numbers."),
        (one(None), "Got something else than numbers."),
        (one(True), "Got something else than numbers."),
    ],
)
def test_what_is_no_picture_is_said(numbers, words):
    with pytest.raises(RequestError, match=words) as error:
        tensors.from_numbers(numbers, SPEC)
    assert error.value.http_status == 400


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([1, 2, 3], r"Got 3 numbers for the shape \[1, 28, 28\]."),
        ([0.5] * 784, "Got something else than whole numbers."),
        ([True] * 784, "Got something else than whole numbers."),
        ([999] * 784, "Got numbers from 999 to 999."),
    ],
)
def test_data_that_does_not_fit_its_shape_is_said(data, words):
    with pytest.raises(RequestError, match=words):
        tensors.from_data(data, (1, 28, 28), SPEC)


@pytest.mark.parametrize(
    "shape",
    [None, "x", [], [1], [0, 28, 28], [-1, 28, 28], [1.0, 28, 28], [1, 28, 27], [True, 28, 28]],
)
def test_a_shape_must_be_the_models(shape):
    with pytest.raises(RequestError, match="Got the shape"):
        tensors.check_shape(shape, SPEC)


def test_too_many_pictures_are_413():
    with pytest.raises(RequestError, match="at most 1024 pictures as numbers. Got 1025") as error:
        tensors.check_shape([1025, 28, 28], SPEC)
    assert error.value.http_status == 413


def test_one_long_text_among_numbers_reserves_no_room():
    # NumPy would give each of the 1,000 the room of the longest: 40 GB.
    with pytest.raises(RequestError, match="something else than numbers"):
        tensors.from_numbers([[*["x" * 10_000_000], *[0] * 783], *[[0] * 784] * 999], SPEC)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(JSON)
def test_any_json_is_pictures_or_a_problem(value):
    try:
        found = tensors.from_numbers(value, SPEC)
    except RequestError:
        return
    assert found.dtype == np.uint8
