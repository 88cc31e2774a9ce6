"""Two networks on one strip: which digit says one, whether there is one the other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from inference.lattices import spelled

from tenfold.inference.lattice import BLANK, best_path
from tenfold.inference.signs import without_signs


def text(lattice: np.ndarray) -> str:
    return best_path(lattice)[0]


@pytest.mark.parametrize("strictly", [False, True])
def test_a_digit_that_only_one_of_both_sees_is_none(strictly: bool) -> None:
    reader, companion = spelled("12105", sure=0.999), spelled("12105", sure=0.999)
    sign = np.flatnonzero(reader[:, 1] > np.log(0.5))[1]  # the 1 of 210: a stroke
    companion[sign] = np.log(1e-4)
    companion[sign, BLANK] = np.log(0.999)
    assert text(without_signs(reader, companion, strictly=strictly)) == "1205"
    assert text(without_signs(companion, reader, strictly=strictly)) == "1205"


def test_which_digit_it_is_says_the_reader() -> None:
    assert text(without_signs(spelled("407"), spelled("191"), strictly=False)) == "407"


def test_they_need_not_see_it_at_quite_the_same_step() -> None:
    reader = spelled("407")
    assert text(without_signs(reader, np.roll(reader, 1, axis=0), strictly=False)) == "407"
    assert text(without_signs(reader, np.roll(reader, 2, axis=0), strictly=False)) == ""


def test_strictly_what_the_companion_doubts_is_doubted() -> None:
    reader, companion = spelled("7", sure=0.9999), spelled("7", sure=0.6)
    seen = reader[:, 7].argmax()
    loosely, strictly = (
        np.exp(without_signs(reader, companion, strictly=how))[seen, 7] for how in (False, True)
    )
    assert loosely == pytest.approx(np.exp(reader[seen, 7]))
    assert strictly < 0.7


PROBABILITIES = arrays.arrays(
    np.float32, st.tuples(st.integers(1, 20), st.just(11)), elements=st.floats(0, 1, width=32)
)


@settings(derandomize=True, deadline=None)
@given(PROBABILITIES, st.booleans())
def test_it_stays_a_lattice_and_no_digit_becomes_likelier(
    drawn: np.ndarray, strictly: bool
) -> None:
    drawn = drawn + 1e-3
    lattice = np.log(drawn / drawn.sum(axis=1, keepdims=True))
    result = without_signs(lattice, lattice[::-1].copy(), strictly=strictly)
    assert result.dtype == np.float32
    assert np.isfinite(result).all()
    assert np.exp(result).sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert (result[:, :BLANK] <= lattice[:, :BLANK] + 1e-5).all()
