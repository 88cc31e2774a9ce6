"""Where each digit of a text stands in a lattice (lattice.py), and how sure each is by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tenfold.errors import UsageError
from tenfold.inference.lattice import BLANK, DIGITS, essential


@dataclass(frozen=True)
class Place:
    """Where a digit of a text stands: its first and its last step, and how sure it is.

    posterior: the text's probability among those of all allowed texts that have another digit, or
    none, in this one place, 0 to 1.
    """

    first: int
    last: int
    posterior: float


def align(
    log_probabilities: np.ndarray, text: str, *, accepts: Callable[[str], bool] | None = None
) -> tuple[Place, ...]:
    """Where each digit of a text stands on its likeliest path (Viterbi), and how sure it is.

    log_probabilities: as for `best_texts`. accepts: which of the texts that differ from `text` in
    one place are allowed and so count against a digit; None: all are. The posteriors are exact
    sums over all paths (forward-backward); none is below the text's confidence in `best_texts`.
    Raises UsageError for a text that no path of the lattice has.
    """
    if not text:
        return ()
    rows = essential(log_probabilities)
    lattice = log_probabilities[rows].astype(np.float64)
    states = _states(text)
    best = _forward(lattice, states, np.maximum)
    if not len(rows) or max(best[-1, -2:]) == -np.inf:
        raise UsageError(
            f"The lattice of {len(log_probabilities)} steps holds no path of {text!r}. "
            "Give a text that best_texts found in it."
        )
    path = _traced(best, states)
    posteriors = _posteriors(lattice, text, states, accepts)
    places = []
    for number, posterior in enumerate(posteriors.tolist()):
        steps = rows[path == 2 * number + 1]
        places.append(Place(int(steps[0]), int(steps[-1]), posterior))
    return tuple(places)


def _states(text: str) -> np.ndarray:
    """The classes that a path of the text passes: a blank, a digit, a blank, …, a blank."""
    states = np.full(2 * len(text) + 1, BLANK)
    states[1::2] = [int(digit) for digit in text]
    return states


def _skips(states: np.ndarray) -> np.ndarray:
    """Which states may follow the last but one: digits that differ from the one before them."""
    skips = np.zeros(len(states), bool)
    skips[3::2] = states[3::2] != states[1:-2:2]
    return skips


def _forward(lattice: np.ndarray, states: np.ndarray, add: np.ufunc) -> np.ndarray:
    """Shape (steps, states): the logarithm for all paths that are in a state after a step.

    add: np.logaddexp for the sum over these paths, np.maximum for the best of them.
    """
    emitted, skips = lattice[:, states], _skips(states)
    result = np.full(emitted.shape, -np.inf)
    result[:1, :2] = emitted[:1, :2]
    for step in range(1, len(result)):
        before, now = result[step - 1], result[step]
        now[:] = before
        now[1:] = add(now[1:], before[:-1])
        now[2:] = np.where(skips[2:], add(now[2:], before[:-2]), now[2:])
        now += emitted[step]
    return result


def _traced(best: np.ndarray, states: np.ndarray) -> np.ndarray:
    """The states of the best path, one for each step, from the table of `_forward`."""
    skips = _skips(states)
    path = np.empty(len(best), int)
    state = len(states) - (1 if best[-1, -1] >= best[-1, -2] else 2)
    for step in range(len(best) - 1, -1, -1):
        path[step] = state
        if step:
            sooner = [state, state - 1][: state + 1] + ([state - 2] if skips[state] else [])
            state = max(sooner, key=lambda one: best[step - 1, one])
    return path


def _posteriors(
    lattice: np.ndarray, text: str, states: np.ndarray, accepts: Callable[[str], bool] | None
) -> np.ndarray:
    """For each digit its share among all that may stand in its place, or nothing at all."""
    forward = _forward(lattice, states, np.logaddexp)
    backward = _forward(lattice[::-1], states[::-1], np.logaddexp)[::-1, ::-1]
    # A blank before the first step and one after the last: every digit then has its neighbours.
    start, end = np.full((2, 1, len(states)), -np.inf)
    start[0, 0] = end[0, -1] = 0.0
    past, rest = np.vstack([start, forward[:-1]]), np.vstack([backward[1:], end])
    nothing = np.full((len(lattice), 1), -np.inf)
    from_blank, from_digit = past[:, :-1:2], np.hstack([nothing, past[:, 1:-2:2]])
    to_blank, to_digit = rest[:, 2::2], np.hstack([rest[:, 3::2], nothing])
    # Without a blank between them, neighbours must differ.
    own = states[1::2]
    like_last = np.where(np.append(-1, own[:-1])[:, None] == np.arange(BLANK), -np.inf, 0.0)
    like_next = np.where(np.append(own[1:], -1)[:, None] == np.arange(BLANK), -np.inf, 0.0)
    running = total = np.full((len(text), BLANK), -np.inf)
    for step, row in enumerate(lattice):
        entering = np.logaddexp(from_blank[step, :, None], from_digit[step, :, None] + like_last)
        running = np.logaddexp(running, entering) + row[:BLANK]
        leaving = np.logaddexp(to_blank[step, :, None], to_digit[step, :, None] + like_next)
        total = np.logaddexp(total, running + leaving)
    # Without the digit, its neighbours follow each other.
    differ = np.where(np.append(-1, own[:-2]) == own[1:], -np.inf, 0.0)
    joining = np.logaddexp(from_blank[:, :-1], from_digit[:, :-1] + differ) + backward[:, 3::2]
    without = np.append(np.logaddexp.reduce(joining), np.logaddexp.reduce(forward[-1, -4:-2]))
    rivals = np.column_stack([total, without])
    if accepts is not None:
        rivals[~_allowed(text, accepts)] = -np.inf
    return np.exp(total[np.arange(len(text)), own] - np.logaddexp.reduce(rivals, axis=1))


def _allowed(text: str, accepts: Callable[[str], bool]) -> np.ndarray:
    """Bool, shape (digits, 11): is the text with this digit in this place, or without, accepted?"""
    return np.array(
        [
            [
                other == text[place] or accepts(text[:place] + other + text[place + 1 :])
                for other in (*DIGITS, "")
            ]
            for place in range(len(text))
        ]
    )
