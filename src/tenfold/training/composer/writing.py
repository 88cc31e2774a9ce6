"""Single digits and other signs, one beside the other: the ink of a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.placing import bounding_box
from tenfold.training.composer.hand import Hand
from tenfold.training.composer.hands import BASELINE
from tenfold.training.composer.hands import BOX as _FULL

_INK = 50  # grey level from which a pixel counts as ink when distances are measured
_DEEPEST = -0.1  # heights: digits that reach further into each other nobody can read
_MOST_SLANT = 0.7  # x a y: 35 degrees
_BENDS = 5  # places along each side of a digit at which bending is drawn
_ROOM = 1.2  # heights of empty page around the line
_SPACE = (0.25, 0.8)  # heights: what a space adds to the gap between two signs


@dataclass(frozen=True, eq=False)
class Written:
    """A line of ink and where it lies.

    ink: float32, shape (height, width), 0 to 1. middle: y of the line's middle. left, right: x of
    its first and last ink. tall: pixels, the height of its digits. text: the digits on it.
    """

    ink: np.ndarray
    middle: float
    left: float
    right: float
    tall: float
    text: str


def write(
    pictures: Sequence[np.ndarray],
    text: str,
    hand: Hand,
    tall: float,
    rng: np.random.Generator,
) -> Written:
    """The `pictures` (uint8, bright on 0), written by `hand`, the digits `tall` pixels high.

    text: one character a picture. That of a digit is as MNIST's, that of a space empty, that of
    any other sign a mark on its base line.
    """
    drawn = [
        _digit(picture, sign, hand, tall, rng)
        if sign.isdigit()
        else _mark(picture, hand, tall, rng)
        for picture, sign in zip(pictures, text, strict=True)
    ]
    high = round(tall * 2.6)
    room = round(_ROOM * tall)
    space = rng.uniform(*_SPACE) * tall if " " in text else 0.0
    room_for_all = sum(glyph.shape[1] for glyph, _ in drawn) + len(drawn) * 1.6 * tall
    page = np.zeros((high, round(room_for_all)), np.uint8)
    edge = np.full(high, -np.inf)  # of the ink so far, in every row
    x, spaces = 0, 0
    for glyph, below in drawn:
        if not glyph.size:
            spaces += 1
            continue
        y = round(high / 2 + below - glyph.shape[0] / 2 + rng.normal(0, hand.bounce) * tall)
        y = int(np.clip(y, 0, high - glyph.shape[0]))
        gap = max(hand.gap + rng.normal(0, hand.gap_spread), _DEEPEST) * tall + spaces * space
        left, right = _profiles(glyph, y, high)
        x, spaces = 0 if np.isinf(edge).all() else _next_place(edge, left, gap), 0
        place = page[y : y + glyph.shape[0], x : x + glyph.shape[1]]
        np.maximum(place, glyph[:, : place.shape[1]], out=place)
        edge = np.maximum(edge, right + x)
    ink = _with_pen(page, hand.weight * tall)
    x0, _, wide, _ = bounding_box(ink > _INK)
    ink = cv2.copyMakeBorder(ink[:, x0 : x0 + wide], 0, 0, room, room, cv2.BORDER_CONSTANT)
    digits = "".join(name for name in text if name.isdigit())
    return Written(ink.astype(np.float32) / 255, high / 2, room, room + wide, tall, digits)


def _digit(
    picture: np.ndarray, name: str, hand: Hand, tall: float, rng: np.random.Generator
) -> tuple[np.ndarray, float]:
    """One digit in its size, slanted and turned, cut to its ink: uint8; in the line's middle."""
    if name == "7" and hand.sevens_crossed:
        picture = _crossed(picture, rng)
    if name == "1" and hand.ones_flagged:
        picture = _flagged(picture, rng)
    picture = _bent(picture, hand.bend * _FULL, rng)
    _, _, _, height = bounding_box(picture > _INK)
    scale = tall / max(height, 0.6 * _FULL) * (1 + rng.normal(0, hand.sizes))
    scale = float(np.clip(scale, 0.6 * tall / _FULL, 1.6 * tall / _FULL))
    return _shaped(picture, scale, hand, rng), 0.0


def _mark(
    picture: np.ndarray, hand: Hand, tall: float, rng: np.random.Generator
) -> tuple[np.ndarray, float]:
    """One letter or sign likewise, and how far its middle lies below the line's, in pixels."""
    if not picture.any():
        return picture[:0], 0.0
    picture = _bent(picture, hand.bend * _FULL, rng)
    _, y, _, height = bounding_box(picture > _INK)
    scale = float(np.exp(rng.normal(0, hand.sizes))) * tall / _FULL
    below = y + height / 2 - (BASELINE - _FULL / 2)
    high = round(tall * 2.6)
    return _shaped(picture, scale, hand, rng)[:high], below * scale


def _shaped(picture: np.ndarray, scale: float, hand: Hand, rng: np.random.Generator) -> np.ndarray:
    """A picture's ink enlarged, slanted and turned, and cut out: uint8."""
    x, y, width, height = bounding_box(picture > _INK)
    turn = np.deg2rad(rng.normal(0, hand.turn))
    own = _slant(picture)
    slant = float(np.clip(own + hand.slant + rng.normal(0, 0.05), -_MOST_SLANT, _MOST_SLANT)) - own
    cos, sin = np.cos(turn), np.sin(turn)
    shape = np.array([[cos, -sin], [sin, cos]]) @ np.array([[hand.wide, -slant], [0, 1]]) * scale
    corners = (
        shape @ np.array([[-width, width, width, -width], [-height, -height, height, height]]) / 2
    )
    wide, high = np.ceil(2 * corners.max(axis=1)).astype(int) + 2
    middle = np.array([x + (width - 1) / 2, y + (height - 1) / 2])
    shift = np.array([(wide - 1) / 2, (high - 1) / 2]) - shape @ middle
    way = np.column_stack([shape, shift])
    glyph = cv2.warpAffine(picture, way, (int(wide), int(high)), flags=cv2.INTER_LINEAR)
    left, top, wide, high = bounding_box(glyph > _INK)
    return glyph[top : top + high, left : left + wide]


