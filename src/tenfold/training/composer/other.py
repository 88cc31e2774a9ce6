"""Ink of no digit, in place of a line or beside one: letters, scribbles, nothing at all."""

from __future__ import annotations

import cv2
import numpy as np

from tenfold.training.composer.printed import print_text
from tenfold.training.composer.texts import CLEAR, draw_words
from tenfold.training.composer.writing import Written

_HERSHEY = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
)
_KINDS = (0.26, 0.22, 0.22, 0.1, 0.08, 0.06, 0.06)  # shares, in the order of write_other


def write_other(tall: float, rng: np.random.Generator) -> Written:
    """A line of ink without a digit."""
    kinds = ("words", "letters", "scribble", "blobs", "texture", "edges", "nothing")
    kind = rng.choice(kinds, p=_KINDS)
    if kind == "words":
        return print_text(draw_words(rng), tall, rng)
    high, wide = round(tall * 2.6), round(tall * rng.uniform(2.5, 7))
    ink = np.zeros((high, wide), np.uint8)
    if kind == "letters":
        ink = _letters(ink, tall, rng)
    elif kind == "scribble":
        for _ in range(rng.integers(1, 6)):
            _scribble(ink, tall, rng)
    elif kind == "blobs":
        for _ in range(rng.integers(1, 8)):
            axes = rng.uniform(0.02, 0.35, 2) * tall
            middle = (round(rng.uniform(0, wide)), round(high / 2 + rng.normal(0, 0.3) * tall))
            size = (max(1, round(axes[0])), max(1, round(axes[1])))
            cv2.ellipse(ink, middle, size, rng.uniform(0, 180), 0, 360, 255, -1, cv2.LINE_AA)
    elif kind == "texture":
        ink = _texture(ink.shape, tall, rng)
    elif kind == "edges":
        for _ in range(rng.integers(1, 5)):
            _edge(ink, tall, rng)
    return Written(ink.astype(np.float32) / 255, high / 2, 0.5 * tall, wide - 0.5 * tall, tall, "")


def _letters(ink: np.ndarray, tall: float, rng: np.random.Generator) -> np.ndarray:
    word = "".join(rng.choice(list(CLEAR), rng.integers(1, 8)))
    font, thick = int(rng.choice(_HERSHEY)), max(1, round(tall * rng.uniform(0.04, 0.13)))
    (width, height), _ = cv2.getTextSize(word, font, 1, thick)
    scale = min(tall / max(height, 1), (ink.shape[1] - tall) / max(width, 1))
    place = (round(0.5 * tall), round(ink.shape[0] / 2 + tall / 2))
    cv2.putText(ink, word, place, font, scale, 255, thick, cv2.LINE_AA)
    slant = rng.normal(0, 0.15)
    way = np.array([[1, -slant, slant * ink.shape[0] / 2], [0, 1, 0]])
    return cv2.warpAffine(ink, way, ink.shape[::-1])


def _scribble(ink: np.ndarray, tall: float, rng: np.random.Generator) -> None:
    """A few strokes through random corners, some closed, in a random place of the line."""
    corners = rng.normal(0, 0.35, (rng.integers(4, 8), 2)) * tall
    corners += [rng.uniform(0.5 * tall, ink.shape[1] - 0.5 * tall), ink.shape[0] / 2]
    thick = max(1, round(tall * rng.uniform(0.04, 0.16)))
    fine = np.rint(corners * 16).astype(np.int32)
    cv2.polylines(ink, [fine], bool(rng.random() < 0.3), 255, thick, cv2.LINE_AA, shift=4)


def _texture(shape: tuple[int, ...], tall: float, rng: np.random.Generator) -> np.ndarray:
    """Cloth, grass, plaster: smooth noise, broader one way than the other, in any contrast."""
    noise = rng.standard_normal(shape, np.float32)
    across, down = tall * 2.0 ** rng.uniform(-5.5, -1, 2)
    noise = cv2.GaussianBlur(noise, (0, 0), sigmaX=across, sigmaY=down)
    level = noise / noise.std() * 2.0 ** rng.uniform(-1, 2) - rng.uniform(-0.5, 1.5)
    return np.rint(np.clip(level, 0, 1) * 255).astype(np.uint8)


def _edge(ink: np.ndarray, tall: float, rng: np.random.Generator) -> None:
    """A bar across the whole picture, as seams and furniture are: no digit is as long."""
    high, wide = ink.shape
    middle = np.array([rng.uniform(0, wide), high / 2 + rng.normal(0, 0.5) * tall])
    angle = rng.uniform(0, np.pi)
    way = np.array([np.cos(angle), np.sin(angle)]) * (high + wide)
    ends = np.rint(np.stack([middle - way, middle + way])).astype(int).tolist()
    thick = max(1, round(tall * 2.0 ** rng.uniform(-5, -1)))
    cv2.line(ink, ends[0], ends[1], int(rng.integers(80, 256)), thick, cv2.LINE_AA)
