"""Wide gaps of a strip: closed before it is read, opened again in its lattice.

How far apart digits stand says nothing of which they are, but to a network that has seen few lonely
ones a 1 in the middle of nowhere is a mere stroke.
"""

from __future__ import annotations

import cv2
import numpy as np

from tenfold.artefact.bundle import STEP

_INK = 40  # of 255: grain that is darker than this in every column keeps its gaps
_NEAR = 6  # pixels to either side of ink that stay: half a digit's height from one to the next


def kept_steps(strip: np.ndarray) -> np.ndarray:
    """Which steps of a strip, uint8 (height, width), are not in the middle of a gap: bool (steps,).

    What lies before the first ink and after the last stays.
    """
    steps = -(-strip.shape[1] // STEP)
    ink = np.zeros(steps * STEP, bool)
    ink[: strip.shape[1]] = strip.max(axis=0) >= _INK
    near = cv2.dilate(ink.view(np.uint8)[None], np.ones((1, 2 * _NEAR + 1), np.uint8))
    kept = np.asarray(near.reshape(steps, STEP).any(axis=1))
    (at,) = kept.nonzero()
    if len(at) == 0:
        return np.ones(steps, bool)
    kept[: at[0]] = kept[at[-1] :] = True
    return kept


def closed(strip: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """The strip without the steps that are not kept."""
    return strip[:, kept.repeat(STEP)[: strip.shape[1]]]


def opened(lattice: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """The lattice of a closed strip, float32 (steps, 11), as the strip's: gaps are blank."""
    if kept.all():
        return lattice
    whole = np.full((len(kept), lattice.shape[1]), -np.inf, np.float32)
    whole[:, -1] = 0
    whole[kept] = lattice
    return whole
