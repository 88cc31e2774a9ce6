"""What spoke for an answer, as people see it: a tinted picture and a sentence.

Evidence is an array the size of the picture: by how many nats covering a place lowers the answer's
log-odds. Over 0 the place spoke for the answer, under 0 against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from tenfold.evaluation.words import percent

# Orange and blue: apart for colour-blind eyes as well, on black and on white ink.
FOR = (255, 112, 0)
AGAINST = (20, 130, 255)

# Nats at which a colour is full, at least: of a picture in which nothing matters, nothing glows.
_LEAST_FULL = 1.0
_STRONGEST_TINT = 0.85

STEPS = "From the file to what the model saw"
SIMILAR = "The most similar training pictures (row, likeness up to 1)"
NOTHING = "There is nothing in what the model saw: the steps show where it was lost."


@dataclass(frozen=True, eq=False)
class Tile:
    """A small picture of a row, uint8, grey or RGB, and the words below it."""

    pixels: np.ndarray
    caption: str
    detail: str = ""


def tinted(pixels: np.ndarray, evidence: np.ndarray) -> np.ndarray:
    """A picture with its evidence: orange what spoke for the answer, blue what spoke against it.

    pixels: uint8, shape (h, w). evidence: float, shape (h, w). Returns uint8, shape (h, w, 3). The
    strongest evidence of a picture has the full colour: strengths of two pictures do not compare.
    """
    strength = evidence / max(float(np.abs(evidence).max()), _LEAST_FULL)
    opacity = _STRONGEST_TINT * np.abs(strength)[..., np.newaxis]
    colour = np.where(strength[..., np.newaxis] > 0, FOR, AGAINST)
    mixed = pixels[..., np.newaxis] * (1 - opacity) + colour * opacity
    return np.rint(mixed).astype(np.uint8)


def shaded(evidence: np.ndarray) -> np.ndarray:
    """What spoke for the answer in shades, for where there are no colours: uint8, shape (h, w)."""
    most = max(float(evidence.max()), _LEAST_FULL)
    return np.rint(np.maximum(evidence, 0) * (255 / most)).astype(np.uint8)


def beside(pixels: np.ndarray, evidence: np.ndarray) -> np.ndarray:
    """A picture and, right of it, the same one tinted: uint8, shape (h, 2 w + 1, 3)."""
    plain = np.repeat(pixels[..., np.newaxis], 3, axis=2)
    gap = np.zeros((len(pixels), 1, 3), np.uint8)
    return np.concatenate([plain, gap, tinted(pixels, evidence)], axis=1)


def thumbnail(pixels: np.ndarray, *, side: int) -> np.ndarray:
    """A picture (uint8, grey or RGB) whose longest side is at most `side` pixels.

    Its brightest pixel stays as bright as it was: averaging alone would lose thin strokes.
    """
    image = Image.fromarray(np.ascontiguousarray(pixels))
    image.thumbnail((side, side), Image.Resampling.BOX)
    small = np.asarray(image)
    gain = int(pixels.max()) / max(int(small.max()), 1)
    return np.rint(np.minimum(small * gain, 255)).astype(np.uint8)


def step_tiles(
    steps: Sequence[tuple[str, np.ndarray]], box: tuple[int, int, int, int] | None, *, side: int
) -> list[Tile]:
    """The steps to what the model saw, (name, uint8 grey pixels) each, at most `side` pixels large.

    box: framed in the first picture. None at all where the model saw the picture as it was given.
    """
    if len(steps) < 2:
        return []
    tiles = [Tile(thumbnail(pixels, side=side), name) for name, pixels in steps]
    if box is not None:
        name, pixels = steps[0]
        tiles[0] = Tile(framed(pixels, box, side=side), name)
    return tiles


def similar_tile(pixels: np.ndarray, name: str, *, index: int, similarity: float) -> Tile:
    """A training picture that is like the one explained; index: its row in the data."""
    return Tile(pixels, name, f"#{index}, {similarity:.3f}")


def framed(pixels: np.ndarray, box: tuple[int, int, int, int], *, side: int) -> np.ndarray:
    """A grey picture with an orange frame around `box`, its longest side about `side` pixels.

    box: (x, y, width, height) in pixels of the picture. Returns uint8, shape (h, w, 3).
    """
    small = thumbnail(pixels, side=side)
    enlarged = max(1, side // max(small.shape))
    small = small.repeat(enlarged, axis=0).repeat(enlarged, axis=1)
    image = Image.fromarray(small).convert("RGB")
    scale = max(small.shape) / max(pixels.shape)
    x, y, width, height = (value * scale for value in box)
    ImageDraw.Draw(image).rectangle((x - 1, y - 1, x + width, y + height), outline=FOR)
    return np.asarray(image)


def covering(name: str, confidence: float, covered: float, *, patch: int) -> str:
    """One sentence: what becomes of an answer when its strongest evidence is covered.

    confidence, covered: of the class `name` before and then, 0 to 1. patch: pixels a side of what
    covers.
    """
    what = f"Covering the {patch} x {patch} pixels that speak loudest for {name}"
    before, after = percent(confidence), percent(covered)
    if after == before:
        return f"{what} leaves it at {before}: no single place decides."
    return f"{what} takes it from {before} to {after}."
