"""What a line is written on and how its picture is taken: ink -> a grey picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.training.composer.writing import Written

RULES = ("rules", "squares", "frame", "comb", "underline")

# Shares of the lines. Half of them are plain, so that plain writing is learned best.
_RULED = 0.3
_NOISY = 0.35
_DARK_GROUND = 0.12


@dataclass(frozen=True, eq=False)
class Photograph:
    """A picture of a line: uint8; and where rules are on it: uint8, above 0; of one shape."""

    pixels: np.ndarray
    rules: np.ndarray


def photograph(line: Written, rng: np.random.Generator, *, on: str | None = None) -> Photograph:
    """The line as somebody's picture, of the shape of its ink.

    Paper with grain, light that falls off, shadows; rules, squares, boxes; pens from pencil to
    marker; and what a camera does: blur, noise, JPEG. What a person could not read any more is
    not learned from: noise stays below a third of what the ink takes of the light. on: which of
    RULES it is written on; None for any, now and then.
    """
    high, wide = line.ink.shape
    plain = rng.random() < 0.3
    ink = line.ink if plain else _uneven(line.ink, rng)
    paper = np.full((high, wide), rng.uniform(200, 255), np.float32)
    if not plain:
        paper = _lit(paper, line.tall, rng)
    rules = np.zeros((high, wide), np.uint8)
    if on is not None or rng.random() < _RULED:
        paper = _ruled(paper, rules, line, on, rng)
    depth = 1.0 if plain else _depth(rng)
    picture = paper * (1 - depth * ink)
    if rng.random() < _DARK_GROUND:
        picture = 255 - picture
    if plain:
        return Photograph(np.rint(picture).astype(np.uint8), rules)
    return Photograph(_taken(picture, line.tall, depth, rng), rules)


def _depth(rng: np.random.Generator) -> float:
    """How much of the light the ink takes: pens and markers mostly, pencil sometimes."""
    return float(rng.uniform(0.5, 1) if rng.random() < 0.75 else rng.uniform(0.2, 0.5))


def _uneven(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Ink that a hand pressed on more here and less there, or a pencil left grainy."""
    high, wide = ink.shape
    press = _smooth((high, wide), max(2, wide // high * 2), rng, low=rng.uniform(0.55, 1), top=1)
    if rng.random() < 0.2:
        grain = rng.random((high, wide), np.float32)
        press = press * (0.6 + 0.4 * (cv2.GaussianBlur(grain, (0, 0), 0.8) > 0.47))
    return (ink * press).astype(np.float32)


def _lit(paper: np.ndarray, tall: float, rng: np.random.Generator) -> np.ndarray:
    """Light that falls off, and now and then the edge of a shadow."""
    high, wide = paper.shape
    lit = paper * _smooth((high, wide), 3, rng, low=rng.uniform(0.7, 1), top=1)
    if rng.random() < 0.2:
        x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
        angle = rng.uniform(0, 2 * np.pi)
        far = (x - rng.uniform(0, wide)) * np.cos(angle) + (y - rng.uniform(0, high)) * np.sin(
            angle
        )
        soft = tall * rng.uniform(0.02, 0.5)
        lit = lit * (1 - rng.uniform(0.1, 0.45) / (1 + np.exp(-np.clip(far / soft, -30, 30))))
    return lit.astype(np.float32)


def _ruled(
    paper: np.ndarray, rules: np.ndarray, line: Written, on: str | None, rng: np.random.Generator
) -> np.ndarray:
    """Lines under the writing, squared paper, a frame around it, or a box for each digit.

    on: which of RULES, None for any. They are drawn on `rules` too.
    """
    high, wide = paper.shape
    thick = max(1, round(line.tall * rng.uniform(0.015, 0.06)))
    kind = on or str(rng.choice(RULES))
    tall, middle = line.tall, line.middle
    if kind in ("rules", "squares"):
        step = tall * (rng.uniform(1.1, 2.2) if kind == "rules" else rng.uniform(0.4, 1.3))
        for y in np.arange(middle + tall * rng.uniform(0.3, 0.7) - 4 * step, high, step):
            cv2.line(rules, (0, round(y)), (wide, round(y)), 255, thick)
        if kind == "squares":
            for x in np.arange(rng.uniform(0, step), wide, step):
                cv2.line(rules, (round(x), 0), (round(x), high), 255, thick)
    elif kind == "underline":
        y = round(middle + tall * rng.uniform(0.5, 0.75))
        cv2.line(rules, (round(line.left), y), (round(line.right), y), 255, thick)
    else:
        room = tall * rng.uniform(0.12, 0.35)
        top, bottom = round(middle - tall / 2 - room), round(middle + tall / 2 + room)
        left, right = round(line.left - room), round(line.right + room)
        cv2.rectangle(rules, (left, top), (right, bottom), 255, thick)
        if kind == "comb" and len(line.text) > 1:
            for x in np.linspace(left, right, len(line.text) + 1)[1:-1]:
                cv2.line(rules, (round(x), top), (round(x), bottom), 255, thick)
    depth = rng.uniform(0.1, 0.8 if kind in ("frame", "comb") else 0.5)
    soft = cv2.GaussianBlur(rules, (3, 3), 0).astype(np.float32) / 255
    return (paper * (1 - depth * soft)).astype(np.float32)


def _taken(picture: np.ndarray, tall: float, depth: float, rng: np.random.Generator) -> np.ndarray:
    """Blur, exposure, noise and JPEG of a camera or scanner."""
    blur = tall * rng.uniform(0, 0.035)
    if blur > 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), blur)
    light = float(rng.uniform(0.3, 0.7) if rng.random() < 0.2 else rng.uniform(0.75, 1))
    picture = picture * light
    if rng.random() < _NOISY:
        noise = rng.standard_normal(picture.shape, np.float32)
        if rng.random() < 0.5:  # coarse, as a small sensor's after its own smoothing
            noise = cv2.GaussianBlur(noise, (0, 0), 1.0) * 3
        picture = picture + noise * min(rng.uniform(2, 16), 70 * light * depth)
    taken = np.rint(np.clip(picture, 0, 255)).astype(np.uint8)
    if rng.random() < 0.3 and depth > 0.3:
        settings = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30 if tall > 26 else 50, 90))]
        _, file = cv2.imencode(".jpg", taken, settings)
        taken = np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE))
    return taken


def _smooth(
    shape: tuple[int, int], places: int, rng: np.random.Generator, *, low: float, top: float
) -> np.ndarray:
    """A smooth random field between `low` and `top`, drawn at 3 x places points."""
    drawn = rng.uniform(low, top, (3, min(places, 12))).astype(np.float32)
    return cv2.resize(drawn, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
