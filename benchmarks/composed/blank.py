"""Pages on which there is nothing: each takes a generator and returns a picture (uint8)."""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.composed.cells import blank_cell
from benchmarks.composed.ink import a_side
from benchmarks.composed.light import camera, painted, pixels, plane, rule, uneven

Rng = np.random.Generator


def blank_shaded(rng: Rng) -> np.ndarray:
    shape = a_side(rng, 30), a_side(rng, 30)
    return camera(rng.uniform(60, 250) * uneven(shape, rng), rng)


def blank_gradient(rng: Rng) -> np.ndarray:
    shape = a_side(rng, 16), a_side(rng, 16)
    low, high = rng.uniform(0, 255, 2)
    return pixels(low + (high - low) * (plane(shape, rng) + 1) / 2)


def blank_in_shadow(rng: Rng) -> np.ndarray:
    shape = a_side(rng), a_side(rng)
    edge = plane(shape, rng) - rng.uniform(-0.8, 0.8)
    light = 1 - rng.uniform(0.1, 0.6) / (
        1 + np.exp(-np.clip(edge * np.exp(rng.uniform(2, 6)), -60, 60))
    )
    return camera(rng.uniform(100, 250) * light, rng)


def blank_textured(rng: Rng) -> np.ndarray:
    """Wood, cloth, rough paper: noise of any grain, longer in one direction or not."""
    shape = a_side(rng), a_side(rng)
    grain = np.exp(rng.uniform(np.log(0.5), np.log(12), 2))
    texture = cv2.GaussianBlur(
        rng.normal(0, 1, shape).astype(np.float32), (0, 0), grain[0], sigmaY=grain[1]
    )
    return camera(
        (rng.uniform(80, 240) + rng.uniform(2, 25) * texture / texture.std()) * uneven(shape, rng),
        rng,
    )


def blank_ruled(rng: Rng) -> np.ndarray:
    shape = a_side(rng, 150), a_side(rng, 150)
    tilt, spacing = rng.uniform(-0.04, 0.04), rng.uniform(0.08, 0.4) * min(shape)
    turns = (0.0, np.pi / 2)[: rng.integers(1, 3)]
    lines = np.maximum.reduce(
        [
            rule(shape, rng, spacing=spacing, thick=rng.uniform(1, 3), tilt=turn + tilt)
            for turn in turns
        ]
    )
    return camera(painted(lines, 230, rng.uniform(60, 200)) * uneven(shape, rng), rng)


def blank_plain(rng: Rng) -> np.ndarray:
    shape = a_side(rng, 16), a_side(rng, 16)
    return pixels(rng.uniform(0, 255) + rng.normal(0, rng.choice([0, rng.uniform(0, 12)]), shape))


BLANK = (
    *(blank_shaded, blank_gradient, blank_in_shadow),
    *(blank_textured, blank_ruled, blank_cell, blank_plain),
)
