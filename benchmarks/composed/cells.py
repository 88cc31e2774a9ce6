"""Kinds of pictures: cells cut out of a scanned form, a few dozen pixels high."""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.composed.forms import box
from benchmarks.composed.ink import inked, laid
from benchmarks.composed.light import camera, painted

Rng = np.random.Generator

# Drawn at this many times their size and averaged down, as a scanner sees thin lines.
_FINER = 3

_BOLD, _FAINT = (0.5, 0.95), (0.15, 0.5)
_INSIDE, _CUT = (0.03, 0.15), (-0.05, 0.12)


def scanned_cell(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """The cell whole, with a little of what is around it."""
    return _cell(digit, rng, contrast=_BOLD, margin=_INSIDE)


def faint_in_a_scanned_cell(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """Ink that is mostly fainter than the sides."""
    return _cell(digit, rng, contrast=_FAINT, margin=_INSIDE)


def scanned_cell_cut_short(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """Some of the sides cut off, others along the border; the ink may be faint."""
    return _cell(digit, rng, contrast=(_FAINT[0], _BOLD[1]), margin=_CUT)


def touching_a_scanned_cell(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """One of the sides runs through the digit's edge, or along it."""
    return _cell(digit, rng, contrast=(_FAINT[0], _BOLD[1]), margin=_INSIDE, touching=True)


def blank_cell(rng: Rng) -> np.ndarray:
    """Nothing in the cell; some of its sides are cut off."""
    return _cell(np.zeros((28, 28), np.uint8), rng, contrast=_BOLD, margin=_CUT)


def _cell(
    digit: np.ndarray,
    rng: Rng,
    *,
    contrast: tuple[float, float],
    margin: tuple[float, float],
    touching: bool = False,
) -> np.ndarray:
    high = int(rng.integers(28, 110))
    size = np.array([high, round(high * rng.uniform(0.7, 1.2))])
    shape = tuple((_FINER * size).tolist())
    ink = inked(digit, round(rng.uniform(0.45, 0.8) * shape[0]), pen=rng.uniform(0.05, 0.12))
    room = np.array(shape) - ink.shape
    top, left = (np.rint(room * rng.uniform(0.2, 0.8, 2))).astype(int).tolist()
    gaps = rng.uniform(*margin, 4) * np.repeat(shape, 2)
    if touching:
        edges = top, shape[0] - top - ink.shape[0], left, shape[1] - left - ink.shape[1]
        side = int(rng.integers(4))
        gaps[side] = edges[side] + rng.uniform(-0.02, 0.1) * ink.shape[0]
    sides = [gaps[0], shape[0] - gaps[1], gaps[2], shape[1] - gaps[3]]
    thick = max(_FINER, rng.uniform(0.01, 0.04) * shape[0])
    frame = box(shape, sides, thick, rng.uniform(-0.02, 0.02))
    paper = rng.uniform(215, 255)
    page = painted(frame, paper, paper * (1 - rng.uniform(0.2, 0.95)))
    page = painted(laid(ink, shape, (top, left)), page, paper * (1 - rng.uniform(*contrast)))
    scan = cv2.resize(
        page.astype(np.float32), tuple(size[::-1].tolist()), interpolation=cv2.INTER_AREA
    )
    return camera(scan, rng, noise=(0.5, 3))
