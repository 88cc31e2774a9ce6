"""Texts of a lattice, against counting every path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inference.lattices import every_text, rows, spelled

from tenfold.inference.lattice import BLANK, best_path, best_texts, essential

EXACT = {"rel": 1e-3, "abs": 2e-5}  # what is dropped on the way


@st.composite
def lattices(draw, digits: int = 2, most: int = 4) -> np.ndarray:
    """Any lattice of a few steps with a few digits and the blank, some of its steps certain."""
    steps = draw(st.integers(1, most))
    classes = [*draw(st.permutations(range(10)))[:digits], BLANK]
    lattice = np.zeros((steps, 11))
    for row in lattice:
        weights = st.lists(st.integers(0, 100), min_size=digits + 1, max_size=digits + 1)
        row[classes] = draw(weights.filter(any))
    lattice /= lattice.sum(1, keepdims=True)
    with np.errstate(divide="ignore"):
        return np.log(lattice).astype(np.float32)


def ranked(texts: dict[str, float], allowed) -> dict[str, float]:
    """The shares of the allowed texts among themselves."""
    kept = {text: share for text, share in texts.items() if allowed(text)}
    return {text: share / sum(kept.values()) for text, share in kept.items()}


@settings(derandomize=True, deadline=None)
@given(lattices())
def test_probabilities_are_sums_over_all_paths(lattice):
    truth = every_text(lattice)
    found = best_texts(lattice, most=100)
    for one in found:
        assert np.exp(one.log_probability) == pytest.approx(truth[one.text], **EXACT)
        assert one.confidence == pytest.approx(truth[one.text], **EXACT)
    assert all(share < 1e-3 for text, share in truth.items() if text not in {f.text for f in found})
    shares = [one.log_probability for one in found]
    assert shares == sorted(shares, reverse=True)


@settings(derandomize=True, deadline=None)
@given(lattices(), st.integers(0, 4))
def test_with_a_number_of_digits_confidences_are_relative_to_it(lattice, digits):
    truth = ranked(every_text(lattice), lambda text: len(text) == digits)
    found = best_texts(lattice, most=100, digits=digits)
    assert {one.text for one in found} <= set(truth)
    assert {one.text: one.confidence for one in found} == pytest.approx(
        {one.text: truth[one.text] for one in found}, **EXACT
    )
    assert sum(one.confidence for one in found) == pytest.approx(1.0 if truth else 0.0, abs=1e-3)


@settings(derandomize=True, deadline=None)
@given(lattices(), st.one_of(st.none(), st.integers(1, 3)))
def test_with_a_rule_confidences_are_relative_to_what_it_accepts(lattice, digits):
    def even(text: str) -> bool:
        return bool(text) and int(text) % 2 == 0

    def allowed(text: str) -> bool:
        return even(text) and digits in (None, len(text))

    truth = ranked(every_text(lattice), allowed)
    found = best_texts(lattice, most=100, digits=digits, accepts=even)
    assert bool(found) == bool(truth)
    assert {one.text: one.confidence for one in found} == pytest.approx(
        {one.text: truth[one.text] for one in found}, **EXACT
    )


@settings(derandomize=True, deadline=None, max_examples=30)
@given(lattices(digits=10, most=3))
def test_of_all_ten_digits_the_best_text_is_among_the_likeliest(lattice):
    truth = every_text(lattice)
    best = best_texts(lattice, most=1)[0]
    # In noise more texts are alike than are followed; what is found is never more than there is.
    assert truth[best.text] > 0.7 * max(truth.values())
    assert 0.7 * truth[best.text] < np.exp(best.log_probability) < 1.001 * truth[best.text]


def test_repeated_digits_need_a_blank_between_them():
    assert best_texts(rows({"7": 1.0}, {"7": 1.0}))[0].text == "7"
    assert best_texts(rows({"7": 1.0}, {}, {"7": 1.0}))[0].text == "77"


def test_paths_are_added_up_where_the_best_path_is_not_the_best_text():
    lattice = rows({"1": 0.4}, {"1": 0.4})
    assert best_path(lattice)[0] == ""  # 0.36 against 0.16 + 0.24 + 0.24
    assert best_texts(lattice, most=1)[0].text == "1"
    assert best_texts(lattice, most=1)[0].confidence == pytest.approx(0.64)


def test_the_best_path_tells_the_surest_step_of_each_digit():
    lattice = rows({}, {"4": 0.6}, {"4": 0.9}, {}, {"4": 0.8}, {"7": 0.99}, {})
    assert best_path(lattice) == ("447", (2, 4, 5))


def test_a_number_of_digits_makes_the_sure_surer():
    lattice = rows({}, {"4": 0.98}, {}, {"7": 0.7}, {}, {"0": 0.98}, {})
    free, three = best_texts(lattice, most=1)[0], best_texts(lattice, most=1, digits=3)[0]
    assert (free.text, three.text) == ("470", "470")
    assert free.confidence == pytest.approx(0.98 * 0.7 * 0.98)
    assert three.confidence == pytest.approx(1.0)


def test_a_text_that_is_wanted_is_found_though_it_is_unlikely():
    lattice = spelled("47094709", sure=0.9999)
    lattice = np.logaddexp(lattice, np.log(1e-7)).astype(np.float32)
    assert best_texts(lattice, most=1)[0].text == "47094709"
    assert best_texts(lattice, most=1, digits=7)[0].log_probability < np.log(1e-3)
    unlikely = best_texts(lattice, most=1, accepts=lambda text: text == "47094708")
    assert unlikely[0].log_probability == pytest.approx(np.log(1e-7), abs=0.1)


def test_nothing_allowed_is_nothing_found():
    lattice = rows({"4": 1.0})
    assert best_texts(lattice, digits=2) == ()
    assert best_texts(lattice, accepts=lambda text: text == "5") == ()


def test_at_most_as_many_are_given_as_asked_for():
    lattice = rows(*[{"1": 0.3, "2": 0.3}, {}] * 4)
    assert [len(best_texts(lattice, most=most)) for most in (1, 3, 10)] == [1, 3, 10]


def test_a_blank_line_holds_the_empty_text():
    for lattice in (rows(), rows({}), rows(*[{}] * 1000)):
        (only,) = best_texts(lattice)
        assert (only.text, only.confidence, only.log_probability) == ("", 1.0, 0.0)
        assert best_path(lattice) == ("", ())


def test_certain_blanks_are_passed_and_their_probability_kept():
    lattice = rows({"3": 0.5}, *[{"8": 5e-5}] * 100, {"3": 0.5})
    assert essential(lattice).tolist() == [0, 1, 101]
    both = next(one for one in best_texts(lattice) if one.text == "33")
    assert np.exp(both.log_probability) == pytest.approx(0.25 * (1 - 5e-5) ** 100, rel=1e-3)


def test_long_lattices_neither_underflow_nor_lose_their_text():
    text = "".join(str(number % 10) for number in range(120))
    lattice = np.log(0.9 * np.exp(spelled(text, sure=0.99)) + 0.1 / 11).astype(np.float32)
    for digits in (None, 120):
        assert best_texts(lattice, most=1, digits=digits)[0].text == text
