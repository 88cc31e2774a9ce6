"""Scribbles: what a hand draws that writes nothing. Each is ink, uint8 (128, 128), bright on 0."""

from __future__ import annotations

import cv2
import numpy as np

Rng = np.random.Generator

_SIDE = 128
_MARGIN = 14
_SHIFT = 4  # OpenCV takes points in 16ths of a pixel


def curl(rng: Rng) -> np.ndarray:
    """One smooth stroke through 7 to 14 places, by lot."""
    return _drawn([_smooth(rng.uniform(0, 1, (int(rng.integers(7, 15)), 2)))], rng)


def curls(rng: Rng) -> np.ndarray:
    """Two to four short smooth strokes across each other."""
    strokes = [
        _smooth(rng.uniform(0, 1, (int(rng.integers(3, 7)), 2))) for _ in range(rng.integers(2, 5))
    ]
    return _drawn(strokes, rng)


def zigzag(rng: Rng) -> np.ndarray:
    """Back and forth 6 to 13 times, as somebody crosses a word out, in any direction."""
    count = int(rng.integers(7, 15))
    along = np.linspace(0, 1, count) + rng.normal(0, 0.02, count)
    across = np.arange(count) % 2 + rng.normal(0, 0.12, count)
    points = np.stack([along, across * rng.uniform(0.3, 1)], axis=1)
    stroke = _smooth(points) if rng.random() < 0.5 else points
    return _drawn([_turned(stroke, rng)], rng)


def loops(rng: Rng) -> np.ndarray:
    """Three to eight loops in a row, as somebody tries a pen."""
    at = np.linspace(0, 2 * np.pi * rng.integers(3, 9), 300)
    reach = rng.uniform(0.3, 1.2)
    points = np.stack([at / at[-1] * rng.uniform(2, 7) + reach * np.cos(at), np.sin(at)], axis=1)
    return _drawn([_turned(points + _wobble(len(at), rng), rng)], rng)


def tangle(rng: Rng) -> np.ndarray:
    """Round and round 4 to 8 times, each round of another size about another middle."""
    at = np.linspace(0, 2 * np.pi * rng.integers(4, 9), 400)
    wander = 4 * _wobble(len(at), rng)
    radius = 1 + 4 * _wobble(len(at), rng)[:, :1]
    return _drawn([wander + radius * np.stack([np.cos(at), np.sin(at)], axis=1)], rng)


def strokes(rng: Rng) -> np.ndarray:
    """Three to seven straight strokes anywhere."""
    return _drawn([rng.uniform(0, 1, (2, 2)) for _ in range(rng.integers(3, 8))], rng)


def _smooth(points: np.ndarray) -> np.ndarray:
    """A curve through points, (n, 2), without corners (Catmull and Rom 1974): (20 (n - 1), 2)."""
    whole = np.concatenate([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, 20, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(whole, whole[1:], whole[2:], whole[3:], strict=False):
        bend = 2 * a - 5 * b + 4 * c - d
        parts.append(b + t / 2 * (c - a + t * (bend + t * (3 * b - a - 3 * c + d))))
    return np.concatenate(parts)


def _wobble(count: int, rng: Rng) -> np.ndarray:
    """The unsteadiness of a hand along a stroke: (count, 2)."""
    at = np.linspace(0, 1, count)
    knots = rng.normal(0, 0.15, (2, 12))
    return np.stack([np.interp(at, np.linspace(0, 1, 12), one) for one in knots], axis=1)


def _turned(points: np.ndarray, rng: Rng) -> np.ndarray:
    angle = rng.uniform(0, 2 * np.pi)
    cos, sin = np.cos(angle), np.sin(angle)
    return points @ np.array([[cos, -sin], [sin, cos]])


def _drawn(strokes: list[np.ndarray], rng: Rng) -> np.ndarray:
    """Strokes, each (n, 2), fitted to the page with their aspect kept, with one pen."""
    everything = np.concatenate(strokes)
    low, size = everything.min(0), np.ptp(everything, axis=0).max()
    scale = (_SIDE - 2 * _MARGIN) / max(float(size), 1e-6)
    ink = np.zeros((_SIDE, _SIDE), np.uint8)
    lines = [
        np.rint(((one - low) * scale + _MARGIN) * 2**_SHIFT).astype(np.int32) for one in strokes
    ]
    cv2.polylines(ink, lines, False, 255, int(rng.integers(4, 14)), cv2.LINE_AA, _SHIFT)
    return ink


SCRIBBLES = (curl, curls, zigzag, loops, tangle, strokes)
