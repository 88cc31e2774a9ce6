"""Kinds of pictures: drawn, scanned, coloured."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

from benchmarks.composed.ink import a_side, inked, laid, near_middle, written
from benchmarks.composed.light import camera, compressed, painted, pixels, uneven
from tenfold.pictures.modes import to_opaque

Rng = np.random.Generator


def as_given(digit: np.ndarray, rng: Rng) -> np.ndarray:
    return digit


def negative(digit: np.ndarray, rng: Rng) -> np.ndarray:
    return 255 - digit


def tiny(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """16 to 40 pixels, as a data set or an icon."""
    side = int(rng.integers(16, 41))
    ink = inked(digit, round(side * rng.uniform(0.65, 1)))[:side, :side]
    y, x = (int(rng.integers(0, side - size + 1)) for size in ink.shape)
    return pixels(
        painted(laid(ink, (side, side), (y, x)), rng.uniform(200, 255), rng.uniform(0, 80))
    )


def on_a_canvas(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """A paint program: no noise, flat colours, any pen."""
    return pixels(painted(written(digit, rng, pen=(0.03, 0.2)), 255, rng.choice([0, 0, 60])))


def chalkboard(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng)
    return camera(
        painted(ink, rng.uniform(15, 80), rng.uniform(140, 250)) * uneven(ink.shape, rng), rng
    )


def transparent(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """A drawing program's layer: the ink opaque, the page not."""
    ink = written(digit, rng, pen=(0.04, 0.2))
    layer = np.empty((*ink.shape, 4), np.uint8)
    layer[..., :3] = rng.integers(0, 256) if rng.random() < 0.5 else rng.integers(0, 256, 3)
    layer[..., 3] = np.rint(ink * 255)
    return to_opaque(Image.fromarray(layer))


