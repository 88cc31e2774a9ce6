"""Which writing of a page is words: what their letters are read as is no number.

The reader has learned that letters are none, but what it sees of a line at a time is three digits
wide, and a lone S is written as a 5 is. So each line is weighed: by how much of its ink was read as
digits, and by how surely. Lines of a page speak for each other. Of a line of words, only a word
that is all digits, and surely so, is a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from tenfold.artefact.bundle import STEP
from tenfold.inference.lattice import best_path, best_texts
from tenfold.inference.places import INK, Edges, digit_edges
from tenfold.pictures.page.strips import DIGIT_HEIGHT

_NUMBERS = 0.75  # of a line's ink, or more, is its digits' where it holds numbers alone
_SURE = -0.1  # natural logarithm of a path's probability, a digit: such lines need no weighing

# Log odds that a line is numbers: from the logarithm of the path's probability a digit, and the
# share of its ink that is digits'. By logistic regression on lines of composed numbers and of
# text, moved a little towards numbers (docs/decisions-reading.md).
_PATH, _COVERED, _BIAS = 9.6, 7.4, -0.7
_AGAINST, _FOR = -3.0, 1.0  # what one digit of a line may weigh at most
_OTHERS_AGAINST, _OTHERS_FOR = -4.0, 2.0  # and all other lines of the page

# A page is text, and was seen well, where ink that has room for so many letters is surely no
# digit's. On lines seen badly the reader is less sure (mean of its path's logarithms, a step).
_TEXT, _LETTER, _SURELY = 30.0, 0.75 * DIGIT_HEIGHT, -0.05

# Of a line of words a number is a word of digits, as tall as capitals, each of which is believed.
# "to" and "is" are short: words of one or two digits must be beyond doubt.
_ALL_DIGITS, _TALL = 0.7, 0.7
_GLYPH = 1.3  # heights of a digit: what is no wider is a single sign
_SHORT = 2
_LIKE_LETTERS = frozenset("0157")  # O, I, S and T: "is", "so" and "to" remain in doubt,
_LIKE_WORDS = frozenset({"60", "90"})  # "GO" and "go" too, and whatever stands alone
_CONFIDENCE, _CONFIDENCE_OF_SHORT = 0.93, 0.99  # the first one a digit

# Between words there is more room than between letters: at least so many pixels, and so many times
# as much in the mean. What is as wide as a digit is high parts words however the others are.
_NARROWEST_GAP, _WIDER = 5, 1.8


@dataclass(frozen=True, eq=False)
class Word:
    """Part of a line, in columns of its strip: `first` to before `last`.

    text: the digits read in it. heights: of these, in pixels of the strip. lattice: its steps of
    the line's. covered: the share of its ink that is its digits'.
    """

    first: int
    last: int
    text: str
    heights: np.ndarray
    lattice: np.ndarray
    covered: float

    def is_number(self, *, tall: float) -> bool:
        """Whether it holds digits alone, each of them beyond doubt, though it stands among words.

        tall: the height of what is tall in its line.
        """
        short = len(self.text) <= _SHORT
        return bool(
            self.text
            and self.covered >= _ALL_DIGITS
            and self.heights.min() >= _TALL * tall
            and self.confidence
            >= (_CONFIDENCE_OF_SHORT if short else _CONFIDENCE ** len(self.text))
        )

    @property
    def is_letters(self) -> bool:
        """Whether it is wider than a single sign, and much of it was read as nothing."""
        return self.covered < _ALL_DIGITS and self.last - self.first > _GLYPH * DIGIT_HEIGHT

    @property
    def may_be_letters(self) -> bool:
        """Whether a short word of letters looks just like it."""
        if len(self.text) == _SHORT:
            return _LIKE_LETTERS.issuperset(self.text) or self.text in _LIKE_WORDS
        return len(self.text) < _SHORT

    @property
    def confidence(self) -> float:
        """Of its likeliest text, 0 to 1."""
        return best_texts(self.lattice, most=1)[0].confidence


class WrittenLine:
    """A strip (uint8, shape (32, w)) and what its lattice reads it as by its likeliest path."""

    def __init__(self, pixels: np.ndarray, lattice: np.ndarray) -> None:
        self.pixels, self.lattice = pixels, lattice
        self.text, seen = best_path(lattice)
        self.edges: list[Edges] = digit_edges(pixels, [(step, step) for step in seen])
        self.columns = (pixels > INK).sum(0)

    @cached_property
    def inks(self) -> np.ndarray:
        """Pixels of ink of each digit."""
        return np.array([self.columns[left:right].sum() for left, _, right, _ in self.edges])

    @property
    def ink(self) -> int:
        """Pixels of ink, at least 1."""
        return max(int(self.columns.sum()), 1)

    @property
    def covered(self) -> float:
        """The share of its ink that is its digits'."""
        return min(float(self.inks.sum()) / self.ink, 1.0)

    @property
    def has_letters(self) -> bool:
        """Whether much of its ink is no digit's."""
        return self.covered < _NUMBERS

    @property
    def has_words(self) -> bool:
        """Whether it holds letters, or a whole word of them, beside its digits."""
        return self.has_letters or any(word.is_letters for word in self.words)

    @property
    def path(self) -> float:
        """The logarithm of its path's probability, a digit."""
        return float(self.lattice.max(1).sum()) / max(len(self.text), 1)

    @property
    def is_sure(self) -> bool:
        """Whether its digits need no weighing."""
        return self.path > _SURE and not self.has_words

    @property
    def letters(self) -> float:
        """How many letters have room in its ink that is surely no digit's."""
        inked = np.add.reduceat(self.columns, np.arange(0, len(self.columns), STEP)) > 0
        if not inked.any() or self.lattice.max(1)[inked].mean() < _SURELY:
            return 0.0
        return (1 - self.covered) * float((self.columns > 0).sum()) / _LETTER

    @property
    def odds(self) -> float:
        """What speaks for numbers, above 0, or for words: a weight for each of its digits."""
        digits = len(self.text)
        if self.is_sure:
            return digits * _FOR
        odds = _PATH * self.path + _COVERED * self.covered + _BIAS
        return digits * min(max(odds, _AGAINST), _FOR)

    @cached_property
    def tall(self) -> float:
        """The height of its taller pieces, in pixels."""
        ink = self.pixels > INK
        rows = [np.flatnonzero(ink[:, first:last].any(1)) for first, last in _runs(self.columns)]
        heights = [int(each[-1] - each[0]) + 1 for each in rows]
        return float(np.percentile(heights, 85)) if heights else 0.0

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return word_spans(self.columns)

    @property
    def words(self) -> list[Word]:
        """Its words, left to right."""
        middles = np.array([(left + right) / 2 for left, _, right, _ in self.edges])
        heights = np.array([bottom - top for _, top, _, bottom in self.edges])
        words = []
        for first, last in self._spans:
            mine = np.flatnonzero((first <= middles) & (middles < last))
            inked = max(int(self.columns[first:last].sum()), 1)
            word = Word(
                first,
                last,
                text="".join(self.text[digit] for digit in mine),
                heights=heights[mine],
                lattice=self.lattice[first // STEP : -(-last // STEP)],
                covered=float(self.inks[mine].sum()) / inked,
            )
            words.append(word)
        return words


def are_words(lines: Sequence[WrittenLine]) -> list[bool]:
    """Which lines of a page are words."""
    odds = np.array([line.odds for line in lines])
    others = np.clip(odds.sum() - odds, _OTHERS_AGAINST, _OTHERS_FOR)
    return [bool(one) for one in odds + others < 0]


def are_text(lines: Sequence[WrittenLine]) -> bool:
    """Whether much of what is on a page is words beyond doubt."""
    return sum(line.letters for line in lines) > _TEXT


def word_spans(columns: np.ndarray) -> list[tuple[int, int]]:
    """First and one past the last column of each word of a line.

    columns: how many pixels of each column are ink, shape (w,).
    """
    runs = _runs(columns)
    gaps = np.array([after[0] - before[1] for before, after in pairwise(runs)])
    ends = [*np.flatnonzero(gaps >= _word_gap(gaps)), len(runs) - 1]
    begins = [0, *(end + 1 for end in ends[:-1])]
    return [(runs[begin][0], runs[end][1]) for begin, end in zip(begins, ends, strict=True) if runs]


def _word_gap(gaps: np.ndarray) -> float:
    """The narrowest gap between words: gaps are parted so that both kinds vary least (Otsu)."""
    clipped = np.minimum(gaps, DIGIT_HEIGHT).astype(float)
    best, parted = 0.0, float(DIGIT_HEIGHT)
    for least in np.unique(clipped)[1:]:
        if least < _NARROWEST_GAP:
            continue
        within, between = clipped[clipped < least], clipped[clipped >= least]
        apart = len(within) * len(between) * (between.mean() - within.mean()) ** 2
        if apart > best:
            plain = between.mean() >= _WIDER * within.mean()
            best, parted = apart, float(least) if plain else float(DIGIT_HEIGHT)
    return parted


def _runs(columns: np.ndarray) -> list[tuple[int, int]]:
    """First and one past the last column of each piece that no empty column parts."""
    edges = np.flatnonzero(np.diff(columns > 0, prepend=False, append=False))
    return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]
