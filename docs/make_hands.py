"""Draws the handwriting fonts that the reader learns from: python docs/make_hands.py

hands.csv in src/tenfold/training/composer/ names the fonts; their digits become hands.png beside
it, their letters and other signs marks.png. Each font comes out of the npm package that passes it
on (@fontsource/NAME); nothing is installed. It takes about three minutes.
"""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tenfold.datasets.catalog import Package, SourceFile
from tenfold.datasets.packages import package_files
from tenfold.pictures.placing import bounding_box
from tenfold.storage import write_bytes
from tenfold.training.composer.hands import (
    BASELINE,
    BOX,
    LISTED,
    MARK_SHEET,
    MARK_SIDE,
    MARKS,
    SHEET,
    SIDE,
)

_SIZE = 160  # pixels to the em, at which they are drawn
_STROKE = 0.115  # of a digit's height: as thick as a pen's; hairlines would be lost at 28 pixels
_MOST_WIDENED = 30  # pixels at _SIZE
_GREYS = 16  # levels: all that can be seen of a digit, at half the bytes
_SOLID = 100  # grey level from which a pixel counts as ink
_BASELINE = 2.5 * _SIZE  # of the page that a sign is drawn on
_NOT_THERE = "\uffff"  # no font has it: what is drawn stands for all that a font lacks


def main() -> None:
    """Fetch every font, draw its digits and its other signs, write both sheets."""
    with open(LISTED, newline="", encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    digits, marks = [], []
    for number, row in enumerate(listed, 1):
        print(f"{number} of {len(listed)}: {row['font']}", flush=True)
        face = Face(_fetched(row))
        digits.append(np.hstack([_placed(digit) for digit in face.digits]))
        marks.append(np.hstack([face.mark(mark) for mark in MARKS]))
    _write(SHEET, np.vstack(digits))
    _write(MARK_SHEET, np.vstack(marks))


def _write(path: Path, sheet: np.ndarray) -> None:
    step = 255 // (_GREYS - 1)
    content = BytesIO()
    few = (np.rint(sheet / step) * step).astype(np.uint8)
    Image.fromarray(few).save(content, "PNG", optimize=True)
    write_bytes(path, content.getvalue())


def _fetched(row: dict[str, str]) -> bytes:
    """The font file of a row, proven by its SHA-256. Raises DatasetError where it is another."""
    file = SourceFile(f"{row['font']}-latin-400-normal.woff", row["sha256"], int(row["size"]))
    package = Package("npm", f"@fontsource/{row['font']}@{row['version']}", "package/files/")
    ((_, content),) = package_files(package, (file,), lambda *_: None)
    return content


class Face:
    """A font with its thin strokes widened to a pen's.

    digits: its ten, cropped: uint8, bright on 0.
    """

    def __init__(self, content: bytes) -> None:
        """Find how much wider its strokes must be. content: the font's file."""
        self._font = ImageFont.truetype(BytesIO(content), _SIZE)
        for self._wider in range(_MOST_WIDENED):
            self.digits = [_cropped(self._drawn(text)) for text in "0123456789"]
            if np.median([_stroke(digit) / len(digit) for digit in self.digits]) >= _STROKE:
                break
        self._missing = self._drawn(_NOT_THERE).tobytes()

    def mark(self, text: str) -> np.ndarray:
        """A letter or sign on its base line, as large beside the digits as the font has it.

        Empty where the font lacks it.
        """
        picture = np.zeros((MARK_SIDE, MARK_SIDE), np.uint8)
        page = self._drawn(text)
        if page.tobytes() == self._missing or not (page > _SOLID).any():
            return picture
        x, _, wide, _ = bounding_box(page > _SOLID)
        scale = BOX / max(len(digit) for digit in self.digits)
        scale = min(scale, (MARK_SIDE - 2) / wide)
        way = np.array(
            [
                [scale, 0, MARK_SIDE / 2 - scale * (x + wide / 2)],
                [0, scale, BASELINE - scale * _BASELINE],
            ]
        )
        soft = cv2.GaussianBlur(page, (0, 0), 0.45 / scale).astype(np.float32)
        small = cv2.warpAffine(soft, way, picture.shape, flags=cv2.INTER_LINEAR)
        return np.clip(small * 1.15, 0, 255).astype(np.uint8)

    def _drawn(self, text: str) -> np.ndarray:
        page = Image.new("L", (4 * _SIZE, 4 * _SIZE))
        place = (_SIZE, _BASELINE)
        ImageDraw.Draw(page).text(
            place, text, 255, self._font, anchor="ls", stroke_width=self._wider
        )
        return np.asarray(page)


def _cropped(page: np.ndarray) -> np.ndarray:
    x, y, wide, high = bounding_box(page > _SOLID)
    return page[y : y + high, x : x + wide]


def _stroke(digit: np.ndarray) -> float:
    """How thick its strokes are, in pixels: twice the usual distance of their middle from paper."""
    ink = cv2.copyMakeBorder((digit > 127).view(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    distance = cv2.distanceTransform(ink, cv2.DIST_L2, 5)
    ridge = (distance > 1) & (distance >= cv2.dilate(distance, np.ones((3, 3), np.uint8)))
    return 2 * float(np.median(distance[ridge])) if ridge.any() else 1.0


def _placed(digit: np.ndarray) -> np.ndarray:
    """A cropped digit in the middle of a picture as MNIST's."""
    scale = BOX / max(digit.shape)
    soft = cv2.GaussianBlur(digit, (0, 0), 0.35 / scale)
    high, wide = (max(1, round(side * scale)) for side in digit.shape)
    small = cv2.resize(soft, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float32)
    picture = np.zeros((SIDE, SIDE), np.uint8)
    y, x = (SIDE - high) // 2, (SIDE - wide) // 2
    picture[y : y + high, x : x + wide] = np.clip(small * 1.15, 0, 255)
    return picture


if __name__ == "__main__":
    main()
