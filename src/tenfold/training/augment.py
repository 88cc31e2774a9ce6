"""Augmentation: every epoch sees each picture moved, bent and drawn with another pen.

Written with NumPy and OpenCV on whole batches of uint8 pictures, so that every back end and every
loop trains on the same bits; a thread prepares the next batches while the network computes.
"""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tenfold.training.damage import Damage, damaged
from tenfold.training.fields import BUMPS, GRAIN_BITS, grain, resizer, shapes

Share = Annotated[float, Field(ge=0, le=1)]
_SMALLEST = 10  # pixels a side, of a coarse picture: a smaller digit is one to nobody
_MOST_AT_ONCE = 1000  # cv2.remap counts the rows of its pictures in 16 bits


class Augment(BaseModel):
    """How far training pictures are changed; every amount is drawn anew for every picture.

    rotate: degrees to either side. scale: share by which each axis grows or shrinks. shear: slant
    in pixels a pixel. shift: pixels in each direction. perspective: share by which one side of
    the picture is nearer. elastic: pixels, the standard deviation of a smooth random field
    (Simard et al. 2003). flip: left and right change places in every second picture. pen: share
    of a stroke 1 pixel wider or narrower all around. coarse: share of the pictures that were
    smaller once, down to 10 pixels a side. blur: share of a Gaussian blur of 1 pixel. stark:
    share of the pictures whose greys turn to nearly black and white. tone: greys to the power of
    at most 2**tone, and at least 2**-tone. noise: grey levels, the largest standard deviation.
    damage: what hides part of some pictures.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rotate: Annotated[float, Field(ge=0, le=180)] = 0
    scale: Annotated[float, Field(ge=0, lt=1)] = 0
    shear: Share = 0
    shift: Annotated[float, Field(ge=0, le=100)] = 0
    perspective: Share = 0
    elastic: Annotated[float, Field(ge=0, le=10)] = 0
    flip: bool = False
    pen: Share = 0
    coarse: Share = 0
    blur: Share = 0
    stark: Share = 0
    tone: Share = 0
    noise: Annotated[float, Field(ge=0, le=128)] = 0
    damage: Damage | None = None


def augment(pictures: np.ndarray, settings: Augment, rng: np.random.Generator) -> np.ndarray:
    """A changed copy of `pictures`, uint8, shape (n, height, width)."""
    parts = [
        _augment(pictures[first : first + _MOST_AT_ONCE], settings, rng)
        for first in range(0, len(pictures), _MOST_AT_ONCE)
    ]
    return np.concatenate(parts) if parts else pictures


def _augment(pictures: np.ndarray, settings: Augment, rng: np.random.Generator) -> np.ndarray:
    n, height, width = pictures.shape
    column = _in_a_column(pictures)
    if settings.pen:
        amount = rng.uniform(-settings.pen, settings.pen, n)
        column[:, 1:-1] = _redrawn(pictures, column, np.asarray(amount))
    x, y = _places(settings, n, height, width, rng)
    # Outside of its own picture every place is empty: the rows between are zero.
    y = np.clip(y, -1, height) + (np.arange(n, dtype=np.float32) * (height + 2) + 1)[:, None, None]
    changed = cv2.remap(
        column.reshape(-1, width),
        x.reshape(-1, width),
        y.reshape(-1, width),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
    ).reshape(n, height, width)
    changed = _as_photographed(changed, settings, rng)
    return damaged(changed, settings.damage, rng) if settings.damage else changed


def _places(
    settings: Augment, n: int, height: int, width: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Where each new pixel comes from: x and y, float32, shape (n, height, width), in pixels.

    All changes of shape are linear in a few fixed fields (fields.shapes): one matrix product.
    """
    turn = np.deg2rad(rng.uniform(-settings.rotate, settings.rotate, n))
    wide, high = 1 / (1 + rng.uniform(-settings.scale, settings.scale, (2, n)))
    slant = rng.uniform(-settings.shear, settings.shear, n)
    shift = rng.uniform(-settings.shift, settings.shift, (2, n))
    near = rng.uniform(-settings.perspective, settings.perspective, (2, n))
    if settings.flip:
        wide = wide * rng.choice((-1, 1), n)
    cos, sin, none = np.cos(turn), np.sin(turn), np.zeros(n)
    # rows: the share of 1, x, y, x*x, x*y, y*y in the place a pixel's x (y) comes from
    share = np.array(
        [
            [shift[0], wide * cos, wide * (slant * cos - sin), near[0], near[1], none],
            [shift[1], high * sin, high * (slant * sin + cos), none, near[0], near[1]],
        ]
    )
    if settings.elastic:
        bumps = rng.normal(0, settings.elastic, (2, BUMPS**2, n))
        share = np.concatenate([share, bumps], axis=1)
    # A product a picture: a single one would be shared out to all cores, which the network has.
    moved = share.transpose(2, 0, 1).astype(np.float32) @ shapes(height, width)[: share.shape[1]]
    x, y = moved.transpose(1, 0, 2).reshape(2, n, height, width)
    return x + np.float32((width - 1) / 2), y + np.float32((height - 1) / 2)


