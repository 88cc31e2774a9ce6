"""The raw numbers of a picture, in at most 80 columns."""

from __future__ import annotations

import numpy as np
from rich.color import Color
from rich.style import Style
from rich.text import Text

_MOST_DECIMAL, _MOST_HEXADECIMAL = 20, 32  # numbers in a line of 80 columns


def raw_numbers(pixels: np.ndarray, *, colour: bool) -> tuple[str, Text]:
    """How to read it, and the numbers of a picture in at most 80 columns.

    pixels: uint8, shape (height, width). Decimal where the part that holds ink is at most 20
    pixels wide, else hexadecimal. colour: each on its own grey.
    """
    rows, columns = np.nonzero(pixels)
    if not rows.size:
        return "All pixels are 0.", Text()
    top, left = int(rows.min()), int(columns.min())
    inner = pixels[top : rows.max() + 1, left : columns.max() + 1]
    where = f"Rows {top} to {rows.max()}, columns {left} to {columns.max()}; all others are 0."
    wide = inner.shape[1] > _MOST_DECIMAL
    if wide:
        inner = inner[:, :_MOST_HEXADECIMAL]
        where += " In hexadecimal: ·· is 0, ff is 255."
    lines = []
    for line in inner.tolist():
        cells = [_two_digits(at, value) if wide else f"{value:4d}" for at, value in enumerate(line)]
        shades = [_on_grey(value) if colour else Style() for value in line]
        lines.append(Text.assemble(*zip(cells, shades, strict=True)))
    return where, Text("\n").join(lines)


def _two_digits(at: int, value: int) -> str:
    """With a gap before every second one: 28 of them take 69 columns."""
    return (" " if at and at % 2 == 0 else "") + (f"{value:02x}" if value else "··")


def _on_grey(value: int) -> Style:
    ink = 255 if value < 128 else 0
    return Style(color=Color.from_rgb(*[ink] * 3), bgcolor=Color.from_rgb(*[value] * 3))
