import pytest

from tenfold.errors import UsageError
from tenfold.studies.speed.ratios import Summary, straight_line, summarise, times_faster


def test_a_summary_is_the_median_with_the_extremes():
    assert summarise([9.0, 1.0, 2.0]) == Summary(median=2.0, low=1.0, high=9.0, n=3)
    with pytest.raises(UsageError, match=r"A summary needs at least one value\. Got none\."):
        summarise([])


def test_ratios_are_of_runs_of_the_same_round():
    """Both sides are ten times slower in the second round, and none the faster for it."""
    ours, theirs = {0: 1.0, 1: 10.0}, {0: 3.0, 1: 30.0}
    assert times_faster(ours, theirs) == Summary(3.0, 3.0, 3.0, 2)


def test_a_round_that_one_side_did_not_finish_is_left_out():
    assert times_faster({0: 1.0, 2: 1.0}, {0: 2.0, 1: 50.0}) == Summary(2.0, 2.0, 2.0, 1)
    assert times_faster({0: 1.0}, {1: 1.0}) is None


def test_where_more_is_better_the_ratio_turns_round():
    assert times_faster({0: 500.0}, {0: 100.0}, more_is_better=True) == Summary(5.0, 5.0, 5.0, 1)


def test_points_on_a_line_give_the_line():
    line = straight_line([1, 2, 4], [12.0, 14.0, 18.0])
    assert (line.start, line.each) == (pytest.approx(10), pytest.approx(2))
    assert line.explained == pytest.approx(1)


def test_a_bend_shows_in_what_the_line_explains():
    assert straight_line([1, 2, 3, 4], [1.0, 4.0, 9.0, 16.0]).explained < 0.97


def test_what_does_not_grow_is_a_level_line():
    line = straight_line([1, 2], [5.0, 5.0])
    assert (line.start, line.explained) == (pytest.approx(5), 1.0)
    assert line.each == pytest.approx(0)


@pytest.mark.parametrize(("x", "y"), [([1], [2.0]), ([3, 3], [1.0, 2.0]), ([1, 2], [1.0])])
def test_a_line_needs_two_points_apart(x, y):
    with pytest.raises(UsageError, match=r"A line needs two points or more that lie apart\. Got"):
        straight_line(x, y)
