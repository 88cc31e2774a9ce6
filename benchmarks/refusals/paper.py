"""Ink on paper, paper without ink, and what a camera makes of both.

Drawn with the tools of composed/, but not its pages: the standardiser's settings were chosen while
looking at those (docs/decisions.md), and nothing is to be chosen by these.
"""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.composed.ink import a_side, laid
from benchmarks.composed.light import compressed, lines, painted, plane

Rng = np.random.Generator


def on_paper(ink: np.ndarray, rng: Rng) -> np.ndarray:
    """A photo of ink (uint8, shape (h, w), bright on 0) on paper, anywhere on it: uint8, grey.

    Ink is enlarged or reduced to a third to nine tenths of a page of 100 to 500 pixels.
    """
    shape = _shape(rng)
    scale = rng.uniform(0.35, 0.9) * min(shape) / max(ink.shape)
    size = tuple(max(4, round(side * scale)) for side in ink.shape)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    amount = cv2.resize(ink, size[::-1], interpolation=how).astype(np.float32) / 255
    top, left = (int(rng.integers(room - side + 1)) for room, side in zip(shape, size, strict=True))
    sheet, pen = rng.uniform(170, 250), rng.uniform(10, 90)
    page = painted(laid(amount, shape, (top, left)), sheet, pen)
    return camera(page * light(shape, rng), rng)


def light(shape: tuple[int, int], rng: Rng) -> np.ndarray:
    """Light that falls off to one side, some with the edge of a shadow: float32, shape (h, w)."""
    ramp = plane(shape, rng)
    falling = 1 - rng.uniform(0, 0.35) * (ramp + 1) / 2
    if rng.random() < 0.3:
        soft = np.exp(rng.uniform(np.log(0.02), np.log(0.5)))
        edge = (plane(shape, rng) - rng.uniform(-0.6, 0.6)) / soft
        falling *= 1 - rng.uniform(0.1, 0.5) / (1 + np.exp(-np.clip(edge, -50, 50)))
    return falling.astype(np.float32)


def camera(page: np.ndarray, rng: Rng) -> np.ndarray:
    """What a camera makes of a page (any float, 0 to 255): out of focus, grainy, JPEG."""
    soft = cv2.GaussianBlur(page.astype(np.float32), (0, 0), rng.uniform(0.3, 1.5))
    seen = soft + rng.normal(0, rng.uniform(1, 5), page.shape)
    return compressed(np.clip(seen, 0, 255).astype(np.uint8), rng)


def plain_paper(rng: Rng) -> np.ndarray:
    """One shade, as a canvas or a scan has it, or with the grain of a camera."""
    page = np.full(_shape(rng, low=16), rng.uniform(0, 255), np.float32)
    return page.astype(np.uint8) if rng.random() < 0.3 else camera(page, rng)


def shaded_paper(rng: Rng) -> np.ndarray:
    """Paper in uneven light."""
    return camera(rng.uniform(90, 250) * light(_shape(rng), rng), rng)


def textured_paper(rng: Rng) -> np.ndarray:
    """Rough paper, cloth, wood: grain of any size, longer in one direction or not."""
    shape = _shape(rng)
    across, down = np.exp(rng.uniform(np.log(0.5), np.log(12), 2))
    grain = cv2.GaussianBlur(rng.normal(0, 1, shape), (0, 0), across, sigmaY=down)
    page = rng.uniform(90, 230) + rng.uniform(2, 25) * grain / grain.std()
    return camera(page * light(shape, rng), rng)


def squared_paper(rng: Rng) -> np.ndarray:
    """Printed lines in one direction or both, a little askew."""
    shape = _shape(rng, low=150)
    spacing, tilt = rng.uniform(0.08, 0.35) * min(shape), rng.uniform(-0.04, 0.04)
    printed = [
        lines(
            shape,
            spacing=spacing,
            tilt=turn,
            offset=rng.uniform(0, spacing),
            thick=rng.uniform(1, 3),
        )
        for turn in (tilt, tilt + np.pi / 2)[: rng.integers(1, 3)]
    ]
    ink = np.maximum.reduce(printed)
    return camera((235 - rng.uniform(40, 180) * ink) * light(shape, rng), rng)


def _shape(rng: Rng, low: int = 100, high: int = 500) -> tuple[int, int]:
    """Height and width of a page, any size as likely as its double."""
    return a_side(rng, low, high), a_side(rng, low, high)
