from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from tenfold.pictures.modes import to_opaque


def rgba(colours: np.ndarray, alpha: np.ndarray) -> Image.Image:
    return Image.fromarray(np.dstack([colours, colours, colours, alpha]).astype(np.uint8))


def test_bright_paper_with_dark_ink_and_clear_corners_stays_on_white() -> None:
    page = np.full((20, 20), 250)
    page[8:12, 8:12] = 20
    alpha = np.full((20, 20), 255)
    alpha[:3, :3] = 0
    assert to_opaque(rgba(page, alpha))[0, 0].tolist() == [255, 255, 255]


def test_soft_white_ink_with_a_dark_fringe_is_laid_on_black() -> None:
    alpha = np.zeros((20, 20))
    alpha[5:15, 5:15] = 255
    alpha[5, 5:15] = 60
    white = np.where(alpha == 255, 255, 0)
    assert to_opaque(rgba(white, alpha))[0, 0].tolist() == [0, 0, 0]


def test_a_wholly_transparent_picture_is_a_blank_white_page() -> None:
    assert to_opaque(rgba(np.zeros((4, 4)), np.zeros((4, 4)))).min() == 255


def test_half_transparent_ink_is_half_ink() -> None:
    alpha = np.array([[0, 128], [255, 255]])
    np.testing.assert_allclose(to_opaque(rgba(np.zeros((2, 2)), alpha))[0, 1], 127, atol=1)


@pytest.mark.parametrize("mode", ["L", "1"])
def test_grey_modes_give_one_channel_and_own_their_pixels(mode: str) -> None:
    pixels = to_opaque(Image.new(mode, (3, 2), 255 if mode == "L" else 1))
    assert pixels.shape == (2, 3)
    pixels[0, 0] = 7


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    hnp.arrays(
        st.sampled_from([np.float32, np.int32, np.uint16]),
        hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6),
    )
)
def test_any_wide_samples_become_uint8_in_their_order(samples: np.ndarray) -> None:
    narrow = to_opaque(Image.fromarray(samples))
    assert narrow.dtype == np.uint8
    assert narrow.shape == samples.shape
    finite = np.isfinite(samples)
    order = np.argsort(samples[finite], kind="stable")
    assert (np.diff(narrow[finite][order].astype(int)) >= 0).all()
