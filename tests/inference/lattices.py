"""Small lattices for tests, and what is true of them, by counting every path."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np

from tenfold.inference.lattice import BLANK


def rows(*steps: dict[str, float], blank: str = "-") -> np.ndarray:
    """Log-probabilities from rows such as {"4": 0.9, "9": 0.1}; what is left is the blank's."""
    lattice = np.zeros((len(steps), 11))
    for row, step in zip(lattice, steps, strict=True):
        for digit, p in step.items():
            row[int(digit)] = p
        row[BLANK] = 1 - row[:BLANK].sum()
    with np.errstate(divide="ignore"):
        return np.log(lattice).astype(np.float32)


def spelled(text: str, *, sure: float = 0.999, apart: int = 3) -> np.ndarray:
    """A clear lattice of a text: a step for each digit, certain blanks before and after each."""
    steps: list[dict[str, float]] = []
    for digit in text:
        steps += [{}] * apart + [{digit: sure}]
    return rows(*steps, *[{}] * apart)


def every_text(lattice: np.ndarray) -> dict[str, float]:
    """The probability of each text, path by path."""
    probabilities = np.exp(lattice.astype(np.float64))
    texts: dict[str, float] = defaultdict(float)
    classes = np.flatnonzero(probabilities.max(0) > 0).tolist()
    for path in product(classes, repeat=len(lattice)):
        share = float(np.prod([row[c] for row, c in zip(probabilities, path, strict=True)]))
        merged = [c for c, before in zip(path, (None, *path[:-1]), strict=True) if c != before]
        texts["".join(str(c) for c in merged if c != BLANK)] += share
    return {text: share for text, share in texts.items() if share}
