"""Draws the pictures in examples/: digits and numbers as different people's pens might leave them.

    python examples/draw.py [FOLDER]

Every digit is a few strokes of our own, given by points; a smooth curve goes through them, a
hand's slow tremor moves it and the pen's pressure varies along it. The same picture every time:
each has a seed of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from tenfold.storage import writing

Points = tuple[tuple[float, float], ...]

# x to the right, y down, 0 to 1; a new tuple where the pen is lifted or turns sharply.
STROKES: dict[int, tuple[Points, ...]] = {
    0: (
        (
            *((0.60, 0.06), (0.34, 0.08), (0.14, 0.36), (0.16, 0.72), (0.44, 0.96)),
            *((0.76, 0.80), (0.86, 0.46), (0.70, 0.14), (0.50, 0.05)),
        ),
    ),
    1: (((0.36, 0.26), (0.48, 0.15), (0.56, 0.04)), ((0.56, 0.04), (0.53, 0.50), (0.50, 0.97))),
    2: (
        (
            *((0.16, 0.28), (0.30, 0.08), (0.60, 0.05), (0.76, 0.26), (0.62, 0.52), (0.36, 0.78)),
            *((0.12, 0.95),),
        ),
        ((0.12, 0.95), (0.46, 0.91), (0.88, 0.95)),
    ),
    3: (
        ((0.18, 0.16), (0.44, 0.04), (0.74, 0.17), (0.66, 0.38), (0.40, 0.47)),
        ((0.40, 0.47), (0.70, 0.53), (0.82, 0.74), (0.56, 0.96), (0.15, 0.86)),
    ),
    4: (
        ((0.38, 0.05), (0.27, 0.32), (0.12, 0.61)),
        ((0.12, 0.61), (0.46, 0.63), (0.88, 0.59)),
        ((0.67, 0.28), (0.65, 0.62), (0.62, 0.98)),
    ),
    5: (
        ((0.30, 0.08), (0.27, 0.25), (0.23, 0.45)),
        ((0.23, 0.45), (0.46, 0.39), (0.75, 0.51), (0.78, 0.77), (0.52, 0.96), (0.16, 0.88)),
        ((0.30, 0.08), (0.56, 0.07), (0.82, 0.05)),
    ),
    6: (
        (
            *((0.66, 0.05), (0.40, 0.24), (0.21, 0.56), (0.23, 0.84), (0.47, 0.97), (0.71, 0.84)),
            *((0.68, 0.62), (0.46, 0.56), (0.24, 0.74)),
        ),
    ),
    7: (
        ((0.12, 0.10), (0.48, 0.11), (0.85, 0.07)),
        ((0.85, 0.07), (0.64, 0.40), (0.49, 0.70), (0.42, 0.98)),
    ),
    8: (
        (
            *((0.70, 0.17), (0.49, 0.04), (0.28, 0.18), (0.39, 0.38), (0.62, 0.55), (0.75, 0.78)),
            *((0.50, 0.97), (0.25, 0.80), (0.39, 0.57), (0.62, 0.38), (0.72, 0.15)),
        ),
    ),
    9: (
        ((0.72, 0.22), (0.52, 0.06), (0.28, 0.17), (0.27, 0.40), (0.50, 0.48), (0.71, 0.27)),
        ((0.73, 0.16), (0.74, 0.48), (0.68, 0.74), (0.60, 0.98)),
    ),
}


@dataclass(frozen=True)
class Drawing:
    """One picture: what is written, with what, on what.

    text: one or more digits; pitch: from the middle of one to the next, in digit heights.
    size: width and height of the page in pixels. digit_height, pen: in pixels. at: the middle of
    the text as a share of the page. slant: pixels to the right for a pixel up. ink, paper: RGB.
    shadow: how much darker the far corner is. grain: noise of the paper.
    """

    file: str
    text: str
    size: tuple[int, int]
    digit_height: float
    pen: float
    at: tuple[float, float] = (0.5, 0.5)
    width: float = 0.62
    pitch: float = 0.72
    slant: float = 0.1
    ink: tuple[int, int, int] = (30, 30, 34)
    paper: tuple[int, int, int] = (255, 255, 255)
    shadow: float = 0.0
    grain: float = 0.0


BLUE, PENCIL, CREAM = (28, 46, 120), (105, 105, 108), (248, 241, 222)
PHOTO = {"paper": (226, 220, 206), "grain": 4.0}
DRAWINGS = (
    Drawing("digits/zero.png", "0", (320, 320), 210, 9, at=(0.45, 0.55), ink=BLUE),
    Drawing(
        "digits/one.png",
        "1",
        (180, 240),
        150,
        7,
        at=(0.6, 0.45),
        width=0.5,
        ink=PENCIL,
        paper=CREAM,
    ),
    Drawing("digits/two.png", "2", (400, 400), 300, 4, at=(0.42, 0.5), slant=0.15),
    Drawing("digits/three.jpg", "3", (600, 760), 330, 17, at=(0.55, 0.4), shadow=0.55, **PHOTO),
    Drawing("digits/four.png", "4", (900, 700), 420, 34, at=(0.35, 0.52), slant=0.05, paper=CREAM),
    Drawing("digits/five.png", "5", (128, 128), 92, 8, at=(0.52, 0.5), slant=0.2),
    Drawing(
        "digits/six.png", "6", (300, 360), 230, 13, at=(0.5, 0.46), ink=(240,) * 3, paper=(0,) * 3
    ),
    Drawing("digits/seven.png", "7", (256, 256), 180, 10, at=(0.55, 0.5), slant=0.15, ink=BLUE),
    Drawing("digits/eight.png", "8", (200, 280), 190, 10, at=(0.48, 0.5), slant=0.2),
    Drawing(
        "digits/nine.jpg", "9", (480, 640), 300, 9, at=(0.5, 0.55), ink=BLUE, shadow=0.25, **PHOTO
    ),
    Drawing("digits/small-three.png", "3", (40, 40), 26, 2.2, at=(0.55, 0.45)),
    Drawing(
        "digits/felt-two.png",
        "2",
        (220, 200),
        120,
        15,
        at=(0.4, 0.55),
        width=0.8,
        ink=(120, 24, 40),
    ),
    Drawing("numbers/47109.png", "47109", (520, 180), 100, 7, ink=BLUE, paper=CREAM),
    Drawing("numbers/2026.jpg", "2026", (800, 600), 170, 13, shadow=0.4, pitch=0.6, **PHOTO),
    Drawing("numbers/830.png", "830", (300, 200), 90, 10, ink=(240,) * 3, paper=(0,) * 3),
)


def curve(points: Points, steps: int = 60) -> np.ndarray:
    """A smooth curve through the points (Catmull-Rom): float64, shape (n, 2)."""
    given = np.array(points)
    ends = 2 * given[:1] - given[1:2], 2 * given[-1:] - given[-2:-1]
    all_points = np.concatenate([ends[0], given, ends[1]])
    t = np.linspace(0, 1, steps)[:, None]
    pieces = []
    for before, start, end, after in np.lib.stride_tricks.sliding_window_view(
        all_points, 4, axis=0
    ).swapaxes(1, 2):
        bend = 2 * before - 5 * start + 4 * end - after
        twist = 3 * (start - end) + after - before
        pieces.append(start + 0.5 * t * (end - before + t * (bend + t * twist)))
    return np.concatenate(pieces)


def tremor(count: int, rng: np.random.Generator) -> np.ndarray:
    """Slow noise of about unit size along a stroke: float64, shape (count,)."""
    knots = rng.normal(size=max(4, count // 45))
    return np.interp(np.linspace(0, len(knots) - 1, count), np.arange(len(knots)), knots)


def strokes(drawing: Drawing) -> Iterator[tuple[float, Points]]:
    """Every stroke of the text, and how many digits it lies right of the middle."""
    for number, digit in enumerate(drawing.text):
        for points in STROKES[int(digit)]:
            yield number - (len(drawing.text) - 1) / 2, points


def ink(drawing: Drawing, rng: np.random.Generator) -> np.ndarray:
    """How much ink lies where: float32, 0 to 1, shape (height, width) of the page."""
    fine = 4
    width, height = drawing.size
    page = np.zeros((height * fine, width * fine), np.uint8)
    middle = np.array([drawing.at[0] * width, drawing.at[1] * height])
    for place, points in strokes(drawing):
        moved = np.array(points) + rng.normal(scale=0.018, size=(len(points), 2))
        path = curve(tuple(map(tuple, moved)))
        path = path + 0.006 * np.stack([tremor(len(path), rng), tremor(len(path), rng)], axis=1)
        path = (path - 0.5) * drawing.digit_height
        path[:, 0] = path[:, 0] * drawing.width / 0.72 - drawing.slant * path[:, 1]
        path[:, 0] += place * drawing.pitch * drawing.digit_height
        # The pen lands and lifts a little lighter than it writes.
        along = np.linspace(0, 1, len(path))
        pressure = 1 + 0.12 * tremor(len(path), rng) - 0.35 * np.abs(2 * along - 1) ** 8
        for (x, y), press in zip((path + middle) * fine, pressure, strict=True):
            radius = max(1, round(drawing.pen * press * fine / 2))
            cv2.circle(page, (round(x), round(y)), radius, 255, -1, cv2.LINE_AA)
    return cv2.resize(page, drawing.size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def paint(drawing: Drawing, rng: np.random.Generator) -> np.ndarray:
    """The picture as a camera or scanner would give it: uint8 RGB, shape (height, width, 3)."""
    amount = ink(drawing, rng)[..., None]
    page = np.array(drawing.paper) * (1 - amount) + np.array(drawing.ink) * amount
    height, width = amount.shape[:2]
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    page = page * (1 - drawing.shadow * np.clip(0.25 + 0.6 * x + 0.4 * y - 0.25, 0, 1))[..., None]
    grain = rng.normal(scale=drawing.grain, size=(height, width, 1))
    return np.clip(np.rint(page + grain), 0, 255).astype(np.uint8)


def as_file(drawing: Drawing, rng: np.random.Generator) -> Image.Image:
    """The picture in the pixel mode its file shall have."""
    if drawing.file == "digits/seven.png":  # a drawing program: ink on nothing
        alpha = Image.fromarray(np.rint(ink(drawing, rng) * 255).astype(np.uint8))
        image = Image.new("RGBA", drawing.size, (*drawing.ink, 0))
        image.putalpha(alpha)
        return image
    image = Image.fromarray(paint(drawing, rng))
    if drawing.file == "digits/eight.png":  # a scanner: 16-bit grey
        return Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
    if drawing.file.endswith(".png") and drawing.ink == (240,) * 3:  # a blackboard: 8-bit grey
        return image.convert("L")
    return image


def main(folder: Path) -> None:
    """Draw every picture into the folder."""
    for seed, drawing in enumerate(DRAWINGS):
        image = as_file(drawing, np.random.default_rng(seed))
        kind = "JPEG" if drawing.file.endswith(".jpg") else "PNG"
        with writing(folder / drawing.file) as path:
            image.save(path, kind, **({"quality": 85} if kind == "JPEG" else {"optimize": True}))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
