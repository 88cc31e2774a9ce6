"""Where digits stand, and how sure each is, against counting every path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from inference.lattices import every_text, rows, spelled
from inference.test_lattice import lattices

from tenfold.errors import UsageError
from tenfold.inference.alignment import align
from tenfold.inference.lattice import DIGITS, best_texts


def posterior(texts: dict[str, float], text: str, place: int, allowed=lambda text: True) -> float:
    """The share of a text among those that differ in one place, by its definition."""
    rivals = {text[:place] + other + text[place + 1 :] for other in (*DIGITS, "")}
    shares = {one: texts.get(one, 0.0) for one in rivals if one == text or allowed(one)}
    return shares[text] / sum(shares.values())


# A rival without the digit may be spelled twice: "77" without either 7 is the one text "7".
@settings(derandomize=True, deadline=None)
@given(lattices())
def test_posteriors_are_shares_among_what_differs_in_one_place(lattice):
    truth = every_text(lattice)
    for one in best_texts(lattice, most=5):
        places = align(lattice, one.text)
        assert [place.posterior for place in places] == pytest.approx(
            [posterior(truth, one.text, place) for place in range(len(one.text))], abs=1e-4
        )
        assert all(place.posterior >= one.confidence - 1e-4 for place in places)


@settings(derandomize=True, deadline=None)
@given(lattices())
def test_only_what_is_allowed_counts_against_a_digit(lattice):
    truth = every_text(lattice)
    for one in best_texts(lattice, most=3, digits=2):
        places = align(lattice, one.text, accepts=lambda text: len(text) == 2)
        expected = [posterior(truth, one.text, n, lambda text: len(text) == 2) for n in range(2)]
        assert [place.posterior for place in places] == pytest.approx(expected, abs=1e-4)


def test_digits_lie_on_the_steps_of_their_likeliest_path():
    lattice = rows({}, {}, {"4": 0.6}, {"4": 0.9}, {}, {}, {"4": 0.8}, {"7": 0.99}, {}, {})
    steps = [(place.first, place.last) for place in align(lattice, "447")]
    assert steps == [(2, 3), (6, 6), (7, 7)]


def test_steps_are_counted_with_the_blanks_that_are_passed():
    steps = [place.first for place in align(spelled("4709", apart=50), "4709")]
    assert steps == [50, 101, 152, 203]


def test_an_unsure_digit_does_not_make_its_neighbours_unsure():
    lattice = rows({}, {"4": 0.999}, {}, {"7": 0.6, "1": 0.4}, {}, {"0": 0.999}, {})
    four, seven, nought = (place.posterior for place in align(lattice, "470"))
    assert (four, nought) == pytest.approx((0.999, 0.999), abs=1e-4)
    assert seven == pytest.approx(0.6, abs=1e-4)


def test_the_empty_text_has_no_places():
    assert align(rows({}), "") == ()


@pytest.mark.parametrize("lattice", [rows(), rows({"4": 1.0}), rows({"4": 1.0}, {"4": 1.0})])
def test_a_text_that_is_not_in_the_lattice_is_a_wrong_use(lattice):
    with pytest.raises(UsageError) as error:
        align(lattice, "44")
    assert str(error.value) == (
        f"The lattice of {len(lattice)} steps holds no path of '44'. "
        "Give a text that best_texts found in it."
    )


def test_no_value_is_left_undefined_by_steps_that_are_certain():
    lattice = np.where(np.exp(rows({"3": 1.0}, {}, {"3": 1.0})) > 0.5, 0.0, -np.inf)
    assert [place.posterior for place in align(lattice, "33")] == [1.0, 1.0]
