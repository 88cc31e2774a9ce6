"""How somebody writes: what stays the same along a line, drawn once for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Hand:
    """Amounts for one line; lengths in heights of its digits.

    slant: shear, x a y (0.58 is 30 degrees). gap, gap_spread: ink to ink, below 0 where digits
    overlap. bounce: how far digits leave the base line. sizes: share by which they differ.
    turn: degrees by which each is turned. wide: how broad the digits are. bend: how far strokes
    leave the way they were written. weight: how far the edge of a stroke moves outwards.
    sevens_crossed, ones_flagged: which habits this hand has.
    """

    slant: float
    gap: float
    gap_spread: float
    bounce: float
    sizes: float
    turn: float
    wide: float
    bend: float
    weight: float
    sevens_crossed: bool
    ones_flagged: bool


# Share of the lines, and between what their mean gap lies: touching, close, plain, wide.
_GAPS = ((0.22, (-0.05, 0.02)), (0.33, (0.02, 0.15)), (0.3, (0.15, 0.45)), (0.15, (0.45, 1.2)))


def draw_hand(rng: np.random.Generator) -> Hand:
    """A hand at random. Most hold a line about as MNIST's writers would; some do not."""
    low, high = _GAPS[rng.choice(len(_GAPS), p=[share for share, _ in _GAPS])][1]
    unsteady = rng.random() < 0.25
    return Hand(
        slant=float(rng.normal(0, 0.16) if rng.random() < 0.7 else rng.uniform(-0.55, 0.55)),
        gap=float(rng.uniform(low, high)),
        gap_spread=float(rng.uniform(0.01, 0.06 if not unsteady else 0.2)),
        bounce=float(rng.uniform(0, 0.25) if unsteady else rng.uniform(0, 0.07)),
        sizes=float(rng.uniform(0, 0.15) if unsteady else rng.uniform(0, 0.1)),
        turn=float(rng.uniform(0, 10) if unsteady else rng.uniform(0, 4)),
        wide=float(np.exp(rng.normal(0, 0.12))),
        bend=float(rng.uniform(0, 0.045)),
        weight=float(rng.uniform(-0.045, 0.02)),
        sevens_crossed=bool(rng.random() < 0.3),
        ones_flagged=bool(rng.random() < 0.3),
    )
