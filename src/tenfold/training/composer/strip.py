"""A composed line as the reader will be given it: cut where it is, about as well as it is found."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from tenfold.pictures.page.finding import page_plane
from tenfold.pictures.page.strips import Line, cut_strip
from tenfold.training.composer.ground import Photograph
from tenfold.training.composer.writing import Written


def strip_of(written: Written, picture: Photograph, rng: np.random.Generator) -> np.ndarray:
    """The strip of a composed picture: uint8, shape (32, width).

    Rules are mostly taken away, with the strokes that cross them or without. The line is missed
    by as much as find_strips may miss it: its place by a tenth of the digits' height, its height
    by a fifth, its angle by two degrees.
    """
    tall = written.tall
    left = written.left + rng.normal(0, 0.05) * tall
    right = max(written.right + rng.normal(0, 0.05) * tall, left + 0.1 * tall)
    tilt = np.tan(np.deg2rad(rng.normal(0, 1.2))) * (right - left) / 2
    middle = written.middle + rng.normal(0, 0.06) * tall
    line = Line((left, middle - tilt), (right, middle + tilt), tall)
    line = replace(line, height=tall * float(np.exp(rng.normal(0, 0.1))))
    return cut_strip(
        page_plane(picture.pixels), line, without=_removed(written, picture, rng)
    ).pixels


def _removed(written: Written, picture: Photograph, rng: np.random.Generator) -> np.ndarray | None:
    """The rules that are found, as a mask; None where there are none, or they are overlooked."""
    if not picture.rules.any() or rng.random() < 0.3:
        return None
    found = cv2.dilate(picture.rules, np.ones((3, 3), np.uint8))
    if rng.random() < 0.6:
        found[written.ink > 0.3] = 0
    return found
