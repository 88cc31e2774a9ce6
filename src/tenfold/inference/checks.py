"""What a number must be like to be believed: predicates of its text, to be put together.

Each says whether a text of the digits 0-9 is acceptable; a text with anything else in it (a space,
a hyphen, digits of another script) is not. Where a standard writes a check value of 10 as X, an X
in the last place is known too; a reader of digits never gives one, so that a number which does end
in X is refused rather than believed with a digit in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import cycle
from types import MappingProxyType

from tenfold.errors import UsageError

Accepts = Callable[[str], bool]

MAX_PATTERN = 200  # characters
_LONGEST = 64  # digits: no number that carries a check digit comes near


def luhn(text: str) -> bool:
    """Luhn's check (ISO/IEC 7812-1, annex B): payment cards, IMEI.

    From the right every second digit is doubled and its digits added; the sum of all must be a
    multiple of 10. Finds every single wrong digit, and swapped neighbours but 09 and 90. A row of
    noughts passes.
    """
    return _sums_to(text, modulus=10, weigh=_doubled)


def gtin(text: str) -> bool:
    """The check of GS1's numbers (EAN-13, EAN-8, UPC-A, ISBN-13): weights 1, 3 and so on.

    From the right; the sum must be a multiple of 10. Finds every single wrong digit, and swapped
    neighbours but those that differ by 5.
    """
    return _sums_to(text, modulus=10, weigh=_weighted((1, 3)))


def mod11(text: str) -> bool:
    """Modulus 11 with the weights 1, 2, 3, … from the right: ISBN-10, ISSN, NHS numbers.

    The check digit is the last and its weight 1, so that the sum must be a multiple of 11; X in the
    last place is 10 (ISO 2108 up to 2006, ISO 3297). At most 10 digits: the eleventh would weigh
    11, and not be checked. Finds every single wrong digit and any two that were swapped.
    """
    return len(text) <= 10 and _sums_to(text, modulus=11, weigh=_weighted(range(1, 11)), x=True)


def mod11_cycle7(text: str) -> bool:
    """Modulus 11 with the weights 2 to 7, again and again, from the right: bank accounts.

    The check digit is the last and its weight 1 (account numbers of Norway; X stands for 10 where
    it is in use). Finds every single wrong digit and any swapped neighbours.
    """
    return _sums_to(text, modulus=11, weigh=_cycle7, x=True)


def iso7064_11_2(text: str) -> bool:
    """ISO/IEC 7064, MOD 11-2: ORCID, ISNI. X in the last place is 10.

    The weights are the powers of 2 from the right, the sum must leave 1 over 11. Finds every
    single wrong digit and any swapped neighbours.
    """
    return _sums_to(text, modulus=11, weigh=_powers_of_two, x=True, left=1)


CHECKS: Mapping[str, Accepts] = MappingProxyType(
    {
        "luhn": luhn,
        "gtin": gtin,
        "mod11": mod11,
        "mod11-cycle7": mod11_cycle7,
        "iso7064-11-2": iso7064_11_2,
    }
)


def has_digits(count: int) -> Accepts:
    """Accepts texts of so many digits. Raises UsageError for fewer than 1."""
    if count < 1:
        raise UsageError(f"A number must have at least 1 digit. Got {count}. Give 1 or more.")
    return lambda text: len(text) == count and _is_digits(text)


def matches(pattern: str) -> Accepts:
    """Accepts texts of digits that a regular expression (Python's) matches as a whole.

    The pattern is to be the person's own: one made with ill will can take for ever. Raises
    UsageError for one that is none, or longer than 200 characters.
    """
    if len(pattern) > MAX_PATTERN:
        raise UsageError(
            f"A pattern must have at most {MAX_PATTERN} characters. Got {len(pattern)}. "
            "Shorten it, or name a check."
        )
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise UsageError(
            f"A pattern must be a regular expression, such as '20[0-9]{{2}}'. Got {pattern!r}: "
            f"{error}."
        ) from None
    return lambda text: _is_digits(text) and compiled.fullmatch(text) is not None


def all_of(predicates: Iterable[Accepts]) -> Accepts:
    """Accepts what every one of them accepts; without any, everything."""
    each = tuple(predicates)
    return lambda text: all(accepts(text) for accepts in each)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _sums_to(
    text: str,
    *,
    modulus: int,
    weigh: Callable[[Sequence[int]], Iterable[int]],
    x: bool = False,
    left: int = 0,
) -> bool:
    """Whether the weighed digits, given from the right, leave `left` over the modulus.

    A check digit alone checks nothing: two digits are the fewest.
    """
    if not 2 <= len(text) <= _LONGEST:
        return False
    digits, last = text[:-1], text[-1]
    if not _is_digits(digits) or not (_is_digits(last) or (x and last == "X")):
        return False
    values = [10 if sign == "X" else int(sign) for sign in reversed(text)]
    return sum(weigh(values)) % modulus == left


def _weighted(weights: Sequence[int]) -> Callable[[Sequence[int]], Iterable[int]]:
    return lambda values: (v * w for v, w in zip(values, cycle(weights), strict=False))


def _doubled(values: Sequence[int]) -> Iterable[int]:
    return (v if place % 2 == 0 else sum(divmod(2 * v, 10)) for place, v in enumerate(values))


def _cycle7(values: Sequence[int]) -> Iterable[int]:
    return (values[0], *_weighted(range(2, 8))(values[1:]))


def _powers_of_two(values: Sequence[int]) -> Iterable[int]:
    return (v * pow(2, place, 11) for place, v in enumerate(values))
