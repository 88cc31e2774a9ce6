"""Draws the digits of handwriting fonts that the reader learns from: python docs/make_hands.py

hands.csv in src/tenfold/training/composer/ names the fonts, hands.png beside it becomes the sheet.
Each font comes out of the npm package that passes it on (@fontsource/NAME); nothing is installed.
It takes about three minutes.
"""

from __future__ import annotations

import csv
from io import BytesIO

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tenfold.datasets.catalog import Package, SourceFile
from tenfold.datasets.packages import package_files
from tenfold.pictures.placing import bounding_box
from tenfold.storage import write_bytes
from tenfold.training.composer.hands import LISTED, SHEET, SIDE

_BOX = 20  # pixels: the longest side of a digit, as in MNIST
_SIZE = 160  # pixels to the em, at which they are drawn
_STROKE = 0.115  # of a digit's height: as thick as a pen's; hairlines would be lost at 28 pixels
_MOST_WIDENED = 30  # pixels at _SIZE
_GREYS = 16  # levels: all that can be seen of a digit, at half the bytes


def main() -> None:
    """Fetch every font, draw its digits, write the sheet."""
    with open(LISTED, newline="", encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    rows = []
    for number, row in enumerate(listed, 1):
        print(f"{number} of {len(listed)}: {row['font']}", flush=True)
        rows.append(np.hstack([_placed(digit) for digit in _digits(_fetched(row))]))
    step = 255 // (_GREYS - 1)
    sheet = (np.rint(np.vstack(rows) / step) * step).astype(np.uint8)
    content = BytesIO()
    Image.fromarray(sheet).save(content, "PNG", optimize=True)
    write_bytes(SHEET, content.getvalue())


def _fetched(row: dict[str, str]) -> bytes:
    """The font file of a row, proven by its SHA-256. Raises DatasetError where it is another."""
    file = SourceFile(f"{row['font']}-latin-400-normal.woff", row["sha256"], int(row["size"]))
    package = Package("npm", f"@fontsource/{row['font']}@{row['version']}", "package/files/")
    ((_, content),) = package_files(package, (file,), lambda *_: None)
    return content


def _digits(content: bytes) -> list[np.ndarray]:
    """A font's ten digits, cropped: uint8, bright on 0; thin strokes widened to a pen's."""
    font = ImageFont.truetype(BytesIO(content), _SIZE)
    for wider in range(_MOST_WIDENED):
        digits = [_drawn(font, text, wider) for text in "0123456789"]
        if np.median([_stroke(digit) / len(digit) for digit in digits]) >= _STROKE:
            break
    return digits


def _drawn(font: ImageFont.FreeTypeFont, text: str, wider: int) -> np.ndarray:
    left, top, right, bottom = font.getbbox(text, stroke_width=wider)
    page = Image.new("L", (round(right - left) + 4, round(bottom - top) + 4))
    ImageDraw.Draw(page).text((2 - left, 2 - top), text, 255, font, stroke_width=wider)
    pixels = np.asarray(page)
    x, y, wide, high = bounding_box(pixels > 100)
    return pixels[y : y + high, x : x + wide]


def _stroke(digit: np.ndarray) -> float:
    """How thick its strokes are, in pixels: twice the usual distance of their middle from paper."""
    ink = cv2.copyMakeBorder((digit > 127).view(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    distance = cv2.distanceTransform(ink, cv2.DIST_L2, 5)
    ridge = (distance > 1) & (distance >= cv2.dilate(distance, np.ones((3, 3), np.uint8)))
    return 2 * float(np.median(distance[ridge])) if ridge.any() else 1.0


def _placed(digit: np.ndarray) -> np.ndarray:
    """A cropped digit in the middle of a picture as MNIST's."""
    scale = _BOX / max(digit.shape)
    soft = cv2.GaussianBlur(digit, (0, 0), 0.35 / scale)
    high, wide = (max(1, round(side * scale)) for side in digit.shape)
    small = cv2.resize(soft, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float32)
    picture = np.zeros((SIDE, SIDE), np.uint8)
    y, x = (SIDE - high) // 2, (SIDE - wide) // 2
    picture[y : y + high, x : x + wide] = np.clip(small * 1.15, 0, 255)
    return picture


if __name__ == "__main__":
    main()
