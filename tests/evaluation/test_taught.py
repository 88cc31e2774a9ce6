"""Whether teaching helped: figures that can be reckoned by hand, and words that claim no more."""

import json

import numpy as np
import pytest

from tenfold.errors import UsageError
from tenfold.evaluation.compare import paired_difference
from tenfold.evaluation.scores import wilson
from tenfold.evaluation.taught import BeforeAfter, before_after


def answers(n: int, right: slice) -> np.ndarray:
    """Answers to n pictures of class 1, right where the slice says."""
    given = np.zeros(n, np.int64)
    given[right] = 1
    return given


def compared(n: int, before: slice, after: slice) -> BeforeAfter:
    return before_after(np.ones(n, np.int64), answers(n, before), answers(n, after))


def test_the_figures_are_those_of_the_same_pictures_answered_twice():
    found = compared(40, slice(0, 10), slice(5, 35))
    assert (found.n, found.before, found.after) == (40, 0.25, 0.75)
    assert (found.before_interval, found.after_interval) == (wilson(10, 40), wilson(30, 40))
    was, is_now = answers(40, slice(0, 10)) == 1, answers(40, slice(5, 35)) == 1
    assert found.difference == paired_difference(is_now, was)


def test_a_clear_difference_is_said_with_its_interval():
    assert compared(40, slice(0, 10), slice(0, 30)).in_words("the corrections held back") == (
        "On the corrections held back (40 pictures): 25.0% right without the corrections (95% "
        "interval 14.2% to 40.2%), 75.0% with them (59.8% to 85.8%). That is 50.0 points better "
        "(95% interval +31.8 to +63.4 points)."
    )
    worse = compared(40, slice(0, 30), slice(0, 10)).in_words("x")
    assert worse.endswith("That is 50.0 points worse (95% interval -63.4 to -31.8 points).")


@pytest.mark.parametrize(
    ("n", "before", "after"),
    [(1, slice(0, 0), slice(0, 1)), (40, slice(0, 30), slice(0, 31)), (9, slice(9), slice(9))],
)
def test_what_may_be_luck_is_not_called_better(n, before, after):
    words = compared(n, before, after).in_words("the validation pictures")
    assert " Too close to tell them apart (95% interval -" in words
    assert "better" not in words


def test_the_figures_survive_json():
    found = compared(40, slice(0, 10), slice(5, 35))
    assert BeforeAfter.from_json(json.loads(json.dumps(found.to_json()))) == found


@pytest.mark.parametrize("shapes", [(0, 0, 0), (3, 2, 3), (3, 3, 2)])
def test_answers_must_be_one_a_picture(shapes):
    with pytest.raises(UsageError, match="Give labels and both models' answers, one for each pict"):
        before_after(*(np.zeros(n, np.int64) for n in shapes))
