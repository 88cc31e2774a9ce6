"""Noise in single pixels."""

from __future__ import annotations

import numpy as np

from benchmarks.corruptions.arrays import Rng, as_bytes, as_ink


def shot_noise(images: np.ndarray, rng: Rng) -> np.ndarray:
    """Too few photons: each pixel is a Poisson count with a mean of 3 where it is all ink.

    Severity 5 of 5. Empty pixels stay empty; ink breaks up into four greys.
    """
    photons = 3
    return as_bytes(rng.poisson(photons * as_ink(images)) / photons)


def impulse_noise(images: np.ndarray, rng: Rng) -> np.ndarray:
    """Salt and pepper: 17% of the pixels become all ink or none, each as often.

    Severity 4 of 5.
    """
    hit = rng.random(images.shape) < 0.17
    salt = rng.random(images.shape) < 0.5
    return np.where(hit, np.where(salt, np.uint8(255), np.uint8(0)), images)