def screenshot(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """A drawing area with a thin border in a window: a bar above, a plain ground around."""
    ink, (y, x, height, width) = near_middle(
        digit, rng, share=(0.3, 0.6), side=(200, 800), pen=(0.04, 0.18)
    )
    dark = rng.random() < 0.4
    ground, area, edge, bar = (
        (30, 0, 90, 60)
        if dark
        else (
            rng.choice([255, 240, 225]),
            255,
            rng.choice([200, 150, 0]),
            rng.choice([245, 220, 180]),
        )
    )
    page = np.full(ink.shape, ground, np.float32)
    gaps = rng.uniform(0.08, 0.3, 4) * max(height, width)
    corners = (
        (round(x - gaps[0]), round(y - gaps[1])),
        (round(x + width + gaps[2]), round(y + height + gaps[3])),
    )
    cv2.rectangle(page, *corners, float(area), -1)
    cv2.rectangle(page, *corners, float(edge), int(rng.integers(1, 4)))
    page[: round(rng.uniform(0, 0.8) * max(0, corners[0][1]))] = bar
    return pixels(painted(ink, page, 255 if dark else 0))


def scanned_in_two_tones(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng, side=(60, 700))
    grain = cv2.GaussianBlur(rng.normal(0, 1, ink.shape).astype(np.float32), (0, 0), 0.7)
    return np.where(ink + 0.2 * grain / grain.std() > rng.uniform(0.35, 0.65), 0, 255).astype(
        np.uint8
    )


def with_specks(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng, share=(0.4, 0.8))
    for _ in range(rng.integers(3, 40)):
        at = int(rng.integers(ink.shape[1])), int(rng.integers(ink.shape[0]))
        cv2.circle(
            ink,
            at,
            max(1, round(rng.uniform(0.002, 0.015) * min(ink.shape))),
            rng.uniform(0.3, 1),
            -1,
            cv2.LINE_AA,
        )
    return camera(painted(ink, rng.uniform(180, 255), rng.uniform(10, 90)), rng)


def noisy(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng)
    return pixels(painted(ink, 215, 50) + rng.normal(0, rng.uniform(10, 35), ink.shape))


def touching_the_edge(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """Cropped close: the digit ends at one or more edges of the picture, or just past them."""
    ink = inked(digit, a_side(rng, 40, 500), pen=rng.uniform(0.06, 0.14))
    top, bottom, left, right = (
        round(rng.choice([0.0, 0.0, rng.uniform(0, 0.4)]) * max(ink.shape)) for _ in range(4)
    )
    ink = np.pad(ink, ((top, bottom), (left, right)))
    over = round(0.02 * max(ink.shape))
    ink = ink[over:, over:] if rng.random() < 0.3 else ink
    return camera(painted(ink, rng.uniform(180, 255), rng.uniform(10, 90)), rng)


def equally_light_colour(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """Ink of another hue and (within 6 levels) the same grey as its paper."""
    ink = written(digit, rng)[..., None]
    grey = rng.uniform(90, 180)
    colours = [
        _of_grey(rng.uniform(0, 1) if n == 0 else 0.0, grey + n * rng.uniform(-6, 6), rng)
        for n in (0, 1)
    ]
    while np.abs(colours[0] - colours[1]).max() < 90:
        colours = [
            _of_grey(rng.uniform(0, 1), grey, rng),
            _of_grey(rng.uniform(0, 1), grey + rng.uniform(-6, 6), rng),
        ]
    page = colours[0] * (1 - ink) + colours[1] * ink
    return colour_camera(page * uneven(ink.shape[:2], rng)[..., None], rng)


def _of_grey(saturation: float, grey: float, rng: Rng) -> np.ndarray:
    """A random colour whose luminance is `grey`: float64, shape (3,), in range."""
    weights = np.array([0.299, 0.587, 0.114])
    while True:
        colour = rng.uniform(0, 255, 3)
        colour = grey + (colour - weights @ colour) * (0.4 + saturation)
        if colour.min() >= 0 and colour.max() <= 255:
            return colour


def colour_camera(page: np.ndarray, rng: Rng) -> np.ndarray:
    blurred = cv2.GaussianBlur(page.astype(np.float32), (0, 0), rng.uniform(0.3, 1))
    return compressed(pixels(blurred + rng.normal(0, rng.uniform(0.5, 4), page.shape)), rng)


def coloured_pen(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """Any pen on any paper whose greys lie at least 40 levels apart."""
    ink = written(digit, rng)[..., None]
    weights = np.array([0.299, 0.587, 0.114])
    paper, shade = rng.uniform(0, 255, (2, 3))
    while abs(weights @ (paper - shade)) < 40:
        paper, shade = rng.uniform(0, 255, (2, 3))
    return colour_camera(
        (paper * (1 - ink) + shade * ink) * uneven(ink.shape[:2], rng)[..., None], rng
    )


# What highlighters leave of red, green and blue: yellow, green, pink, orange, blue.
HIGHLIGHTERS = np.array(
    [(1, 0.96, 0.3), (0.5, 0.97, 0.45), (1, 0.5, 0.8), (1, 0.75, 0.35), (0.5, 0.83, 1)]
)


def highlighted(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """A dark digit with a bar of a highlighter over it, on white paper."""
    ink, (y, x, high, wide) = near_middle(digit, rng, share=(0.3, 0.6))
    up, down, left, right = high * rng.uniform((0.05, 0.05, 0.2, 0.2), (0.3, 0.3, 1, 1))
    bar = bar_of(ink.shape, (x - left, y - up, x + wide + right, y + high + down), rng)
    page = rng.uniform(190, 245) * bar * (1 - rng.uniform(0.6, 0.9) * ink[..., None])
    return colour_camera(page * uneven(ink.shape, rng)[..., None], rng)


def bar_of(shape: tuple[int, ...], box: tuple[float, float, float, float], rng: Rng) -> np.ndarray:
    """What a highlighter leaves of light: float32, shape (h, w, 3).

    box: left, top, right, bottom of its bar, which is a little askew.
    """
    left, top, right, bottom = box
    askew = rng.normal(0, 0.03) * (bottom - top)
    corners = [(left, top + askew), (right, top - askew), (right, bottom), (left, bottom + askew)]
    bar = np.zeros(shape[:2], np.float32)
    cv2.fillPoly(bar, [np.array(corners).round().astype(np.int32)], 1, cv2.LINE_AA)
    taken = 1 - HIGHLIGHTERS[rng.integers(len(HIGHLIGHTERS))] * rng.uniform(0.85, 1)
    return np.asarray(1 - bar[..., None] * taken, np.float32)
