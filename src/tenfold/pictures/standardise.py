"""Any picture -> what the model sees, keeping the steps so that a person can be shown them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.decode import Picture
from tenfold.pictures.ink import WORKING_SIDE, find_ink, reduced
from tenfold.pictures.placing import bounding_box, is_placed, place, thicken
from tenfold.values import PictureSpec


@dataclass(frozen=True, eq=False)
class Step:
    """One stage on the way: its name and a picture (uint8, shape (h, w)) to show for it."""

    name: str
    pixels: np.ndarray


@dataclass(frozen=True, eq=False)
class Standardised:
    """What the model sees, and how it came about.

    pixels: uint8, shape (spec.height, spec.width); 0 = background, 255 = ink or object.
    steps: the stages in order, from the grey picture to `pixels`.
    box: (x, y, width, height) of what was found, in pixels of the upright picture.
    empty: True where nothing was found; `pixels` is then all zero and the box the whole picture.
    """

    pixels: np.ndarray
    steps: tuple[Step, ...]
    box: tuple[int, int, int, int]
    empty: bool


def standardise(picture: Picture, spec: PictureSpec) -> Standardised:
    grey = _grey(picture.pixels)
    standard = _already_standard(grey, spec)
    if standard is not None:
        steps = (Step("grey", grey), Step("standardised", standard))
        return Standardised(standard, steps, bounding_box(standard > 0), empty=False)
    working = reduced(grey, WORKING_SIDE)
    ink = find_ink(working)
    if not ink.mask.any():
        return None
    x, y, w, h = bounding_box(ink.mask)
    crop = thicken(ink.strength[y : y + h, x : x + w])
    out = place(crop, spec)
    m = int(out.max())
    out = np.minimum(out.astype(np.float32) * (255 / max(m, 1)), 255).astype(np.uint8)
    return Standardised(out, (), (x, y, w, h), False)


def _grey(pixels: np.ndarray) -> np.ndarray:
    return pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)


def _already_standard(grey: np.ndarray, spec: PictureSpec) -> np.ndarray | None:
    if grey.shape != spec.shape:
        return None
    border = np.concatenate([grey[0], grey[-1], grey[1:-1, 0], grey[1:-1, -1]])
    ground = int(np.bincount(border).argmax())
    if ground not in (0, 255):
        return None
    upright = grey if ground == 0 else 255 - grey
    return upright if is_placed(upright, spec) else None
