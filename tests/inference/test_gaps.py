"""Gaps of a strip closed and opened again: every step comes back to its place."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tenfold.artefact import shipped
from tenfold.artefact.bundle import STEP, read
from tenfold.inference.gaps import closed, kept_steps, opened
from tenfold.inference.lattice import best_texts
from tenfold.inference.strips import StripReader


@given(arrays.arrays(bool, st.integers(1, 300)))
def test_no_ink_is_lost_and_every_step_comes_back(columns: np.ndarray) -> None:
    strip = np.zeros((32, len(columns)), np.uint8)
    strip[10:20] = 255 * columns
    kept = kept_steps(strip)
    narrow = closed(strip, kept)
    assert narrow.sum() == strip.sum()
    assert -(-narrow.shape[1] // STEP) == kept.sum()
    lattice = np.random.default_rng(0).random((int(kept.sum()), 11)).astype(np.float32)
    whole = opened(lattice, kept)
    assert whole.shape == (-(-len(columns) // STEP), 11)
    assert np.array_equal(whole[kept], lattice)
    assert (whole[~kept, -1] == 0).all()
    assert np.isneginf(whole[~kept, :-1]).all()


def test_gaps_are_as_wide_as_half_a_digit_and_the_ends_stay() -> None:
    strip = np.zeros((32, 200), np.uint8)
    strip[:, 40:44] = strip[:, 150:154] = 255
    narrow = closed(strip, kept_steps(strip))
    first, second = np.flatnonzero(np.diff(narrow.max(axis=0).astype(int)) > 0) + 1
    assert first == 40
    assert 4 + 12 <= second - first <= 4 + 12 + 2 * STEP
    assert narrow.shape[1] - second == 200 - 150


def test_blank_strips_stay_as_they_are() -> None:
    strip = np.zeros((32, 90), np.uint8)
    assert closed(strip, kept_steps(strip)).shape == strip.shape


def test_how_far_apart_digits_stand_says_nothing_of_what_they_are() -> None:
    """A drawn 7, 1 and 4, ever further apart: they are read, and as surely."""
    reader = StripReader(read(shipped.model_file("numbers")))
    said = []
    for gap in (60, 100, 160):
        strip = np.zeros((32, 60 + 2 * gap), np.uint8)
        for number, digit in enumerate("714"):
            x = 10 + number * gap
            cv2.putText(strip, digit, (x, 27), cv2.FONT_HERSHEY_SIMPLEX, 1, 255, 2, cv2.LINE_AA)
        (lattice,) = reader.log_probabilities([strip])
        said.append(best_texts(lattice, most=1)[0])
    assert [one.text for one in said] == ["714"] * 3
    assert np.ptp([one.confidence for one in said]) < 1e-4
