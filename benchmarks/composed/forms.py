"""Kinds of pictures: forms, ruled and squared paper."""

from __future__ import annotations

import numpy as np

from benchmarks.composed.drawings import colour_camera
from benchmarks.composed.ink import inked, laid, near_middle, written
from benchmarks.composed.light import camera, hard_shadow, painted, rule, uneven

Rng = np.random.Generator


def box(shape: tuple[int, int], sides: list[float], thick: float, tilt: float) -> np.ndarray:
    """A frame (top, bottom, left, right) as ink, turned a little about the middle."""
    down, across = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    y = (down - shape[0] / 2) * np.cos(tilt) + (across - shape[1] / 2) * np.sin(tilt) + shape[0] / 2
    x = (across - shape[1] / 2) * np.cos(tilt) - (down - shape[0] / 2) * np.sin(tilt) + shape[1] / 2
    top, bottom, left, right = sides
    inside = np.minimum(np.minimum(y - top, bottom - y), np.minimum(x - left, right - x))
    return np.clip(thick / 2 + 0.5 - np.abs(inside), 0, 1).astype(np.float32)


def _framed(digit: np.ndarray, rng: Rng, gap: tuple[float, float]) -> np.ndarray:
    ink, (y, x, height, width) = near_middle(digit, rng, share=(0.4, 0.7))
    longest = max(height, width)
    gaps = rng.uniform(*gap, 4) * longest
    across = max(0.0, (longest * 0.6 - width) / 2)  # a cell is no narrower than it is for a 7
    sides = [y - gaps[0], y + height + gaps[1], x - across - gaps[2], x + width + across + gaps[3]]
    frame = box(
        ink.shape, sides, max(1.0, rng.uniform(0.008, 0.05) * longest), rng.uniform(-0.03, 0.03)
    )
    paper, shade = rng.uniform(180, 255), rng.uniform(10, 90)
    page = painted(frame, paper, rng.uniform(0, 0.6) * paper)
    return camera(painted(ink, page, shade) * uneven(ink.shape, rng), rng)


def in_a_box(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """A form's cell around the digit; it may run off the page."""
    return _framed(digit, rng, (0.12, 0.4))


def touching_its_box(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """A form's cell that the digit touches or crosses."""
    return _framed(digit, rng, (-0.08, 0.12))


def cut_from_a_form(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """A cell cut out with some of its lines, at the page's edges, and nothing beyond them."""
    ink, _ = near_middle(digit, rng, share=(0.55, 0.8), side=(60, 400))
    thick = max(1.0, rng.uniform(0.01, 0.05) * min(ink.shape))
    edge = [
        rng.uniform(-0.04, 0.06) * side
        for side in (ink.shape[0], ink.shape[0], ink.shape[1], ink.shape[1])
    ]
    sides = [edge[0], ink.shape[0] - edge[1], edge[2], ink.shape[1] - edge[3]]
    frame = box(ink.shape, sides, thick, rng.uniform(-0.02, 0.02))
    page = painted(frame, rng.uniform(190, 255), rng.uniform(0, 140))
    return camera(painted(ink, page, rng.uniform(10, 90)), rng)


def on_ruled_paper(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng, side=(150, 700), share=(0.3, 0.7))
    spacing = rng.uniform(0.12, 0.4) * min(ink.shape)
    lines = rule(
        ink.shape,
        rng,
        spacing=spacing,
        thick=rng.uniform(1, 1 + ink.shape[0] / 200),
        tilt=rng.uniform(-0.04, 0.04),
    )
    paper, shade = rng.uniform(190, 255), rng.uniform(10, 90)
    page = painted(lines, paper, rng.uniform(0.25, 0.85) * paper)
    return camera(painted(ink, page, shade) * uneven(ink.shape, rng), rng)


def on_squared_paper(digit: np.ndarray, rng: Rng) -> np.ndarray:
    ink = written(digit, rng, side=(150, 700), share=(0.3, 0.7))
    spacing, thick, tilt = (
        rng.uniform(0.08, 0.3) * min(ink.shape),
        rng.uniform(1, 1 + ink.shape[0] / 250),
        rng.uniform(-0.04, 0.04),
    )
    lines = [
        rule(ink.shape, rng, spacing=spacing, thick=thick, tilt=turn + tilt)
        for turn in (0, np.pi / 2)
    ]
    paper, shade = rng.uniform(190, 255), rng.uniform(10, 90)
    page = painted(np.maximum(*lines), paper, rng.uniform(0.4, 0.9) * paper)
    return camera(painted(ink, page, shade) * uneven(ink.shape, rng), rng)


def blue_on_red_lines(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """A school exercise book: ink of one hue, lines of another."""
    ink = written(digit, rng, side=(150, 700), share=(0.3, 0.7))
    lines = rule(
        ink.shape,
        rng,
        spacing=rng.uniform(0.12, 0.4) * min(ink.shape),
        thick=rng.uniform(1, 3),
        tilt=rng.uniform(-0.03, 0.03),
    )[..., None]
    pen, line = (np.array(c, float) for c in (rng.uniform(10, 110, 3), rng.uniform(90, 230, 3)))
    page = np.array([250.0, 247, 235]) * (1 - lines) + line * lines
    page = page * (1 - ink[..., None]) + pen * ink[..., None]
    return colour_camera(page * uneven(ink.shape, rng)[..., None], rng)


def everything_at_once(digit: np.ndarray, rng: Rng) -> np.ndarray:
    """A phone's photo of an exercise book: lines, shadow, neighbour, uneven light."""
    ink, (y, x, height, width) = near_middle(digit, rng, share=(0.35, 0.65), side=(200, 800))
    lines = rule(
        ink.shape,
        rng,
        spacing=rng.uniform(0.15, 0.4) * min(ink.shape),
        thick=rng.uniform(1, 3),
        tilt=rng.uniform(-0.04, 0.04),
    )
    ink = np.maximum(
        ink,
        laid(
            inked(digit, height, pen=0.1),
            ink.shape,
            (y, round(x + width + max(0.15 * height, ink.shape[1] - x - width - 0.2 * height))),
        ),
    )
    page = painted(lines, 230, rng.uniform(100, 190))
    return camera(
        painted(ink, page, rng.uniform(20, 90))
        * uneven(ink.shape, rng)
        * hard_shadow(ink.shape, rng),
        rng,
    )
