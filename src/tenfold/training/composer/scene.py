"""Pictures of no writing at all, such as a camera takes: clouds, patterns, edges of things."""

from __future__ import annotations

import cv2
import numpy as np


def draw_scene(tall: float, rng: np.random.Generator) -> np.ndarray:
    """A picture in which a finder of lines may see some: uint8, 3 to 6 times `tall` high."""
    high, wide = (round(tall * rng.uniform(low, top)) for low, top in ((3, 6), (4, 9)))
    picture = _clouds((high, wide), rng) * rng.uniform(20, 120)
    for _ in range(rng.integers(0, 9)):
        thing = _thing((high, wide), tall, rng)
        light = rng.uniform(-120, 120) + rng.uniform(0, 40) * _clouds((high, wide), rng)
        picture = picture * (1 - thing) + light * thing
    picture = cv2.GaussianBlur(picture + 128, (0, 0), rng.uniform(0.4, 2))
    picture = picture + rng.normal(0, rng.uniform(0, 6), picture.shape)
    return np.rint(np.clip(picture, 0, 255)).astype(np.uint8)


def _clouds(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Noise whose strength falls with its frequency, as that of most photographs does (1/f)."""
    result = np.zeros(shape, np.float32)
    octaves = rng.integers(2, 7)
    for octave in range(octaves):
        places = min(2 ** (octave + 1), shape[0]), min(2 ** (octave + 2), shape[1])
        drawn = rng.standard_normal(places, np.float32) / 2**octave
        result += cv2.resize(drawn, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return result / max(float(np.abs(result).max()), 1e-6)


def _thing(shape: tuple[int, int], tall: float, rng: np.random.Generator) -> np.ndarray:
    """A shape in a random place, 0 to 1: a polygon, an arc, stripes, or dots in rows."""
    high, wide = shape
    drawn = np.zeros(shape, np.uint8)
    middle = rng.uniform(0, (wide, high))
    thick = max(1, round(tall * rng.uniform(0.04, 0.4)))
    kind = rng.choice(("polygon", "arc", "stripes", "dots"))
    if kind == "polygon":
        corners = middle + rng.normal(0, rng.uniform(0.3, 1.5) * tall, (rng.integers(3, 8), 2))
        cv2.fillPoly(drawn, [np.rint(corners).astype(np.int32)], 255)
    elif kind == "arc":
        axes = np.maximum(np.rint(rng.uniform(0.2, 2, 2) * tall), 1).astype(int)
        first, turn = rng.uniform(0, 360, 2)
        last = first + rng.uniform(40, 300)
        place = tuple(np.rint(middle).astype(int).tolist())
        cv2.ellipse(drawn, place, tuple(axes.tolist()), turn, first, last, 255, thick)
    else:
        step = tall * rng.uniform(0.2, 1.2)
        y, x = np.mgrid[:high, :wide].astype(np.float32)
        turn = rng.uniform(0, np.pi)
        along = (x * np.cos(turn) + y * np.sin(turn)) / step
        across = (y * np.cos(turn) - x * np.sin(turn)) / step
        share = rng.uniform(0.15, 0.5)
        wave = (along % 1 < share) & ((kind == "stripes") | (across % 1 < share))
        part = (np.abs(x - middle[0]) < tall * rng.uniform(0.5, 4)) & (
            np.abs(y - middle[1]) < tall * rng.uniform(0.3, 3)
        )
        drawn[wave & part] = 255
    return drawn.astype(np.float32) / 255
