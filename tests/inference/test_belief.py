"""Which readings are believed, and which look saw more."""

from __future__ import annotations

import pytest
from inference.readers import number

from tenfold.inference.belief import believed, is_plain, mostly_sure, reads_more, with_doubts
from tenfold.inference.readings import Number


def test_what_stands_beside_a_number_is_not_passed_over_however_unlikely() -> None:
    likely = Number("28", 0.98, refused=False, box=(10, 40, 40, 30), digits=())
    beside = Number("8749", 0.27, refused=True, box=(80, 52, 90, 34), digits=())
    below = Number("5", 0.7, refused=True, box=(10, 66, 20, 30), digits=())
    assert believed([likely, beside, below]) == (likely, beside)
    assert believed([beside, below]) == ()


def test_a_later_look_that_lost_a_likely_digit_saw_less() -> None:
    assert not reads_more([number("597", 1.0)], [number("5971", 0.8)])
    assert reads_more([number("597", 1.0)], [number("5971", 0.4)])
    assert reads_more([number("5971", 0.9)], [number("5971", 0.8)])
    assert not reads_more([number("59714", 0.5)], [number("5971", 0.8)])


def test_a_sure_digit_beside_a_line_that_is_not_legible_is_looked_at_again() -> None:
    assert not mostly_sure([number("5", 0.95), number("650786", 0.1)])
    assert mostly_sure([number("1", 0.5), number("650786", 0.95)])
    assert not mostly_sure([])


def test_a_look_at_the_darkest_ink_alone_may_lose_what_was_not_sure() -> None:
    unsure = [number("70426", 0.6), number("880", 0.8)]
    assert not reads_more([number("70426", 0.99)], unsure)
    assert reads_more([number("70426", 0.99)], unsure, likely=0.9)
    assert not reads_more([number("70426", 0.99)], [*unsure, number("318", 0.95)], likely=0.95)


@pytest.mark.parametrize(
    ("text", "confidence", "cut_out", "is_believed"),
    [
        ("7", 0.89, False, False),
        ("7", 0.91, False, True),
        ("7", 0.51, True, True),  # in 28 x 28 pixels there is a digit or nothing
        ("7", 0.49, True, False),
        ("1", 0.89, True, False),  # and edges look like ones
        ("71", 0.63, False, False),
        ("71", 0.65, False, True),
        ("714205", 0.27, False, True),
    ],
)
def test_what_is_hardly_likely_is_no_number(
    text: str, confidence: float, cut_out: bool, is_believed: bool
) -> None:
    assert bool(believed([number(text, confidence)], cut_out=cut_out)) is is_believed


@pytest.mark.parametrize(
    ("text", "confidence", "is_believed"),
    [("71", 0.55, True), ("71", 0.45, False), ("7", 0.6, False), ("7142", 0.42, True)],
)
def test_the_only_line_of_a_page_is_a_number_where_that_is_likelier_than_not(
    text: str, confidence: float, is_believed: bool
) -> None:
    assert bool(believed([number(text, confidence)], lone=True)) is is_believed


def test_a_later_look_must_show_more_but_for_a_lone_line() -> None:
    assert not is_plain([number("714", 0.6)])
    assert is_plain([number("714", 0.95)])
    assert is_plain([number("714", 0.6)], lone=True)
    assert not is_plain([number("7", 0.95)], lone=True)


def at(text: str, x: int, *, y: int = 40, refused: bool = False) -> Number:
    return Number(text, 0.99, refused=refused, box=(x, y, 40, 30), digits=())


def test_a_number_close_to_one_that_is_refused_may_be_a_part_of_it() -> None:
    sure, unsure = at("6", 10), at("592194", 80, refused=True)
    first, second = with_doubts([sure, unsure])
    assert (first.text, first.refused) == ("6", True)
    assert first.reason == "Not sure that 592194 is no part of it."
    assert second == unsure


@pytest.mark.parametrize(
    "other",
    [
        at("592194", 200, refused=True),  # far along the line
        at("592194", 80, y=90, refused=True),  # on the next line
        at("592194", 80),
    ],
)
def test_numbers_apart_are_believed_each_by_itself(other: Number) -> None:
    assert with_doubts([at("6", 10), other]) == (at("6", 10), other)