def _redrawn(pictures: np.ndarray, column: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """The pictures with wider (amount up to 1) or narrower (down to -1) strokes, at full ink.

    column: the pictures with an empty row above and below each.
    """
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    flat = column.reshape(-1, column.shape[2])
    wide, narrow = (
        change(flat, cross).reshape(column.shape)[:, 1:-1] for change in (cv2.dilate, cv2.erode)
    )
    towards = np.where((amount > 0)[:, None, None], wide, narrow)
    mixed = _mixed(pictures, towards, np.abs(amount))
    return _at_full_ink(mixed, pictures)


def _at_full_ink(changed: np.ndarray, pictures: np.ndarray) -> np.ndarray:
    """As bright as `pictures` again: where strokes lose ink, the standardiser gives it back."""
    most = np.maximum(changed.max(axis=(1, 2)), 1).astype(np.float32)
    gain = pictures.max(axis=(1, 2)) / most
    levels = np.minimum(np.arange(256, dtype=np.float32) * gain[:, None], 255).astype(np.uint8)
    return _looked_up(changed, levels)


def _as_photographed(
    pictures: np.ndarray, settings: Augment, rng: np.random.Generator
) -> np.ndarray:
    """Coarseness, blur, tone and noise; the shape of what is drawn stays."""
    n = len(pictures)
    if settings.coarse:
        pictures = _coarser(pictures, settings.coarse, rng)
    if settings.blur:
        column = _in_a_column(pictures)
        soft = cv2.GaussianBlur(column.reshape(-1, column.shape[2]), (5, 5), 1.0)
        soft = soft.reshape(column.shape)[:, 1:-1]
        pictures = _mixed(pictures, soft, rng.uniform(0, settings.blur, n))
    if settings.stark:
        pictures = _starker(pictures, settings.stark, rng)
    if settings.tone:
        gamma = 2.0 ** rng.uniform(-settings.tone, settings.tone, (n, 1))
        levels = 255 * (np.arange(256) / 255) ** gamma
        pictures = _looked_up(pictures, np.rint(levels).astype(np.uint8))
    if settings.noise:
        starts = rng.integers(0, len(grain()) - pictures[0].size, n)
        windows = np.lib.stride_tricks.sliding_window_view(grain(), pictures[0].size)
        strength = np.rint(rng.uniform(0, settings.noise, (n, 1))).astype(np.int16)
        noise = (windows[starts] * strength >> GRAIN_BITS).reshape(pictures.shape)
        pictures = np.clip(pictures + noise, 0, 255).astype(np.uint8)
    return pictures


def _coarser(pictures: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """A copy in which a share of the pictures went through a smaller size and back."""
    coarse = pictures.copy()
    _, height, width = pictures.shape
    smallest = _SMALLEST / max(height, width)
    for one in np.flatnonzero(rng.random(len(pictures)) < share):
        scale = rng.uniform(min(smallest, 1), 1)
        down, across = (
            resizer(small, side) @ resizer(side, small)
            for side in (height, width)
            for small in (max(1, round(scale * side)),)
        )
        coarse[one] = np.rint(down @ pictures[one] @ across.T)
    return _at_full_ink(coarse, pictures)


def _starker(pictures: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Contrast up to eightfold around a grey between a quarter and three quarters."""
    n = len(pictures)
    gain = np.where(rng.random((n, 1)) < share, 2.0 ** rng.uniform(0, 3, (n, 1)), 1)
    middle = np.where(gain > 1, rng.uniform(64, 192, (n, 1)), 0)
    levels = middle + gain * (np.arange(256) - middle)
    return _looked_up(pictures, np.clip(levels, 0, 255).astype(np.uint8))


def _in_a_column(pictures: np.ndarray) -> np.ndarray:
    """The pictures with an empty row above and below each: uint8, shape (n, height + 2, width).

    Laid one below the other they are one picture, so that OpenCV is called once for all.
    """
    n, height, width = pictures.shape
    column = np.zeros((n, height + 2, width), np.uint8)
    column[:, 1:-1] = pictures
    return column


def _looked_up(pictures: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Every grey level replaced by its picture's own: levels, uint8, shape (n, 256)."""
    places = pictures + (np.arange(len(pictures), dtype=np.int32) * 256)[:, None, None]
    return levels.ravel()[places]


def _mixed(one: np.ndarray, other: np.ndarray, share: np.ndarray) -> np.ndarray:
    """`share` (n,) of `other` and the rest of `one`: uint8, shape (n, height, width)."""
    parts = np.rint(share * 256).astype(np.uint16)[:, None, None]
    return ((one * (256 - parts) + other * parts) >> 8).astype(np.uint8)
