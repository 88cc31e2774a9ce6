"""Numbers on pages with something else on them: marks, margins, stains, words."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.composed.drawings import bar_of, colour_camera
from benchmarks.reading.written import Drawn, Rng, Writing, on_paper, taken

_WORDS = "the quick brown fox jumps over a lazy dog and runs away from it"


def _underlined(rng: Rng) -> Drawn:
    one = Writing(rng)
    left, _, right, bottom = one.box(one.tall * rng.uniform(0.05, 0.3))
    ends = (left, bottom), (right, bottom + round(rng.normal(0, 0.05) * one.tall))
    cv2.line(one.ink, *ends, 1, _pen(one, rng), cv2.LINE_AA)
    return taken(on_paper(225, one.ink, 0.8), rng), one.text


def _circled(rng: Rng) -> Drawn:
    """In the same pen; a third of the circles do not close."""
    one = Writing(rng)
    left, top, right, bottom = one.box(one.tall * rng.uniform(0.2, 0.4))
    middle = (left + right) // 2, (top + bottom) // 2
    axes = round(0.55 * (right - left)), round(0.6 * (bottom - top))
    start = rng.uniform(0, 360)
    end = start + (360 if rng.random() < 0.67 else rng.uniform(315, 350))
    cv2.ellipse(one.ink, middle, axes, 0, start, end, 1, _pen(one, rng), cv2.LINE_AA)
    return taken(on_paper(225, one.ink, 0.8), rng), one.text


def _boxed_by_hand(rng: Rng) -> Drawn:
    one = Writing(rng)
    left, top, right, bottom = one.box(one.tall * rng.uniform(0.2, 0.4))
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    corners = (corners + rng.normal(0, 0.06 * one.tall, (4, 2))).astype(int)
    cv2.polylines(one.ink, [corners], True, 1, _pen(one, rng), cv2.LINE_AA)
    return taken(on_paper(225, one.ink, 0.8), rng), one.text


def _beside_a_margin(rng: Rng) -> Drawn:
    """Ruled lines, and an upright one that is darker than they are."""
    one = Writing(rng)
    high, wide = one.ink.shape
    paper = np.full(one.ink.shape, 225, np.float32)
    thick = max(1, round(0.03 * one.tall))
    for y in np.arange(rng.uniform(0, one.tall), high, one.tall * rng.uniform(0.7, 1.3)):
        cv2.line(paper, (0, int(y)), (wide, int(y)), 225 * rng.uniform(0.75, 0.9), thick)
    x = max(round(one.box(0)[0] - one.tall * rng.uniform(0.2, 0.6)), 0)
    cv2.line(paper, (x, 0), (x, high), 225 * rng.uniform(0.5, 0.65), thick)
    return taken(on_paper(paper, one.ink, 0.8), rng), one.text


def _stained(rng: Rng) -> Drawn:
    """The ring of a cup somewhere about the number."""
    one = Writing(rng)
    high, wide = one.ink.shape
    stain = np.zeros_like(one.ink)
    middle = int(rng.uniform(0.2, 0.8) * wide), int(rng.uniform(0.3, 0.7) * high)
    across = int(rng.uniform(0.8, 2) * one.tall)
    cv2.circle(stain, middle, across, 1, max(2, round(0.1 * one.tall)), cv2.LINE_AA)
    paper = 225 * (1 - rng.uniform(0.12, 0.25) * cv2.GaussianBlur(stain, (0, 0), 1.5))
    return taken(on_paper(paper, one.ink, 0.8), rng), one.text


def _shining_through(rng: Rng) -> Drawn:
    """What is written on the back is seen, mirrored and faintly."""
    one = Writing(rng)
    back = cv2.resize(Writing(rng).ink[:, ::-1], one.ink.shape[::-1])
    through = cv2.GaussianBlur(back, (0, 0), 0.02 * one.tall + 0.5)
    paper = 225 * (1 - rng.uniform(0.08, 0.16) * through)
    return taken(on_paper(paper, one.ink, 0.8), rng), one.text


def _above_words(rng: Rng) -> Drawn:
    """Printed lines below the number, a third to a half as high."""
    one = Writing(rng)
    below = one.box(0)[3] + one.tall
    size = max(16, round(one.tall * rng.uniform(0.35, 0.55)))
    page = on_paper(225, one.ink, 0.8)
    page = np.pad(page, ((0, max(0, below + 5 * size - len(page))), (0, 0)), constant_values=225)
    image = Image.fromarray(page.astype(np.uint8))
    for line in range(2):
        words = " ".join(rng.choice(_WORDS.split(), 12))
        draw = ImageDraw.Draw(image)
        draw.text((size, below + 2 * line * size), words, 50, ImageFont.load_default(size))
    return taken(np.asarray(image, np.float32), rng), one.text


def _highlighted(rng: Rng) -> Drawn:
    """In colour: a bar of a highlighter over the number."""
    one = Writing(rng)
    left, top, right, bottom = one.box(0)
    up, down, before, after = one.tall * rng.uniform((0, 0, 0.2, 0.2), (0.3, 0.3, 1, 1))
    bar = bar_of(one.ink.shape, (left - before, top - up, right + after, bottom + down), rng)
    return colour_camera(225 * bar * (1 - 0.8 * one.ink[..., None]), rng), one.text


def crossed_out(rng: Rng) -> Drawn:
    """By one stroke from its first digit, or before it, to its last or beyond."""
    one = Writing(rng)
    first, last = one.corners[0].mean(axis=0), one.corners[-1].mean(axis=0)
    along = (last - first) / np.hypot(*(last - first)) * one.tall
    off = np.array([[0, rng.normal(0, 0.12) * one.tall] for _ in range(2)])
    ends = np.array([first - along * rng.uniform(0.1, 0.9), last + along * rng.uniform(0.1, 0.9)])
    start, end = (ends + off).round().astype(int).tolist()
    cv2.line(one.ink, start, end, 1, _pen(one, rng), cv2.LINE_AA)
    return taken(on_paper(225, one.ink, 0.8), rng), one.text


def _pen(one: Writing, rng: Rng) -> int:
    return max(2, round(one.tall * rng.uniform(0.03, 0.1)))


MARKED: dict[str, Callable[[Rng], Drawn]] = {
    "underlined": _underlined,
    "circled": _circled,
    "boxed by hand": _boxed_by_hand,
    "highlighted": _highlighted,
    "margin": _beside_a_margin,
    "stained": _stained,
    "shines through": _shining_through,
    "above words": _above_words,
}
