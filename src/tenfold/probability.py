"""Logits to probabilities; the one place where it is written, for evaluation and inference."""

from __future__ import annotations

import math

import numpy as np

from tenfold.errors import UsageError


def log_softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Natural logarithms of the probabilities: float64, the shape of `logits`, each at most 0.

    logits: any float, shape (..., classes). temperature: over 0; above 1 makes the answer less
    sure, below 1 surer, and never another one. The largest logit is taken off first, so logits
    of any size neither overflow nor lose the small probabilities.

    Raises UsageError when the temperature is not a finite number over 0.
    """
    if not (math.isfinite(temperature) and temperature > 0):
        raise UsageError(
            f"The temperature must be a finite number over 0. Got {temperature!r}. "
            "Leave it out, or take the one that fit_temperature gives."
        )
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    return scaled - np.log(np.exp(scaled).sum(axis=-1, keepdims=True))


def energy(logits: np.ndarray) -> np.ndarray:
    """log(sum(exp(logits))): float64, shape (...,); how much speaks for any class at all.

    Low where a picture is like nothing the network was trained on (Liu et al. 2020).
    """
    wide = np.asarray(logits, np.float64)
    highest = wide.max(axis=-1)
    return highest + np.log(np.exp(wide - highest[..., None]).sum(axis=-1))


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Probabilities: float64, the shape of `logits`, 0 to 1, summing to 1 over the last axis.

    Arguments and errors as in `log_softmax`.
    """
    return np.exp(log_softmax(logits, temperature))
