"""What is believed of a look at a page: which readings are numbers, and which look saw more.

Where nobody said that there is a number, what is hardly likely is none: most of what photographs
without numbers give are single ones and noughts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tenfold.inference.readings import Number

# What is less likely, digit by digit, is no number, unless it stands beside one: a long one is
# refused sooner than it is nothing.
_LIKELY, _LIKELY_ALONE = 0.8, 0.9
_LIKE_STROKES = "01"  # what edges and holes look like: alone it must be likely in any picture

# Later looks see more of what is none: they must see so many digits surely, or so many at all.
SURE_DIGITS, _MANY_DIGITS = 2, 5

SURE, LIKELIER_THAN_NOT = 0.9, 0.5  # confidences

# Parts of a number are no further from each other than so many heights.
_NEAR = 1.5


def believed(
    numbers: Sequence[Number], *, cut_out: bool = False, lone: bool = False
) -> tuple[Number, ...]:
    """Those that are likely, and what stands beside them: part of a line is not passed over.

    cut_out: the picture is as small as those that somebody cut out around a digit. lone: they are
    of the only line on their page, which is hardly anything else where it has two digits.
    """
    likely = [one for one in numbers if _is_likely(one, cut_out=cut_out, lone=lone)]
    return tuple(one for one in numbers if any(_are_beside(one, other) for other in likely))


def with_doubts(numbers: Sequence[Number]) -> tuple[Number, ...]:
    """The numbers, those refused that go on, on their line, with one that is: they may be parts."""
    return tuple(
        one
        if one.refused or not (beside := [each for each in numbers if _may_be_of(one, each)])
        else replace(one, refused=True, reason=f"Not sure that {beside[0].text} is no part of it.")
        for one in numbers
    )


def _may_be_of(one: Number, other: Number) -> bool:
    """Whether another number is refused and so near that it may be a part of the same."""
    (left, _, wide, high), (other_left, _, other_wide, other_high) = one.box, other.box
    gap = max(other_left - left - wide, left - other_left - other_wide)
    near = gap <= _NEAR * max(high, other_high)
    return other.refused and other is not one and near and _are_beside(one, other)


def is_plain(numbers: Sequence[Number], *, lone: bool = False) -> bool:
    """Whether these are so clear that they are believed of a look that is not the first.

    lone: see `believed`.
    """
    return longest(numbers) >= (SURE_DIGITS if lone or mostly_sure(numbers) else _MANY_DIGITS)


def longest(numbers: Sequence[Number]) -> int:
    """The digits of the longest number."""
    return max((len(one.text) for one in numbers), default=0)


def mostly_sure(numbers: Sequence[Number]) -> bool:
    """Whether half of all digits are in sure numbers."""
    sure = sum(len(one.text) for one in numbers if one.confidence >= SURE)
    return bool(numbers) and 2 * sure >= sum(len(one.text) for one in numbers)


def reads_more(
    numbers: Sequence[Number], than: Sequence[Number], *, likely: float = LIKELIER_THAN_NOT
) -> bool:
    """Whether a later look saw more; one that lost a digit of what was `likely` saw less."""
    seen = sum(len(one.text) for one in numbers)
    known = sum(len(one.text) for one in than if one.confidence > likely)
    return seen >= known and _readable(numbers) > _readable(than)


def _is_likely(number: Number, *, cut_out: bool, lone: bool) -> bool:
    digits = len(number.text)
    if digits > 1:
        least = _LIKELY**digits
        return number.confidence >= (min(least, LIKELIER_THAN_NOT) if lone else least)
    anything = cut_out and number.text not in _LIKE_STROKES
    return number.confidence >= (LIKELIER_THAN_NOT if anything else _LIKELY_ALONE)


def _are_beside(one: Number, other: Number) -> bool:
    """Whether two numbers share half of the lower one's height, as they do on one line."""
    (_, top, _, height), (_, other_top, _, other_height) = one.box, other.box
    shared = min(top + height, other_top + other_height) - max(top, other_top)
    return 2 * shared >= min(height, other_height)


def _readable(numbers: Sequence[Number]) -> float:
    """How much was read: digits of sure numbers count, those of unsure ones count against it."""
    return sum(len(one.text) * (2 * one.confidence - 1) for one in numbers)
