"""Where a line has no digit: its signs and letters, seen by a network that has learned from them.

To the reader that comes with tenfold the stroke of a date is a 1, and a colon an 8. One that has
learned otherwise is worse at telling digits apart. So one says which digit it is, and the other,
its companion, whether there is one (docs/decisions-reading.md).
"""

from __future__ import annotations

import numpy as np

from tenfold.inference.lattice import BLANK

_NEAR = 1  # steps: the two may see a digit not quite at the same one
_LIKELY, _SURE = 0.5, 1.0  # that there is a digit: so likely is enough, and so where words are
_LEAST = 1e-30  # a probability: its logarithm is finite


def without_signs(lattice: np.ndarray, seen: np.ndarray, *, strictly: bool) -> np.ndarray:
    """A lattice whose digits are as unlikely as the companion thinks: float32, shape (steps, 11).

    lattice, seen: natural logarithms of the two networks on the same strip, of the same shape.
    strictly: in doubt there is none.
    """
    enough = _SURE if strictly else _LIKELY
    digit = np.pad(-np.expm1(seen[:, BLANK]), _NEAR)
    near = np.lib.stride_tricks.sliding_window_view(digit, 2 * _NEAR + 1).max(axis=1)
    kept = np.exp(lattice, dtype=np.float64)
    kept[:, :BLANK] *= np.minimum(near / enough, 1)[:, None]
    kept[:, BLANK] = 1 - kept[:, :BLANK].sum(axis=1)
    return np.log(np.maximum(kept, _LEAST)).astype(np.float32)
