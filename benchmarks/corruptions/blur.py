"""Blur: through frosted glass, and from a moving camera."""

from __future__ import annotations

import numpy as np

from benchmarks.corruptions.arrays import SIDE, Rng, as_bytes, as_ink, gaussian


def glass_blur(images: np.ndarray, rng: Rng) -> np.ndarray:
    """Blurred (sigma 0.7), pixels swapped with near ones, blurred again.

    Severity 1 of 5. Twice from the lower right to row and column 2, every other pixel (by lot)
    changes places with one at most a row up and a column left of it.
    """
    sigma, reach, rounds = 0.7, 1, 2
    # Pixels first and pictures last, so that a step of the walk is one for all pictures at once.
    # The levels are cut to bytes between the two blurs, as in the authors' generator.
    levels = (255 * gaussian(as_ink(images), sigma)).astype(np.uint8)
    pixels = levels.reshape(len(images), -1).T.copy()
    every = np.arange(len(images))
    walk = range(SIDE - reach, reach, -1)
    places = [SIDE * y + x for _ in range(rounds) for y in walk for x in walk]
    for place in places:
        swapped = rng.random(len(images)) < 0.5
        dx, dy = rng.integers(-reach, reach, (2, len(images)))  # never down, never to the right
        other = place + np.where(swapped, SIDE * dy + dx, 0)
        there = pixels[other, every]
        pixels[other, every] = pixels[place]
        pixels[place] = there
    return as_bytes(gaussian(as_ink(pixels.T.reshape(images.shape)), sigma))


def motion_blur(images: np.ndarray, rng: Rng) -> np.ndarray:
    """Smeared along a line within 45 degrees of the horizontal.

    Severity 1 of 5: radius 10, sigma 3. A pixel is the mean of 21 on one side of it, weighted by
    half a bell, as ImageMagick's motion blur has it.
    """
    radius, sigma = 10, 3
    steps = np.arange(2 * radius + 1)
    weights = np.exp(-(steps**2) / (2 * sigma**2))
    weights /= weights.sum()
    room = steps[-1]
    padded = np.pad(as_ink(images), ((0, 0), (room, room), (room, room)), mode="edge")
    smeared = np.zeros(images.shape, np.float32)
    for one, wide, angle in zip(
        smeared, padded, np.deg2rad(rng.uniform(-45, 45, len(images))), strict=True
    ):
        down = room + np.ceil(steps * np.sin(angle) - 0.5).astype(int)
        right = room + np.ceil(steps * np.cos(angle) - 0.5).astype(int)
        for weight, y, x in zip(weights, down, right, strict=True):
            one += weight * wide[y : y + SIDE, x : x + SIDE]
    return as_bytes(smeared)
