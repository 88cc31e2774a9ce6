"""Habits: digits as hands write them that MNIST hardly has, drawn while training.

MNIST's writers are Americans of one decade. Half of the world's ones have a flag before their top,
its sevens a bar, its fours are open or a flash of lightning, its nines end in a curl. A network
that has only seen MNIST takes many a flagged one for a seven. So a share of each batch's pictures
gives way to digits drawn from the shapes in habits.toml: plain ones are among them, so that the
shape tells the digit and not that it was drawn.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from tenfold.errors import RecipeError
from tenfold.pictures.placing import place_drawn
from tenfold.values import Dataset

SHAPES = Path(__file__).with_name("habits.toml")
_PAGE, _HIGH = 64, 40  # pixels: a side of the page, and the height of a digit on it
_MIDDLE = (0.32, 0.5)  # of a digit, in its heights
_WIDE = (0.75, 1.3)  # of the width that a shape is given in
_SLANT, _MOST_SLANT = 0.2, 0.5  # x a y: standard deviation, and the most, to either side
_PENS = (2, 3, 4, 5, 6)  # pixels
_FINE = 8  # places of a curve from one of its points to the next


@dataclass(frozen=True)
class Shape:
    """A way to write a digit.

    strokes: curves through named points; one that ends where it began is a ring. boxes: where
    each point may lie: x from and to, y from and to, in heights of the digit, from its top left.
    """

    digit: int
    habit: str
    strokes: tuple[str, ...]
    boxes: Mapping[str, tuple[float, float, float, float]]


@cache
def shapes() -> tuple[Shape, ...]:
    """All ways to write a digit that are known."""
    listed = tomllib.loads(SHAPES.read_text(encoding="utf-8"))
    return tuple(
        Shape(int(digit), table.pop("habit"), tuple(table.pop("strokes").split()), table)
        for digit, tables in listed.items()
        for table in tables
    )


def written(
    pictures: np.ndarray, labels: np.ndarray, share: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Copies of both in which a share of the pictures (uint8, (n, height, width)) are drawn.

    labels: integers, shape (n,), of the classes 0 to 9 in their order.
    """
    drawn, named = pictures.copy(), labels.copy()
    for row in np.flatnonzero(rng.random(len(drawn)) < share):
        shape = shapes()[rng.integers(len(shapes()))]
        drawn[row], named[row] = draw(shape, pictures.shape[1:], rng), shape.digit
    return drawn, named


def check_classes(recipe: str, share: float, dataset: Dataset) -> None:
    """Raise RecipeError for a data set whose classes are not the digits that would be drawn."""
    if dataset.classes != tuple("0123456789"):
        raise RecipeError(
            f"Recipe {recipe!r} draws digits among the pictures (habits = {share:g}), so "
            f"the classes must be 0 to 9. Got {dataset.name}, with the classes "
            f"{', '.join(dataset.classes[:12])}. Say --set habits=0."
        )


def draw(shape: Shape, size: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """A digit of this shape: uint8, of this size, bright on 0, placed as a standardised one."""
    wide, slant = rng.uniform(*_WIDE), rng.normal(0, _SLANT)
    lean = np.array([[wide, 0], [-np.clip(slant, -_MOST_SLANT, _MOST_SLANT), 1]])
    points = {
        name: (rng.uniform((x0, y0), (x1, y1)) - _MIDDLE) @ lean * _HIGH + _PAGE / 2
        for name, (x0, x1, y0, y1) in shape.boxes.items()
    }
    page = np.zeros((_PAGE, _PAGE), np.uint8)
    pen = int(rng.choice(_PENS))
    for stroke in shape.strokes:
        line = _through(np.array([points[name] for name in stroke]), stroke[0] == stroke[-1])
        fine = np.rint(line * 16).astype(np.int32)
        cv2.polylines(page, [fine], False, 255, pen, cv2.LINE_AA, shift=4)
    return place_drawn(page, size)


def _through(points: np.ndarray, ring: bool) -> np.ndarray:
    """A smooth line through points (k, 2): a spline of Catmull and Rom (1974), float64, (m, 2)."""
    before, after = (points[-2], points[1]) if ring else (points[0], points[-1])
    known = np.vstack([before, points, after])
    # From each point to the next the line is a cubic in t, of these two and the ones beside them.
    four = np.stack([known[i : i + len(points) - 1] for i in range(4)], axis=1)
    return np.vstack([(_spline() @ four).reshape(-1, 2), points[-1:]])


@cache
def _spline() -> np.ndarray:
    """The shares of four points in the places from the second to the third: float64, (_FINE, 4)."""
    t = np.arange(_FINE)[:, None] / _FINE
    cubic = np.array([[0, 2, 0, 0], [-1, 0, 1, 0], [2, -5, 4, -1], [-1, 3, -3, 1]]) / 2
    return t ** np.arange(4) @ cubic
