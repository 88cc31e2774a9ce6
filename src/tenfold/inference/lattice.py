"""A line's log-probabilities -> the texts it may hold, the likeliest first.

A lattice has one row for every step along a line and 11 columns: the digits 0 to 9, then the blank
of connectionist temporal classification (CTC; Graves et al. 2006, doi 10.1145/1143844.1143891). A
path takes one class a step; its text is what is left when repeated classes are merged and blanks
dropped. The probability of a text is the sum over all its paths.

Texts are found by prefix beam search (Hannun et al. 2014, https://arxiv.org/abs/1408.2873). The
work goes to what is unsure: runs of certain blanks are passed in one step, and texts far behind the
best are dropped, so that a clear line costs little.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise

import numpy as np

DIGITS = "0123456789"
BLANK = 10

# A step whose blank is surer than this parts what stands left and right of it (Graves 2006, section
# 3.2, takes the same). Of a run of them the first is kept: the paths lost that way are less than
# one in ten thousand of a text's own.
_CERTAIN = np.log(1 - 1e-4)

# How many texts are followed at once, and how much less likely than the best they may be. The
# second is for texts of an asked-for kind that a lattice holds unlikely.
_BEAM, _FLOOR = 32, 1e-5
_DEEP_BEAM, _DEEP_FLOOR = 512, 1e-9

# What of a lattice's probability must have been found in texts of the kind asked for: with less,
# what the first search dropped could weigh as much, and the deep one is made.
_ENOUGH = 0.05

# Texts, each with the shares of its paths that end in a blank, after which its last digit may come
# again, and of the others.
Shares = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Candidate:
    """A text that a lattice may hold.

    log_probability: natural logarithm of the text's probability. confidence: that probability
    among all texts that were allowed, 0 to 1.
    """

    text: str
    log_probability: float
    confidence: float


def best_texts(
    log_probabilities: np.ndarray,
    *,
    most: int = 10,
    digits: int | None = None,
    accepts: Callable[[str], bool] | None = None,
) -> tuple[Candidate, ...]:
    """The likeliest texts of a lattice, at most `most`, best first; the empty text is one too.

    log_probabilities: float, shape (steps, 11), natural logarithms; digits 0 to 9, then the blank.
    digits: only texts of so many digits. accepts: only texts of which it is true. None are
    returned where no allowed text was found. Confidences are relative to all that is allowed:
    to the exact sum with `digits` alone, to that of the texts found where `accepts` chooses.
    """
    rows = essential(log_probabilities)
    lattice = log_probabilities[rows].astype(np.float64)
    passed = float(np.delete(log_probabilities[:, BLANK], rows).sum())
    ahead, log_allowed = _ahead(lattice, digits)
    found: dict[str, float] = {}
    for beam, floor in ((_BEAM, _FLOOR), (_DEEP_BEAM, _DEEP_FLOOR)):
        found = _search(lattice, ahead, beam=beam, floor=floor)
        if accepts is None:
            break
        found = {text: log for text, log in found.items() if accepts(text)}
        if found and np.logaddexp.reduce([*found.values()]) > log_allowed + np.log(_ENOUGH):
            break
    if accepts is not None and found:
        log_allowed = float(np.logaddexp.reduce([*found.values()]))
    best = nlargest(most, found.items(), key=lambda one: one[1])
    return tuple(
        Candidate(text, log + passed, min(1.0, float(np.exp(log - log_allowed))))
        for text, log in best
    )


def best_path(log_probabilities: np.ndarray) -> tuple[str, tuple[int, ...]]:
    """The text of the likeliest single path, and the surest step of each of its digits.

    Far cheaper than `best_texts`, and nearly always the same text: enough to see where digits are.
    """
    path = log_probabilities.argmax(1)
    edges = np.flatnonzero(np.diff(path, prepend=-1, append=-1)).tolist()
    text, steps = "", []
    for first, last in pairwise(edges):
        if path[first] != BLANK:
            text += DIGITS[path[first]]
            steps.append(first + int(log_probabilities[first:last, path[first]].argmax()))
    return text, tuple(steps)


def essential(log_probabilities: np.ndarray) -> np.ndarray:
    """The steps that tell: of each run of certain blanks only the first."""
    certain = log_probabilities[:, BLANK] > _CERTAIN
    return np.flatnonzero(~(certain & np.append(False, certain[:-1])))


def _search(
    lattice: np.ndarray, ahead: list[list[list[float]]], *, beam: int, floor: float
) -> dict[str, float]:
    """Prefix beam search: texts with the logarithms of their probabilities.

    ahead: from `_ahead`; a text is worth following for its share times what fits it of what is to
    come. What weighs less than `floor` of the best is dropped, and all beyond `beam` texts.
    """
    shares: Shares = {"": (1.0, 0.0)}
    best, log_scale = "", 0.0
    for row, room in zip(np.exp(lattice).tolist(), ahead, strict=True):
        # The best after this step weighs at least what the best before it becomes.
        least = floor * max(_weights(_grown({best: shares[best]}, row, room, 0.0), room).values())
        shares = _grown(shares, row, room, least)
        weights = _weights(shares, room)
        kept = [text for text, weight in weights.items() if weight > least]
        if len(kept) > beam:
            kept = nlargest(beam, kept, key=weights.__getitem__)
        if not kept:
            return {}
        best = max(kept, key=weights.__getitem__)
        scale = sum(shares[best])
        log_scale += float(np.log(scale))
        shares = {text: (shares[text][0] / scale, shares[text][1] / scale) for text in kept}
    return {text: log_scale + float(np.log(sum(both))) for text, both in shares.items()}


def _grown(shares: Shares, row: list[float], room: list[list[float]], least: float) -> Shares:
    """The texts one step on; of longer ones only those that weigh more than `least`."""
    *digits, blank = row
    largest = max(map(sum, shares.values()))  # and all in `room` are at most 1
    likely = [(value, p) for value, p in enumerate(digits) if largest * p > least]
    closed: dict[str, float] = {}
    open_: dict[str, float] = {}
    for text, (after_blank, after_digit) in shares.items():
        both = after_blank + after_digit
        closed[text] = both * blank
        last = int(text[-1]) if text else BLANK
        ahead = room[len(text) + 1]
        for digit, p in likely:
            share = both * p
            if digit == last:
                open_[text] = open_.get(text, 0.0) + after_digit * p
                share = after_blank * p
            if share * ahead[digit] > least:
                longer = text + DIGITS[digit]
                open_[longer] = open_.get(longer, 0.0) + share
    return {text: (closed.get(text, 0.0), open_.get(text, 0.0)) for text in closed | open_}


def _weights(shares: Shares, room: list[list[float]]) -> dict[str, float]:
    """The share of each text times what is ahead of it, by its length and last class."""
    weights = {}
    for text, (closed, open_) in shares.items():
        ahead = room[len(text)]
        last = int(text[-1]) if text else BLANK
        weights[text] = closed * ahead[BLANK] + open_ * ahead[last]
    return weights


def _ahead(lattice: np.ndarray, digits: int | None) -> tuple[list[list[list[float]]], float]:
    """What fits of all that is still to come, where a number of digits is asked for.

    Returns for every step, number of digits so far and last class the probability that as many
    follow after this step as are wanting, each step by a scale of its own; and the logarithm of the
    probability of all texts of `digits` digits. Where any number will do, all are 1.
    """
    if digits is None:
        return [[[1.0] * (BLANK + 1)] * (len(lattice) + 2)] * len(lattice), 0.0
    # Counted by the digits still wanting, with one row for a digit too many.
    ahead = np.zeros((len(lattice) + 1, digits + 2, BLANK + 1))
    ahead[-1, 1] = 1.0
    log_scale = 0.0
    for step in range(len(lattice) - 1, -1, -1):
        reached = ahead[step + 1] * np.exp(lattice[step])
        now = ahead[step]
        now[:] = reached[:, BLANK:]
        now[:, :BLANK] += reached[:, :BLANK]
        grown = reached[:-1, :BLANK]
        now[1:] += grown.sum(1, keepdims=True)
        now[1:, :BLANK] -= grown
        scale = now.max() or 1.0
        now /= scale
        log_scale += float(np.log(scale))
    with np.errstate(divide="ignore"):
        log_allowed = log_scale + float(np.log(ahead[0, -1, BLANK]))
    return ahead[1:, ::-1].tolist(), log_allowed
