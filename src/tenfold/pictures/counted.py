"""Medians and quantiles of values that are there many times each, as the 256 levels of a picture.

NumPy's own order every pixel, and load its masked arrays before the first answer.
"""

from __future__ import annotations

import math

import numpy as np


def median(values: np.ndarray, counts: np.ndarray) -> float:
    """np.median of values, shape (k,), each repeated `counts` times, at least once."""
    total = int(counts.sum())
    return float(_ranked(values, counts, (total - 1) // 2, total // 2).mean())


def quantile(values: np.ndarray, counts: np.ndarray, share: float) -> float:
    """np.quantile of values (float, shape (k,)), each repeated `counts` times, at least once."""
    to_float = values.dtype.type
    at = to_float(share) * to_float(counts.sum() - 1)
    below, above = _ranked(values, counts, math.floor(at), math.ceil(at))
    part = at - math.floor(at)
    step = above - below
    return float(below + step * part if part < 0.5 else above - step * (1 - part))


def _ranked(values: np.ndarray, counts: np.ndarray, *ranks: int) -> np.ndarray:
    """The values at these ranks of all, from 0, the smallest."""
    order = values.argsort()
    return values[order[np.searchsorted(counts[order].cumsum(), ranks, side="right")]]
