"""The hands that lines are written in beside MNIST's."""

import csv

import numpy as np

import tenfold
from tenfold.training.composer.hands import LISTED, SIDE, hands

PARTS = ("train", "validation", "test")


def test_every_listed_hand_belongs_to_one_part() -> None:
    with open(LISTED, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sum(len(hands(part)) for part in PARTS) == len(rows) > 100
    assert len({row["font"] for row in rows}) == len(rows)
    assert {row["licence"] for row in rows} == {"OFL-1.1", "Apache-2.0"}


def test_nobody_who_is_judged_by_is_learned_from() -> None:
    seen = {digits.tobytes() for digits in hands("train")}
    for part in ("validation", "test"):
        assert len(hands(part)) >= 10
        assert not any(digits.tobytes() in seen for digits in hands(part))


def test_a_hand_has_ten_digits_of_ink_as_high_as_those_of_mnist() -> None:
    for part in PARTS:
        digits = hands(part)
        assert digits.shape[1:] == (10, SIDE, SIDE)
        assert digits.dtype == np.uint8
        ink = digits > 60
        sides = np.maximum(ink.any(axis=2).sum(axis=2), ink.any(axis=3).sum(axis=2))
        assert sides.min() >= 18
        assert sides.max() <= 21


def test_the_digits_lie_in_their_order() -> None:
    """The classifier that comes with tenfold, which saw none of them, knows most."""
    digits = hands("train")
    logits = tenfold.load("digits").logits(digits.reshape(-1, SIDE, SIDE))
    assert (logits.argmax(axis=1).reshape(-1, 10) == np.arange(10)).mean() > 0.85
