"""Examples of every corruption on one sheet, to be looked at: a row each, a column a digit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.corruptions.answers import CLEAN, ROWS
from benchmarks.corruptions.arrays import SIDE
from benchmarks.corruptions.table import corrupted
from benchmarks.models import DIGITS
from tenfold.storage import writing
from tenfold.values import Split

_TILE, _GAP, _MARGIN, _NAME = 3 * SIDE, 6, 18, 130  # pixels
_PAPER, _INK = "#d5dbe1", "#1b2430"  # stripes are white: paper is not


def write(path: Path, test: Split, *, seed: int) -> None:
    """Save the sheet of the first picture of each class as a PNG. Raises StorageError."""
    firsts = np.array([np.argmax(test.labels == label) for label in range(len(DIGITS))])
    image = sheet(test.images[firsts], seed=seed)
    with writing(path) as temporary:
        image.save(temporary, format="PNG")


def sheet(images: np.ndarray, *, seed: int) -> Image.Image:
    """Pictures (uint8, shape (n, 28, 28)) as they are, and below as each corruption leaves them."""
    step = _TILE + _GAP
    size = _MARGIN + _NAME + len(images) * step + _MARGIN, 2 * _MARGIN + len(ROWS) * step
    page = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(16)
    for row, name in enumerate(ROWS):
        made = images if name == CLEAN else corrupted(name, images, seed=seed)
        y = _MARGIN + row * step
        draw.text((_MARGIN, y + _TILE // 2), name.replace("_", " "), _INK, font=font, anchor="lm")
        for column, pixels in enumerate(made):
            tile = Image.fromarray(pixels).resize((_TILE, _TILE), Image.Resampling.NEAREST)
            page.paste(tile, (_MARGIN + _NAME + column * step, y))
    return page
