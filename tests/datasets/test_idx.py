from __future__ import annotations

import struct

import numpy as np
import pytest
from datasets.helpers import idx
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tenfold.datasets.idx import read_idx
from tenfold.errors import DatasetError


@settings(derandomize=True, deadline=None)
@given(arrays.arrays(np.uint8, arrays.array_shapes(min_dims=1, max_dims=3, max_side=6)))
def test_an_array_comes_back_as_it_was_written(array: np.ndarray) -> None:
    found = read_idx(idx(array), ndim=array.ndim, what="pictures")
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, array)


header = st.builds(
    lambda kind, ndim, sizes: bytes([0, 0, kind, ndim]) + struct.pack(f">{len(sizes)}I", *sizes),
    st.sampled_from([8, 9, 13]),
    st.integers(0, 4),
    st.lists(st.sampled_from([0, 1, 2, 28, 2**16, 2**31, 2**32 - 1]), max_size=4),
)


@settings(derandomize=True, deadline=None)
@given(st.one_of(st.binary(max_size=64), st.builds(bytes.__add__, header, st.binary(max_size=64))))
def test_any_bytes_give_an_array_or_a_dataset_error(content: bytes) -> None:
    try:
        found = read_idx(content, ndim=3, what="pictures")
    except DatasetError:
        return
    assert found.nbytes == len(content) - 16


def test_a_header_that_lies_about_the_count_allocates_nothing() -> None:
    content = bytes([0, 0, 8, 3]) + struct.pack(">3I", 2**32 - 1, 2**16, 2**16) + bytes(100)
    with pytest.raises(DatasetError) as error:
        read_idx(content, ndim=3, what="train-images")
    assert str(error.value) == (
        "train-images is truncated: its header promises 4294967295 x 65536 x 65536 = "
        "18,446,744,069,414,584,320 bytes. Got 100. Get the file again from where it came."
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "pictures is not an IDX file: it has 0 bytes."),
        (b"\x1f\x8b\x08\x00more", "must begin with two zero bytes. Got 1f 8b 08 00."),
        (b"\0\0\x0d\x03" + bytes(20), "must hold unsigned bytes (IDX type 0x08). Got type 0x0d."),
        (b"\0\0\x08\x01" + bytes(20), "pictures must have 3 dimensions. Got 1."),
        (b"\0\0\x08\x03" + bytes(5), "pictures ends inside its header of 16 bytes."),
        (idx(np.zeros((0, 28, 28), np.uint8)), "pictures is empty: its header says 0 x 28 x 28."),
        (idx(np.zeros((2, 3, 3), np.uint8))[:-1], "promises 2 x 3 x 3 = 18 bytes. Got 17."),
        (idx(np.zeros((2, 3, 3), np.uint8)) + b"!", "pictures has 1 bytes too many"),
    ],
)
def test_a_wrong_file_is_explained(content: bytes, text: str) -> None:
    with pytest.raises(DatasetError) as error:
        read_idx(content, ndim=3, what="pictures")
    assert text in str(error.value)
    assert str(error.value).endswith("Get the file again from where it came.")
