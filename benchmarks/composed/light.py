"""Paper, light, lines and camera: from amounts of ink to pixels."""

from __future__ import annotations

import cv2
import numpy as np

Rng = np.random.Generator


def painted(ink: np.ndarray, paper: float | np.ndarray, shade: float) -> np.ndarray:
    return paper * (1 - ink) + shade * ink


def pixels(page: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(page), 0, 255).astype(np.uint8)


def plane(shape: tuple[int, int], rng: Rng) -> np.ndarray:
    """A ramp across the page in any direction: float32, -1 to 1."""
    down, across = np.meshgrid(
        np.linspace(-1, 1, shape[0]), np.linspace(-1, 1, shape[1]), indexing="ij"
    )
    angle = rng.uniform(0, 2 * np.pi)
    ramp = np.cos(angle) * across + np.sin(angle) * down
    return (ramp / np.abs(ramp).max()).astype(np.float32)


def uneven(shape: tuple[int, int], rng: Rng) -> np.ndarray:
    """Light that falls off to one side or from a lamp: float32, about 0.4 to 1."""
    ramp = plane(shape, rng)
    lamp = np.minimum((plane(shape, rng) + rng.uniform(-0.5, 0.5)) ** 2, 1)
    return 1 - rng.uniform(0, 0.3) * (ramp + 1) / 2 - rng.uniform(0, 0.3) * lamp


def hard_shadow(shape: tuple[int, int], rng: Rng) -> np.ndarray:
    """A straight edge through the middle parts of the page, hardly any penumbra."""
    edge = plane(shape, rng) - rng.uniform(-0.35, 0.35)
    half_width = rng.uniform(0.5, 4) / max(shape)
    dark = np.clip(0.5 + edge / (2 * half_width) / 2, 0, 1)
    return 1 - rng.uniform(0.25, 0.65) * dark


def camera(page: np.ndarray, rng: Rng, *, noise: tuple[float, float] = (1, 5)) -> np.ndarray:
    """Out of focus a little, grain, JPEG."""
    blurred = cv2.GaussianBlur(
        page.astype(np.float32), (0, 0), rng.uniform(0.3, 0.3 + max(page.shape) / 400)
    )
    grain = cv2.GaussianBlur(
        rng.normal(0, 1, page.shape).astype(np.float32), (0, 0), rng.uniform(0.3, 1)
    )
    seen = blurred + grain * (rng.uniform(*noise) / max(float(grain.std()), 1e-6))
    return compressed(pixels(seen), rng)


def compressed(picture: np.ndarray, rng: Rng) -> np.ndarray:
    coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 95))])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_UNCHANGED))


def rule(
    shape: tuple[int, int], rng: Rng, *, spacing: float, thick: float, tilt: float
) -> np.ndarray:
    """`lines` that begin anywhere."""
    return lines(shape, spacing=spacing, thick=thick, tilt=tilt, offset=rng.uniform(0, spacing))


def lines(
    shape: tuple[int, int], *, spacing: float, thick: float, tilt: float, offset: float
) -> np.ndarray:
    """Parallel lines across the page, some pixels apart: amounts of ink, 0 to 1."""
    down, across = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    at = down * np.cos(tilt) + across * np.sin(tilt) + offset
    return np.clip(thick / 2 + 0.5 - np.abs((at % spacing) - spacing / 2), 0, 1)