def _bent(picture: np.ndarray, pixels: float, rng: np.random.Generator) -> np.ndarray:
    """The picture with its pixels moved by a smooth random field (Simard et al. 2003).

    pixels: the field's standard deviation at the places that it is drawn at.
    """
    size = picture.shape[::-1]
    drawn = rng.normal(0, pixels, (_BENDS, _BENDS, 2)).astype(np.float32)
    moved = cv2.resize(drawn, size, interpolation=cv2.INTER_CUBIC)
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    return cv2.remap(picture, moved[..., 0] + x, moved[..., 1] + y, cv2.INTER_LINEAR)


def _slant(picture: np.ndarray) -> float:
    """How far a digit leans to the right already, x a y: by its moments."""
    moments = cv2.moments(picture)
    return -moments["mu11"] / max(moments["mu02"], 1.0)


def _profiles(glyph: np.ndarray, y: int, high: int) -> tuple[np.ndarray, np.ndarray]:
    """First and last column of ink in each row of the line; +inf and -inf where there is none."""
    ink = glyph > _INK
    some = ink.any(axis=1)
    left, right = np.full(high, np.inf), np.full(high, -np.inf)
    rows = slice(y, y + len(glyph))
    left[rows] = np.where(some, ink.argmax(axis=1), np.inf)
    right[rows] = np.where(some, glyph.shape[1] - ink[:, ::-1].argmax(axis=1), -np.inf)
    return left, right


def _next_place(edge: np.ndarray, left: np.ndarray, gap: float) -> int:
    """x at which the next digit's ink is `gap` from the ink before it, row for row.

    Slanted digits reach over each other; but a digit never begins left of the one before.
    """
    meet = (edge - left).max()
    if np.isinf(meet):
        meet = edge[np.isfinite(edge)].max()
    # A wide gap is meant from box to box: a row where both are far back would add to it.
    boxes = edge[np.isfinite(edge)].max()
    place = meet + gap if gap < 0 else max(meet + gap, boxes + 0.6 * gap - 0.25 * len(edge) / 2.6)
    return max(0, round(place))


def _with_pen(page: np.ndarray, outwards: float) -> np.ndarray:
    """The edge of every stroke moved by so many pixels, and strokes kept at full ink."""
    if abs(outwards) < 0.2:
        return page
    sigma = max(0.7, abs(outwards))
    soft = cv2.GaussianBlur(page, (0, 0), sigma).astype(np.float32) / 255
    # On a straight edge the blurred ink is the normal distribution's; its slope there is 0.4.
    level = 0.5 - np.clip(0.4 * outwards / sigma, -0.28, 0.34)
    return np.rint(np.clip((soft - level) * 1.6 + 0.5, 0, 1) * 255 * (soft > 0.04)).astype(np.uint8)


def _crossed(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A seven with a bar through its stem, as much of Europe writes it."""
    x, y, width, height = bounding_box(picture > _INK)
    row = y + height * rng.uniform(0.42, 0.62)
    columns = np.flatnonzero(picture[round(row)] > _INK)
    stem = float(columns.mean()) if len(columns) else x + width / 2
    half, tilt = width * rng.uniform(0.25, 0.45), rng.uniform(-0.12, 0.2) * width
    return _stroke(picture, (stem - half, row + tilt / 2), (stem + half, row - tilt / 2), rng)


def _flagged(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A one with a flag before its top, and sometimes a foot."""
    x, y, width, height = bounding_box(picture > _INK)
    if width > 0.6 * height:  # leaning so far that its top is nowhere in particular
        return picture
    top = (
        float(np.flatnonzero(picture[y + 1] > _INK).mean()) if (picture[y + 1] > _INK).any() else x
    )
    long, down = height * rng.uniform(0.2, 0.45), height * rng.uniform(0.15, 0.42)
    flagged = _stroke(picture, (top, y + 1), (top - long, y + down), rng)
    if rng.random() < 0.35:
        foot = y + height - 1
        columns = np.flatnonzero(picture[foot - 1] > _INK)
        middle = float(columns.mean()) if len(columns) else x + width / 2
        half = height * rng.uniform(0.15, 0.3)
        flagged = _stroke(flagged, (middle - half, foot), (middle + half, foot), rng)
    return flagged


def _stroke(
    picture: np.ndarray,
    begin: tuple[float, float],
    end: tuple[float, float],
    rng: np.random.Generator,
) -> np.ndarray:
    """The picture, with more page around it, and a straight stroke on it."""
    page = cv2.copyMakeBorder(picture, 6, 6, 6, 6, cv2.BORDER_CONSTANT)
    points = [np.rint((np.array(point) + 6) * 16).astype(int).tolist() for point in (begin, end)]
    width = int(rng.integers(2, 4))
    cv2.line(page, points[0], points[1], 255, width, cv2.LINE_AA, shift=4)
    return cv2.GaussianBlur(page, (0, 0), 0.5)
