"""Any picture -> what the model sees, keeping the steps so that a person can be shown them.

The only way in, for training pictures, command line, HTTP and page alike: a picture that
already lies as the spec says comes out as it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.colour import plane_of
from tenfold.pictures.cutout import cut_out
from tenfold.pictures.decode import Picture
from tenfold.pictures.ink import WHOLE, find_ink
from tenfold.pictures.placing import bounding_box, is_placed, place, thicken
from tenfold.pictures.polarity import border
from tenfold.values import PictureSpec

Box = tuple[int, int, int, int]


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
    box: Box
    empty: bool


def standardise(picture: Picture, spec: PictureSpec) -> Standardised:
    """Find the ink (spec.centre "mass") or the object ("box") and place it as the spec says.

    Ink: paper, light and shadow are removed, strokes of a fine pen thickened, the crop scaled
    to spec.box and centred by mass. Object: cut out by the colour of the border, its shades
    kept, centred by its box. Polarity does not matter; the same picture gives the same result.
    """
    grey = picture.pixels
    if grey.ndim == 3:
        ink = spec.centre == "mass"
        grey = plane_of(grey) if ink else cv2.cvtColor(grey, cv2.COLOR_RGB2GRAY)
    placed = _already_placed(grey, spec)
    if placed is not None:
        unchanged = (Step("grey", grey), Step("standardised", placed))
        return Standardised(placed, unchanged, bounding_box(placed > 0), empty=False)
    if spec.centre == "mass":
        found = find_ink(grey)
        flat, strength, mask, kind = found.flat, found.strength, found.mask, "ink"
        part = found.part
    else:
        cutout = cut_out(picture.pixels)
        flat, strength, mask, kind = cutout.distance, cutout.strength, cutout.mask, "object"
        part = WHOLE
    steps = (Step("grey", grey), Step("background removed", flat), Step(kind, strength))
    if not mask.any():
        blank = np.zeros(spec.shape, np.uint8)
        whole = (0, 0, grey.shape[1], grey.shape[0])
        return Standardised(blank, (*steps, Step("standardised", blank)), whole, empty=True)
    x, y, width, height = bounding_box(mask)
    crop = strength[y : y + height, x : x + width]
    if kind == "ink":
        crop = thicken(crop)
    pixels = _full_range(place(crop, spec))
    box = _scaled_box((x, y, width, height), mask.shape, grey[part].shape)
    box = (box[0] + (part[1].start or 0), box[1] + (part[0].start or 0), *box[2:])
    return Standardised(
        pixels, (*steps, Step("cropped", crop), Step("standardised", pixels)), box, empty=False
    )


def _already_placed(grey: np.ndarray, spec: PictureSpec) -> np.ndarray | None:
    """The picture, bright on 0, if it is what the spec asks for; nothing of it is touched."""
    if grey.shape != spec.shape:
        return None
    ground = int(np.bincount(border(grey)).argmax())
    if ground not in (0, 255):
        return None
    bright = grey if ground == 0 else 255 - grey
    return bright if is_placed(bright, spec) else None


def _full_range(pixels: np.ndarray) -> np.ndarray:
    """Stretched so that the brightest pixel is 255, as in every picture of the data sets."""
    gain = 255 / max(int(pixels.max()), 1)
    return np.rint(pixels.astype(np.float32) * gain).astype(np.uint8)


def _scaled_box(box: Box, from_shape: tuple[int, ...], to_shape: tuple[int, ...]) -> Box:
    """A box of a reduced picture in the pixels of the whole one, rounded outwards."""
    down, across = to_shape[0] / from_shape[0], to_shape[1] / from_shape[1]
    x, y, width, height = box
    left, top = math.floor(x * across), math.floor(y * down)
    right = min(math.ceil((x + width) * across), to_shape[1])
    bottom = min(math.ceil((y + height) * down), to_shape[0])
    return left, top, right - left, bottom - top
