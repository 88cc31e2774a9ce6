"""Kinds of pictures: photos of plain paper."""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.composed.ink import inked, laid, near_middle, written
from benchmarks.composed.light import camera, hard_shadow, painted, plane, rule, uneven

Rng = np.random.Generator


def photographed(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng)
    return camera(
        painted(ink, rng.uniform(160, 250), rng.uniform(20, 90)) * uneven(ink.shape, rng), rng
    )


def soft_shadow(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng)
    edge = plane(ink.shape, rng) - rng.uniform(-0.5, 0.5)
    light = 1 - rng.uniform(0.2, 0.6) / (1 + np.exp(-edge * rng.uniform(6, 40)))
    return camera(painted(ink, rng.uniform(160, 250), rng.uniform(20, 90)) * light, rng)


def in_a_hard_shadow(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng, side=(150, 700), pen=(0.03, 0.09))
    light = hard_shadow(ink.shape, rng)
    return camera(painted(ink, rng.uniform(170, 250), rng.uniform(20, 110)) * light, rng)


def large_in_a_hard_shadow(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng, side=(200, 800), share=(0.7, 0.95), pen=(0.02, 0.05))
    light = hard_shadow(ink.shape, rng)
    return camera(painted(ink, rng.uniform(170, 250), rng.uniform(20, 110)) * light, rng)


def faint_pencil(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """10 to 25% contrast, grainy as pencil on rough paper is."""
    ink = written(digit, rng, pen=(0.04, 0.1))
    tooth = cv2.GaussianBlur(rng.normal(0, 1, ink.shape).astype(np.float32), (0, 0), 0.8)
    ink = ink * np.clip(0.8 + 0.35 * tooth / tooth.std(), 0.2, 1)
    paper = rng.uniform(180, 250)
    return camera(
        painted(ink, paper, paper * rng.uniform(0.75, 0.9)) * uneven(ink.shape, rng),
        rng,
        noise=(0.5, 2.5),
    )


def thick_marker(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng, pen=(0.18, 0.28))
    return camera(
        painted(ink, rng.uniform(170, 250), rng.uniform(10, 60)) * uneven(ink.shape, rng), rng
    )


def fine_pen(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng, side=(300, 900), share=(0.15, 0.6), pen=(0.02, 0.05))
    return camera(
        painted(ink, rng.uniform(180, 250), rng.uniform(20, 90)) * uneven(ink.shape, rng), rng
    )


def small_on_a_page(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng, side=(600, 1100), share=(0.08, 0.15), pen=(0.07, 0.13))
    return camera(
        painted(ink, rng.uniform(180, 250), rng.uniform(20, 90)) * uneven(ink.shape, rng), rng
    )


def sheet_on_a_desk(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """A sheet of paper, darker (or lighter) ground around it on some sides."""
    ink, (y, x, height, width) = near_middle(digit, rng, share=(0.2, 0.5), side=(200, 800))
    margins = [rng.choice([rng.uniform(0.15, 0.9), 5.0]) * max(height, width) for _ in range(4)]
    down, across = np.mgrid[: ink.shape[0], : ink.shape[1]].astype(np.float32)
    tilt = rng.uniform(-0.15, 0.15)
    down, across = down + tilt * (across - x), across - tilt * (down - y)
    inside = np.minimum(
        np.minimum(down - y + margins[0], y + height + margins[1] - down),
        np.minimum(across - x + margins[2], x + width + margins[3] - across),
    )
    sheet = np.clip(inside + 0.5, 0, 1)
    paper = rng.uniform(170, 250)
    desk = paper * rng.uniform(0.15, 0.8) + rng.uniform(0, 10) * rule(
        ink.shape, rng, spacing=rng.uniform(5, 60), thick=3, tilt=1.0
    )
    return camera(
        painted(ink, painted(1 - sheet, paper, 0) + desk * (1 - sheet), rng.uniform(10, 80))
        * uneven(ink.shape, rng),
        rng,
    )


def beside_neighbours(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """Cut out of a line of writing: the same digit, cut off, reaches in from one or two sides."""
    ink, (y, x, height, width) = near_middle(digit, rng, share=(0.5, 0.75))
    other = inked(np.ascontiguousarray(digit[:, ::-1]), height, pen=rng.uniform(0.05, 0.14))
    for side in rng.permutation(4)[: rng.integers(1, 3)]:
        seen = rng.uniform(0.15, 0.6)
        gap = rng.uniform(0.05, 0.3) * height
        beside = round(rng.uniform(-0.2, 0.2) * height)
        if side == 0:
            at = y + beside, min(round(x - gap), round(seen * other.shape[1])) - other.shape[1]
        elif side == 1:
            at = (
                y + beside,
                max(round(x + width + gap), round(ink.shape[1] - seen * other.shape[1])),
            )
        elif side == 2:
            at = min(round(y - gap), round(seen * other.shape[0])) - other.shape[0], x + beside
        else:
            at = (
                max(round(y + height + gap), round(ink.shape[0] - seen * other.shape[0])),
                x + beside,
            )
        ink = np.maximum(ink, laid(other, ink.shape, at))
    return camera(
        painted(ink, rng.uniform(180, 255), rng.uniform(10, 90)) * uneven(ink.shape, rng), rng
    )
