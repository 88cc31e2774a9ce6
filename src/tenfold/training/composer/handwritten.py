"""Handwritten lines: a writer of MNIST's for each digit, or all in one hand; some with signs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tenfold.training.composer.hand import draw_hand
from tenfold.training.composer.hands import MARKS, Part, hands, marks
from tenfold.training.composer.texts import draw_text
from tenfold.training.composer.writing import Written, write
from tenfold.values import Split

_NOTHING = np.zeros((0, 0), np.uint8)  # a space


@dataclass(frozen=True, eq=False)
class Writers:
    """Whose digits lines are written with.

    digits: single ones, uint8, shape (n, 28, 28), bright on 0, each by whomever. hands: uint8,
    shape (hands, 10, 28, 28), all ten by each. marks: uint8, shape (hands, len(MARKS), 36, 36),
    letters and signs by the same.
    """

    digits: Split
    hands: np.ndarray
    marks: np.ndarray

    @classmethod
    def of(cls, digits: Split, part: Part) -> Writers:
        """Of these digits and of a part of the hands that come with tenfold."""
        return cls(digits, hands(part), marks(part))


def write_by_hand(
    writers: Writers, tall: float, rng: np.random.Generator, *, hands: float, marked: float
) -> Written:
    """One to ten digits, `tall` pixels high, or fewer between signs and words.

    hands: the share of the lines whose digits are all in one hand. marked: the share with marks.
    """
    if marked and rng.random() < marked:
        in_one_hand = bool(rng.random() < hands)
        number = int(rng.integers(len(writers.hands)))
        line = write_text(draw_text(rng), writers, number, tall, rng, in_one_hand=in_one_hand)
        # Words alone are taken for as high as their small letters, or as their capitals.
        return line if line.text else replace(line, tall=tall * rng.uniform(0.65, 1.05))
    count = min(1 + int(rng.geometric(0.3)), 10) if rng.random() < 0.85 else 1
    if hands and rng.random() < hands:
        number = int(rng.integers(len(writers.hands)))
        text = "".join(map(str, rng.integers(0, 10, count)))
        return write_text(text, writers, number, tall, rng, in_one_hand=True)
    digits = writers.digits
    rows = rng.integers(0, len(digits), count)
    text = "".join(str(label) for label in digits.labels[rows])
    return write(list(digits.images[rows]), text, draw_hand(rng), tall, rng)


def write_text(
    text: str,
    writers: Writers,
    number: int,
    tall: float,
    rng: np.random.Generator,
    *,
    in_one_hand: bool,
) -> Written:
    """Digits, spaces and any of MARKS, these by the hand of this number.

    in_one_hand: the digits are too; otherwise each is by whomever.
    """
    pictures = []
    for sign in text:
        if sign == " ":
            pictures.append(_NOTHING)
        elif not sign.isdigit():
            pictures.append(writers.marks[number, MARKS.index(sign)])
        elif in_one_hand:
            pictures.append(writers.hands[number, int(sign)])
        else:
            pictures.append(_some_digit(writers.digits, int(sign), rng))
    hand = draw_hand(rng)
    if in_one_hand:  # which has its own ones and sevens
        hand = replace(hand, sevens_crossed=False, ones_flagged=False)
    return write(pictures, text, hand, tall, rng)


def _some_digit(digits: Split, value: int, rng: np.random.Generator) -> np.ndarray:
    (rows,) = np.nonzero(digits.labels == value)
    return digits.images[rows[rng.integers(len(rows))]]
