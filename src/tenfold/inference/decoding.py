"""Strips with their lattices -> numbers: where one ends and the next begins, and what each says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tenfold.artefact.bundle import STEP
from tenfold.errors import UsageError
from tenfold.inference import checks
from tenfold.inference.alignment import align
from tenfold.inference.checks import Accepts
from tenfold.inference.dates import as_date
from tenfold.inference.lattice import BLANK, Candidate, best_texts
from tenfold.inference.places import around, digit_edges, on_page, wide_gaps
from tenfold.inference.readings import Alternative, Box, Digit, Number
from tenfold.inference.words import WrittenLine
from tenfold.pictures.page.strikes import is_struck
from tenfold.pictures.page.strips import Strip

MAX_DIGITS = 100
_ALTERNATIVES = 3
_WORTH_SAYING = 1e-3  # a less likely alternative is none

CROSSED_OUT = "It seems to be crossed out."

# All that was asked for must have this probability together, or none of it is what is written. It
# is low, since who asks knows something that the picture does not tell.
_PLAUSIBLE = 1e-3


@dataclass(frozen=True)
class Wanted:
    """What a person knows of the numbers before they are read.

    digits: each has so many, 1 to 100. pattern: a regular expression that each matches as a whole.
    single: all that is written is one number. check: what a number must pass to be believed; it
    does not choose the text. Raises UsageError where one of them is out of range or malformed.
    """

    digits: int | None = None
    pattern: str | None = None
    single: bool = False
    check: Accepts | None = None

    def __post_init__(self) -> None:
        if self.digits is not None and not 1 <= self.digits <= MAX_DIGITS:
            raise UsageError(f"digits must be 1 to {MAX_DIGITS}. Got {self.digits}.")
        if self.pattern is not None:
            checks.matches(self.pattern)

    @property
    def matches(self) -> Accepts | None:
        """Whether a text matches the pattern; None where there is none."""
        return None if self.pattern is None else checks.matches(self.pattern)

    @property
    def is_free(self) -> bool:
        """Whether any text will do."""
        return self.digits is None and self.pattern is None

    @property
    def may_be_nothing(self) -> bool:
        """Whether nobody said that there is a number, or what it is like."""
        return self.is_free and not self.single and self.check is None

    def allows(self, text: str) -> bool:
        """Whether a text has the digits and matches the pattern."""
        return self.digits in (None, len(text)) and (self.matches is None or self.matches(text))

    def in_words(self) -> str:
        """What it asks for, as the end of "No reading …"."""
        has = None if self.digits is None else f"has {self.digits} digit{'s'[: self.digits > 1]}"
        fits = None if self.pattern is None else f"matches {self.pattern!r}"
        return " and ".join(part for part in (has, fits) if part)


@dataclass(frozen=True, eq=False)
class _Piece:
    """The writing of one number: its lattice, and for each step its strip and the step of that.

    maybe_letters: it stands among words and may be a short one itself, such as "is" or "to".
    """

    lattice: np.ndarray
    strips: np.ndarray
    steps: np.ndarray
    maybe_letters: bool = False


def decode_numbers(
    strips: Sequence[Strip],
    lines: Sequence[WrittenLine],
    *,
    size: tuple[int, int],
    wanted: Wanted,
    words: Sequence[bool] | None = None,
    threshold: float | None = None,
) -> tuple[Number, ...]:
    """The numbers of a page, in the order of its strips, then left to right.

    lines: what each strip reads as. size: width and height of the page. words: which lines are
    words, in which only single words may be numbers; None takes all writing for numbers.
    threshold: numbers less sure than this are refused; None refuses none for that.
    """
    if wanted.single:
        whole = [_piece(n, one.lattice, 0, len(one.lattice)) for n, one in enumerate(lines)]
        pieces: Iterable[_Piece] = [_joined(whole)] if whole else []
    else:
        pieces = _parted(lines, words)
    read = [(_number(piece, strips, size, wanted, threshold), piece) for piece in pieces]
    # What may be letters is believed a little where the page has numbers at all.
    if all(piece.maybe_letters for number, piece in read if number is not None):
        return ()
    return tuple(number for number, _ in read if number is not None)


def _piece(
    strip: int, lattice: np.ndarray, first: int, last: int, *, maybe_letters: bool = False
) -> _Piece:
    steps = np.arange(first, last)
    return _Piece(lattice[first:last], np.full(last - first, strip), steps, maybe_letters)


def _joined(pieces: Sequence[_Piece]) -> _Piece:
    """Pieces behind each other, with a certain blank between: digits do not merge across it."""
    blank = np.full((1, BLANK + 1), -np.inf, np.float32)
    blank[0, BLANK] = 0.0
    lattices = [part for piece in pieces for part in (piece.lattice, blank)]
    strips = [part for piece in pieces for part in (piece.strips, [-1])]
    steps = [part for piece in pieces for part in (piece.steps, [-1])]
    return _Piece(np.concatenate(lattices), np.concatenate(strips), np.concatenate(steps))


def _parted(lines: Sequence[WrittenLine], words: Sequence[bool] | None) -> Iterator[_Piece]:
    """The numbers of all lines: parted at wide gaps, and from the words and signs beside them."""
    for number, line in enumerate(lines):
        if not line.text:
            continue
        if words is not None and words[number]:
            for word in line.words:
                if word.is_number(tall=line.tall):
                    span = word.first // STEP, -(-word.last // STEP)
                    yield _piece(number, line.lattice, *span, maybe_letters=word.may_be_letters)
        else:
            cuts = _cuts(line, among_signs=words is not None and line.has_words)
            for first, last in pairwise([0, *cuts, len(line.lattice)]):
                yield _piece(number, line.lattice, first, last)


def _cuts(line: WrittenLine, *, among_signs: bool) -> list[int]:
    """The steps between two numbers of a line: in wide gaps, and on signs that are no digits."""
    columns = wide_gaps(line.edges)
    if among_signs:
        columns += [(word.first + word.last) // 2 for word in line.words if not word.text]
    return sorted(column // STEP for column in columns)


def _number(
    piece: _Piece,
    strips: Sequence[Strip],
    size: tuple[int, int],
    wanted: Wanted,
    threshold: float | None,
) -> Number | None:
    """What a piece says, None where it holds no digit."""
    found, as_asked = _candidates(piece.lattice, wanted)
    if not found:
        return None
    best, *others = found
    others = [one for one in others if one.text and one.confidence >= _WORTH_SAYING]
    allows = wanted.allows if as_asked and not wanted.is_free else None
    digits = _digits(piece, best.text, strips, size, allows)
    box = around(digit.box for digit in digits)
    passes = wanted.check is None or not as_asked or wanted.check(best.text)
    suggestion = None
    if wanted.check is not None and not passes:
        suggestion = _passing(piece.lattice, wanted, wanted.check)
    reason = None
    if _is_crossed_out(piece, strips, box):
        reason = CROSSED_OUT
    elif not as_asked:
        reason = f"No reading {wanted.in_words()}."
    elif not passes:
        does = f" {suggestion} does." if suggestion else ""
        reason = f"{best.text} does not pass its check.{does}"
    else:
        reason = _doubt(best, others, wanted, threshold)
        if reason is None and piece.maybe_letters:
            reason = "It stands among words and may be letters."
    return Number(
        text=best.text,
        confidence=best.confidence,
        refused=reason is not None,
        box=box,
        digits=digits,
        reason=reason,
        alternatives=tuple(Alternative(o.text, o.confidence) for o in others[:_ALTERNATIVES]),
        suggestion=suggestion,
    )


def _doubt(
    best: Candidate, others: Sequence[Candidate], wanted: Wanted, threshold: float | None
) -> str | None:
    """Why the likeliest text may not be what is written, None where it is to be believed."""
    if threshold is not None and best.confidence < threshold:
        return f"Not sure: {' or '.join(one.text for one in (best, *others[:1]))}."
    anything = wanted.is_free and wanted.check is None
    date = as_date(best.text) if anything else None
    return f"It may be a date: {date}." if date else None


def _candidates(lattice: np.ndarray, wanted: Wanted) -> tuple[tuple[Candidate, ...], bool]:
    """The likeliest texts of those that were asked for, none where there is likely no digit.

    With False those of all texts, as none that was asked for is likely enough.
    """
    free = best_texts(lattice)
    if not free or not free[0].text:
        return (), True
    if wanted.is_free:
        return free, True
    asked = best_texts(lattice, digits=wanted.digits, accepts=wanted.matches)
    if not asked or _together(asked[0]) < _PLAUSIBLE:
        return free, False
    return asked, True


def _is_crossed_out(piece: _Piece, strips: Sequence[Strip], box: Box) -> bool:
    """Whether a stroke runs through all of a number, which lies in this box of the page."""
    left, _, wide, _ = box
    lies_on = {int(strip) for strip in piece.strips if strip >= 0}
    return any(
        is_struck(left, left + wide, strips[one].height, strips[one].strikes) for one in lies_on
    )


def _together(candidate: Candidate) -> float:
    """The probability of all allowed texts, of which the candidate is one."""
    return float(np.exp(candidate.log_probability)) / candidate.confidence


def _passing(lattice: np.ndarray, wanted: Wanted, check: Accepts) -> str | None:
    """The best text that passes the check and is asked for, None where none is likely enough."""
    accepts = check if wanted.matches is None else checks.all_of((wanted.matches, check))
    found = best_texts(lattice, most=1, digits=wanted.digits, accepts=accepts)
    return found[0].text if found and _together(found[0]) >= _PLAUSIBLE else None


def _digits(
    piece: _Piece,
    text: str,
    strips: Sequence[Strip],
    size: tuple[int, int],
    allows: Callable[[str], bool] | None,
) -> tuple[Digit, ...]:
    places = align(piece.lattice, text, accepts=allows)
    boxes = []
    # A joined piece lies on several strips, each with ink of its own.
    on_strip = [int(piece.strips[place.first]) for place in places]
    for strip in dict.fromkeys(on_strip):
        mine = [place for place, where in zip(places, on_strip, strict=True) if where == strip]
        steps = [(int(piece.steps[one.first]), int(piece.steps[one.last])) for one in mine]
        edges = digit_edges(strips[strip].pixels, steps)
        boxes += [on_page(one, strips[strip], size) for one in edges]
    return tuple(
        Digit(sign, min(1.0, place.posterior), box)
        for sign, place, box in zip(text, places, boxes, strict=True)
    )
